//! `[islands]`: what holds for all islands of a site.

use super::data::TableReader;

/// `[islands]` of `layer9.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IslandsConfig {
    /// `default_client`: the trigger of calls that name none.
    pub default_client: String,
    /// `wasm_opt`: whether `wasm-opt` makes the modules of the site's islands smaller, where it is in `PATH`.
    pub wasm_opt: bool,
}

impl IslandsConfig {
    pub(super) fn read(mut t: TableReader<'_>) -> Self {
        let choices = ["load", "idle", "visible", "interaction", "none"].map(|name| (name, name));
        let default_client = t.choice("default_client", &choices).unwrap_or("idle").to_owned();
        let wasm_opt = t.bool("wasm_opt").unwrap_or(false);
        t.finish();
        Self { default_client, wasm_opt }
    }
}

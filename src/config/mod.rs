//! `layer9.toml` and `theme.toml`, read into types.
//!
//! Every key has a type and a default, unknown keys are refused with the nearest that exists, and all
//! mistakes of a file are reported together.

mod base_url;
mod budget;
pub mod data;
mod direction;
mod languages;
mod markdown;
mod menus;
mod routes;
mod site;
mod taxonomy;
mod theme;

pub use base_url::BaseUrl;
pub use budget::{Budget, Limit};
pub use direction::Direction;
pub use languages::{Language, LanguageId, Languages};
pub use markdown::{HeadingAnchors, MarkdownConfig, RawHtml};
pub use menus::{MenuConfig, MenuItemConfig, MenusConfig};
pub use routes::RouteConfig;
pub use site::{Config, FeedFormat, UnknownKeys};
pub use taxonomy::TaxonomyConfig;
pub use theme::ThemeConfig;

use crate::diagnostics::Code;
use data::Codes;

/// The codes of configuration files.
const CODES: Codes = Codes {
    syntax: Code::ConfigSyntax,
    unknown_key: Code::ConfigUnknownKey,
    wrong_type: Code::ConfigType,
    value: Code::ConfigValue,
    limit: Code::ConfigSyntax,
};

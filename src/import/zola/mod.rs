//! A Zola site as a Layer9 site.

mod config;
mod content;
mod expression;
mod macros;
mod messages;
mod shortcode_templates;
mod template_blocks;
mod template_parts;
mod template_tags;
mod templates;
mod urls;

use super::{Generator, Outcome, no_site, sass, walk};
use crate::diagnostics::Result;
use crate::source::Root;

/// Converts the site in a folder.
///
/// # Errors
/// `ImportSource` if it has no configuration.
pub(super) fn convert(old: &Root) -> Result<Outcome> {
    let name = ["zola.toml", "config.toml"].into_iter().find(|name| old.exists(name));
    let Some(name) = name else { return Err(no_site(old, Generator::Zola, "`config.toml`")) };
    let mut outcome = Outcome::default();
    let source = old.read_text(name)?;
    let mut config = config::read(&source, &mut outcome.report);
    let theme = config.theme.clone().map(|theme| format!("themes/{theme}"));
    if let Some(folder) = &theme {
        config.under(old, folder, &mut outcome.report);
    }
    // The site's own files come before those of its theme.
    let layers: Vec<String> = std::iter::once(String::new()).chain(theme.map(|t| format!("{t}/"))).collect();
    for layer in &layers {
        for (from, to) in [("static", "static"), ("data", "data")] {
            let folder = format!("{layer}{from}");
            for file in walk(old, &folder, &mut outcome.report) {
                let rest = file.strip_prefix(&folder).unwrap_or(&file);
                let path = format!("{to}{rest}");
                if layer.is_empty() || !outcome.site.has(&path) {
                    outcome.site.copy(path, &file, &mut outcome.report);
                }
            }
        }
        if config.compile_sass {
            sass::compile(old, &format!("{layer}sass"), &mut outcome.site, &mut outcome.report);
        }
    }
    let mut names = super::calls::Names::default();
    let templates = templates::read(old, &layers, &mut names, &mut outcome.report);
    let uses = content::convert(old, &config, &templates, &mut names, &mut outcome);
    templates::convert(&templates, &config, &uses, &mut names, &mut outcome);
    config::write(&config, &mut outcome);
    Ok(outcome)
}

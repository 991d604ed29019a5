//! A Hugo site as a Layer9 site. Go templates are not converted: plain templates take their place.

mod config;
mod content;
mod front_matter;
mod languages;
mod messages;
mod shortcodes;
mod theme;
mod urls;

use super::{Generator, Outcome, no_site, walk};
use crate::diagnostics::Result;
use crate::source::Root;

/// Where Hugo looks for its configuration.
const FILES: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// Converts the site in a folder.
///
/// # Errors
/// `ImportSource` if it has no configuration.
pub(super) fn convert(old: &Root) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut files: Vec<String> =
        FILES.iter().filter(|name| old.exists(name)).take(1).map(|name| (*name).to_owned()).collect();
    files.extend(walk(old, "config/_default", &mut outcome.report));
    if files.is_empty() {
        return Err(no_site(old, Generator::Hugo, "`hugo.toml` or `config/_default/`"));
    }
    let mut config = config::read(old, &files, &mut outcome.report);
    for environment in walk(old, "config", &mut outcome.report) {
        if !environment.starts_with("config/_default/") {
            outcome.report.note(&environment, 0, "settings of one environment have no counterpart");
        }
    }
    // The site's own files come before those of its themes.
    let layers: Vec<String> = std::iter::once(String::new())
        .chain(config.themes.iter().map(|name| format!("{}/{name}/", config.themes_dir)))
        .collect();
    for layer in layers.iter().skip(1) {
        if !old.exists(layer.trim_end_matches('/')) {
            outcome.report.note(
                &config.file,
                0,
                format!("the theme `{layer}` is not in the tree, so its files are missing"),
            );
        }
    }
    files_of(old, &layers, &config, &mut outcome);
    messages::read(old, &layers, &mut outcome.report).write(&mut outcome.site);
    let mut names = super::calls::Names::default();
    let uses = content::convert(old, &mut config, &mut names, &mut outcome);
    shortcodes::write(&uses, &mut names, &mut outcome);
    theme::write(old, &layers, &mut outcome);
    config::write(&config, &mut outcome);
    Ok(outcome)
}

/// Copies static files and data, and keeps what has no counterpart.
fn files_of(old: &Root, layers: &[String], config: &config::HugoConfig, outcome: &mut Outcome) {
    let Outcome { site, report } = outcome;
    for layer in layers {
        let statics: Vec<String> =
            if layer.is_empty() { config.static_dirs.clone() } else { vec!["static".to_owned()] };
        // A later folder comes before an earlier one.
        for folder in statics.iter().rev().map(|dir| format!("{layer}{dir}")) {
            for file in walk(old, &folder, report) {
                let rest = file.strip_prefix(&folder).unwrap_or(&file).trim_start_matches('/');
                let path = format!("static/{rest}");
                if !site.has(&path) {
                    site.copy(path, &file, report);
                }
            }
        }
        let data = if layer.is_empty() { config.data_dir.clone() } else { "data".to_owned() };
        for file in walk(old, &format!("{layer}{data}"), report) {
            let rest = file.strip_prefix(&format!("{layer}{data}/")).unwrap_or(&file).to_owned();
            let stem = rest.rsplit_once('.').map_or(rest.as_str(), |(stem, _)| stem);
            // Two files of one name are one too many.
            let twin = ["toml", "yaml", "yml", "json", "csv", "xml"]
                .iter()
                .any(|e| site.has(&format!("data/{stem}.{e}")));
            match twin {
                true => report.note(&file, 0, "not copied: another file of `data/` has that name"),
                false => site.copy(format!("data/{rest}"), &file, report),
            }
        }
    }
    for (folder, what) in [
        ("layouts", "Go templates are not converted: plain templates took their place"),
        ("archetypes", "archetypes are not converted"),
        (
            "assets",
            "Hugo Pipes have no counterpart; style sheets belong into `styles/`, other files into `static/`",
        ),
    ] {
        let files = walk(old, folder, report);
        if !files.is_empty() {
            report.note(folder, 0, format!("{} files: {what}", files.len()));
        }
    }
}

//! Sites of other generators as Layer9 sites: `layer9 import zola` and `layer9 import hugo`.
//!
//! An import reads the old site, puts the new one together in memory, and writes it into a folder of its own; it never
//! writes into the old one. Every page keeps its address: where Layer9 would give it another, its front matter says which.
//! What cannot be converted is noted with its file and line, on the terminal and in `IMPORT.md`.
//!
//! When all is written, the new site is built as a trial: templates that do not work are set aside with what was wrong
//! with them, so that the site builds.

mod address;
mod calls;
mod embeds;
mod hugo;
mod markdown;
mod matter;
mod messages;
mod new_site;
mod report;
mod sass;
mod shortcode_text;
mod toml_text;
mod trial;
mod zola;

pub use report::{Counts, Note, Report};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use crate::source::Root;
use new_site::NewSite;
use std::path::Path;

/// An Atom feed of the whole site, for a feed whose name Layer9 does not give.
const FEED_TEMPLATE: &str = include_str!("feed.xml");

/// Where a site comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// Zola, to 0.22 with Tera 1 and from 0.23 with Tera 2.
    Zola,
    /// Hugo.
    Hugo,
}

impl Generator {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Generator::Zola => "Zola",
            Generator::Hugo => "Hugo",
        }
    }
}

/// What the old site becomes, before it is written.
#[derive(Debug, Default)]
struct Outcome {
    site: NewSite,
    report: Report,
}

/// Imports the site in the folder `from` into the folder `to`.
///
/// # Errors
/// `ImportTarget` where `to` is not empty or lies within `from`, `ImportSource` where `from` holds no site of that
/// generator, and what reading and writing can fail with.
pub fn import(generator: Generator, from: &Path, to: &Path) -> Result<Report> {
    let old = Root::open(from, "")?;
    check_target(&old, to)?;
    let Outcome { mut site, mut report } = match generator {
        Generator::Zola => zola::convert(&old)?,
        Generator::Hugo => hugo::convert(&old)?,
    };
    site.text(".gitignore", "dist/\n.layer9/\nislands/target/\n");
    site.write(&old, to)?;
    trial::run(to, &site, generator, &mut report)?;
    new_site::write(&to.join("IMPORT.md"), report.markdown(generator.name()).as_bytes())?;
    Ok(report)
}

/// The new site must not be mixed with anything, the old site least of all.
fn check_target(old: &Root, to: &Path) -> Result<()> {
    let refuse = |message: &str, hint: &str| {
        let place = Location::file(to.display().to_string());
        Err(Box::new(Diagnostic::error(Code::ImportTarget, message).at(place).hint(hint)))
    };
    if to.is_file() {
        return refuse(
            "the new site would be a folder, but this is a file",
            "name a folder that does not exist yet",
        );
    }
    if crate::source::list(to).is_ok_and(|entries| !entries.is_empty()) {
        return refuse("the folder is not empty", "name a folder that does not exist yet, with `--to`");
    }
    // The folder need not exist: the part of its path that does is what can lie within the old site.
    let absolute = std::path::absolute(to).unwrap_or_else(|_| to.to_path_buf());
    let existing = absolute.ancestors().find_map(|folder| folder.canonicalize().ok());
    let home = old.folder().canonicalize().ok();
    if let (Some(existing), Some(home)) = (existing, home)
        && existing.starts_with(&home)
    {
        return refuse(
            "the folder lies within the old site, which is left as it is",
            "name a folder beside it, with `--to`",
        );
    }
    Ok(())
}

/// An old site whose configuration was not found.
fn no_site(old: &Root, generator: Generator, looked_for: &str) -> Box<Diagnostic> {
    let message = format!("this is no {} site: {looked_for} is not there", generator.name());
    let place = Location::file(old.folder().display().to_string());
    Box::new(Diagnostic::error(Code::ImportSource, message).at(place).hint("name the folder that holds it"))
}

/// The files of a folder of the old site; what cannot be read is noted.
fn walk(old: &Root, folder: &str, report: &mut Report) -> Vec<String> {
    let mut found = Diagnostics::new();
    let files = old.walk(folder, &mut found).into_iter().map(|entry| entry.path.to_string()).collect();
    for diagnostic in found {
        let file = diagnostic.location.as_ref().map_or(folder.to_owned(), |at| at.file.to_string());
        report.note(&file, 0, format!("not imported: {}", diagnostic.message));
    }
    files
}

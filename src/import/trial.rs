//! The new site, built as a trial: templates that do not work give way, so that it builds.

use super::calls::stand_in;
use super::new_site::{NewSite, write};
use super::report::Report;
use super::{Generator, matter::line_of};
use crate::diagnostics::{Diagnostic, Diagnostics, Result, Severity};
use crate::pipeline::{self, BuildOptions, LoadOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// More rounds than this are not made: each sets aside at least one template.
const MAX_ROUNDS: usize = 40;

/// Builds the site in a folder beside its own output, and sets aside what stands in the way.
///
/// # Errors
/// `PublishWrite` where a file cannot be written.
pub(super) fn run(to: &Path, site: &NewSite, generator: Generator, report: &mut Report) -> Result<()> {
    let mut aside: BTreeMap<String, String> = BTreeMap::new();
    let mut contents: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Diagnostics::new();
    for _ in 0..MAX_ROUNDS {
        wrong = build(to);
        if !wrong.has_errors() {
            break;
        }
        let mut progress = false;
        // Places hold for the first change of a file alone.
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for diagnostic in wrong.iter().filter(|d| d.severity == Severity::Error) {
            let Some((file, line)) = template_of(diagnostic) else {
                let (file, line) = place(diagnostic);
                let known = contents.get(&file).map(String::as_str).or_else(|| site.get(&file));
                if let Some(new) =
                    known.filter(|_| touched.insert(file.clone())).and_then(|text| tamed(text, diagnostic))
                {
                    write(&to.join(&file), new.as_bytes())?;
                    report.note(
                        &file,
                        line,
                        format!(
                            "a call of a component that cannot stand here is text now: {}",
                            diagnostic.message
                        ),
                    );
                    contents.insert(file, new);
                    progress = true;
                }
                continue;
            };
            if !site.has(&file) && !file.starts_with("templates/") || aside.contains_key(&file) {
                continue;
            }
            let Some(text) = site.get(&file) else { continue };
            progress = true;
            aside.insert(file.clone(), diagnostic.message.clone());
            write(&to.join("unconverted").join(&file), text.as_bytes())?;
            let component =
                file.strip_prefix("templates/components/").and_then(|name| name.strip_suffix(".html"));
            match component {
                Some(name) => {
                    write(&to.join(&file), stand_in(name, name, generator.name()).as_bytes())?;
                    report.note(
                        &file,
                        line,
                        format!(
                            "does not work yet, so a stand-in took its place; it lies in `unconverted/`: {}",
                            diagnostic.message
                        ),
                    );
                }
                None => {
                    let plain = if file.ends_with(".html") { PLAIN } else { "" };
                    write(&to.join(&file), plain.as_bytes())?;
                    report.note(&file, line, format!("does not work yet, so a plain template took its place; it lies in `unconverted/`: {}", diagnostic.message));
                }
            }
        }
        if !progress {
            break;
        }
    }
    for diagnostic in wrong.iter().filter(|d| d.severity == Severity::Error) {
        let (file, line) = place(diagnostic);
        report.note(
            &file,
            line,
            format!("the new site does not build because of this: {}", diagnostic.message),
        );
    }
    Ok(())
}

/// A template for whatever is asked of it: a page, a section, or a part of one.
const PLAIN: &str = "<!doctype html>\n<html lang=\"{{ lang }}\">\n<meta charset=\"utf-8\">\n\
    <title>{% if page is defined %}{{ page.title }}{% elif section is defined %}{{ section.title }}{% else %}{{ config.title }}{% endif %}</title>\n\
    {% if page is defined %}{{ page.content | safe }}{% elif section is defined %}{{ section.content | safe }}\
    {% for page in section.pages %}<p><a href=\"{{ page.permalink }}\">{{ page.title }}</a></p>{% endfor %}{% endif %}\n</html>\n";

/// A component's tag where none can stand becomes text; gives the new text of the file.
fn tamed(text: &str, diagnostic: &Diagnostic) -> Option<String> {
    let at = diagnostic.location.as_ref()?.span.start;
    let tag = text.get(at..)?;
    let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<'))?;
    name.starts_with(|c: char| c.is_ascii_uppercase())
        .then(|| format!("{}&lt;{}", text.get(..at).unwrap_or(""), tag.get(1..).unwrap_or("")))
}

fn build(to: &Path) -> Diagnostics {
    let mut out = Diagnostics::new();
    let output = to.join(".layer9").join("import-trial");
    let load = LoadOptions { root: to.to_path_buf(), output: Some(output.clone()), ..LoadOptions::default() };
    let options = BuildOptions { load, clean: true, ..BuildOptions::default() };
    pipeline::build(&options, &|_| {}, &mut out);
    let _ = std::fs::remove_dir_all(&output);
    out
}

/// The template that an error is in; none for one in content.
fn template_of(diagnostic: &Diagnostic) -> Option<(String, usize)> {
    let (file, line) = place(diagnostic);
    if file.starts_with("templates/") {
        return Some((file, line));
    }
    // A component that fails is told at its call.
    if let Some(name) = diagnostic
        .message
        .strip_prefix("component `")
        .and_then(|rest| rest.split_once("` failed"))
        .map(|(name, _)| name)
    {
        return Some((format!("templates/components/{name}.html"), 0));
    }
    // An error at a page may come from a template that is named beside it.
    diagnostic
        .notes
        .iter()
        .filter_map(|note| note.location.as_ref())
        .find(|at| at.file.starts_with("templates/"))
        .map(|at| (at.file.to_string(), line_of(&at.text, at.span.start)))
}

fn place(diagnostic: &Diagnostic) -> (String, usize) {
    match &diagnostic.location {
        Some(at) => {
            let line = if at.text.is_empty() { 0 } else { line_of(&at.text, at.span.start) };
            (at.file.to_string(), line)
        }
        None => (String::from("layer9.toml"), 0),
    }
}

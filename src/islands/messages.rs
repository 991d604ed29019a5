//! What cargo and rustc report, as diagnostics.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// One line of `--message-format json`, as far as it matters here.
#[derive(Deserialize)]
struct Line {
    reason: String,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    rendered: Option<String>,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Child>,
}

#[derive(Deserialize)]
struct Child {
    level: String,
    message: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
    expansion: Option<Expansion>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Box<Span>,
}

/// Where the files that rustc names lie, and what diagnostics call them.
pub(super) struct Files<'a> {
    /// The folder of the workspace, which relative names start from.
    pub(super) workspace: &'a Path,
    /// What is put before those names, such as `islands/`.
    pub(super) prefix: &'a str,
    /// The folder of the site, which stands as [`SITE`] in what rustc says.
    pub(super) site: &'a Path,
}

/// What stands for the site's folder in compiled code.
pub(super) const SITE: &str = "/site";

/// The errors of a compilation that failed: one diagnostic each, the compiler's whole message as its note. If
/// the compiler reported none, cargo did (`stderr`).
pub(super) fn errors(stdout: &str, stderr: &str, files: &Files<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for line in stdout.lines() {
        let Ok(Line { reason, message: Some(message) }) = serde_json::from_str(line) else { continue };
        // The last one of a crate only counts the others.
        let summary = message.spans.is_empty() && message.message.starts_with("aborting due to");
        if reason == "compiler-message" && message.level.starts_with("error") && !summary {
            diagnostics.push(diagnostic(message, files));
        }
    }
    if diagnostics.is_empty() {
        let first = stderr.lines().find_map(|l| l.strip_prefix("error: "));
        let first = first.unwrap_or("cargo could not compile the islands");
        let at = Location::file(files.prefix.trim_end_matches('/'));
        let diagnostic = Diagnostic::error(Code::IslandCompile, first.trim_end_matches('.')).at(at);
        diagnostics.push(diagnostic.note(stderr.trim().to_owned(), None));
    }
    diagnostics
}

fn diagnostic(message: Message, files: &Files<'_>) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(Code::IslandCompile, message.message.trim_end_matches('.'));
    let primary = message.spans.iter().find(|s| s.is_primary).or(message.spans.first());
    if let Some(location) = primary.and_then(|span| locate(span, files)) {
        diagnostic = diagnostic.at(location);
    }
    if let Some(help) = message.children.into_iter().find(|c| c.level == "help") {
        diagnostic = diagnostic.hint(help.message);
    }
    match message.rendered {
        Some(rendered) => diagnostic.note(rendered.trim_end().to_owned(), None),
        None => diagnostic,
    }
}

/// The place of a span in the author's files. One inside a macro of another crate is where the author wrote
/// the macro.
fn locate(span: &Span, files: &Files<'_>) -> Option<Location> {
    let mut span = span;
    loop {
        if let Some((path, name)) = own_file(&span.file_name, files) {
            let text = crate::source::read_text(&path).unwrap_or_default();
            return Some(Location::new(name, text, span.byte_start..span.byte_end));
        }
        span = &*span.expansion.as_ref()?.span;
    }
}

/// The file behind a name that rustc gave, and its name in diagnostics; `None` outside of the site.
pub(super) fn own_file(name: &str, files: &Files<'_>) -> Option<(PathBuf, String)> {
    let path = Path::new(name);
    if name.starts_with('<') || name.contains(".layer9/crates") || name.contains(".layer9\\crates") {
        return None;
    }
    if let Some(rest) = name.strip_prefix(SITE).map(|r| r.trim_start_matches(['/', '\\'])) {
        return Some((files.site.join(rest), rest.replace('\\', "/")));
    }
    if path.is_absolute() || name.starts_with('/') {
        return None;
    }
    Some((files.workspace.join(path), format!("{}{}", files.prefix, name.replace('\\', "/"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(stdout: &str, stderr: &str) -> Vec<Diagnostic> {
        let workspace = Path::new("/nowhere/islands");
        let files = Files { workspace, prefix: "islands/", site: Path::new("/nowhere") };
        errors(stdout, stderr, &files).into_iter().collect()
    }

    #[test]
    fn a_compiler_error_is_placed_and_kept_whole() {
        let line = r#"{"reason":"compiler-message","message":{"level":"error","message":"mismatched types",
            "rendered":"error[E0308]: mismatched types\n","spans":[{"file_name":"/cargo/x.rs","byte_start":1,
            "byte_end":2,"is_primary":true,"expansion":{"span":{"file_name":"src/lib.rs","byte_start":3,
            "byte_end":4,"is_primary":false,"expansion":null}}}],"children":[{"level":"help","message":"try"}]}}"#;
        let stdout = line.replace('\n', " ");
        let found = found(&stdout, "");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].location.as_ref().map(|l| &*l.file), Some("islands/src/lib.rs"));
        assert_eq!(found[0].hint.as_deref(), Some("try"));
        assert_eq!(found[0].notes[0].message, "error[E0308]: mismatched types");
    }

    #[test]
    fn what_only_cargo_says_is_reported_too() {
        let found = found("not json\n", "error: no such package.\ndetails\n");
        assert_eq!(found[0].message, "no such package");
        assert!(found[0].notes[0].message.ends_with("details"));
    }
}

//! What an edit of a file would change: the site is loaded as it is and with the edit, and of every output it is
//! asked whether what it read would be the same.

use super::Progress;
use super::files::{Origin, PlannedFile, plan};
use super::load::{LoadOptions, Loaded, load, locate};
use super::record::{Made, Record, Store};
use super::sources::Before;
use crate::config::{Languages, UnknownKeys};
use crate::content::cascade::{Heir, Kind};
use crate::content::front_matter;
use crate::content::inheritance::{Inherited, Reading};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::render::{Read, Used};
use crate::source::{Root, SourceText};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A kind of edit of a file, and what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impact {
    /// The edit.
    pub edit: Edit,
    /// The files that would change, come or go, by their paths below the output folder.
    pub changed: BTreeSet<String>,
    /// How many files the site has.
    pub all: usize,
}

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Of the body of a Markdown file: its text, headings, summary and length.
    Body,
    /// Of its title.
    Title,
    /// Of the file, whatever it is.
    Any,
}

/// Says what an edit of `file`, a path below the site, would change. The reads of the last build are what tells, so
/// that there must have been one.
pub fn impact(
    options: &LoadOptions,
    file: &str,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<Vec<Impact>> {
    let root = out.keep(Root::open(&options.root, ""))?;
    if !root.path(file).is_file() {
        let message = format!("the site has no file `{file}`");
        let hint = "name a file by its path below the site, such as `templates/page.html`";
        out.push(Diagnostic::error(Code::CommandUsage, message).hint(hint));
        return None;
    }
    let output = locate(options)?;
    let record = Store::new(&options.root, &output, options).read().unwrap_or_else(|why| {
        progress(Progress::Step(why));
        None
    });
    let Some((record, _)) = record else {
        let message = "no build of this site is on record, so nobody knows what its files read";
        out.push(Diagnostic::error(Code::CommandUsage, message).hint("run `layer9 build` first"));
        return None;
    };
    let before = Before { memory: Some(&record.memory), ..Before::default() };
    let now = load(options, before, progress, out)?;
    let planned = plan(&now, out);
    if out.has_errors() {
        return None;
    }
    let place = Place { root: &root, file, now: &now, planned: &planned, record: &record };
    let Some(edits) = edits(&root, file, out) else {
        let changed = place.by_name();
        return Some(vec![Impact { edit: Edit::Any, changed, all: planned.len() }]);
    };
    let mut found = Vec::new();
    for (edit, bytes) in edits {
        let instead = Some((file.into(), bytes.into()));
        let options = LoadOptions { instead, ..options.clone() };
        // An edit that breaks the site would be mended before it is published.
        let mut broken = Diagnostics::new();
        let edited = load(&options, before, progress, &mut broken)?;
        let changed = place.compared_with(&edited, &plan(&edited, &mut broken));
        found.push(Impact { edit, changed, all: planned.len() });
    }
    Some(found)
}

/// The bytes of a file after each kind of edit; `None` for a file whose readers are known by its name.
fn edits(root: &Root, file: &str, out: &mut Diagnostics) -> Option<Vec<(Edit, Vec<u8>)>> {
    let extension = Path::new(file).extension().and_then(|extension| extension.to_str()).unwrap_or("");
    let is_theme = |folder: &str| file.contains(folder);
    let of_text: fn(&SourceText) -> Vec<(Edit, String)> = match (file.split('/').next(), extension) {
        (Some("content"), "md") => of_markdown,
        (Some("templates" | "styles"), "css") => of_styles,
        (Some("templates"), _) => of_template,
        (Some("themes"), "css") if !is_theme("/static/") => of_styles,
        (Some("themes"), "html" | "xml" | "txt" | "json") if is_theme("/templates/") => of_template,
        (Some("i18n"), "ftl") => of_messages,
        (Some("themes"), "ftl") if is_theme("/i18n/") => of_messages,
        // What pages may include, load or look at, who know it by its bytes. White space at the end changes no
        // value; those of `data/` are changed where they are read.
        (Some("data" | "snippets" | "content" | "static"), _) => {
            let mut bytes = out.keep(root.read_bytes(file))?;
            bytes.push(b'\n');
            return Some(vec![(Edit::Any, bytes)]);
        }
        _ => return None,
    };
    let source = out.keep(root.read_text(file))?;
    Some(of_text(&source).into_iter().map(|(edit, text)| (edit, text.into_bytes())).collect())
}

fn of_styles(source: &SourceText) -> Vec<(Edit, String)> {
    vec![(Edit::Any, format!("{}\n.layer9-impact{{color:red}}\n", source.text))]
}

fn of_template(source: &SourceText) -> Vec<(Edit, String)> {
    vec![(Edit::Any, format!("{}{{# edited #}}", source.text))]
}

fn of_markdown(source: &SourceText) -> Vec<(Edit, String)> {
    let split = front_matter::split(source, &mut Diagnostics::new());
    let (front, body) = source.text.split_at_checked(split.body).unwrap_or(("", &source.text));
    // A first heading may be the page's title, which this edit leaves alone.
    let heading = body.trim_start().starts_with("# ");
    let first = body.find('\n').filter(|_| heading).map_or(0, |end| end + 1);
    let (head, rest) = body.split_at_checked(first).unwrap_or(("", body));
    let words = "many words ".repeat(300);
    let new = format!("{front}{head}\nAn edited paragraph of {words}.\n\n{rest}\n\n## An edited heading\n");
    let mut edits = vec![(Edit::Body, new)];
    // Nothing that it inherits can be its title.
    let languages = Languages::one("");
    let inherited = Inherited::default();
    let reading = Reading { unknown: UnknownKeys::Extra, languages: &languages, inherited: &inherited };
    let heir = Heir { path: "", place: "", kind: Kind::Page, language: "" };
    let matter = front_matter::page(source, heir, &split, &reading, &mut Diagnostics::new());
    if let Some(span) = matter.spans.get("title")
        && let (Some(before), Some(after)) = (source.text.get(..span.start), source.text.get(span.end..))
    {
        edits.push((Edit::Title, format!("{before}\"An edited title\"{after}")));
    }
    edits
}

/// Messages of which each says something else.
fn of_messages(source: &SourceText) -> Vec<(Edit, String)> {
    let edited = |line: &str| match line.split_once('=') {
        Some((name, rest)) if is_message(name.trim()) => format!("{name}= edited{rest}\n"),
        _ => format!("{line}\n"),
    };
    vec![(Edit::Any, source.text.lines().map(edited).collect())]
}

/// Whether that is what stands before the `=` of a message, a term or an attribute: Fluent's `Identifier`.
fn is_message(name: &str) -> bool {
    let name = name.strip_prefix(['-', '.']).unwrap_or(name);
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// One file in its site.
struct Place<'a> {
    root: &'a Root,
    file: &'a str,
    now: &'a Loaded,
    planned: &'a [PlannedFile],
    record: &'a Record,
}

impl Place<'_> {
    /// The outputs that are not the same when the site is that.
    fn compared_with(&self, edited: &Loaded, planned: &[PlannedFile]) -> BTreeSet<String> {
        let by_path = |files: &[PlannedFile]| -> BTreeMap<String, Origin> {
            files.iter().map(|file| (file.path.as_str().to_owned(), file.origin.clone())).collect()
        };
        let (before, after) = (by_path(self.planned), by_path(planned));
        let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let same = |path: &String| match (before.get(path), after.get(path)) {
            (Some(Origin::Output(a)), Some(Origin::Output(b))) => {
                let inputs = self.now.renderer.inputs(a);
                let same = |read: &Read| self.now.renderer.digest(read) == edited.renderer.digest(read);
                inputs.is_some()
                    && inputs == edited.renderer.inputs(b)
                    && self.reads(path).all(|read| matches!(read, Read::List(_)) || same(read))
                    && self
                        .used(path)
                        .is_none_or(|used| self.now.renderer.head(used) == edited.renderer.head(used))
            }
            (Some(Origin::Bytes(a)), Some(Origin::Bytes(b))) => a == b,
            (Some(Origin::Copy(a)), Some(Origin::Copy(b))) => a == b,
            (Some(Origin::Static(a)), Some(Origin::Static(b))) => a == b,
            _ => false,
        };
        // What is so cheap that it is made every time has no record of what it read; redirects and the sitemap are
        // told by their text.
        let text = |loaded: &Loaded, origin: Option<&Origin>| match origin {
            Some(Origin::Output(output)) if loaded.renderer.inputs(output).is_none() => {
                loaded.renderer.render(output).ok().map(|rendered| rendered.bytes)
            }
            _ => None,
        };
        let differs = |path: &&String| {
            let (old, new) = (text(self.now, before.get(*path)), text(edited, after.get(*path)));
            if old.is_some() || new.is_some() { old != new } else { !same(path) }
        };
        // A copy is the file itself, which differs where no path tells.
        let copies = self.by_name();
        all.into_iter().filter(differs).cloned().chain(copies).collect()
    }

    /// The outputs of a file whose readers are known by its name: it is copied, or part of every page.
    fn by_name(&self) -> BTreeSet<String> {
        let path = self.root.path(self.file);
        let reads_it = |file: &&PlannedFile| match &file.origin {
            Origin::Copy(from) => *from == path,
            Origin::Output(_) if self.file.starts_with("islands/") => self.uses_islands(file.path.as_str()),
            Origin::Output(_) | Origin::Bytes(_) => {
                self.file == "layer9.toml" || self.file.ends_with("/theme.toml")
            }
            Origin::Static(_) => false,
        };
        self.planned.iter().filter(reads_it).map(|file| file.path.as_str().to_owned()).collect()
    }

    /// Whether a component of the site's own library is on a page.
    fn uses_islands(&self, path: &str) -> bool {
        let components = self.now.renderer.components();
        let of_site = |name: &str| components.get(name).is_some_and(|s| s.origin.starts_with("islands/"));
        self.reads(path).any(|read| matches!(read, Read::Component(name) if of_site(name)))
            || self.used(path).is_some_and(|used| used.components.iter().any(|name| of_site(name)))
    }

    /// What the components of an output need of its page, as the last build recorded it.
    fn used(&self, path: &str) -> Option<&Used> {
        match &self.record.files.get(path)?.made {
            Made::Output { used, .. } => Some(used),
            Made::Copy { .. } | Made::Bytes => None,
        }
    }

    /// What the last build recorded of an output.
    fn reads(&self, path: &str) -> impl Iterator<Item = &Read> {
        let ids = self.record.files.get(path).map(|file| match &file.made {
            Made::Output { reads, .. } => reads.as_slice(),
            Made::Copy { .. } | Made::Bytes => &[],
        });
        ids.unwrap_or_default().iter().filter_map(|id| Some(&self.record.traces.get(*id)?.0))
    }
}

impl std::fmt::Display for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Body => "an edit of its body",
            Self::Title => "an edit of its title",
            Self::Any => "an edit of it",
        })
    }
}

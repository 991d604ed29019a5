//! `layer9 new page PATH`: a page that starts from an archetype.
//!
//! An archetype is a file `archetypes/NAME.md`, or a folder `archetypes/NAME/` with an `index.md`, whose other files
//! go with it. `{{ title }}`, `{{ date }}`, `{{ slug }}` and `{{ section }}` in its Markdown are filled in. Without one,
//! a page has what every page has, and what the schema of its section requires.

use super::args::NewPageArgs;
use super::terminal::Terminal;
use crate::config::{Config, Slugs};
use crate::content::place::Place;
use crate::content::schema::{Field, FieldType};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use crate::pipeline::{self, LoadOptions};
use crate::source::{Root, build_time};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &NewPageArgs, terminal: &Terminal) -> ExitCode {
    match make(root, args) {
        Ok(path) => {
            terminal.say(&format!("made content/{path}"));
            ExitCode::SUCCESS
        }
        Err(diagnostic) => {
            terminal.diagnostic(*diagnostic);
            ExitCode::from(1)
        }
    }
}

/// How names become segments in the language of a source.
fn slugs(root: &Root, path: &str) -> Slugs {
    // What is wrong with the configuration is for a build to say.
    let Ok(source) = root.read_text("layer9.toml") else { return Slugs::default() };
    let languages = Config::read(&source, &mut Diagnostics::new()).languages;
    languages.get(Place::of(path, &languages).language).slugs
}

/// What is put into an archetype.
struct Facts<'a> {
    title: String,
    date: String,
    slug: String,
    section: &'a str,
}

fn make(folder: &Path, args: &NewPageArgs) -> Result<String> {
    let root = Root::open(folder, "")?;
    let path = args.path.trim_matches('/').trim_start_matches("content/");
    let usable = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains('\\');
    if !path.split('/').all(usable) {
        let diagnostic = Diagnostic::error(Code::CommandUsage, format!("`{}` is no path", args.path));
        return Err(Box::new(diagnostic.hint("name a file below `content/`, such as `blog/first.md`")));
    }
    let stem = path.strip_suffix("/index.md").or_else(|| path.strip_suffix(".md")).unwrap_or(path);
    let (section, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let title = args.title.clone().unwrap_or_else(|| title_of(name));
    let facts = Facts {
        title: title.replace('\\', "\\\\").replace('"', "\\\""),
        date: build_time().strftime("%Y-%m-%d").to_string(),
        slug: slugs(&root, &format!("{stem}.md")).segment(name),
        section,
    };
    let first = section.split('/').next().unwrap_or_default();
    let names = match &args.archetype {
        Some(name) => vec![name.as_str()],
        None => vec![first, "default"],
    };
    let named = |ending: &str| {
        let names = names.iter().filter(|name| !name.is_empty());
        names.map(|name| format!("archetypes/{name}{ending}")).find(|file| root.exists(file))
    };
    let bundle = named("/index.md");
    let target = match (&bundle, path.ends_with("/index.md")) {
        (Some(_), _) | (None, true) => format!("content/{stem}/index.md"),
        (None, false) => format!("content/{stem}.md"),
    };
    for taken in [format!("content/{stem}.md"), format!("content/{stem}/index.md")] {
        if root.exists(&taken) {
            let diagnostic = Diagnostic::error(Code::CommandUsage, "the page exists, and is left as it is");
            return Err(Box::new(diagnostic.at(Location::file(taken))));
        }
    }
    if let Some(bundle) = &bundle {
        let from = bundle.trim_end_matches("/index.md");
        let mut out = Diagnostics::new();
        for entry in root.walk(from, &mut out) {
            let Some(rest) = entry.path.strip_prefix(from).map(|rest| rest.trim_start_matches('/')) else {
                continue;
            };
            let bytes = match rest.ends_with(".md") {
                true => fill(&root.read_text(&entry.path)?.text, &facts).into_bytes(),
                false => root.read_bytes(&entry.path)?,
            };
            write(&folder.join("content").join(stem).join(rest), &bytes)?;
        }
        return Ok(format!("{stem}/index.md"));
    }
    let text = match (named(".md"), &args.archetype) {
        (Some(file), _) => fill(&root.read_text(&file)?.text, &facts),
        (None, Some(name)) => {
            let message = format!("there is no archetype `{name}`");
            let hint = format!("write it to `archetypes/{name}.md`, or to `archetypes/{name}/index.md`");
            return Err(Box::new(Diagnostic::error(Code::CommandUsage, message).hint(hint)));
        }
        (None, None) => plain(folder, &facts),
    };
    write(&folder.join(&target), text.as_bytes())?;
    Ok(target.trim_start_matches("content/").to_owned())
}

fn title_of(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn fill(text: &str, facts: &Facts<'_>) -> String {
    let values =
        [("title", &*facts.title), ("date", &facts.date), ("slug", &facts.slug), ("section", facts.section)];
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{ {name} }}}}"), value).replace(&format!("{{{{{name}}}}}"), value)
    })
}

/// A page without an archetype: title, date, and the fields that its section's schema requires.
fn plain(folder: &Path, facts: &Facts<'_>) -> String {
    let options = LoadOptions { root: folder.to_path_buf(), drafts: true, ..LoadOptions::default() };
    // What is wrong with other pages is no reason to refuse a new one.
    let outline = pipeline::sources(&options, &mut Diagnostics::new());
    let path = match facts.section {
        "" => format!("{}.md", facts.slug),
        section => format!("{section}/{}.md", facts.slug),
    };
    let schema = outline
        .as_ref()
        .and_then(|outline| outline.inheritance.of(&Place::of(&path, &outline.languages)).schema.clone());
    let mut text = format!("+++\ntitle = \"{}\"\ndate = {}\ndraft = true\n", facts.title, facts.date);
    for (name, field) in schema.iter().flat_map(|schema| schema.fields()) {
        let known = matches!(name.as_str(), "title" | "date" | "draft");
        if known || !field.required || field.default.is_some() {
            continue;
        }
        let note = field.description.as_ref().map(|text| format!(" # {text}")).unwrap_or_default();
        text.push_str(&format!("{name} = {}{note}\n", placeholder(field, facts)));
    }
    text.push_str("+++\n\n");
    text
}

/// A value of the field's type for the author to replace.
fn placeholder(field: &Field, facts: &Facts<'_>) -> String {
    match &field.kind {
        FieldType::Boolean => "false".to_owned(),
        FieldType::Integer { min, .. } => min.unwrap_or(0).to_string(),
        FieldType::Number { min, .. } => format!("{:.1}", min.unwrap_or(0.0)),
        FieldType::Date => facts.date.clone(),
        FieldType::Url => "\"https://example.org/\"".to_owned(),
        FieldType::Enum(words) => format!("\"{}\"", words.first().map_or("", String::as_str)),
        FieldType::List { of, min, .. } => {
            let items = vec![placeholder(of, facts); min.unwrap_or(0)];
            format!("[{}]", items.join(", "))
        }
        FieldType::Map(_) => "{}".to_owned(),
        FieldType::Table(fields) => {
            let required = fields.iter().filter(|(_, field)| field.required && field.default.is_none());
            let items: Vec<String> =
                required.map(|(name, field)| format!("{name} = {}", placeholder(field, facts))).collect();
            format!("{{ {} }}", items.join(", "))
        }
        FieldType::String { .. } | FieldType::Reference { .. } | FieldType::Any => "\"...\"".to_owned(),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder.and_then(|()| std::fs::write(path, bytes)).map_err(|error| {
        let diagnostic = Diagnostic::error(Code::PublishWrite, format!("cannot be written: {error}"));
        Box::new(diagnostic.at(Location::file(path.display().to_string())))
    })
}

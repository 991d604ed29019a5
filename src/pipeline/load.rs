//! Reading a site: configuration, sources, contents, templates, styles.

use super::memory::{self, DocumentRecord, Documents, Memory};
use super::sources::{self, Before, Trust};
use super::theme::{Theme, ThemeFile, texts};
use super::{Progress, Task, Timings};
use crate::assets::{Style, Styles};
use crate::config::{BaseUrl, Config};
use crate::content::document::{Document, SourceFile};
use crate::content::highlight::Highlighter;
use crate::content::markdown::Options;
use crate::content::math;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::islands::{self, Islands};
use crate::render::{Markdown, Renderer, Templates};
use crate::site::{Outline, PageLinks, Site};
use crate::source::{Hash, Root, SourceText};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What to load, and how.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// The site's folder.
    pub root: PathBuf,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// An address that replaces `base_url`.
    pub base_url: Option<String>,
    /// A folder that replaces `output_dir`; relative to the working folder.
    pub output: Option<PathBuf>,
    /// The stopwatch.
    pub timings: Timings,
}

/// A site that was read, with its renderer.
pub struct Loaded {
    /// The site's folder.
    pub root: Root,
    /// The folder that is published to.
    pub output: PathBuf,
    /// Renders its outputs.
    pub renderer: Renderer,
    /// Finished style sheets.
    pub styles: Vec<Style>,
    /// The key of everything that holds for the whole site.
    pub key: Hash,
    documents: Documents,
    /// Files of `static/`, the site's over the theme's, by their path below it.
    pub(super) statics: BTreeMap<String, ThemeFile>,
}

impl std::fmt::Debug for Loaded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loaded")
            .field("root", &self.root)
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}

/// The output folder of a site, as far as that can be told without loading it.
pub(super) fn locate(options: &LoadOptions) -> Option<PathBuf> {
    if let Some(output) = &options.output {
        return Some(output.clone());
    }
    let root = Root::open(&options.root, "").ok()?;
    let config = Config::read(&root.read_text("layer9.toml").ok()?, &mut Diagnostics::new());
    Some(root.path(&config.output_dir))
}

impl Loaded {
    /// What the next load can use of this one.
    pub fn memory(&self) -> Memory {
        Memory {
            key: self.key,
            documents: self.documents.clone(),
            contents: self.renderer.content_records().clone(),
        }
    }
}

/// Loads a site. What `before` knows and what still holds is not parsed again. Everything that is wrong with the
/// site is in `out`; `None` where it is no site at all.
pub fn load(
    options: &LoadOptions,
    before: Before<'_>,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<Loaded> {
    let timings = &options.timings;
    let stage = timings.stage("read configuration");
    let root = match Root::open(&options.root, "") {
        Ok(root) => root,
        Err(diagnostic) => {
            out.push(*diagnostic);
            return None;
        }
    };
    if !root.exists("layer9.toml") {
        out.push(
            Diagnostic::error(
                Code::ConfigMissing,
                format!("`{}` has no layer9.toml", options.root.display()),
            )
            .hint(
                "run the command in a site's folder, name one with `--root`, or make one with `layer9 new`",
            ),
        );
        return None;
    }
    let config_source = out.keep(root.read_text("layer9.toml"))?;
    let mut config = Config::read(&config_source, out);
    if let Some(url) = &options.base_url {
        match BaseUrl::parse(url) {
            Ok(url) => config.base_url = url,
            Err(why) => out.push(Diagnostic::error(Code::ConfigValue, format!("--base-url `{url}`: {why}"))),
        }
    }
    let theme = Theme::find(&root, &config, &config_source, out);
    if let Some(theme_config) = theme.config(out) {
        config.extra = config.extra.over(theme_config.extra);
    }
    let output = options.output.clone().unwrap_or_else(|| root.path(&config.output_dir));

    let markdown = Markdown {
        options: Options::of(&config.markdown),
        highlighter: highlighter(&config, &config_source, out).map(Arc::new),
        root: root.clone(),
        stale: Arc::default(),
    };
    let key = memory::key(&config, options.drafts);
    let nothing = Memory::default();
    let (before, trust) = match before.memory {
        Some(memory) if memory.key == key => (memory, before.trust),
        _ => (&nothing, Trust::None),
    };
    let step = |step: islands::Progress<'_>| progress(Progress::Step(step.to_string()));
    drop(stage);
    let stage = timings.stage("load islands");
    let islands = Islands::load(&root, theme.folder(), &islands::Options::default(), out, &step);
    drop(stage);
    let math_css = config.markdown.math;
    let (site, documents) = read_site(&root, config, &markdown, options, (&key, before, trust), out);

    let stage = timings.stage("read templates and styles");
    let (templates, component_styles) = templates(&root, &site.config.theme, &theme, out);
    let mut sheets = Styles::new(texts(&root, "styles", out), theme.texts("styles", out));
    sheets.provide("highlight.css", markdown.highlighter.as_ref().map_or("", |h| h.css()));
    sheets.provide("math.css", if math_css { math::STYLE_SHEET } else { "" });
    let styles = sheets.bundle(out);
    drop(stage);
    let stage = timings.stage("components in content, values");
    let renderer = Renderer::new(
        site,
        templates,
        &styles,
        &component_styles,
        Arc::new(islands),
        markdown,
        &before.contents,
        out,
    );
    drop(stage);

    let mut statics: BTreeMap<String, ThemeFile> = theme.files("static", out).into_iter().collect();
    for entry in root.walk("static", out) {
        if let Some(below) = entry.path.strip_prefix("static/") {
            statics.insert(below.to_owned(), ThemeFile::Disk(root.path(&entry.path)));
        }
    }
    Some(Loaded { root, output, renderer, styles, key, documents, statics })
}

fn highlighter(config: &Config, source: &SourceText, out: &mut Diagnostics) -> Option<Highlighter> {
    if !config.markdown.highlight {
        return None;
    }
    match Highlighter::new(&config.markdown.light_theme, &config.markdown.dark_theme) {
        Ok(highlighter) => Some(highlighter),
        Err((wrong, names)) => {
            let at = source.text.find(&format!("\"{wrong}\"")).unwrap_or(0);
            let diagnostic =
                Diagnostic::error(Code::ConfigValue, format!("there is no highlighting theme `{wrong}`"))
                    .at(source.at(at..at + wrong.len() + 2))
                    .suggest(&wrong, names.iter().map(String::as_str))
                    .note(format!("themes: {}", names.join(", ")), None);
            out.push(diagnostic);
            None
        }
    }
}

fn read_site(
    root: &Root,
    config: Config,
    markdown: &Markdown,
    options: &LoadOptions,
    (key, before, trust): (&Hash, &Memory, Trust<'_>),
    out: &mut Diagnostics,
) -> (Site, Documents) {
    let timings = &options.timings;
    let stage = timings.stage("read content");
    let sources = sources::read(root, config.unknown_front_matter, (before, trust), timings, out);
    drop(stage);
    let stage = timings.stage("lay out");
    let outline = Outline::new(&config, sources.files, &sources.others, options.drafts, out);
    drop(stage);

    let stage = timings.stage("parse content");
    let base_path = config.base_url.base_path();
    let parse = |file: &SourceFile| {
        let links = PageLinks::new(&outline, base_path, &file.path);
        if let Some(record) = before.documents.get(&file.path)
            && let Some(document) = record.document(file, &links)
        {
            return (document, Some(record.clone()), Diagnostics::new());
        }
        let mut out = Diagnostics::new();
        let mut document = timings.task(Task::Markdown, || markdown.parse(file, &links, &mut out));
        let record = Arc::new(DocumentRecord::new(file, links.reads(), key, &document.facts));
        document.key = record.key();
        // What was complained about must be complained about again, so it is not remembered.
        (document, out.is_empty().then_some(record), out)
    };
    let pages: Vec<_> = outline.pages.par_iter().map(|page| parse(&page.file)).collect();
    let sections: Vec<_> = outline
        .sections
        .par_iter()
        .map(|section| section.file.as_ref().map(parse).unwrap_or_default())
        .collect();
    drop(stage);
    let _stage = timings.stage("order the site");
    let mut records = BTreeMap::new();
    let mut keep =
        |path: Option<Arc<str>>,
         (document, record, problems): (Document, Option<Arc<DocumentRecord>>, Diagnostics)| {
            out.extend(problems);
            records.extend(path.zip(record));
            document
        };
    let of_pages = outline.pages.iter().map(|page| Some(page.file.path.clone()));
    let pages: Vec<Document> = of_pages.zip(pages).map(|(path, parsed)| keep(path, parsed)).collect();
    let of_sections = outline.sections.iter().map(|s| s.file.as_ref().map(|file| file.path.clone()));
    let sections: Vec<Document> =
        of_sections.zip(sections).map(|(path, parsed)| keep(path, parsed)).collect();
    (Site::new(config, outline, pages, sections, out), records)
}

/// Templates, and the style sheets beside component templates by the component's name.
fn templates(
    root: &Root,
    theme_name: &str,
    theme: &Theme,
    out: &mut Diagnostics,
) -> (Templates, BTreeMap<String, SourceText>) {
    let mut styles = BTreeMap::new();
    let mut split = |texts: Vec<(String, SourceText)>, out: &mut Diagnostics| {
        let mut templates = Vec::new();
        for (name, text) in texts {
            if let Some(stem) = name.strip_suffix(".css") {
                let component = stem.rsplit('/').next().unwrap_or(stem);
                styles.insert(component.to_owned(), text);
            } else if [".html", ".xml", ".txt", ".json"].iter().any(|e| name.ends_with(e)) {
                templates.push((name, text));
            } else {
                out.push(
                    Diagnostic::warning(Code::TemplateMissing, "not a template: its extension is not known")
                        .at(Location::file(text.path.clone())),
                );
            }
        }
        templates
    };
    let of_theme = split(theme.texts("templates", out), out);
    let of_site = split(texts(root, "templates", out), out);
    (Templates::new(of_site, theme_name, of_theme), styles)
}

//! Reading a site: configuration, sources, contents, templates, styles.

use super::contents::{Contents, Reader};
use super::memory::{self, Documents, Memory};
use super::sources::{Before, Known, Listing, Trust};
use super::theme::{Theme, ThemeFile, texts};
use super::{Progress, Timings};
use crate::assets::{Style, Styles};
use crate::config::{BaseUrl, Config};
use crate::content::highlight::{Highlighter, OwnFiles};
use crate::content::include::INCLUDE;
use crate::content::markdown::{OVERRIDE_PREFIX, Options, Overrides};
use crate::content::math;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::islands::{self, Islands};
use crate::render::{Markdown, Renderer, Setup, Shelf, Templates};
use crate::site::Publishing;
use crate::source::remote::Remote;
use crate::source::{Hash, Instead, Root, SourceText};
use jiff::Timestamp;
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
    /// Whether what is to be published later is part of it.
    pub future: bool,
    /// Whether what has expired is part of it.
    pub expired: bool,
    /// The moment that decides what is due; `None` for [`build_time`](crate::source::build_time).
    pub at: Option<Timestamp>,
    /// Whether no other server is asked for anything.
    pub offline: bool,
    /// An address that replaces `base_url`.
    pub base_url: Option<String>,
    /// A folder that replaces `output_dir`; relative to the working folder.
    pub output: Option<PathBuf>,
    /// A file that is taken to have other bytes than on disk.
    pub instead: Option<Instead>,
    /// Where bodies are kept beside memory.
    pub shelf: Option<Arc<dyn Shelf>>,
    /// Whether texts and bodies are not to be kept in memory, but read or made again: less memory, more time.
    pub lean: bool,
    /// Whether the site's islands are compiled so that an open page keeps their state when their Rust changes.
    pub hot_swap: bool,
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
    pub styles: Arc<Vec<Style>>,
    /// The key of everything that holds for the whole site.
    pub key: Hash,
    pub(super) documents: Documents,
    pub(super) listing: Arc<Listing>,
    /// Files of `static/`, the site's over the theme's, by their path below it.
    pub(super) statics: Arc<BTreeMap<String, ThemeFile>>,
    /// Whether there was nothing to complain about.
    pub(super) silent: bool,
}

impl std::fmt::Debug for Loaded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loaded")
            .field("root", &self.root)
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}

impl LoadOptions {
    /// The moment that decides what is due.
    pub(super) fn moment(&self) -> Timestamp {
        self.at.unwrap_or_else(crate::source::build_time)
    }

    pub(super) fn publishing(&self) -> Publishing {
        Publishing { drafts: self.drafts, future: self.future, expired: self.expired, at: self.moment() }
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
    /// Whether both publish the same paths, because one is the other with other bodies.
    pub fn is_laid_out_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.renderer.site().outline, &other.renderer.site().outline)
    }

    /// What the next load can use of this one.
    pub fn memory(&self) -> Memory {
        Memory {
            key: self.key,
            documents: self.documents.clone(),
            contents: self.renderer.content_records().clone(),
        }
    }
}

/// Opens a site's folder and reads its configuration file.
pub(super) fn open(options: &LoadOptions, out: &mut Diagnostics) -> Option<(Root, SourceText)> {
    let root = match Root::open(&options.root, "") {
        Ok(root) => root.instead(options.instead.clone()),
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
    Some((root, config_source))
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
    let (root, config_source) = open(options, out)?;
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

    let step = |step: islands::Progress<'_>| progress(Progress::Step(step.to_string()));
    drop(stage);
    let stage = timings.stage("load islands");
    let wanted = islands::Options {
        hot_swap: options.hot_swap,
        wasm_opt: config.islands.wasm_opt,
        ..islands::Options::default()
    };
    let islands = Islands::load(&root, theme.folder(), &wanted, out, &step);
    drop(stage);
    let stage = timings.stage("read templates and styles");
    let (templates, own_styles) = templates(&root, &config.theme, &theme, out);
    let mut component_styles = templates.builtin_styles();
    component_styles.extend(own_styles);
    // Elements that a component takes over are calls when content is parsed.
    let overrides = templates.components_named(OVERRIDE_PREFIX);
    let own_include = templates.components_named(INCLUDE).contains(INCLUDE)
        || islands.signatures().iter().any(|signature| signature.name == INCLUDE);
    let of_islands = islands.signatures().into_iter().map(|signature| signature.name.as_str());
    let overrides = Overrides::among(overrides.iter().map(String::as_str).chain(of_islands));
    // What is wrong with them is said where templates come to speak.
    let mut of_messages = Diagnostics::new();
    let messages = Arc::new(super::messages::read(&root, &theme, &config, &mut of_messages));
    let markdown = Markdown {
        messages: messages.clone(),
        options: Options { overrides, own_include, ..Options::of(&config.markdown) },
        highlighter: highlighter(&root, &config, &config_source, out).map(Arc::new),
        root: root.clone(),
        remote: Arc::new(Remote::open(&root, &config.remote, options.offline, out)),
        shelf: options.shelf.clone(),
        lean: options.lean,
        stale: Arc::default(),
    };
    let key = memory::key(&config, &markdown, options.drafts);
    let nothing = Memory::default();
    let (before, trust) = match before.memory {
        Some(memory) if memory.key == key => (memory, before.trust),
        _ => (&nothing, Trust::None),
    };
    drop(stage);
    let math_css = config.markdown.math;
    let config = Arc::new(config);
    let find = |path: &Arc<str>| {
        let whole = format!("content/{path}");
        let record = before.documents.get(path).filter(|_| trust.is_unchanged(&whole))?;
        Some(record.file(path.clone(), &root.name(&whole), &config.languages))
    };
    let reader = Reader { root: &root, markdown: &markdown, options, key: &key };
    let known = Known { find: &find, listing: None, data: None, history: None };
    let Contents { site, documents, listing } = reader.read(config.clone(), before, &known, out);

    let stage = timings.stage("bundle styles");
    let mut sheets = Styles::new(texts(&root, "styles", out), theme.texts("styles", out));
    sheets.provide("highlight.css", markdown.highlighter.as_ref().map_or("", |h| h.css()));
    sheets.provide("math.css", if math_css { math::STYLE_SHEET } else { "" });
    let styles = sheets.bundle(&site.config, out);
    drop(stage);
    let stage = timings.stage("components in content, values");
    let islands = Arc::new(islands);
    out.extend(of_messages);
    let setup = Setup::new(&site, (templates, messages), &styles, &component_styles, islands, markdown, out);
    setup.join_islands(&site, out, &step);
    let renderer = Renderer::new(Arc::new(setup), site, &before.contents, out);
    drop(stage);

    let mut statics: BTreeMap<String, ThemeFile> = theme.files("static", out).into_iter().collect();
    for entry in root.walk("static", out) {
        if let Some(below) = entry.path.strip_prefix("static/") {
            statics.insert(below.to_owned(), ThemeFile::Disk(root.path(&entry.path)));
        }
    }
    let (styles, statics) = (Arc::new(styles), Arc::new(statics));
    Some(Loaded { root, output, renderer, styles, key, documents, listing, statics, silent: out.is_empty() })
}

fn highlighter(
    root: &Root,
    config: &Config,
    source: &SourceText,
    out: &mut Diagnostics,
) -> Option<Highlighter> {
    if !config.markdown.highlight {
        return None;
    }
    let files = OwnFiles {
        grammars: json_files(root, "highlight/grammars", out),
        themes: json_files(root, "highlight/themes", out),
    };
    match Highlighter::with(&config.markdown.light_theme, &config.markdown.dark_theme, &files, out) {
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

/// The files of a folder that end in `.json`, in byte order of their paths.
fn json_files(root: &Root, folder: &str, out: &mut Diagnostics) -> Vec<SourceText> {
    let entries = root.walk(folder, out);
    let entries = entries.iter().filter(|entry| entry.path.ends_with(".json"));
    entries.filter_map(|entry| out.keep(root.read_text(&entry.path))).collect()
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
            } else if [".html", ".xml", ".txt", ".json", ".ics", ".csv", ".webmanifest"]
                .iter()
                .any(|e| name.ends_with(e))
            {
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

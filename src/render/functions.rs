//! Functions of templates: `get_page`, `get_section`, `get_taxonomy`, `get_taxonomy_url`, `get_url`,
//! `get_asset`, `get_menu`, `get_translations` and `load_data`.
//!
//! Paths of pages mean what they mean in the language of the page that is rendered, or in that of `lang`.

use super::answers::Answers;
use super::data::DataFiles;
use super::fields::Fields;
use super::reads::Read;
use super::scope::Scope;
use super::setup::Setup;
use super::value::map;
use super::values::Values;
use crate::config::LanguageId;
use crate::diagnostics::nearest;
use crate::site::Source;
use crate::site::{Outline, RelatedIndex, Site, Taxonomy};
use std::sync::{Arc, OnceLock};
use tera::{Error, Kwargs, State, Tera, Value};

/// What functions look things up in.
#[derive(Debug)]
pub(super) struct Lookups {
    pub(super) site: Arc<Site>,
    pub(super) setup: Arc<Setup>,
    /// What `load_data` reads.
    pub(super) files: DataFiles,
    /// What queries gave.
    pub(super) answers: Answers,
    related: OnceLock<Result<RelatedIndex, String>>,
}

pub(super) fn register(tera: &mut Tera) {
    super::builtin_components::register(tera);
    tera.register_function("get_page", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let path: String = args.must_get("path")?;
        let l = Lookups::here()?;
        match l.meaning("get_page", &path, &args)? {
            Some(Source::Page(id)) => {
                let source =
                    l.site.outline.source_path(Source::Page(id)).map_or(path, |path| path.to_string());
                Scope::read(|scope| Read::Page(source, scope.fields));
                in_scope(|values, fields| values.page(id, fields))
            }
            _ => Err(missing("get_page", "page", &path, &l.site.outline)),
        }
    });
    tera.register_function("get_section", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let path: String = args.must_get("path")?;
        let l = Lookups::here()?;
        match l.meaning("get_section", &path, &args)? {
            Some(Source::Section(id)) => {
                let source =
                    l.site.outline.source_path(Source::Section(id)).map_or(path, |path| path.to_string());
                Scope::read(|scope| Read::Section(source, scope.fields));
                in_scope(|values, fields| values.section(id, fields))
            }
            _ => Err(missing("get_section", "section", &path, &l.site.outline)),
        }
    });
    tera.register_function("get_taxonomy", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let kind: String = args.must_get("kind")?;
        let lookups = Lookups::here()?;
        let language = lookups.language("get_taxonomy", &args)?;
        let index = taxonomy(&lookups.site, "get_taxonomy", language, &kind)?;
        Scope::read(|scope| Read::Taxonomy(language, kind.clone(), scope.fields));
        in_scope(|values, fields| {
            Some(map([("kind", values.taxonomy(index, fields)?), ("items", values.terms(index, fields)?)]))
        })
    });
    tera.register_function("get_taxonomy_url", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let kind: String = args.must_get("kind")?;
        let name: String = args.must_get("name")?;
        let lookups = Lookups::here()?;
        let language = lookups.language("get_taxonomy_url", &args)?;
        Scope::read(|_| Read::TermUrl(language, kind.clone(), name.clone()));
        lookups.term_url(language, &kind, &name).map(|url| Value::safe_string(&url))
    });
    tera.register_function("get_url", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let path: String = args.must_get("path")?;
        let lookups = Lookups::here()?;
        let path = lookups.absolute(&path, &args)?;
        Scope::read(|_| Read::Url(path.clone()));
        lookups.url(&path).map(|url| Value::safe_string(&url))
    });
    tera.register_function("get_menu", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let name: String = args.must_get("name")?;
        let lookups = Lookups::here()?;
        let language = lookups.language("get_menu", &args)?;
        let menus = lookups.site.menus_in(language);
        let Some(menu) = menus.and_then(|menus| menus.get(&name)) else {
            let hint =
                did_you_mean(&name, menus.into_iter().flat_map(|menus| menus.keys().map(String::as_str)));
            return Err(Error::message(format!("get_menu: the site has no menu `{name}`{hint}")));
        };
        Scope::read(|_| Read::Menu(language, name.clone()));
        let current = Scope::with(|scope| scope.path.clone()).unwrap_or_default();
        Ok(super::menus::menu_value(menu, &lookups.site.config.base_url, &current))
    });
    tera.register_function("get_translations", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let lookups = Lookups::here()?;
        let given: Option<String> = args.get("path")?;
        let shown = Scope::with(|scope| (scope.subject.clone(), scope.list)).unwrap_or_default();
        if let (None, Some(list)) = (&given, shown.1.and_then(|list| lookups.site.lists.get(list))) {
            // What a list shows of itself is among the inputs of its page.
            return Ok(super::shapes::list_translations(&lookups.site, list));
        }
        let path = given.or(shown.0);
        let Some(path) = path else { return Ok(Value::from(Vec::<Value>::new())) };
        let Some(source) = lookups.site.outline.by_source(&path) else {
            return Err(missing("get_translations", "page", &path, &lookups.site.outline));
        };
        Scope::read(|_| Read::Translations(path.clone()));
        Ok(super::shapes::translations(&lookups.site, source))
    });
    tera.register_function("load_data", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let format: Option<String> = args.get("format")?;
        if let Some(url) = args.get::<String>("url")? {
            if args.get::<String>("path")?.is_some() || args.get::<bool>("required")?.is_some() {
                return Err(Error::message("load_data: `url` stands with `format` alone"));
            }
            let loaded = Lookups::here()?.files.fetch(&url, format.as_deref());
            // Afterwards: asking is what puts an address into the lock file, whose hash is what was read.
            Scope::read(|_| Read::Remote(url));
            return loaded;
        }
        let path: String = args.must_get("path")?;
        let required = args.get::<bool>("required")?.unwrap_or(true);
        Scope::read(|_| Read::File(path.clone()));
        let lookups = Lookups::here()?;
        if !required && !lookups.files.exists(&path) {
            return Ok(Value::none());
        }
        lookups.files.load(&path, format.as_deref())
    });
    tera.register_function("get_asset", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let path: String = args.must_get("path")?;
        Scope::read(|_| Read::Asset(path.clone()));
        let lookups = Lookups::here()?;
        let assets = &lookups.setup.assets;
        match assets.get(&path) {
            Some((site_path, integrity)) => {
                let base = lookups.site.config.base_url.base_path();
                Ok(map([
                    ("url", Value::safe_string(&format!("{base}{site_path}"))),
                    ("integrity", Value::from(integrity.as_str())),
                ]))
            }
            None => {
                let hint = did_you_mean(&path, assets.keys().map(String::as_str));
                Err(Error::message(format!("get_asset: there is no asset `{path}`{hint}")))
            }
        }
    });
}

impl Lookups {
    /// Those of a site.
    pub(super) fn new(site: Arc<Site>, setup: Arc<Setup>) -> Self {
        let files = DataFiles::new(setup.markdown.root.clone(), setup.markdown.remote.clone());
        Self { site, setup, files, answers: Answers::default(), related: OnceLock::new() }
    }

    /// What makes pages related, built when it is first asked for.
    pub(super) fn related(&self) -> Result<&RelatedIndex, String> {
        self.related.get_or_init(|| RelatedIndex::new(&self.site)).as_ref().map_err(Clone::clone)
    }

    /// Those of the page that this thread renders.
    pub(super) fn here() -> Result<Arc<Self>, Error> {
        Scope::with(|scope| scope.lookups.clone()).ok_or_else(outside)
    }

    /// The language that a function is asked for by `lang`, otherwise that of the page that is rendered.
    pub(super) fn language(&self, function: &str, args: &Kwargs) -> Result<LanguageId, Error> {
        let Some(tag) = args.get::<String>("lang")? else {
            return Scope::with(|scope| scope.language).ok_or_else(outside);
        };
        let languages = &self.site.config.languages;
        languages.find(&tag).map(|language| language.id).ok_or_else(|| {
            let hint = did_you_mean(&tag, languages.iter().map(|language| language.tag.as_str()));
            Error::message(format!("{function}: the site has no language `{tag}`{hint}"))
        })
    }

    /// What a path below `content/` means in the language that is asked for.
    fn meaning(&self, function: &str, path: &str, args: &Kwargs) -> Result<Option<Source>, Error> {
        let language = self.language(function, args)?;
        if self.site.config.languages.are_named() {
            Scope::read(|_| Read::Meaning(language, path.to_owned()));
        }
        Ok(self.site.outline.resolve(language, path))
    }

    /// The path of `get_url` with what it means in the language that is asked for in it.
    fn absolute(&self, path: &str, args: &Kwargs) -> Result<String, Error> {
        let Some(source) = path.strip_prefix("@/").filter(|_| self.site.config.languages.are_named()) else {
            return Ok(path.to_owned());
        };
        let (source, tail) = source.split_at(source.find('#').unwrap_or(source.len()));
        let found = self.meaning("get_url", source, args)?;
        let found = found.and_then(|found| self.site.outline.source_path(found));
        Ok(found.map_or_else(|| path.to_owned(), |found| format!("@/{found}{tail}")))
    }

    /// What `get_url` gives.
    pub(super) fn url(&self, path: &str) -> Result<String, Error> {
        let base = &self.site.config.base_url;
        if let Some(source) = path.strip_prefix("@/") {
            let (source, tail) = source.split_at(source.find('#').unwrap_or(source.len()));
            let outline = &self.site.outline;
            let found = match outline.by_source(source) {
                Some(Source::Page(id)) => outline.pages.get(id).map(|p| &p.path),
                Some(Source::Section(id)) => outline.sections.get(id).map(|s| &s.path),
                None => None,
            };
            let path = found.ok_or_else(|| missing("get_url", "page", source, outline))?;
            return Ok(format!("{}{tail}", base.join(path)));
        }
        if let Some((site_path, _)) = self.setup.assets.get(path) {
            return Ok(base.join(site_path));
        }
        Ok(base.join(&format!("/{}", path.trim_start_matches('/'))))
    }

    /// What `get_taxonomy_url` gives.
    pub(super) fn term_url(&self, language: LanguageId, kind: &str, name: &str) -> Result<String, Error> {
        let index = taxonomy(&self.site, "get_taxonomy_url", language, kind)?;
        let taxonomy = self.site.taxonomies.get(index);
        match taxonomy.and_then(|t| t.term(name)) {
            Some(term) => Ok(self.site.config.base_url.join(&term.path)),
            None => {
                let terms = taxonomy.map(|t| t.terms.as_slice()).unwrap_or_default();
                let hint = did_you_mean(name, terms.iter().map(|t| t.name.as_str()));
                Err(Error::message(format!("get_taxonomy_url: `{kind}` has no term `{name}`{hint}")))
            }
        }
    }
}

fn taxonomy(site: &Site, function: &str, language: LanguageId, kind: &str) -> Result<usize, Error> {
    let is_it = |t: &Taxonomy| t.language == language && t.config.name == kind;
    site.taxonomies.iter().position(is_it).ok_or_else(|| {
        let hint = did_you_mean(kind, site.taxonomies.iter().map(|t| t.config.name.as_str()));
        Error::message(format!("{function}: the site has no taxonomy `{kind}`{hint}"))
    })
}

fn in_scope(find: impl FnOnce(&Values, Fields) -> Option<Value>) -> Result<Value, Error> {
    Scope::with(|scope| find(&scope.values, scope.fields)).flatten().ok_or_else(outside)
}

pub(super) fn outside() -> Error {
    Error::message("this function works only while a page is rendered")
}

fn missing(function: &str, kind: &str, path: &str, outline: &Outline) -> Error {
    let hint = did_you_mean(path, outline.sources());
    Error::message(format!("{function}: there is no {kind} `{path}`{hint}"))
}

fn did_you_mean<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, names).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

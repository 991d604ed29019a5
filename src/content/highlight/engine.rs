//! The grammars at work: text of a language becomes HTML.

use super::cache::Cache;
use super::class::{Class, SCOPES};
use super::markup::Markup;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use syntaxmate::{Catalog, PreparedLanguage, ScopeStackId, Tokenizer, TokenizerOptions, TokenizerState};

/// The crate and the version that reads the grammars; a test holds it against the lock file.
pub(super) const READER: &str = "syntaxmate 0.3.0";

/// Names of languages that authors write and the catalog does not know.
const ALIASES: [(&str, &str); 6] = [
    ("conf", "ini"),
    ("html+jinja", "jinja-html"),
    ("j2", "jinja"),
    ("patch", "diff"),
    ("rs", "rust"),
    ("tera", "jinja"),
];

/// Longer lines, of minified code mostly, stay plain.
const MAX_LINE_BYTES: usize = 2 * 1024;
/// How deep constructs may nest at the end of a line. What follows is plain: each level costs time and memory for
/// every token inside it, and nobody reads code that is open so deep.
const MAX_DEPTH: usize = 64;
/// Lines that a reader remembers: code repeats itself.
const CACHED_LINES: usize = 1024;
/// A reader that knows more stacks of scopes than this is dropped: some grammars make names of scopes from what
/// they read, and nothing may grow with the site.
const MAX_STACKS: usize = 16 * 1024;

/// Grammars, prepared as they are asked for, and what they made lately.
pub(super) struct Engine {
    catalog: Catalog,
    /// What languages of the site's own are called, each with the key that its grammar is prepared under.
    own: BTreeMap<String, String>,
    /// The texts of their grammars.
    texts: Vec<String>,
    languages: Mutex<BTreeMap<String, Arc<Language>>>,
    cache: Mutex<Cache>,
}

/// A language of the site's own.
pub(super) struct OwnLanguage {
    /// Its name.
    pub(super) name: String,
    /// All names that authors may call it by.
    pub(super) names: Vec<String>,
    pub(super) prepared: PreparedLanguage,
}

/// A prepared grammar with the readers that no thread uses at the moment.
struct Language {
    prepared: PreparedLanguage,
    idle: Mutex<Vec<Reader>>,
}

/// A grammar's mutable half.
struct Reader {
    tokenizer: Tokenizer,
    start: TokenizerState,
    classes: HashMap<ScopeStackId, Option<Class>>,
    /// Whether it holds more than is worth keeping.
    spent: bool,
}

impl Engine {
    /// The process's own: a grammar that was prepared once serves every later build of `layer9 serve`.
    pub(super) fn shared() -> Arc<Self> {
        static SHARED: OnceLock<Arc<Engine>> = OnceLock::new();
        SHARED.get_or_init(|| Arc::new(Self::with(Vec::new(), Vec::new()))).clone()
    }

    /// One with languages of a site's own; `texts` are those of their grammars.
    pub(super) fn with(own: Vec<OwnLanguage>, texts: Vec<String>) -> Self {
        let (mut names, mut languages) = (BTreeMap::new(), BTreeMap::new());
        for language in own {
            // No language of the catalog is called so.
            let key = format!("own:{}", language.name);
            for name in language.names {
                names.entry(name).or_insert_with(|| key.clone());
            }
            languages.insert(key, Arc::new(Language { prepared: language.prepared, idle: Mutex::default() }));
        }
        let (languages, cache) = (Mutex::new(languages), Mutex::default());
        Self { catalog: Catalog::bundled(), own: names, texts, languages, cache }
    }

    /// What the HTML depends on besides language and text.
    pub(super) fn describe(&self) -> String {
        format!(
            "{READER} {} {MAX_LINE_BYTES} {MAX_DEPTH} {SCOPES:?} {ALIASES:?} {:?}",
            self.catalog.bundle_version(),
            self.texts
        )
    }

    /// The catalog's own name of a language; `None` where there is no grammar.
    fn canonical(&self, language: &str) -> Option<&str> {
        let lower = language.to_ascii_lowercase();
        if let Some(own) = self.own.get(&lower) {
            return Some(own);
        }
        let alias = ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, name)| *name);
        alias
            .and_then(|name| self.catalog.canonical_language(name))
            .or_else(|| self.catalog.canonical_language(&lower))
    }

    pub(super) fn highlight(&self, language: &str, text: &str) -> Option<Arc<str>> {
        let canonical = self.canonical(language)?;
        let key = Cache::key(canonical, text);
        if let Some(html) = lock(&self.cache).get(&key) {
            return Some(html);
        }
        let language = self.language(canonical)?;
        let idle = lock(&language.idle).pop();
        let mut reader = idle.unwrap_or_else(|| Reader::new(&language.prepared));
        let html: Arc<str> = reader.read(text)?.into();
        if !reader.spent && reader.classes.len() < MAX_STACKS {
            lock(&language.idle).push(reader);
        }
        lock(&self.cache).put(key, &html);
        Some(html)
    }

    fn language(&self, canonical: &str) -> Option<Arc<Language>> {
        let mut languages = lock(&self.languages);
        if let Some(language) = languages.get(canonical) {
            return Some(language.clone());
        }
        // A grammar of the catalog that cannot be prepared leaves its code plain, as an unknown language does.
        let prepared = PreparedLanguage::from_catalog(&self.catalog, canonical).ok()?;
        let language = Arc::new(Language { prepared, idle: Mutex::default() });
        languages.insert(canonical.to_owned(), language.clone());
        Some(language)
    }
}

impl Reader {
    fn new(prepared: &PreparedLanguage) -> Self {
        let options = TokenizerOptions { max_line_bytes: MAX_LINE_BYTES, line_cache_entries: CACHED_LINES };
        let tokenizer = prepared.tokenizer(options);
        let start = tokenizer.initial_state();
        Self { tokenizer, start, classes: HashMap::new(), spent: false }
    }

    fn read(&mut self, text: &str) -> Option<String> {
        let mut state = self.start.clone();
        let mut markup = Markup::new(text);
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let classes = &mut self.classes;
            let push = |token: syntaxmate::Token| {
                let class_of = || Class::of(&token.scopes().collect::<Vec<&str>>());
                let class = match token.scope_stack() {
                    Some(stack) => *classes.entry(stack).or_insert_with(class_of),
                    None => class_of(),
                };
                let range = token.range();
                // What no token covers is plain.
                markup.push(at + range.start.min(content.len()), None);
                markup.push(at + range.end.min(content.len()), class);
            };
            self.tokenizer.tokenize_line_with(content, &mut state, push).ok()?;
            at += line.len();
            markup.end_line(at);
            if state.depth() > MAX_DEPTH {
                // What the reader learned of such depths is not worth keeping either.
                self.spent = true;
                markup.end_line(text.len());
                break;
            }
        }
        Some(markup.finish())
    }
}

/// A thread that panicked leaves nothing half done behind these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

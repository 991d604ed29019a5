//! What a render knows beside the template's variables.
//!
//! A function called inside a component sees none of the caller's variables, so the page that is rendered,
//! and the record of what it used, are scoped to the thread. A render never spawns.

use super::fields::Fields;
use super::functions::Lookups;
use super::instance_ids::InstanceIds;
use super::reads::Read;
use super::values::Values;
use crate::config::LanguageId;
use crate::content::messages::Asked;
use crate::diagnostics::Diagnostic;
use crate::islands::Client;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The page that this thread renders.
#[derive(Debug)]
pub(super) struct Scope {
    /// The site, and what renders it.
    pub(super) lookups: Arc<Lookups>,
    /// The site's values, as far as they exist at this stage.
    pub(super) values: Arc<Values>,
    /// The source of what is rendered, below `content/`; none for what has no source.
    pub(super) subject: Option<String>,
    /// The list at an address of its own that is shown, by its number.
    pub(super) list: Option<usize>,
    /// The language of what is rendered.
    pub(super) language: LanguageId,
    /// The page's address, with a leading slash and without the base path.
    pub(super) path: String,
    /// What it used.
    pub(super) used: Used,
    /// Problems that templates cannot carry.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The ids of the components it has placed.
    pub(super) ids: InstanceIds,
    /// What it is given of pages that are not its own.
    pub(super) fields: Fields,
    /// What it read, messages aside.
    pub(super) reads: BTreeSet<Read>,
    /// The messages that it asked for.
    pub(super) asked: Asked,
}

/// What a rendered text needs of the page around it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Used {
    /// Components whose style sheet or script the page needs.
    pub components: BTreeSet<String>,
    /// Islands that are hydrated, with the triggers they use.
    pub islands: BTreeSet<(String, Client)>,
}

impl Used {
    /// Adds what another text uses.
    pub fn add(&mut self, other: &Used) {
        self.components.extend(other.components.iter().cloned());
        self.islands.extend(other.islands.iter().cloned());
    }
}

thread_local! {
    static SCOPE: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

impl Scope {
    /// Runs `render` in this scope and gives back the scope with what was recorded.
    pub(super) fn run<T>(self, render: impl FnOnce() -> T) -> (T, Scope) {
        let empty = Self {
            lookups: self.lookups.clone(),
            values: self.values.clone(),
            subject: None,
            list: None,
            language: LanguageId::DEFAULT,
            path: String::new(),
            used: Used::default(),
            diagnostics: Vec::new(),
            ids: InstanceIds::of(String::new()),
            fields: Fields::NONE,
            reads: BTreeSet::new(),
            asked: Asked::new(),
        };
        let outer = SCOPE.replace(Some(self));
        let result = render();
        let inner = SCOPE.replace(outer).unwrap_or(empty);
        (result, inner)
    }

    /// What it read, messages included.
    pub(super) fn into_reads(self) -> BTreeSet<Read> {
        let mut reads = self.reads;
        for (language, keys) in self.asked {
            reads
                .insert(Read::Messages(language.to_string(), keys.iter().map(ToString::to_string).collect()));
        }
        reads
    }

    /// The BCP 47 tag of the language that is rendered.
    pub(super) fn tag(&self) -> Arc<str> {
        Arc::from(self.lookups.site.config.languages.get(self.language).tag.as_str())
    }

    /// Records something that was read.
    pub(super) fn read(read: impl FnOnce(&Scope) -> Read) {
        Self::with(|scope| {
            let read = read(scope);
            scope.reads.insert(read);
        });
    }

    /// Looks into the scope of this thread; `None` outside a render.
    pub(super) fn with<T>(f: impl FnOnce(&mut Scope) -> T) -> Option<T> {
        SCOPE.with(|scope| scope.try_borrow_mut().ok()?.as_mut().map(f))
    }
}

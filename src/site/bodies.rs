//! The bodies of a site, taken out of it: whoever renders them is the last to need them.

use super::graph::Site;
use crate::content::document::{Body, Document};
use crate::source::Hash;
use std::sync::Arc;

/// The bodies of all pages and sections, in the site's order.
#[derive(Debug, Default)]
pub struct Bodies {
    /// Of pages.
    pub pages: Vec<PageBodies>,
    /// Of sections.
    pub sections: Vec<PageBodies>,
}

/// The body of one page.
#[derive(Debug, Default)]
pub struct PageBodies {
    /// All of it.
    pub body: Body,
    /// The summary, where there is one.
    pub summary: Option<Body>,
    /// Of everything that the body was made of.
    pub key: Hash,
}

impl Site {
    /// Takes the bodies out; the documents keep everything else.
    pub fn take_bodies(&mut self) -> Bodies {
        // A site that was just made shares nothing yet, so nothing is copied here.
        let pages = self.pages.iter_mut().map(|page| PageBodies::take(&mut Arc::make_mut(page).document));
        let sections = self.sections.iter_mut();
        let sections = sections.map(|section| PageBodies::take(&mut Arc::make_mut(section).document));
        Bodies { pages: pages.collect(), sections: sections.collect() }
    }
}

impl PageBodies {
    /// Takes the body out of a document, which keeps everything else.
    pub(super) fn take(document: &mut Document) -> Self {
        Self { body: std::mem::take(&mut document.body), summary: document.summary.take(), key: document.key }
    }
}

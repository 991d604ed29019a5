//! Islands under `cargo test`: a small browser in memory, one per thread.
//!
//! ```
//! use layer9_islands::{prelude::*, testing::Page};
//!
//! let page = Page::new(|| {
//!     let count = signal(1);
//!     view! { <button on:click={move || count.update(|n| *n += 1)}>{count}</button> }
//! });
//! assert_eq!(page.mutations(), 0);
//! page.click("button", 0);
//! assert_eq!(page.html(), "<button>2</button>");
//! ```

use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;

use crate::dom::CURSOR;
use crate::dom::document::At;
use crate::dom::host::{Browser, Held, set_event, with};
use crate::graph::{self, Id};
use crate::html::Html;
use crate::view::View;

/// A component made by `#[component]` or `#[island]`.
#[doc(hidden)]
pub trait Component {
    const NAME: &'static str;
    fn render(props: &str) -> String;
    /// With the cursor at the first node.
    fn hydrate(props: &str);
}

/// An island in a page: rendered, parsed and hydrated.
pub struct Page {
    scope: Id,
    before: usize,
}

/// What the page brings: facts for [`crate::env`], slots, and answers of the window.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// HTML for slots, by name.
    pub slots: BTreeMap<String, String>,
    /// Answers to properties and calls of `globalThis`, by path.
    pub window: BTreeMap<String, String>,
}

/// HTML as a build writes it, slots left open.
pub fn render<V: View>(view: impl FnOnce() -> V) -> String {
    let live = graph::set_live(false);
    graph::reset_uid();
    let mut html = Html::new();
    let (scope, ()) = graph::scope(|| view().render(&mut html));
    graph::dispose(scope);
    graph::set_live(live);
    html.into_string()
}

impl Page {
    /// Renders a view, reads the HTML, and hydrates the view over it.
    pub fn new<V: View>(view: impl Fn() -> V) -> Self {
        Page::with(&Setting::default(), &view, &view)
    }

    /// The same in a page that brings something, with a view for the build and one for the browser: they may differ as
    /// the two differ.
    pub fn with<A: View, B: View>(
        setting: &Setting,
        build: impl FnOnce() -> A,
        browser: impl FnOnce() -> B,
    ) -> Self {
        let before = graph::count();
        Page::open(setting);
        let html = render(build);
        Page::hydrate(setting, html, before, || browser().hydrate())
    }

    /// The page of a component, with its props as they stand on the wire.
    pub fn of<C: Component>(setting: &Setting, props: &str) -> Self {
        let before = graph::count();
        Page::open(setting);
        let html = C::render(props);
        Page::hydrate(setting, html, before, || C::hydrate(props))
    }

    fn open(setting: &Setting) {
        let mut fresh = Browser::new();
        fresh.window.clone_from(&setting.window);
        fresh.env[5] = setting.slots.keys().cloned().collect::<Vec<_>>().join(",");
        with(|b| *b = fresh);
    }

    fn hydrate(setting: &Setting, mut html: String, before: usize, hydrate: impl FnOnce()) -> Self {
        for (name, slot) in &setting.slots {
            html = html.replace(&std::format!("\u{1}s{name}\u{2}"), slot);
        }
        while let Some(at) = html.find("\u{1}s") {
            let end = html[at..].find('\u{2}').expect("a hole ends");
            html.replace_range(at..=at + end, "");
        }
        with(|b| {
            b.document.read(&html, b.root);
            let first = b.document.nodes[b.root].children[0];
            b.handles[CURSOR as usize] = Held::Node(first);
            b.document.mutations = 0;
        });
        graph::reset_uid();
        let (scope, ()) = graph::batch(|| {
            let scope = graph::scope(hydrate);
            graph::end_uid();
            scope
        });
        Page { scope, before }
    }

    /// The HTML as it is, comments left out.
    pub fn html(&self) -> String {
        with(|b| b.document.html(b.root))
    }

    /// The text as it is.
    pub fn text(&self) -> String {
        with(|b| b.document.text(b.root))
    }

    /// How often a node was added, removed, moved or changed since the page was read, or since the last call.
    pub fn mutations(&self) -> usize {
        with(|b| core::mem::take(&mut b.document.mutations))
    }

    /// How often a node was moved since the last call.
    pub fn moves(&self) -> usize {
        with(|b| core::mem::take(&mut b.document.moves))
    }

    /// Places of the elements of a name, in document order: they tell whether an element is still the same.
    pub fn elements(&self, name: &str) -> Vec<usize> {
        with(|b| {
            let mut all = Vec::new();
            b.document.below(b.root, &mut all);
            all.into_iter().filter(|&at| b.document.name(at) == name).collect()
        })
    }

    fn element(&self, name: &str, nth: usize) -> At {
        self.elements(name)[nth]
    }

    /// A property of the nth element of a name.
    pub fn property(&self, name: &str, nth: usize, property: &str) -> Option<String> {
        let at = self.element(name, nth);
        with(|b| b.property(at, property))
    }

    /// Clicks the nth element of a name.
    pub fn click(&self, name: &str, nth: usize) {
        self.dispatch(name, nth, "click", &[]);
    }

    /// Types into the nth element of a name.
    pub fn input(&self, name: &str, nth: usize, value: &str) {
        let at = self.element(name, nth);
        let property = if value == "true" || value == "false" { "checked" } else { "value" };
        with(|b| b.document.nodes[at].properties.insert(property.to_string(), value.to_string()));
        self.dispatch(name, nth, "input", &[]);
    }

    /// Sends an event with properties to the nth element of a name, and on to those around it.
    pub fn dispatch(&self, name: &str, nth: usize, event: &str, properties: &[(&str, &str)]) {
        let target = self.element(name, nth);
        let properties =
            properties.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let before = set_event(Held::Event { target, properties });
        let mut at = Some(target);
        while let Some(node) = at {
            let listeners = with(|b| b.document.nodes[node].listeners.clone());
            for (_, id) in listeners.iter().filter(|(name, _)| name == event) {
                graph::handle(*id, true);
            }
            at = with(|b| b.document.nodes[node].parent);
        }
        set_event(before);
    }

    /// Runs the callbacks that were given to a path of the window, or an event of it.
    pub fn call_back(&self, path: &str) {
        let callbacks = with(|b| b.callbacks.clone());
        for (_, id) in callbacks.iter().filter(|(name, _)| name == path) {
            graph::handle(*id, true);
        }
    }

    /// Addresses of the requests that were neither answered nor aborted, in the order in which they were made.
    pub fn requests(&self) -> Vec<String> {
        with(|b| b.requests.iter().map(|asked| asked.url.clone()).collect())
    }

    /// The second argument of `fetch` of the first such request, as JSON.
    pub fn request_init(&self) -> Option<String> {
        with(|b| b.requests.first().map(|asked| asked.init.clone()))
    }

    /// Answers the first request with what its handler will find: `status`, `text`, `json.a.b`, or `error`.
    pub fn answer(&self, properties: &[(&str, &str)]) {
        let asked = with(|b| b.requests.remove(0));
        self.tell(asked.handler, properties);
    }

    /// Delivers what stores of the page have to say.
    pub fn settle(&self) {
        while let Some((id, name)) = with(|b| if b.told.is_empty() { None } else { Some(b.told.remove(0)) }) {
            let value = with(|b| {
                let store = b.stores.get(&name).filter(|store| store.handlers.contains(&id));
                store.and_then(|store| store.value.clone())
            });
            if let Some(value) = value {
                self.tell(id, &[("value", &value)]);
            }
        }
    }

    /// Writes to all stores of the page whose name begins so, as another tab would.
    pub fn publish(&self, name: &str, value: &str) {
        with(|b| {
            let stores = b.stores.iter_mut().filter(|(key, _)| key.starts_with(name));
            for (key, store) in stores {
                store.value = Some(value.to_string());
                b.told.extend(store.handlers.iter().map(|id| (*id, key.clone())));
            }
        });
        self.settle();
    }

    fn tell(&self, id: Id, properties: &[(&str, &str)]) {
        let properties =
            properties.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let target = with(|b| b.root);
        let before = set_event(Held::Event { target, properties });
        graph::handle(id, true);
        set_event(before);
    }

    /// What was called on the window, with its arguments.
    pub fn calls(&self) -> Vec<(String, Vec<String>)> {
        with(|b| core::mem::take(&mut b.calls))
    }

    /// How many node handles are held.
    pub fn handles(&self) -> usize {
        with(|b| b.handles.len() - 4 - b.free.len())
    }

    /// How many signals, effects, handlers and scopes there are.
    pub fn nodes(&self) -> usize {
        graph::count() - self.before
    }

    /// Disposes of the island; how many nodes and handles are left, which should be none.
    pub fn dispose(self) -> (usize, usize) {
        graph::dispose(self.scope);
        (self.nodes(), self.handles())
    }
}

//! The imports on the host: the same functions as in `imports.rs`, acting on a document in memory.
//!
//! What js/loader.js does, done once more in Rust so that islands can be tested by `cargo test`; the two are compared by
//! running the same islands in a browser.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;

use super::document::{At, Content, Document};
use super::{CURSOR, EVENT, RESULT, WINDOW};
use crate::graph::{Id, Node};

/// What a handle or a result stands for.
#[derive(Clone, Default)]
pub(crate) enum Held {
    #[default]
    Nothing,
    Window,
    Node(At),
    Event {
        target: At,
        properties: BTreeMap<String, String>,
    },
    Text(String),
    /// A listener on the window.
    Listener(Id),
    /// A request on its way.
    Request(Id),
    /// A part in a store, by its name.
    Share(Id, String),
}

/// A request that was made.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) url: String,
    pub(crate) init: String,
    pub(crate) handler: Id,
}

/// A store of the page.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) value: Option<String>,
    pub(crate) handlers: Vec<Id>,
}

/// The browser of one test.
pub(crate) struct Browser {
    pub(crate) document: Document,
    pub(crate) handles: Vec<Held>,
    pub(crate) free: Vec<u32>,
    pub(crate) stash: String,
    /// Answers to calls and properties of the window, by path.
    pub(crate) window: BTreeMap<String, String>,
    /// What was called on the window, with its arguments.
    pub(crate) calls: Vec<(String, Vec<String>)>,
    pub(crate) callbacks: Vec<(String, Id)>,
    pub(crate) env: [String; 6],
    /// Names of methods that were called on the event.
    pub(crate) event_calls: Vec<String>,
    /// Slots that were shown before.
    pub(crate) slots: BTreeMap<String, At>,
    pub(crate) root: At,
    /// Requests that were not answered or aborted yet.
    pub(crate) requests: Vec<Asked>,
    pub(crate) stores: BTreeMap<String, Store>,
    /// Handlers that are to be told what the store of that name has.
    pub(crate) told: Vec<(Id, String)>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let mut document = Document::default();
        let root = document.element("layer9-island");
        let mut handles = std::vec![Held::Nothing; 4];
        handles[WINDOW as usize] = Held::Window;
        Browser {
            document,
            handles,
            free: Vec::new(),
            stash: String::new(),
            window: BTreeMap::new(),
            calls: Vec::new(),
            callbacks: Vec::new(),
            env: ["en", "ltr", "", "/", "l9-1", ""].map(ToString::to_string),
            event_calls: Vec::new(),
            slots: BTreeMap::new(),
            root,
            requests: Vec::new(),
            stores: BTreeMap::new(),
            told: Vec::new(),
        }
    }

    pub(crate) fn node(&self, handle: u32) -> At {
        match self.handles.get(handle as usize) {
            Some(Held::Node(at)) => *at,
            _ => panic!("handle {handle} is no node"),
        }
    }

    fn put(&mut self, text: String) -> u32 {
        self.stash = text;
        self.stash.len() as u32
    }

    /// A property of a node, as text.
    pub(crate) fn property(&self, at: At, name: &str) -> Option<String> {
        if let Some(value) = self.document.nodes[at].properties.get(name) {
            return Some(value.clone());
        }
        let is_control = matches!(self.document.name(at), "input" | "textarea");
        match name {
            "textContent" => Some(self.document.text(at)),
            "value" | "defaultValue" if self.document.name(at) == "textarea" => Some(self.document.text(at)),
            "value" | "defaultValue" if is_control => {
                Some(self.document.attribute(at, "value").cloned().unwrap_or_default())
            }
            "checked" | "defaultChecked" if is_control => {
                Some(self.document.attribute(at, "checked").is_some().to_string())
            }
            _ => self.document.attribute(at, name).cloned(),
        }
    }

    fn node_js(&mut self, at: At, path: &str, arguments: &[String]) -> Option<String> {
        match (path, arguments) {
            ("style.setProperty", [name, value]) => {
                let style = self.document.attribute(at, "style").cloned().unwrap_or_default();
                let mut list: Vec<(String, String)> = style
                    .split(';')
                    .filter_map(|entry| entry.split_once(':'))
                    .map(|(name, value)| (name.trim().to_string(), value.trim().to_string()))
                    .collect();
                let before = list.clone();
                match list.iter_mut().find(|(other, _)| other == name) {
                    Some(entry) => entry.1.clone_from(value),
                    None => list.push((name.clone(), value.clone())),
                }
                list.retain(|(_, value)| !value.is_empty());
                if list != before {
                    let text = list.iter().map(|(name, value)| std::format!("{name}:{value};")).collect();
                    self.document.set_attribute(at, "style", Some(text));
                }
                None
            }
            ("focus" | "blur" | "select" | "click", []) => {
                self.calls.push((path.to_string(), Vec::new()));
                None
            }
            (name, []) => self.property(at, name),
            ("defaultValue", [value]) => {
                self.document.set_attribute(at, "value", Some(value.clone()));
                Some(value.clone())
            }
            ("defaultChecked", [value]) => {
                let checked = (!value.is_empty()).then(String::new);
                self.document.set_attribute(at, "checked", checked);
                Some((!value.is_empty()).to_string())
            }
            (name @ ("value" | "checked"), [value]) => {
                let value = if name == "checked" { (!value.is_empty()).to_string() } else { value.clone() };
                self.document.nodes[at].properties.insert(name.to_string(), value.clone());
                Some(value)
            }
            (_, arguments) => {
                self.calls.push((path.to_string(), arguments.to_vec()));
                None
            }
        }
    }

    fn remove(&mut self, at: At) {
        let mut inside = std::vec![at];
        self.document.below(at, &mut inside);
        for at in inside {
            let name = self.document.attribute(at, "name").cloned();
            if let ("layer9-slot" | "template", Some(name)) = (self.document.name(at), name) {
                self.slots.insert(name, at);
            }
        }
        self.document.mutations += 1;
        self.document.detach(at);
    }
}

std::thread_local!(pub(crate) static BROWSER: RefCell<Browser> = RefCell::new(Browser::new()));

/// Runs `f` on this thread's browser; `f` runs no code of an island.
pub(crate) fn with<R>(f: impl FnOnce(&mut Browser) -> R) -> R {
    BROWSER.with_borrow_mut(f)
}

/// The text that a caller passed.
///
/// # Safety
/// As for [`core::slice::from_raw_parts`], and UTF-8.
unsafe fn str<'a>(text: *const u8, length: usize) -> &'a str {
    // SAFETY: the caller's promise.
    unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(text, length)) }
}

fn set_cursor(b: &mut Browser, to: Option<At>) {
    b.handles[CURSOR as usize] = to.map_or(Held::Nothing, Held::Node);
}

pub(super) unsafe fn go(mut path: u32) {
    with(|b| {
        while path > 0 {
            let at = b.node(CURSOR);
            let to = match path & 3 {
                1 => b.document.nodes[at].children.first().copied(),
                2 => b.document.next(at),
                _ => b.document.nodes[at].parent,
            };
            set_cursor(b, to);
            path >>= 2;
        }
    });
}

pub(super) unsafe fn seek(handle: u32) {
    with(|b| b.handles[CURSOR as usize] = b.handles[handle as usize].clone());
}

pub(super) unsafe fn keep() -> u32 {
    with(|b| {
        let held = Held::Node(b.node(CURSOR));
        put_handle(b, held)
    })
}

pub(super) unsafe fn drop(handle: u32) {
    with(|b| {
        match b.handles[handle as usize].clone() {
            Held::Listener(id) => b.callbacks.retain(|(_, other)| *other != id),
            Held::Request(id) => b.requests.retain(|asked| asked.handler != id),
            Held::Share(id, name) => {
                if let Some(store) = b.stores.get_mut(&name) {
                    store.handlers.retain(|other| *other != id);
                }
            }
            _ => {}
        }
        b.handles[handle as usize] = Held::Nothing;
        b.free.push(handle);
    });
}

pub(super) unsafe fn skip() {
    with(|b| {
        if let Some(next) = b.document.next(b.node(CURSOR))
            && let Content::Text(_) = b.document.nodes[next].content
        {
            set_cursor(b, Some(next));
        }
    });
}

pub(super) unsafe fn text(handle: u32, text: *const u8, length: usize) {
    // SAFETY: callers pass texts.
    let text = unsafe { str(text, length) }.to_string();
    with(|b| {
        let at = b.node(handle);
        let holder = match b.document.nodes[at].content {
            Content::Comment(_) => {
                b.document.next(at).filter(|&next| matches!(b.document.nodes[next].content, Content::Text(_)))
            }
            _ => b.document.nodes[at].children.first().copied(),
        };
        if holder.map(|holder| b.document.text(holder)).unwrap_or_default() == text {
            return;
        }
        b.document.mutations += 1;
        if let Some(holder) = holder {
            b.document.nodes[holder].content = Content::Text(text);
            return;
        }
        let new = b.document.add(Content::Text(text));
        match b.document.next(at) {
            _ if matches!(b.document.nodes[at].content, Content::Element { .. }) => {
                b.document.append(at, new)
            }
            Some(next) => b.document.insert_before(new, next),
            None => {
                let parent = b.document.nodes[at].parent.expect("a comment is in the document");
                b.document.append(parent, new);
            }
        }
    });
}

pub(super) unsafe fn int(handle: u32, value: f64) {
    let shown = value.to_string();
    // SAFETY: a text.
    unsafe { text(handle, shown.as_ptr(), shown.len()) }
}

pub(super) unsafe fn attr(handle: u32, name: *const u8, name_length: usize, value: *const u8, length: usize) {
    // SAFETY: callers pass texts, or no value as null.
    let (name, value) =
        unsafe { (str(name, name_length), (!value.is_null()).then(|| str(value, length).to_string())) };
    with(|b| {
        let at = b.node(handle);
        b.document.set_attribute(at, name, value);
    });
}

pub(super) unsafe fn class(handle: u32, name: *const u8, length: usize, on: u32) {
    // SAFETY: callers pass a text.
    let name = unsafe { str(name, length) };
    with(|b| {
        let at = b.node(handle);
        b.document.toggle_class(at, name, on != 0);
    });
}

pub(super) unsafe fn on(handle: u32, name: *const u8, length: usize, node: *const (), serial: u32) {
    // SAFETY: callers pass texts, and nodes of the graph, which live for good.
    let (name, node) = unsafe { (str(name, length).to_string(), &*node.cast::<Node>()) };
    with(|b| match b.handles[handle as usize] {
        Held::Node(at) => b.document.nodes[at].listeners.push((name, Id::new(node, serial))),
        _ => b.callbacks.push((name, Id::new(node, serial))),
    });
}

pub(super) unsafe fn listen(name: *const u8, length: usize, node: *const (), serial: u32) -> u32 {
    // SAFETY: callers pass texts, and nodes of the graph, which live for good.
    let (name, id) = unsafe { (str(name, length).to_string(), Id::new(&*node.cast::<Node>(), serial)) };
    // SAFETY: plain numbers.
    let handle = unsafe { keep() };
    with(|b| {
        b.callbacks.push((name, id));
        b.handles[handle as usize] = Held::Listener(id);
    });
    handle
}

pub(super) unsafe fn js(
    handle: u32,
    path: *const u8,
    length: usize,
    arguments: *const usize,
    count: usize,
    node: *const (),
    serial: u32,
) -> i32 {
    // SAFETY: callers pass a text, a list of texts (pairs of words), and a node of the graph or null.
    let (path, arguments, first) = unsafe {
        let pairs = core::slice::from_raw_parts(arguments, count * 2);
        let texts: Vec<String> = pairs
            .chunks(2)
            .map(|pair| str(core::ptr::with_exposed_provenance(pair[0]), pair[1]).to_string())
            .collect();
        (str(path, length), texts, node.cast::<Node>().as_ref())
    };
    with(|b| {
        let result = match b.handles[handle as usize].clone() {
            Held::Node(at) => b.node_js(at, path, &arguments),
            Held::Event { target, properties } => match path.strip_prefix("target.") {
                Some(name) => b.property(target, name),
                None => {
                    b.event_calls.push(path.to_string());
                    properties.get(path).cloned()
                }
            },
            Held::Window => {
                b.calls.push((path.to_string(), arguments));
                b.window.get(path).cloned()
            }
            Held::Text(_) | Held::Listener(_) | Held::Request(_) | Held::Share(..) | Held::Nothing => None,
        };
        if let Some(node) = first {
            b.callbacks.push((path.to_string(), Id::new(node, serial)));
        }
        match result {
            Some(text) => {
                b.handles[RESULT as usize] = Held::Text(text.clone());
                b.put(text) as i32
            }
            None => -1,
        }
    })
}

pub(super) unsafe fn prop(
    handle: u32,
    name: *const u8,
    name_length: usize,
    value: *const u8,
    length: usize,
) -> i32 {
    // SAFETY: callers pass a text, and another or null.
    let (name, value) = unsafe {
        let value = if value.is_null() { None } else { Some(str(value, length).to_string()) };
        (str(name, name_length), value)
    };
    with(|b| {
        let Held::Node(at) = b.handles[handle as usize].clone() else { return -1 };
        let was = b.node_js(at, name, &[]);
        if let Some(value) = value
            && was.as_ref() != Some(&value)
        {
            b.node_js(at, name, &[value]);
        }
        was.map_or(-1, |text| b.put(text) as i32)
    })
}

pub(super) unsafe fn portal(_: *const u8, _: usize) {
    with(|b| {
        let comment = b.document.add(Content::Comment(String::new()));
        let root = b.root;
        b.document.append(root, comment);
        set_cursor(b, Some(comment));
    });
}

pub(super) unsafe fn fetch(
    url: *const u8,
    url_length: usize,
    init: *const u8,
    length: usize,
    _: u32,
    node: *const (),
    serial: u32,
) -> u32 {
    // SAFETY: callers pass texts, and nodes of the graph, which live for good.
    let (url, init, handler) = unsafe {
        (
            str(url, url_length).to_string(),
            str(init, length).to_string(),
            Id::new(&*node.cast::<Node>(), serial),
        )
    };
    with(|b| {
        b.requests.push(Asked { url, init, handler });
        put_handle(b, Held::Request(handler))
    })
}

pub(super) unsafe fn share(name: *const u8, length: usize, _: u32, node: *const (), serial: u32) -> u32 {
    // SAFETY: callers pass texts, and nodes of the graph, which live for good.
    let (name, id) = unsafe { (str(name, length).to_string(), Id::new(&*node.cast::<Node>(), serial)) };
    with(|b| {
        let store = b.stores.entry(name.clone()).or_default();
        store.handlers.push(id);
        if store.value.is_some() {
            b.told.push((id, name.clone()));
        }
        put_handle(b, Held::Share(id, name))
    })
}

pub(super) unsafe fn publish(handle: u32, value: *const u8, length: usize) {
    // SAFETY: callers pass texts.
    let value = unsafe { str(value, length) }.to_string();
    with(|b| {
        let Held::Share(own, name) = b.handles[handle as usize].clone() else { return };
        if let Some(store) = b.stores.get_mut(&name) {
            let others = store.handlers.iter().filter(|id| **id != own);
            b.told.extend(others.map(|id| (*id, name.clone())));
            store.value = Some(value);
        }
    });
}

fn put_handle(b: &mut Browser, held: Held) -> u32 {
    match b.free.pop() {
        Some(handle) => {
            b.handles[handle as usize] = held;
            handle
        }
        None => {
            b.handles.push(held);
            b.handles.len() as u32 - 1
        }
    }
}

pub(super) unsafe fn num() -> f64 {
    with(|b| match &b.handles[RESULT as usize] {
        Held::Text(text) => text.parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    })
}

pub(super) unsafe fn data() -> i32 {
    with(|b| match &b.document.nodes[b.node(CURSOR)].content {
        Content::Comment(data) => data.parse().expect("a choice begins with a number"),
        _ => panic!("a choice begins with a comment"),
    })
}

pub(super) unsafe fn close(handle: u32) {
    with(|b| {
        let (mut at, mut depth) = (b.node(handle), 1);
        while depth > 0 {
            at = b.document.next(at).expect("a choice ends");
            if let Content::Comment(data) = &b.document.nodes[at].content {
                depth += match data.as_str() {
                    "/" => -1,
                    "" => 0,
                    _ => 1,
                };
            }
        }
        set_cursor(b, Some(at));
    });
}

pub(super) unsafe fn make(before: u32, html: *const u8, length: usize) {
    // SAFETY: callers pass texts.
    let html = unsafe { str(html, length) };
    with(|b| {
        let holder = b.document.element("template");
        let made = b.document.read(html, holder);
        let before = b.node(before);
        for &at in &made {
            b.document.insert_before(at, before);
        }
        b.document.mutations += 1;
        let mut inside = made.clone();
        for &at in &made {
            b.document.below(at, &mut inside);
        }
        for at in inside {
            if b.document.name(at) != "layer9-slot" {
                continue;
            }
            let name = b.document.attribute(at, "name").cloned().unwrap_or_default();
            let kept = b.slots.remove(&name).or_else(|| template(b, &name));
            for child in kept.map(|kept| b.document.nodes[kept].children.clone()).unwrap_or_default() {
                b.document.detach(child);
                b.document.append(at, child);
            }
        }
        set_cursor(b, made.first().copied());
    });
}

fn template(b: &Browser, name: &str) -> Option<At> {
    let mut all = Vec::new();
    b.document.below(b.root, &mut all);
    all.into_iter().find(|&at| {
        b.document.name(at) == "template" && b.document.attribute(at, "name").is_some_and(|n| n == name)
    })
}

pub(super) unsafe fn clear(start: u32, end: u32) {
    with(|b| {
        let (start, end) = (b.node(start), b.node(end));
        while let Some(next) = b.document.next(start)
            && next != end
        {
            b.remove(next);
        }
    });
}

pub(super) unsafe fn remove(handle: u32) {
    with(|b| {
        let at = b.node(handle);
        b.remove(at);
    });
}

pub(super) unsafe fn move_(handle: u32, before: u32) {
    with(|b| {
        let (at, before) = (b.node(handle), b.node(before));
        b.document.mutations += 1;
        b.document.moves += 1;
        b.document.insert_before(at, before);
    });
}

pub(super) unsafe fn env(key: u32) -> u32 {
    with(|b| {
        let text = b.env[key as usize].clone();
        b.put(text)
    })
}

pub(super) unsafe fn take(to: *mut u8) {
    // SAFETY: callers have room for the stash.
    with(|b| unsafe { to.copy_from_nonoverlapping(b.stash.as_ptr(), b.stash.len()) });
}

pub(super) unsafe fn lower(text: *const u8, length: usize) -> u32 {
    // SAFETY: callers pass texts.
    let text = unsafe { str(text, length) };
    with(|b| b.put(text.to_lowercase()))
}

pub(super) unsafe fn upper(text: *const u8, length: usize) -> u32 {
    // SAFETY: callers pass texts.
    let text = unsafe { str(text, length) };
    with(|b| b.put(text.to_uppercase()))
}

/// As a browser orders, as far as tests need it: an accent does not count.
pub(super) unsafe fn compare(a: *const u8, a_length: usize, b: *const u8, b_length: usize) -> i32 {
    // SAFETY: callers pass texts.
    let (a, b) = unsafe { (str(a, a_length), str(b, b_length)) };
    let folded = |text: &str| text.to_lowercase().replace('é', "e");
    folded(a).cmp(&folded(b)).then(a.cmp(b)) as i32
}

pub(super) unsafe fn order(a: *const u8, a_length: usize, b: *const u8, b_length: usize) -> i32 {
    // SAFETY: callers pass texts.
    let (a, b) = unsafe { (str(a, a_length), str(b, b_length)) };
    let units = |text: &str| text.to_lowercase().encode_utf16().collect::<Vec<u16>>();
    units(a).cmp(&units(b)).then(a.cmp(b)) as i32
}

pub(super) unsafe fn number(value: f64, min_fraction: u32, _: u32) -> u32 {
    with(|b| b.put(std::format!("{value:.*}", min_fraction as usize)))
}

/// The event's handle for the time of a dispatch.
pub(crate) fn set_event(event: Held) -> Held {
    with(|b| core::mem::replace(&mut b.handles[EVENT as usize], event))
}

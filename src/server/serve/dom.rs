//! The tree that a browser makes of a page's HTML, parsed by the same rules.

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, ns};
use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A node's place in its [`Dom`].
pub(super) type Id = usize;

/// The document's place.
const DOCUMENT: Id = 0;

/// Browsers nest no deeper than 512 elements and put what is deeper beside; such a page has another tree there.
const DEEPEST: usize = 400;

/// A parsed page.
pub(super) struct Dom {
    nodes: Vec<Node>,
    /// Of each node with all below it, in the order of `nodes`.
    digests: Vec<u64>,
}

/// A node, its children and what they belong to.
struct Node {
    parent: Option<Id>,
    children: Vec<Id>,
    data: Data,
}

/// What a node is.
pub(super) enum Data {
    /// The document, or the content of a `<template>`.
    Root,
    /// `<!doctype html>`: name, public and system identifier.
    Doctype([String; 3]),
    /// Text.
    Text(String),
    /// A comment.
    Comment(String),
    /// An element.
    Element(Element),
}

/// An element apart from its children.
pub(super) struct Element {
    name: QualName,
    /// In the order of the source.
    pub(super) attributes: Vec<(AttributeName, String)>,
    /// Where the children of a `<template>` are.
    content: Option<Id>,
}

/// The name of an attribute as markup has it (`xlink:href`), and its namespace where it has one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct AttributeName {
    pub(super) name: String,
    pub(super) namespace: Option<String>,
}

impl Element {
    /// The local name: `p`, `linearGradient`.
    pub(super) fn name(&self) -> &str {
        &self.name.local
    }

    /// The namespace, where it is not HTML's.
    pub(super) fn namespace(&self) -> Option<&str> {
        (self.name.ns != ns!(html)).then(|| &*self.name.ns)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(other, _)| other.namespace.is_none() && other.name == name);
        found.map(|(_, value)| value.as_str())
    }

    /// As the DOM's `nodeName` has it.
    fn node_name(&self) -> Cow<'_, str> {
        match self.namespace() {
            None => self.name().to_ascii_uppercase().into(),
            Some(_) => self.name().into(),
        }
    }
}

impl Dom {
    /// Parses a document, as a browser that runs scripts does. `None` for one that is nested so deeply that
    /// browsers make something else of it.
    pub(super) fn parse(html: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(html);
        let parser = html5ever::parse_document(Sink::new(), ParseOpts::default());
        let mut dom = parser.one(StrTendril::from_slice(&text));
        let mut open = vec![(DOCUMENT, 0)];
        while let Some((id, depth)) = open.pop() {
            if depth > DEEPEST {
                return None;
            }
            open.extend(dom.children(id).iter().map(|child| (*child, depth + 1)));
        }
        dom.digests = vec![0; dom.nodes.len()];
        dom.digest(DOCUMENT);
        Some(dom)
    }

    /// The document's children.
    pub(super) fn top(&self) -> &[Id] {
        self.children(DOCUMENT)
    }

    pub(super) fn data(&self, id: Id) -> &Data {
        // An id comes from this very tree.
        self.nodes.get(id).map_or(&Data::Root, |node| &node.data)
    }

    /// The element at a place, if it is one.
    pub(super) fn element(&self, id: Id) -> Option<&Element> {
        match self.data(id) {
            Data::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The children, those of a `<template>`'s content among them.
    pub(super) fn children(&self, id: Id) -> &[Id] {
        let at = self.element(id).and_then(|element| element.content).unwrap_or(id);
        self.nodes.get(at).map_or(&[], |node| &node.children)
    }

    /// Equal for equal trees.
    pub(super) fn digest_of(&self, id: Id) -> u64 {
        self.digests.get(id).copied().unwrap_or_default()
    }

    /// As the DOM's `nodeName` has it.
    pub(super) fn node_name(&self, id: Id) -> Cow<'_, str> {
        match self.data(id) {
            Data::Root => "#document".into(),
            Data::Doctype(names) => names[0].as_str().into(),
            Data::Text(_) => "#text".into(),
            Data::Comment(_) => "#comment".into(),
            Data::Element(element) => element.node_name(),
        }
    }

    /// All elements below a node, in document order, the contents of templates left out.
    pub(super) fn elements(&self, id: Id, each: &mut impl FnMut(Id, &Element)) {
        for child in self.children(id) {
            if let Some(element) = self.element(*child) {
                each(*child, element);
                if element.content.is_none() {
                    self.elements(*child, each);
                }
            }
        }
    }

    /// The text directly in a node.
    pub(super) fn text(&self, id: Id) -> String {
        let texts = self.children(id).iter().filter_map(|child| match self.data(*child) {
            Data::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    fn digest(&mut self, id: Id) -> u64 {
        let children: Vec<Id> = self.children(id).to_vec();
        let below: Vec<u64> = children.into_iter().map(|child| self.digest(child)).collect();
        // Both trees are hashed by one process, so that the standard hasher does.
        let mut hasher = DefaultHasher::new();
        match self.data(id) {
            Data::Root => 0.hash(&mut hasher),
            Data::Doctype(names) => (1, names).hash(&mut hasher),
            Data::Text(text) => (2, text).hash(&mut hasher),
            Data::Comment(text) => (3, text).hash(&mut hasher),
            Data::Element(element) => {
                (4, element.name(), element.namespace(), &element.attributes).hash(&mut hasher);
            }
        }
        below.hash(&mut hasher);
        let digest = hasher.finish();
        if let Some(place) = self.digests.get_mut(id) {
            *place = digest;
        }
        digest
    }
}

/// Where the parser puts what it finds.
struct Sink {
    nodes: RefCell<Vec<Node>>,
}

/// The name of an element, for the parser.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl Sink {
    fn new() -> Self {
        let document = Node { parent: None, children: Vec::new(), data: Data::Root };
        Self { nodes: RefCell::new(vec![document]) }
    }

    fn add(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: None, children: Vec::new(), data });
        nodes.len() - 1
    }

    fn detach(&self, id: Id) {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes.get_mut(id).and_then(|node| node.parent.take());
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.children.retain(|child| *child != id);
        }
    }

    /// Puts a node among a parent's children, text into text that is before it.
    fn insert(&self, parent: Id, at: Option<usize>, child: NodeOrText<Id>) {
        let at = at.unwrap_or_else(|| self.nodes.borrow().get(parent).map_or(0, |node| node.children.len()));
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(more) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).and_then(|at| nodes.get(parent)?.children.get(at).copied());
                if let Some(Data::Text(text)) =
                    before.and_then(|id| nodes.get_mut(id)).map(|node| &mut node.data)
                {
                    text.push_str(&more);
                    return;
                }
                drop(nodes);
                self.add(Data::Text(more.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        if let Some(node) = nodes.get_mut(id) {
            node.parent = Some(parent);
        }
        if let Some(node) = nodes.get_mut(parent) {
            node.children.insert(at.min(node.children.len()), id);
        }
    }

    fn with_attributes<T>(&self, id: Id, with: impl FnOnce(&mut Element) -> T) -> Option<T> {
        match self.nodes.borrow_mut().get_mut(id).map(|node| &mut node.data) {
            Some(Data::Element(element)) => Some(with(element)),
            _ => None,
        }
    }
}

fn attribute(attribute: Attribute) -> (AttributeName, String) {
    let local = &attribute.name.local;
    let name = match &attribute.name.prefix {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}:{local}"),
        _ => local.to_string(),
    };
    let namespace = (!attribute.name.ns.is_empty()).then(|| attribute.name.ns.to_string());
    (AttributeName { name, namespace }, attribute.value.to_string())
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        Dom { nodes: self.nodes.into_inner(), digests: Vec::new() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        let name = self.with_attributes(*target, |element| element.name.clone());
        // The parser asks for the names of elements only.
        Name(name.unwrap_or_else(|| QualName::new(None, ns!(html), LocalName::default())))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Id {
        let content = flags.template.then(|| self.add(Data::Root));
        let attributes = attributes.into_iter().map(attribute).collect();
        self.add(Data::Element(Element { name, attributes, content }))
    }

    fn create_comment(&self, text: StrTendril) -> Id {
        self.add(Data::Comment(text.to_string()))
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Id {
        // HTML has none: the tokenizer makes comments of them.
        self.add(Data::Comment(format!("?{target} {data}")))
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let parent = self.nodes.borrow().get(*element).and_then(|node| node.parent);
        match parent {
            Some(_) => self.append_before_sibling(element, child),
            None => self.append(previous, child),
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        let names = [name, public, system].map(|name| name.to_string());
        let id = self.add(Data::Doctype(names));
        self.insert(DOCUMENT, None, NodeOrText::AppendNode(id));
    }

    fn get_template_contents(&self, target: &Id) -> Id {
        self.with_attributes(*target, |element| element.content).flatten().unwrap_or(*target)
    }

    fn same_node(&self, a: &Id, b: &Id) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(id) = &child {
            // Before the place is looked up: it may be among the same children.
            self.detach(*id);
        }
        let nodes = self.nodes.borrow();
        let parent = nodes.get(*sibling).and_then(|node| node.parent);
        let place = parent.and_then(|parent| {
            let at = nodes.get(parent)?.children.iter().position(|child| child == sibling)?;
            Some((parent, at))
        });
        drop(nodes);
        if let Some((parent, at)) = place {
            self.insert(parent, Some(at), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        self.with_attributes(*target, |element| {
            for (name, value) in attributes.into_iter().map(attribute) {
                if !element.attributes.iter().any(|(other, _)| *other == name) {
                    element.attributes.push((name, value));
                }
            }
        });
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let children = self.nodes.borrow().get(*node).map(|node| node.children.clone()).unwrap_or_default();
        for child in children {
            self.insert(*new_parent, None, NodeOrText::AppendNode(child));
        }
    }
}

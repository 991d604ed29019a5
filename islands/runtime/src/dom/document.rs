//! The document of the host: a tree of nodes, and a reader of the HTML that views write.
//!
//! It knows as much HTML as views can produce: `view!` refuses what a parser would rearrange.

use std::collections::BTreeMap;
use std::string::{String, ToString};
use std::vec::Vec;

use crate::graph::Id;

/// A node's place in the document; places are not used again.
pub(crate) type At = usize;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Element { name: String, attributes: BTreeMap<String, String> },
    Text(String),
    Comment(String),
}

#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) parent: Option<At>,
    pub(crate) children: Vec<At>,
    pub(crate) listeners: Vec<(String, Id)>,
    pub(crate) properties: BTreeMap<String, String>,
}

#[derive(Default)]
pub(crate) struct Document {
    pub(crate) nodes: Vec<Node>,
    /// How often a node was added, removed, moved or changed.
    pub(crate) mutations: usize,
    /// How often a node was moved.
    pub(crate) moves: usize,
}

const VOID: [&str; 6] = ["br", "hr", "img", "input", "meta", "wbr"];

impl Document {
    pub(crate) fn add(&mut self, content: Content) -> At {
        self.nodes.push(Node {
            content,
            parent: None,
            children: Vec::new(),
            listeners: Vec::new(),
            properties: BTreeMap::new(),
        });
        self.nodes.len() - 1
    }

    pub(crate) fn element(&mut self, name: &str) -> At {
        self.add(Content::Element { name: name.to_string(), attributes: BTreeMap::new() })
    }

    fn index(&self, at: At) -> Option<(At, usize)> {
        let parent = self.nodes[at].parent?;
        let index = self.nodes[parent].children.iter().position(|&child| child == at)?;
        Some((parent, index))
    }

    pub(crate) fn next(&self, at: At) -> Option<At> {
        let (parent, index) = self.index(at)?;
        self.nodes[parent].children.get(index + 1).copied()
    }

    pub(crate) fn detach(&mut self, at: At) {
        if let Some((parent, index)) = self.index(at) {
            self.nodes[parent].children.remove(index);
            self.nodes[at].parent = None;
        }
    }

    pub(crate) fn insert_before(&mut self, at: At, before: At) {
        self.detach(at);
        let (parent, index) = self.index(before).expect("the place is in the document");
        self.nodes[parent].children.insert(index, at);
        self.nodes[at].parent = Some(parent);
    }

    pub(crate) fn append(&mut self, parent: At, at: At) {
        self.nodes[parent].children.push(at);
        self.nodes[at].parent = Some(parent);
    }

    /// Reads HTML into children of `parent`; the children.
    pub(crate) fn read(&mut self, html: &str, parent: At) -> Vec<At> {
        let mut open = std::vec![parent];
        let mut rest = html;
        let first = self.nodes[parent].children.len();
        while !rest.is_empty() {
            let top = open[open.len() - 1];
            if let Some(after) = rest.strip_prefix("<!--") {
                let (data, after) = after.split_once("-->").expect("a comment ends");
                let comment = self.add(Content::Comment(data.to_string()));
                self.append(top, comment);
                rest = after;
            } else if let Some(after) = rest.strip_prefix("</") {
                let (name, after) = after.split_once('>').expect("a tag ends");
                assert_eq!(self.name(top), name, "tags nest");
                open.pop();
                rest = after;
            } else if let Some(after) = rest.strip_prefix('<') {
                rest = self.open_tag(after, top, &mut open);
            } else {
                let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
                let text = self.add(Content::Text(unescape(text)));
                self.append(top, text);
                rest = after;
            }
        }
        assert_eq!(open.len(), 1, "every element is closed");
        self.nodes[parent].children[first..].to_vec()
    }

    fn open_tag<'h>(&mut self, html: &'h str, parent: At, open: &mut Vec<At>) -> &'h str {
        let end = html.find([' ', '>']).expect("a tag ends");
        let (name, mut rest) = html.split_at(end);
        let mut attributes = BTreeMap::new();
        loop {
            rest = rest.trim_start_matches(' ');
            if let Some(after) = rest.strip_prefix('>') {
                rest = after;
                break;
            }
            let end = rest.find(['=', ' ', '>']).expect("an attribute ends");
            let (attribute, after) = rest.split_at(end);
            let mut value = String::new();
            rest = after;
            if let Some(after) = rest.strip_prefix("=\"") {
                let (text, after) = after.split_once('"').expect("a value ends");
                value = unescape(text);
                rest = after;
            }
            assert!(attributes.insert(attribute.to_string(), value).is_none(), "an attribute is there once");
        }
        let at = self.add(Content::Element { name: name.to_string(), attributes });
        self.append(parent, at);
        if !VOID.contains(&name) {
            open.push(at);
        }
        if matches!(name, "textarea" | "pre") {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        rest
    }

    pub(crate) fn name(&self, at: At) -> &str {
        match &self.nodes[at].content {
            Content::Element { name, .. } => name,
            _ => "",
        }
    }

    pub(crate) fn text(&self, at: At) -> String {
        match &self.nodes[at].content {
            Content::Text(text) => text.clone(),
            Content::Comment(_) => String::new(),
            Content::Element { .. } => {
                self.nodes[at].children.iter().map(|&child| self.text(child)).collect()
            }
        }
    }

    pub(crate) fn attribute(&self, at: At, name: &str) -> Option<&String> {
        match &self.nodes[at].content {
            Content::Element { attributes, .. } => attributes.get(name),
            _ => None,
        }
    }

    /// Puts a class into an element's list at the end, or takes it out.
    pub(crate) fn toggle_class(&mut self, at: At, name: &str, on: bool) {
        let had = self.attribute(at, "class").cloned().unwrap_or_default();
        let mut list: Vec<&str> = had.split_ascii_whitespace().collect();
        if list.contains(&name) == on {
            return;
        }
        list.retain(|class| *class != name);
        if on {
            list.push(name);
        }
        self.set_attribute(at, "class", Some(list.join(" ")));
    }

    pub(crate) fn set_attribute(&mut self, at: At, name: &str, value: Option<String>) {
        if self.attribute(at, name) == value.as_ref() {
            return;
        }
        self.mutations += 1;
        if let Content::Element { attributes, .. } = &mut self.nodes[at].content {
            match value {
                Some(value) => attributes.insert(name.to_string(), value),
                None => attributes.remove(name),
            };
        }
    }

    /// The HTML of a node's children, comments left out.
    pub(crate) fn html(&self, at: At) -> String {
        let mut out = String::new();
        for &child in &self.nodes[at].children {
            match &self.nodes[child].content {
                Content::Text(text) => out.push_str(&escape(text)),
                Content::Comment(_) => {}
                Content::Element { name, attributes } => {
                    out.push('<');
                    out.push_str(name);
                    for (name, value) in attributes {
                        out.push_str(&std::format!(" {name}=\"{}\"", escape(value)));
                    }
                    out.push('>');
                    if !VOID.contains(&name.as_str()) {
                        out.push_str(&self.html(child));
                        out.push_str(&std::format!("</{name}>"));
                    }
                }
            }
        }
        out
    }

    /// All nodes below one, in document order.
    pub(crate) fn below(&self, at: At, found: &mut Vec<At>) {
        for &child in &self.nodes[at].children {
            found.push(child);
            self.below(child, found);
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn unescape(text: &str) -> String {
    assert!(!text.contains('\u{1}'), "a hole was left open");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

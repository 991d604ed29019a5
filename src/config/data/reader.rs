//! Reads a table into types: asks for keys, reports wrong types, and at the end every key nobody asked for.

use super::{Data, Node, Table};
use crate::diagnostics::SourceText;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use std::collections::BTreeSet;

/// The codes under which a kind of file reports its mistakes.
#[derive(Clone, Copy, Debug)]
pub struct Codes {
    /// It cannot be parsed.
    pub syntax: Code,
    /// A key that does not exist.
    pub unknown_key: Code,
    /// A value of the wrong type.
    pub wrong_type: Code,
    /// A value of the right type that cannot be used.
    pub value: Code,
    /// It is too large or too deep.
    pub limit: Code,
}

/// Reads one table.
pub struct TableReader<'a> {
    table: &'a [(super::Key, Node)],
    source: &'a SourceText,
    path: String,
    codes: Codes,
    known: Vec<&'static str>,
    out: &'a mut Diagnostics,
}

impl<'a> TableReader<'a> {
    /// A reader of `table`, which stands at `path` (empty at the top, otherwise `markdown`, ...).
    pub fn new(
        table: &'a Table,
        source: &'a SourceText,
        path: &str,
        codes: Codes,
        out: &'a mut Diagnostics,
    ) -> Self {
        Self { table, source, path: path.to_owned(), codes, known: Vec::new(), out }
    }

    /// The value of a key, whatever its type. A YAML or JSON `null` counts as left out.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let node = self.table.iter().find(|(k, _)| k.name == key).map(|(_, node)| node)?;
        (node.value != Data::Null).then_some(node)
    }

    /// A string; a number is not one.
    pub fn string(&mut self, key: &'static str) -> Option<String> {
        let node = self.node(key)?;
        match &node.value {
            Data::String(s) => Some(s.clone()),
            _ => self.wrong(key, node, "a string"),
        }
    }

    /// A boolean.
    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        let node = self.node(key)?;
        match node.value {
            Data::Bool(b) => Some(b),
            _ => self.wrong(key, node, "`true` or `false`"),
        }
    }

    /// A whole number from `min` on.
    pub fn integer(&mut self, key: &'static str, min: i64) -> Option<i64> {
        let node = self.node(key)?;
        match node.value {
            Data::Int(n) if n >= min => Some(n),
            Data::Int(n) => {
                self.bad_value(node, format!("`{}` is {n}, but at least {min} is needed", self.name(key)));
                None
            }
            _ => self.wrong(key, node, "a whole number"),
        }
    }

    /// A count: a whole number from 0 on.
    pub fn count(&mut self, key: &'static str) -> Option<usize> {
        self.integer(key, 0).and_then(|n| usize::try_from(n).ok())
    }

    /// A list of strings; a single string counts as a list of one.
    pub fn strings(&mut self, key: &'static str) -> Option<Vec<(String, &'a Node)>> {
        let node = self.node(key)?;
        self.strings_of(key, node)
    }

    /// A list of strings that stands at `node`.
    pub fn strings_of(&mut self, key: &str, node: &'a Node) -> Option<Vec<(String, &'a Node)>> {
        match &node.value {
            Data::String(s) => Some(vec![(s.clone(), node)]),
            Data::List(items) => {
                let mut strings = Vec::with_capacity(items.len());
                for item in items {
                    match &item.value {
                        Data::String(s) => strings.push((s.clone(), item)),
                        Data::Int(n) => strings.push((n.to_string(), item)),
                        _ => {
                            self.wrong::<()>(key, item, "a string");
                        }
                    }
                }
                Some(strings)
            }
            _ => self.wrong(key, node, "a list of strings"),
        }
    }

    /// One of some words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let node = self.node(key)?;
        let Data::String(word) = &node.value else {
            return self.wrong(key, node, "a string");
        };
        if let Some((_, value)) = choices.iter().find(|(name, _)| name == word) {
            return Some(*value);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let message = format!("`{}` cannot be `{word}`", self.name(key));
        let hint = format!("use one of {}", names.join(", "));
        self.out.push(
            Diagnostic::error(self.codes.value, message).at(self.source.at(node.span.clone())).hint(hint),
        );
        None
    }

    /// A table.
    pub fn table(&mut self, key: &'static str) -> Option<&'a Table> {
        let node = self.node(key)?;
        match &node.value {
            Data::Table(table) => Some(table),
            _ => self.wrong(key, node, "a table"),
        }
    }

    /// A reader of the table under `key`; of an empty one where it is missing.
    pub fn sub(&mut self, key: &'static str) -> TableReader<'_> {
        static EMPTY: Table = Vec::new();
        let table = self.table(key).unwrap_or(&EMPTY);
        let path = self.name(key);
        TableReader { table, source: self.source, path, codes: self.codes, known: Vec::new(), out: self.out }
    }

    /// Reports a value of the right type that cannot be used.
    pub fn bad_value(&mut self, node: &Node, message: impl Into<String>) {
        self.report(Diagnostic::error(self.codes.value, message).at(self.source.at(node.span.clone())));
    }

    /// Reports a value of the wrong type.
    pub fn wrong<T>(&mut self, key: &str, node: &Node, expected: &str) -> Option<T> {
        let message = format!("`{}` must be {expected}, not {}", self.name(key), node.value.kind());
        self.report(Diagnostic::error(self.codes.wrong_type, message).at(self.source.at(node.span.clone())));
        None
    }

    /// Adds a diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.out.push(diagnostic);
    }

    /// The file that is read.
    pub fn source(&self) -> &'a SourceText {
        self.source
    }

    /// Reports every key that was not asked for, with the nearest that exists.
    pub fn finish(self) {
        for (key, _) in self.table {
            if self.known.contains(&key.name.as_str()) {
                continue;
            }
            let place = if self.path.is_empty() { String::new() } else { format!(" in `{}`", self.path) };
            let diagnostic =
                Diagnostic::error(self.codes.unknown_key, format!("unknown key `{}`{place}", key.name))
                    .at(self.source.at(key.span.clone()));
            let near = crate::diagnostics::nearest(&key.name, self.known.iter().copied());
            let hint = match near {
                Some(name) => format!("did you mean `{name}`?"),
                None => {
                    let mut seen = BTreeSet::new();
                    let once = self.known.iter().copied().filter(|name| seen.insert(*name));
                    format!("known keys: {}", Vec::from_iter(once).join(", "))
                }
            };
            self.out.push(diagnostic.hint(hint));
        }
    }

    /// The keys that were not asked for, instead of reporting them.
    pub fn rest(self) -> Table {
        self.table.iter().filter(|(key, _)| !self.known.contains(&key.name.as_str())).cloned().collect()
    }

    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

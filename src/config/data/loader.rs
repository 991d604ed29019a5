//! The formats of data files. A new source of data is one more [`Loader`].

use super::{Codes, Data, Node, csv, parse_toml, xml};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceText};

/// The codes of data files.
const CODES: Codes = Codes {
    syntax: Code::DataSyntax,
    unknown_key: Code::DataSyntax,
    wrong_type: Code::DataSyntax,
    value: Code::DataSyntax,
    limit: Code::DataSyntax,
};

/// Reads one format of structured data.
pub trait Loader: Sync {
    /// What it is called, which is also the extension of its files.
    fn name(&self) -> &'static str;

    /// Whether files with this extension are read by it.
    fn reads(&self, extension: &str) -> bool {
        extension == self.name()
    }

    /// Reads a text. `None` where it cannot be read, which `out` says why.
    fn load(&self, source: &SourceText, out: &mut Diagnostics) -> Option<Node>;
}

/// All formats.
pub fn loaders() -> &'static [&'static dyn Loader] {
    &[&Toml, &Yaml, &Json, &Csv, &Xml, &Plain]
}

/// The loader of a format by its name, or by the extension of its files.
pub fn loader(name: &str) -> Option<&'static dyn Loader> {
    loaders().iter().copied().find(|loader| loader.name() == name || loader.reads(name))
}

struct Toml;
struct Yaml;
struct Json;
struct Csv;
struct Xml;
struct Plain;

impl Loader for Toml {
    fn name(&self) -> &'static str {
        "toml"
    }

    fn load(&self, source: &SourceText, out: &mut Diagnostics) -> Option<Node> {
        let mut found = Diagnostics::new();
        let table = parse_toml(source, 0..source.text.len(), CODES, &mut found);
        let sound = !found.has_errors();
        out.extend(found);
        sound.then(|| Node { value: Data::Table(table), span: 0..source.text.len() })
    }
}

impl Loader for Yaml {
    fn name(&self) -> &'static str {
        "yaml"
    }

    fn reads(&self, extension: &str) -> bool {
        matches!(extension, "yaml" | "yml")
    }

    fn load(&self, source: &SourceText, out: &mut Diagnostics) -> Option<Node> {
        match serde_yaml::from_str::<serde_yaml::Value>(&source.text) {
            Ok(value) => Some(of_yaml(value)),
            Err(error) => {
                let at = error.location().map_or(0, |location| location.index());
                out.push(wrong(source, at, &error.to_string()));
                None
            }
        }
    }
}

impl Loader for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn load(&self, source: &SourceText, out: &mut Diagnostics) -> Option<Node> {
        match serde_json::from_str::<serde_json::Value>(&source.text) {
            Ok(value) => Some(of_json(value)),
            Err(error) => {
                let lines = source.text.split_inclusive('\n').take(error.line().saturating_sub(1));
                let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
                out.push(wrong(source, at, &error.to_string()));
                None
            }
        }
    }
}

impl Loader for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn load(&self, source: &SourceText, out: &mut Diagnostics) -> Option<Node> {
        csv::parse(source).map_err(|(at, why)| out.push(wrong(source, at, &why))).ok()
    }
}

impl Loader for Xml {
    fn name(&self) -> &'static str {
        "xml"
    }

    fn load(&self, source: &SourceText, out: &mut Diagnostics) -> Option<Node> {
        xml::parse(source).map_err(|(at, why)| out.push(wrong(source, at, &why))).ok()
    }
}

impl Loader for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn reads(&self, extension: &str) -> bool {
        extension == "txt"
    }

    fn load(&self, source: &SourceText, _: &mut Diagnostics) -> Option<Node> {
        Some(Node::new(Data::String(source.text.to_string())))
    }
}

/// Parsers say the line and the column; the place that is shown says it better.
fn wrong(source: &SourceText, at: usize, why: &str) -> Diagnostic {
    let why = why.split(" at line ").next().unwrap_or(why);
    let mut at = at.min(source.text.len());
    while !source.text.is_char_boundary(at) {
        at -= 1;
    }
    Diagnostic::error(Code::DataSyntax, why.to_owned()).at(source.at(at..at))
}

fn of_json(value: serde_json::Value) -> Node {
    use serde_json::Value;
    Node::new(match value {
        Value::Null => Data::Null,
        Value::Bool(b) => Data::Bool(b),
        Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(n), _) => Data::Int(n),
            (None, Some(n)) => Data::Float(n),
            (None, None) => Data::String(n.to_string()),
        },
        Value::String(text) => Data::String(text),
        Value::Array(items) => Data::List(items.into_iter().map(of_json).collect()),
        Value::Object(map) => Data::Table(
            map.into_iter().map(|(name, value)| (super::Key { name, span: 0..0 }, of_json(value))).collect(),
        ),
    })
}

fn of_yaml(value: serde_yaml::Value) -> Node {
    use serde_yaml::Value;
    Node::new(match value {
        Value::Null => Data::Null,
        Value::Bool(b) => Data::Bool(b),
        Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(n), _) => Data::Int(n),
            (None, Some(n)) => Data::Float(n),
            (None, None) => Data::Null,
        },
        Value::String(text) => Data::String(text),
        Value::Sequence(items) => Data::List(items.into_iter().map(of_yaml).collect()),
        Value::Mapping(map) => {
            let name = |key: Value| match key {
                Value::String(text) => text,
                other => serde_yaml::to_string(&other).unwrap_or_default().trim().to_owned(),
            };
            let entry = |(key, value)| (super::Key { name: name(key), span: 0..0 }, of_yaml(value));
            Data::Table(map.into_iter().map(entry).collect())
        }
        Value::Tagged(tagged) => return of_yaml(tagged.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(name: &str, text: &str) -> Result<Node, String> {
        let mut out = Diagnostics::new();
        let source = SourceText::new("data/x", text);
        let node = loader(name).unwrap().load(&source, &mut out);
        node.ok_or_else(|| out.iter().map(|d| d.message.clone()).collect())
    }

    fn text(node: &Node, path: &str) -> String {
        match node.find(path).map(|node| &node.value) {
            Some(Data::String(text)) => text.clone(),
            Some(Data::Int(n)) => n.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn formats_say_the_same_things() {
        for (name, source) in [
            ("toml", "[a]\nb = \"x\"\nn = 3\n"),
            ("yaml", "a:\n  b: x\n  n: 3\n"),
            ("yml", "{ a: { b: x, n: 3 } }"),
            ("json", "{\"a\": {\"b\": \"x\", \"n\": 3}}"),
        ] {
            let node = load(name, source).unwrap();
            assert_eq!((text(&node, "a.b"), text(&node, "a.n")), ("x".to_owned(), "3".to_owned()), "{name}");
        }
        let rows = load("csv", "name,age\n\"Ada, L.\",36\nBob,\n").unwrap();
        let Data::List(rows) = &rows.value else { panic!("{rows:?}") };
        assert_eq!((text(&rows[0], "name"), text(&rows[0], "age")), ("Ada, L.".to_owned(), "36".to_owned()));
        assert_eq!(text(&rows[1], "age"), "");
        let root = load("xml", "<a k=\"v\"><b>x</b><b>y</b><c/></a>").unwrap();
        assert_eq!((text(&root, "a.@k"), text(&root, "a.c")), ("v".to_owned(), String::new()));
        assert!(matches!(&root.find("a.b").unwrap().value, Data::List(items) if items.len() == 2));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (name, source) in [
            ("toml", "a = "),
            ("yaml", "a: [1"),
            ("json", "{\"a\" 1}"),
            ("csv", "a,b\n1,2,3\n"),
            ("xml", "<a><b></a>"),
            ("xml", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
        ] {
            assert!(load(name, source).is_err(), "{name}: {source}");
        }
        assert!(loader("xls").is_none());
    }
}

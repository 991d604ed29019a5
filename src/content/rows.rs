//! `pages_from` of a section: one page for each row of data, without a file of its own.

use super::front_matter::{CODES, PAGE_KEYS};
use crate::config::data::{Data, Key, Node, Table, TableReader};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Which data becomes pages, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// The names that lead to the rows: `shop.products` for what `data/shop/products.csv` holds.
    pub data: String,
    /// Where the section says so.
    pub span: Range<usize>,
    /// Front matter of each page; text with `{field}` in it takes the row's value there.
    values: Table,
    /// The page's text, as Markdown.
    body: Option<String>,
}

/// A page that a row gives.
#[derive(Clone, Debug, PartialEq)]
pub struct RowPage {
    /// What tells it from the others: its `slug`, or the key of the row, its `id` or `name`.
    pub name: String,
    /// Its front matter, the whole row under `extra` included.
    pub matter: Table,
    /// Its text.
    pub body: String,
}

/// Keys of a row that are the page's own where the section does not say otherwise.
const TAKEN: [&str; 9] =
    ["title", "description", "date", "updated", "publish_date", "expiry_date", "weight", "draft", "authors"];

impl Rows {
    /// Reads the value of a `pages_from` key: a table, or a list of tables.
    pub(super) fn read_all(node: &Node, source: &SourceText, out: &mut Diagnostics) -> Vec<Self> {
        let items = match &node.value {
            Data::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        items.iter().filter_map(|item| Self::read(item, source, out)).collect()
    }

    fn read(node: &Node, source: &SourceText, out: &mut Diagnostics) -> Option<Self> {
        let empty = Table::new();
        let Data::Table(table) = &node.value else {
            let mut t = TableReader::new(&empty, source, "", CODES, out);
            return t.wrong("pages_from", node, "a table or a list of tables");
        };
        let mut t = TableReader::new(table, source, "pages_from", CODES, out);
        let data = t.string("data");
        let body = t.string("body");
        let span = t.node("data").map_or(node.span.clone(), |node| node.span.clone());
        PAGE_KEYS.iter().for_each(|key| {
            t.node(key);
        });
        if data.is_none() && t.node("data").is_none() {
            let at = source.at(node.span.clone());
            let hint = "name the data: `data = \"products\"` for `data/products.csv`";
            t.report(Diagnostic::error(Code::PagesFromData, "`pages_from` without `data`").at(at).hint(hint));
        }
        t.finish();
        let mut values = table.clone();
        values.retain(|(key, _)| key.name != "data" && key.name != "body");
        values.iter_mut().for_each(|(key, value)| {
            key.span = 0..0;
            value.forget_spans();
        });
        Some(Self { data: data?, span, values, body })
    }

    /// The pages of the rows: of a list of tables, or of a table of tables. The error says what is wrong with
    /// the data, or with which row.
    pub fn pages(&self, data: &Node) -> Vec<Result<RowPage, String>> {
        match &data.value {
            Data::List(items) => {
                let page = |(at, row): (usize, &Node)| self.page(row, None, &format!("row {}", at + 1));
                items.iter().enumerate().map(page).collect()
            }
            Data::Table(table) => {
                let page =
                    |(key, row): &(Key, Node)| self.page(row, Some(&key.name), &format!("`{}`", key.name));
                table.iter().map(page).collect()
            }
            other => vec![Err(format!("`{}` is {}, not a list or a table of rows", self.data, other.kind()))],
        }
    }

    fn page(&self, row: &Node, key: Option<&str>, which: &str) -> Result<RowPage, String> {
        let Data::Table(fields) = &row.value else {
            return Err(format!("{which} of `{}` is {}, not a table", self.data, row.value.kind()));
        };
        let lacks = |field: &str| format!("{which} of `{}` has no `{field}`", self.data);
        let mut matter = Table::new();
        for (name, pattern) in &self.values {
            if let Some(value) = filled(pattern, row).map_err(|field| lacks(&field))? {
                matter.push((name.clone(), fitting(&name.name, value)));
            }
        }
        for (name, value) in fields {
            let is_given = self.values.iter().any(|(given, _)| given.name == name.name);
            if TAKEN.contains(&name.name.as_str()) && !is_given && !is_nothing(value) {
                let key = Key { name: name.name.clone(), span: 0..0 };
                matter.push((key, fitting(&name.name, value.clone())));
            }
        }
        let slug = matter.iter().find(|(name, _)| name.name == "slug").and_then(|(_, value)| word(value));
        let named = || ["slug", "id", "name", "title"].iter().find_map(|field| word(row.get(field)?));
        let name = slug.or_else(|| key.map(str::to_owned)).or_else(named);
        let name = name.filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| {
            format!("{which} of `{}` has no `slug`, `id`, `name` or `title` to name its page by", self.data)
        })?;
        let body = match &self.body {
            Some(pattern) => text(pattern, row).map_err(|field| lacks(&field))?,
            None => row.get("body").and_then(word).unwrap_or_default(),
        };
        // Its name is the name of its file, which is what gives a page its address.
        matter.retain(|(key, _)| key.name != "slug");
        let extra = Node::new(Data::Table(fields.clone()));
        match matter.iter_mut().find(|(name, _)| name.name == "extra") {
            Some((_, own)) => *own = own.clone().over(extra),
            None => matter.push((Key { name: "extra".to_owned(), span: 0..0 }, extra)),
        }
        matter.iter_mut().for_each(|(key, value)| {
            key.span = 0..0;
            value.forget_spans();
        });
        Ok(RowPage { name, matter, body })
    }
}

/// A pattern with the row's values in it; `None` where it is nothing but a field that the row leaves empty.
fn filled(pattern: &Node, row: &Node) -> Result<Option<Node>, String> {
    Ok(Some(match &pattern.value {
        Data::String(pattern) => {
            let whole = pattern.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            match whole.filter(|field| !field.contains(['{', '}'])) {
                Some(field) => match row.find(field).filter(|value| !is_nothing(value)) {
                    Some(value) => value.clone(),
                    None => return Ok(None),
                },
                None => Node::new(Data::String(text(pattern, row)?)),
            }
        }
        Data::List(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| filled(item, row)).collect();
            Node::new(Data::List(items?.into_iter().flatten().collect()))
        }
        Data::Table(table) => {
            let mut filled_table = Table::new();
            for (key, value) in table {
                filled_table.extend(filled(value, row)?.map(|value| (key.clone(), value)));
            }
            Node::new(Data::Table(filled_table))
        }
        other => Node::new(other.clone()),
    }))
}

/// Text with the row's values in place of `{field}`; `{{` is a brace.
///
/// # Errors
/// A field that is not there.
pub fn text(pattern: &str, row: &Node) -> Result<String, String> {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('{') {
            out.push('{');
            rest = after;
            continue;
        }
        let Some((field, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str(&row.find(field).and_then(word).ok_or_else(|| field.to_owned())?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn word(node: &Node) -> Option<String> {
    match &node.value {
        Data::String(text) | Data::Date(text) => Some(text.clone()),
        Data::Int(n) => Some(n.to_string()),
        Data::Float(n) => Some(n.to_string()),
        Data::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

fn is_nothing(node: &Node) -> bool {
    matches!(&node.value, Data::Null) || matches!(&node.value, Data::String(text) if text.trim().is_empty())
}

/// The value as the key takes it: formats without types, such as CSV, have nothing but text.
fn fitting(key: &str, value: Node) -> Node {
    let Data::String(text) = &value.value else {
        return match (key, &value.value) {
            ("title" | "description" | "slug", Data::Int(n)) => Node::new(Data::String(n.to_string())),
            _ => value,
        };
    };
    match key {
        "weight" => text.trim().parse().map_or(value, |n| Node::new(Data::Int(n))),
        "draft" => text.trim().parse().map_or(value, |b| Node::new(Data::Bool(b))),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::data::loader;

    fn node(json: &str) -> Node {
        loader("json").unwrap().load(&SourceText::new("x", json), &mut Diagnostics::new()).unwrap()
    }

    #[test]
    fn patterns_take_the_values_of_a_row() {
        let row = node("{\"a\": \"x\", \"n\": 3, \"e\": \"\", \"t\": {\"u\": \"y\"}}");
        for (pattern, expected) in [
            ("{a}-{n}", Ok("x-3")),
            ("{t.u}!", Ok("y!")),
            ("{{a}} {a}", Ok("{a}} x")),
            ("{e}.", Ok(".")),
            ("{b}.", Err("b")),
            ("open {", Ok("open {")),
        ] {
            let found = text(pattern, &row);
            assert_eq!(found.as_deref().map_err(String::as_str), expected, "{pattern}");
        }
        assert_eq!(filled(&node("\"{n}\""), &row).unwrap().unwrap().value, Data::Int(3));
        assert_eq!(filled(&node("\"{e}\""), &row), Ok(None));
    }
}

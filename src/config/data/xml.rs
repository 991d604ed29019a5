//! XML as tables: an element without attributes and children is its text. Otherwise it is a table with the
//! attributes under `@name`, its own text under `#text`, and the children by their names; children of one name
//! become a list.

use super::{Data, Key, Node, Table};
use crate::diagnostics::SourceText;
use roxmltree::{Document, ParsingOptions};

/// Elements within elements beyond this are refused: a tree that deep is no data.
const MAX_DEPTH: usize = 256;

/// Parses a file into a table with the root element in it. The error is its place and what is wrong.
pub(super) fn parse(source: &SourceText) -> Result<Node, (usize, String)> {
    // Document types can define entities that grow without bounds, and name files of the machine.
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&source.text, options).map_err(|error| {
        let position = error.pos();
        let row = usize::try_from(position.row).unwrap_or(1);
        let column = usize::try_from(position.col).unwrap_or(1);
        let lines =
            source.text.split_inclusive('\n').take(row.saturating_sub(1)).map(str::len).sum::<usize>();
        let why = error.to_string();
        let why = why.split(" at ").next().unwrap_or(&why).to_owned();
        (lines + column.saturating_sub(1), why)
    })?;
    let root = document.root_element();
    let key = Key { name: root.tag_name().name().to_owned(), span: root.range() };
    let value = element(root, 0)?;
    Ok(Node { value: Data::Table(vec![(key, value)]), span: 0..source.text.len() })
}

fn element(node: roxmltree::Node<'_, '_>, depth: usize) -> Result<Node, (usize, String)> {
    let span = node.range();
    if depth > MAX_DEPTH {
        return Err((span.start, format!("elements are nested more than {MAX_DEPTH} deep")));
    }
    let mut table = Table::new();
    for attribute in node.attributes() {
        let key = Key { name: format!("@{}", attribute.name()), span: attribute.range() };
        let value = Data::String(attribute.value().to_owned());
        table.push((key, Node { value, span: attribute.range() }));
    }
    let mut text = String::new();
    for child in node.children() {
        if child.is_text() {
            text.push_str(child.text().unwrap_or(""));
        } else if child.is_element() {
            let value = element(child, depth + 1)?;
            let name = child.tag_name().name();
            match table.iter_mut().find(|(key, _)| key.name == name) {
                Some((_, Node { value: Data::List(items), .. })) => items.push(value),
                Some((_, first)) => {
                    let span = first.span.clone();
                    let one = std::mem::replace(first, Node { value: Data::Null, span });
                    first.value = Data::List(vec![one, value]);
                }
                None => table.push((Key { name: name.to_owned(), span: child.range() }, value)),
            }
        }
    }
    let text = text.trim();
    if table.is_empty() {
        return Ok(Node { value: Data::String(text.to_owned()), span });
    }
    if !text.is_empty() {
        let key = Key { name: "#text".to_owned(), span: span.clone() };
        table.push((key, Node { value: Data::String(text.to_owned()), span: span.clone() }));
    }
    Ok(Node { value: Data::Table(table), span })
}

//! `schema` of a section: what the front matter of the pages below it must be.
//!
//! A field's key may stand at the top of the front matter or in `extra`; templates see it in `page.extra`. Keys
//! that Layer9 knows itself (`title`, `date`, ...) may be fields too: then they can be required and bounded.

mod check;
mod field;
mod json;

pub use field::{Field, FieldType};

use super::front_matter::{CODES, PAGE_KEYS};
use crate::config::data::{Data, Node, Table, TableReader};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use serde::{Deserialize, Serialize};

/// The schema of a collection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// The file that declares it.
    source: SourceText,
    fields: Vec<(String, Field)>,
    /// Whether keys that are no fields are allowed.
    allow_unknown: bool,
}

impl Schema {
    /// Reads the value of a `schema` key.
    pub fn read(table: &Table, source: &SourceText, out: &mut Diagnostics) -> Self {
        let mut t = TableReader::new(table, source, "schema", CODES, out);
        let allow_unknown = t.choice("unknown", &[("error", false), ("allow", true)]).unwrap_or(false);
        let declared = t.table("fields").cloned().unwrap_or_default();
        t.finish();
        let mut fields = Vec::with_capacity(declared.len());
        for (key, node) in &declared {
            let Some(field) = Field::read(node, source, &format!("schema.fields.{}", key.name), out) else {
                continue;
            };
            if let Some(why) = unusable(&key.name, &field) {
                let message = format!("`{}` cannot be a field like that: {why}", key.name);
                out.push(Diagnostic::error(Code::SchemaDeclaration, message).at(source.at(key.span.clone())));
                continue;
            }
            fields.push((key.name.clone(), field));
        }
        Self { source: source.clone(), fields, allow_unknown }
    }

    /// The fields in the order in which they are declared.
    pub fn fields(&self) -> &[(String, Field)] {
        &self.fields
    }

    /// Whether keys that are no fields are allowed.
    pub fn allows_unknown(&self) -> bool {
        self.allow_unknown
    }

    /// Whether any field refers to pages.
    pub fn has_references(&self) -> bool {
        self.fields.iter().any(|(_, field)| field.has_references())
    }

    /// The file that declares it.
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    /// Calls `visit` for every reference in a page's `extra`, with the field's type and the value.
    pub fn visit_references(&self, extra: &mut Node, visit: &mut dyn FnMut(&FieldType, &mut Node)) {
        let Data::Table(table) = &mut extra.value else { return };
        for (name, field) in &self.fields {
            if let Some((_, node)) = table.iter_mut().find(|(key, _)| key.name == *name) {
                field.visit_references(node, visit);
            }
        }
    }

    /// Makes values of a format that has nothing but text, such as CSV, what their fields say.
    pub(super) fn fit(&self, table: &mut Table) {
        let Some((_, Node { value: Data::Table(extra), .. })) =
            table.iter_mut().find(|(key, _)| key.name == "extra")
        else {
            return;
        };
        // The data's own fields are the page's; those of the schema alone are held against it.
        if !self.allow_unknown {
            extra.retain(|(key, _)| self.field(&key.name).is_some());
        }
        for (name, field) in &self.fields {
            if let Some((_, node)) = extra.iter_mut().find(|(key, _)| key.name == *name) {
                field.fit(node);
            }
        }
    }

    /// Puts defaults in, and moves the fields that are no keys of Layer9's into `extra`.
    pub(super) fn complete(&self, table: Table) -> Table {
        let (mut top, mut extra) = (Table::new(), Table::new());
        let mut below = None;
        for (key, node) in table {
            if key.name == "extra" {
                below = Some((key, node));
            } else if PAGE_KEYS.contains(&key.name.as_str()) {
                top.push((key, node));
            } else if self.field(&key.name).is_some() || self.allow_unknown {
                extra.push((key, node));
            }
        }
        if let Some((_, node)) = &below
            && node.as_table().is_none()
        {
            // Wrong, and reported as such by whoever reads it.
            top.extend(below);
            return top;
        }
        let (key, own) = below.unwrap_or_else(|| (field::key("extra"), Node::empty_table()));
        let span = own.span.clone();
        let mut extra = Node { value: Data::Table(extra), span: span.clone() }.over(own);
        if let Data::Table(extra) = &mut extra.value {
            for (name, field) in &self.fields {
                let is_own = PAGE_KEYS.contains(&name.as_str());
                let table = if is_own { &mut top } else { &mut *extra };
                field.fill(name, table);
            }
        }
        if extra.as_table().is_some_and(|table| !table.is_empty()) {
            top.push((key, Node { span, ..extra }));
        }
        top
    }

    fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, field)| field)
    }
}

/// Why a key of Layer9's cannot have this field; `None` for all others.
fn unusable(name: &str, field: &Field) -> Option<&'static str> {
    let fits = match name {
        "title" | "description" | "summary" | "template" => {
            matches!(field.kind, FieldType::String { .. } | FieldType::Enum(_))
        }
        "date" | "updated" | "publish_date" | "expiry_date" => matches!(field.kind, FieldType::Date),
        "weight" => matches!(field.kind, FieldType::Integer { .. }),
        "draft" => matches!(field.kind, FieldType::Boolean),
        "authors" => matches!(field.kind, FieldType::List { .. }),
        "extra" | "menus" | "taxonomies" | "aliases" | "slug" | "path" | "search" | "in_search_index" => {
            return Some("Layer9 reads this key itself");
        }
        _ => return None,
    };
    if !fits || field.has_references() {
        return Some("Layer9 reads this key itself, as another type");
    }
    (name == "title" && field.default.is_some()).then_some("every page has its own title")
}

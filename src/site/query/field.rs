//! The fields of pages that queries name, their types, and their values.

use crate::config::data::{Data, Node};
use crate::content::date::Date;
use crate::content::schema::{Field as SchemaField, FieldType, Schema};
use crate::diagnostics::nearest;
use crate::site::graph::{Page, Site};
use jiff::Timestamp;
use std::borrow::Cow;
use std::cmp::Ordering;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Bool,
    Date,
    List,
    /// What no schema declares.
    Any,
}

impl Kind {
    /// As messages name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Date => "a date",
            Self::List => "a list",
            Self::Any => "anything",
        }
    }
}

/// A field of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: Kind,
    place: Place,
}

/// Where its value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Own(Own),
    Taxonomy(String),
    /// The keys below `extra`.
    Extra(Vec<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Title,
    Description,
    Date,
    Updated,
    Year,
    Month,
    Day,
    Weight,
    Draft,
    Slug,
    Path,
    Source,
    Section,
    Authors,
    Words,
    Time,
}

const OWN: [(&str, Own, Kind); 16] = [
    ("title", Own::Title, Kind::Text),
    ("description", Own::Description, Kind::Text),
    ("date", Own::Date, Kind::Date),
    ("updated", Own::Updated, Kind::Date),
    ("year", Own::Year, Kind::Number),
    ("month", Own::Month, Kind::Number),
    ("day", Own::Day, Kind::Number),
    ("weight", Own::Weight, Kind::Number),
    ("draft", Own::Draft, Kind::Bool),
    ("slug", Own::Slug, Kind::Text),
    ("path", Own::Path, Kind::Text),
    ("relative_path", Own::Source, Kind::Text),
    ("section", Own::Section, Kind::Text),
    ("authors", Own::Authors, Kind::List),
    ("word_count", Own::Words, Kind::Number),
    ("reading_time", Own::Time, Kind::Number),
];

/// A value of a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    None,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    Date(Timestamp),
    List(Vec<Value<'a>>),
}

impl Field {
    /// Finds a field by its name. `schema` is that of the pages that are asked.
    pub(super) fn find(name: &str, site: &Site, schema: Option<&Schema>) -> Result<Self, String> {
        let field = |kind, place| Self { name: name.to_owned(), kind, place };
        if let Some((_, own, kind)) = OWN.iter().find(|(known, ..)| *known == name) {
            return Ok(field(*kind, Place::Own(*own)));
        }
        let taxonomies = || site.config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
        let (root, rest) = name.split_once('.').unwrap_or((name, ""));
        if root == "taxonomies" && !rest.is_empty() {
            if taxonomies().any(|known| known == rest) {
                return Ok(field(Kind::List, Place::Taxonomy(rest.to_owned())));
            }
            return Err(unknown("taxonomy", rest, taxonomies()));
        }
        let declared = schema.map(Schema::fields).unwrap_or_default();
        if root == "extra" && !rest.is_empty() {
            let keys: Vec<String> = rest.split('.').map(str::to_owned).collect();
            return match (schema, kind_below(declared, &keys)) {
                (_, Some(kind)) => Ok(field(kind, Place::Extra(keys))),
                (Some(schema), None) if !schema.allows_unknown() && !is_used(site, &keys) => {
                    Err(unknown("field of the schema", rest, declared.iter().map(|(name, _)| name.as_str())))
                }
                (_, None) => Ok(field(Kind::Any, Place::Extra(keys))),
            };
        }
        let keys: Vec<String> = name.split('.').map(str::to_owned).collect();
        if let Some(kind) = kind_below(declared, &keys) {
            return Ok(field(kind, Place::Extra(keys)));
        }
        if taxonomies().any(|known| known == name) {
            return Ok(field(Kind::List, Place::Taxonomy(name.to_owned())));
        }
        let names = OWN.iter().map(|(name, ..)| *name).chain(taxonomies());
        let names: Vec<&str> = names.chain(declared.iter().map(|(name, _)| name.as_str())).collect();
        Err(match is_used(site, &keys) {
            true => format!("there is no field `{name}`; did you mean `extra.{name}`?"),
            false => unknown("field", name, names.into_iter()),
        })
    }

    /// Whether its value can change with an edit of a body alone.
    pub(super) fn is_of_body(&self) -> bool {
        matches!(self.place, Place::Own(Own::Words | Own::Time))
    }

    /// Whether it is a part of the date: the groups of such a field have a date.
    pub(super) fn is_of_date(&self) -> bool {
        matches!(self.place, Place::Own(Own::Year | Own::Month | Own::Day))
    }

    /// Its value on a page.
    pub(super) fn value<'a>(&self, site: &'a Site, page: &'a Page) -> Value<'a> {
        let matter = page.matter();
        let text = |text: &'a str| Value::Text(Cow::Borrowed(text));
        let optional = |found: Option<&'a str>| found.map_or(Value::None, text);
        let date = |found: Option<&Date>| found.map_or(Value::None, |d| Value::Date(d.timestamp()));
        let calendar = |part: fn(&jiff::Zoned) -> f64| {
            page.entry.date.as_ref().map_or(Value::None, |d| Value::Number(part(d.zoned())))
        };
        let list = |items: &mut dyn Iterator<Item = &'a str>| Value::List(items.map(text).collect());
        match &self.place {
            Place::Own(own) => match own {
                Own::Title => text(&page.title),
                Own::Description => optional(matter.description.as_deref()),
                Own::Date => date(page.entry.date.as_ref()),
                Own::Updated => date(matter.updated.as_ref()),
                Own::Year => calendar(|date| f64::from(date.year())),
                Own::Month => calendar(|date| f64::from(date.month())),
                Own::Day => calendar(|date| f64::from(date.day())),
                Own::Weight => matter.weight.map_or(Value::None, |weight| Value::Number(weight as f64)),
                Own::Draft => Value::Bool(matter.draft),
                Own::Slug => text(&page.entry.slug),
                Own::Path => text(&page.entry.path),
                Own::Source => text(&page.entry.file.path),
                Own::Section => optional(site.sections.get(page.entry.section).map(|s| &*s.entry.folder)),
                Own::Authors => list(&mut matter.authors.iter().map(String::as_str)),
                Own::Words => Value::Number(page.document.facts.words as f64),
                Own::Time => Value::Number(page.reading_time() as f64),
            },
            Place::Taxonomy(name) => {
                let terms = matter.taxonomies.get(name).into_iter().flatten();
                list(&mut terms.map(|(term, _)| term.as_str()))
            }
            Place::Extra(keys) => {
                let value = matter.extra.as_ref().and_then(|extra| below(extra, keys));
                value.map_or(Value::None, |node| of_node(node, self.kind))
            }
        }
    }
}

impl Value<'_> {
    /// The order of two values of the same field; numbers before text where a field has both.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => crate::site::order::natural(a, b),
            (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::List(a), Value::List(b)) => {
                let pairs = a.iter().zip(b).map(|(a, b)| a.order(b));
                pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Value::Bool(_) => 0,
            Value::Number(_) => 1,
            Value::Date(_) => 2,
            Value::Text(_) => 3,
            Value::List(_) => 4,
            Value::None => 5,
        }
    }

    pub(super) fn is_missing(&self) -> bool {
        match self {
            Value::None => true,
            Value::List(items) => items.is_empty(),
            _ => false,
        }
    }

    /// As a key of a group.
    pub(super) fn key(&self) -> Option<String> {
        match self {
            Value::None | Value::List(_) => None,
            Value::Bool(value) => Some(value.to_string()),
            Value::Number(value) => Some(value.to_string()),
            Value::Text(text) => Some(text.clone().into_owned()),
            Value::Date(date) => Some(date.strftime("%Y-%m-%d").to_string()),
        }
    }
}

fn below<'a>(node: &'a Node, keys: &[String]) -> Option<&'a Node> {
    keys.iter().try_fold(node, |node, key| {
        let Data::Table(table) = &node.value else { return None };
        table.iter().find(|(known, _)| known.name == *key).map(|(_, node)| node)
    })
}

fn of_node(node: &Node, kind: Kind) -> Value<'_> {
    match &node.value {
        Data::Null | Data::Table(_) => Value::None,
        Data::Bool(value) => Value::Bool(*value),
        Data::Int(value) => Value::Number(*value as f64),
        Data::Float(value) => Value::Number(*value),
        Data::String(text) | Data::Date(text) => {
            let dated = kind == Kind::Date || matches!(node.value, Data::Date(_));
            match dated.then(|| Date::parse(text)).flatten() {
                Some(date) => Value::Date(date.timestamp()),
                None => Value::Text(Cow::Borrowed(text)),
            }
        }
        Data::List(items) => Value::List(items.iter().map(|item| of_node(item, Kind::Any)).collect()),
    }
}

/// What a schema says of a field, also of one in a table.
fn kind_below(fields: &[(String, SchemaField)], keys: &[String]) -> Option<Kind> {
    let (first, rest) = keys.split_first()?;
    let (_, field) = fields.iter().find(|(name, _)| name == first)?;
    match (&field.kind, rest) {
        (FieldType::Table(fields), rest) if !rest.is_empty() => kind_below(fields, rest),
        (FieldType::Map(field), [_]) => Some(kind_of(&field.kind)),
        (FieldType::Any, _) => Some(Kind::Any),
        (kind, []) => Some(kind_of(kind)),
        _ => None,
    }
}

fn kind_of(kind: &FieldType) -> Kind {
    match kind {
        FieldType::String { .. } | FieldType::Url | FieldType::Enum(_) | FieldType::Reference { .. } => {
            Kind::Text
        }
        FieldType::Boolean => Kind::Bool,
        FieldType::Integer { .. } | FieldType::Number { .. } => Kind::Number,
        FieldType::Date => Kind::Date,
        FieldType::List { .. } => Kind::List,
        FieldType::Map(_) | FieldType::Table(_) | FieldType::Any => Kind::Any,
    }
}

fn is_used(site: &Site, keys: &[String]) -> bool {
    let extras = site.pages.iter().filter_map(|page| page.matter().extra.as_ref());
    extras.into_iter().any(|extra| below(extra, keys).is_some())
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("there is no {what} `{name}`; did you mean `{near}`?"),
        None if known.is_empty() => format!("there is no {what} `{name}`"),
        None => format!("there is no {what} `{name}`; there are {}", known.join(", ")),
    }
}

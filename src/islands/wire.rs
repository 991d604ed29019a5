//! Props in wire form: what a component reads, at build time and in the browser.
//!
//! A compact text with neither names nor separators, since both sides know the types: `true` is `1`, -5 is
//! `-5;`, "hé" is `3:hé`. A browser module decodes it without a JSON parser, and once escaped as an
//! attribute it can hold nothing that HTML would read as markup.

use crate::content::component::{Field, Literal, Prop, PropType};
use crate::content::date::Date;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// A value that does not fit its prop. The check of a call reports these with a place; to meet one here is
/// a mistake of the caller, not of an author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    /// The way to the value, such as `items[2].name`.
    pub path: String,
    /// What was expected there.
    pub expected: String,
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.path, self.expected)
    }
}

impl std::error::Error for WireError {}

/// Encodes the values of a call, one per prop, in the order of the props. Where a value is
/// [`Literal::None`] and the prop has a default, the default is taken.
///
/// # Errors
/// [`WireError`] for the first value that does not fit.
pub fn encode(props: &[Prop], values: &[Literal]) -> Result<String, WireError> {
    let mut wire = String::new();
    for (i, prop) in props.iter().enumerate() {
        let value = values.get(i).unwrap_or(&Literal::None);
        let value = match (value, &prop.default) {
            (Literal::None, Some(default)) => default,
            (value, _) => value,
        };
        put(&mut wire, &prop.ty, value).map_err(|e| e.within(&prop.name))?;
    }
    Ok(wire)
}

impl WireError {
    fn new(expected: impl Into<String>) -> Self {
        Self { path: String::new(), expected: expected.into() }
    }

    fn within(mut self, outer: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{outer}{dot}{}", self.path);
        self
    }
}

fn put(wire: &mut String, ty: &PropType, value: &Literal) -> Result<(), WireError> {
    match (ty, value) {
        (PropType::Bool, Literal::Bool(b)) => wire.push(if *b { '1' } else { '0' }),
        (PropType::Int { min, max }, Literal::Int(n)) => {
            if !(*min..=*max).contains(&i128::from(*n)) {
                return Err(WireError::new(format!("a whole number from {min} to {max}")));
            }
            let _ = write!(wire, "{n};");
        }
        (PropType::Float, Literal::Float(x)) => put_float(wire, *x),
        (PropType::Float, Literal::Int(n)) => put_float(wire, *n as f64),
        (PropType::String, Literal::String(s)) => put_string(wire, s),
        (PropType::Char, Literal::String(s)) if s.chars().count() == 1 => put_string(wire, s),
        (PropType::Date, Literal::String(s)) => {
            put_date(wire, &Date::parse(s).ok_or_else(|| WireError::new(describe(ty)))?);
        }
        (PropType::Option(_), Literal::None) => wire.push('0'),
        (PropType::Option(inner), value) => {
            wire.push('1');
            put(wire, inner, value)?;
        }
        (PropType::List(item), Literal::List(values)) => {
            let _ = write!(wire, "{};", values.len());
            put_items(wire, values.iter().map(|v| (&**item, v)))?;
        }
        (PropType::Tuple(types), Literal::List(values)) if types.len() == values.len() => {
            put_items(wire, types.iter().zip(values))?;
        }
        (PropType::Map(item), Literal::Map(entries)) => {
            let sorted: BTreeMap<&String, &Literal> = entries.iter().map(|(k, v)| (k, v)).collect();
            let _ = write!(wire, "{};", sorted.len());
            for (key, value) in sorted {
                put_string(wire, key);
                put(wire, item, value).map_err(|e| e.within(key))?;
            }
        }
        (PropType::Enum { name, variants }, Literal::String(s)) => {
            let Some(index) = variants.iter().position(|v| v == s) else {
                return Err(WireError::new(format!("one of {} ({name})", variants.join(", "))));
            };
            let _ = write!(wire, "{index};");
        }
        (PropType::Struct { name, fields }, Literal::Map(entries)) => {
            if let Some((key, _)) = entries.iter().find(|(k, _)| fields.iter().all(|f| f.name != *k)) {
                return Err(WireError::new(format!("a field of {name}")).within(key));
            }
            for field in fields {
                put_field(wire, field, entries).map_err(|e| e.within(&field.name))?;
            }
        }
        (ty, _) => return Err(WireError::new(describe(ty))),
    }
    Ok(())
}

fn put_items<'a>(
    wire: &mut String,
    items: impl Iterator<Item = (&'a PropType, &'a Literal)>,
) -> Result<(), WireError> {
    for (i, (ty, value)) in items.enumerate() {
        put(wire, ty, value).map_err(|e| e.within(&format!("[{i}]")))?;
    }
    Ok(())
}

fn put_field(wire: &mut String, field: &Field, entries: &[(String, Literal)]) -> Result<(), WireError> {
    let given = entries.iter().rev().find(|(k, _)| *k == field.name).map(|(_, v)| v);
    let value = match (given, &field.default) {
        (None | Some(Literal::None), Some(default)) => default,
        (Some(value), _) => value,
        (None, None) => &Literal::None,
    };
    put(wire, &field.ty, value)
}

fn put_string(wire: &mut String, text: &str) {
    let _ = write!(wire, "{}:{text}", text.len());
}

/// Seconds since 1970, and where a time is given its offset in minutes.
fn put_date(wire: &mut String, date: &Date) {
    let _ = write!(wire, "{};", date.timestamp().as_second());
    if date.has_time() {
        let _ = write!(wire, "1{};", date.zoned().offset().seconds() / 60);
    } else {
        wire.push('0');
    }
}

fn put_float(wire: &mut String, value: f64) {
    let _ = write!(wire, "{};", value.to_bits());
}

fn describe(ty: &PropType) -> String {
    match ty {
        PropType::Any => "of a type that can be passed to Rust".into(),
        PropType::Bool => "true or false".into(),
        PropType::Int { .. } => "a whole number".into(),
        PropType::Float => "a number".into(),
        PropType::String => "a string".into(),
        PropType::Char => "a string of one character".into(),
        PropType::Date => "a date".into(),
        PropType::Option(inner) => format!("{} or none", describe(inner)),
        PropType::List(_) => "a list".into(),
        PropType::Map(_) => "a map".into(),
        PropType::Tuple(types) => format!("a list of {} values", types.len()),
        PropType::Enum { name, .. } => format!("a name of {name}"),
        PropType::Struct { name, .. } => format!("a map with the fields of {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INT: PropType = PropType::Int { min: i64::MIN as i128, max: i64::MAX as i128 };

    fn prop(name: &str, ty: PropType) -> Prop {
        Prop { name: name.into(), ty, required: true, default: None, docs: String::new() }
    }

    #[test]
    fn wire_form_is_what_the_contract_says() {
        let props = [
            prop("a", PropType::Bool),
            prop("b", INT),
            prop("c", PropType::Float),
            prop("d", PropType::String),
            prop("e", PropType::Option(Box::new(INT))),
            prop("f", PropType::Map(Box::new(PropType::Bool))),
        ];
        let values = [
            Literal::Bool(true),
            Literal::Int(-5),
            Literal::Int(1),
            Literal::String("hé".into()),
            Literal::None,
            Literal::Map(vec![("z".into(), Literal::Bool(false)), ("a".into(), Literal::Bool(true))]),
        ];
        assert_eq!(encode(&props, &values).as_deref(), Ok("1-5;4607182418800017408;3:hé02;1:a11:z0"));
    }

    #[test]
    fn defaults_fill_what_is_left_out() {
        let mut start = prop("start", INT);
        start.default = Some(Literal::Int(3));
        assert_eq!(encode(&[start], &[]).as_deref(), Ok("3;"));
    }

    #[test]
    fn an_error_names_the_way_to_the_value() {
        let field = Field {
            name: "name".into(),
            ty: PropType::String,
            required: true,
            default: None,
            docs: String::new(),
        };
        let item = PropType::Struct { name: "Item".into(), fields: vec![field] };
        let props = [prop("items", PropType::List(Box::new(item)))];
        let wrong = Literal::Map(vec![("name".into(), Literal::Int(1))]);
        let error = encode(&props, &[Literal::List(vec![wrong])]).expect_err("a number is no string");
        assert_eq!(error.to_string(), "`items[0].name` is not a string");
    }

    /// Reads wire form back, the way the runtime does.
    struct Decoder<'a>(&'a str);

    impl Decoder<'_> {
        fn until(&mut self, end: char) -> &str {
            let (head, rest) = self.0.split_once(end).expect("a terminator");
            self.0 = rest;
            head
        }

        fn take(&mut self, length: usize) -> &str {
            let (head, rest) = self.0.split_at(length);
            self.0 = rest;
            head
        }

        fn string(&mut self) -> String {
            let length = self.until(':').parse().expect("a length");
            self.take(length).to_owned()
        }

        fn count(&mut self) -> usize {
            self.until(';').parse().expect("a count")
        }

        fn value(&mut self, ty: &PropType) -> Literal {
            match ty {
                PropType::Any | PropType::Date => unreachable!("not generated"),
                PropType::Bool => Literal::Bool(self.take(1) == "1"),
                PropType::Int { .. } => Literal::Int(self.until(';').parse().expect("a number")),
                PropType::Float => {
                    Literal::Float(f64::from_bits(self.until(';').parse().expect("the bits of a number")))
                }
                PropType::String | PropType::Char => Literal::String(self.string()),
                PropType::Option(inner) => match self.take(1) {
                    "0" => Literal::None,
                    _ => self.value(inner),
                },
                PropType::List(item) => {
                    let count = self.count();
                    Literal::List((0..count).map(|_| self.value(item)).collect())
                }
                PropType::Map(item) => {
                    let count = self.count();
                    Literal::Map((0..count).map(|_| (self.string(), self.value(item))).collect())
                }
                PropType::Tuple(types) => Literal::List(types.iter().map(|t| self.value(t)).collect()),
                PropType::Enum { variants, .. } => Literal::String(variants[self.count()].clone()),
                PropType::Struct { fields, .. } => {
                    Literal::Map(fields.iter().map(|f| (f.name.clone(), self.value(&f.ty))).collect())
                }
            }
        }
    }

    fn variants() -> PropType {
        PropType::Enum { name: "Align".into(), variants: vec!["left".into(), "right".into(), "".into()] }
    }

    /// A type and a value of it.
    fn typed() -> impl Strategy<Value = (PropType, Literal)> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(|b| (PropType::Bool, Literal::Bool(b))),
            any::<i64>().prop_map(|n| (INT, Literal::Int(n))),
            any::<f64>().prop_map(|x| (PropType::Float, Literal::Float(x))),
            any::<String>().prop_map(|s| (PropType::String, Literal::String(s))),
            any::<char>().prop_map(|c| (PropType::Char, Literal::String(c.to_string()))),
            (0usize..3).prop_map(|i| (variants(), Literal::String(["left", "right", ""][i].into()))),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                (inner.clone(), any::<bool>()).prop_map(|((ty, value), some)| {
                    // Two options in each other have one `none` in Markdown, so they are not told apart.
                    let ty =
                        if matches!(ty, PropType::Option(_)) { ty } else { PropType::Option(Box::new(ty)) };
                    (ty, if some { value } else { Literal::None })
                }),
                (inner.clone(), 0usize..4).prop_map(|((ty, value), n)| (
                    PropType::List(Box::new(ty)),
                    Literal::List(vec![value; n])
                )),
                (inner.clone(), proptest::collection::btree_set(any::<String>(), 0..4)).prop_map(
                    |((ty, value), keys)| {
                        let entries = keys.into_iter().map(|k| (k, value.clone())).collect();
                        (PropType::Map(Box::new(ty)), Literal::Map(entries))
                    }
                ),
                proptest::collection::vec(inner.clone(), 0..4).prop_map(|items| {
                    let (types, values) = items.into_iter().unzip();
                    (PropType::Tuple(types), Literal::List(values))
                }),
                proptest::collection::vec(inner, 0..4).prop_map(|items| {
                    let name = |i: usize| format!("f{i}");
                    let fields = items.iter().enumerate().map(|(i, (ty, _))| Field {
                        name: name(i),
                        ty: ty.clone(),
                        required: true,
                        default: None,
                        docs: String::new(),
                    });
                    let ty = PropType::Struct { name: "S".into(), fields: fields.collect() };
                    let entries = items.into_iter().enumerate().map(|(i, (_, v))| (name(i), v)).collect();
                    (ty, Literal::Map(entries))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(values in proptest::collection::vec(typed(), 0..4)) {
            let props: Vec<Prop> = values.iter().map(|(ty, _)| prop("p", ty.clone())).collect();
            let literals: Vec<Literal> = values.iter().map(|(_, v)| v.clone()).collect();
            let wire = encode(&props, &literals).expect("values of their types");
            let mut decoder = Decoder(&wire);
            let decoded: Vec<Literal> = props.iter().map(|p| decoder.value(&p.ty)).collect();
            prop_assert_eq!(decoder.0, "");
            // Compared as text: NaN is no value of a literal, and -0 is one of its own.
            prop_assert_eq!(format!("{decoded:?}"), format!("{literals:?}"));
        }
    }
}

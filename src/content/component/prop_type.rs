//! The types that props have.

use super::Literal;

/// The type of a prop, as a manifest or a Tera component declares it.
#[derive(Clone, Debug, PartialEq)]
pub enum PropType {
    /// Anything: a Tera argument without a type.
    Any,
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds, both included.
    Int {
        /// Least value.
        min: i128,
        /// Greatest value.
        max: i128,
    },
    /// A finite number; a whole number is taken too.
    Float,
    /// A string.
    String,
    /// A string of exactly one Unicode scalar value.
    Char,
    /// A string that is a date: what front matter takes for one.
    Date,
    /// The type, or nothing.
    Option(Box<PropType>),
    /// A list of values of one type.
    List(Box<PropType>),
    /// A map from strings to values of one type.
    Map(Box<PropType>),
    /// A list of fixed length, each item of its own type.
    Tuple(Vec<PropType>),
    /// One of some names.
    Enum {
        /// The Rust type's name.
        name: String,
        /// The names that may be written, in the order of their indices.
        variants: Vec<String>,
    },
    /// A map with known keys.
    Struct {
        /// The Rust type's name.
        name: String,
        /// Its fields, in declared order.
        fields: Vec<Field>,
    },
}

/// A field of a struct-typed prop.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key.
    pub name: String,
    /// The type of its value.
    pub ty: PropType,
    /// Whether it must be there.
    pub required: bool,
    /// What it is when it is left out.
    pub default: Option<Literal>,
    /// What it is for.
    pub docs: String,
}

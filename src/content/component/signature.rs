//! What a component can be called with.

use super::{Literal, PropType};

/// The three kinds of component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComponentKind {
    /// A Tera template.
    Template,
    /// A Rust function that renders HTML at build time.
    Rust,
    /// A Rust function that is also hydrated in the browser.
    Island,
}

/// One prop.
#[derive(Clone, Debug, PartialEq)]
pub struct Prop {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: PropType,
    /// Whether a call must give it.
    pub required: bool,
    /// What it is when a call leaves it out.
    pub default: Option<Literal>,
    /// What it is for, from the component's source.
    pub docs: String,
}

/// What a component can be called with.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// The name it is called by; starts with a capital letter.
    pub name: String,
    /// Which kind it is.
    pub kind: ComponentKind,
    /// The file that defines it, as diagnostics name it.
    pub origin: String,
    /// What it is for.
    pub docs: String,
    /// Its props, in declared order.
    pub props: Vec<Prop>,
    /// Whether props beyond those are taken as they are (a Tera rest parameter).
    pub open: bool,
    /// The named slots it has; `default` is the body. `None` where any slot is taken (Tera components).
    pub slots: Option<Vec<String>>,
    /// The slots that take a value of Rust, which no page and no template has.
    pub value_slots: Vec<ValueSlot>,
}

/// A slot of a component in Rust that is content made of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueSlot {
    /// The slot's name.
    pub name: String,
    /// The value's type, as it is written in Rust.
    pub takes: String,
    /// Whether a call must fill it: then none but Rust's can.
    pub required: bool,
}

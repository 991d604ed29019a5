//! The value of a prop as it is written in a call.

/// A literal value. Calls in Markdown hold literals only; a call in a template may hold expressions, whose
/// values become literals when it is rendered.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `none`, or an optional prop that was left out.
    None,
    /// `true`, `false`, or a prop without a value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A string.
    String(String),
    /// `[a, b]`
    List(Vec<Literal>),
    /// `{ key: value }`, in the order written.
    Map(Vec<(String, Literal)>),
}

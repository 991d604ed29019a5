//! tmp
use super::{Literal, Signature};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::source::SourceText;
use std::collections::BTreeMap;
use std::ops::Range;
#[derive(Clone, Debug)]
pub struct Call {
    pub name: String,
    pub name_span: Range<usize>,
    pub span: Range<usize>,
    pub client: Option<String>,
    pub media: Option<String>,
}
#[derive(Debug)]
pub struct Scan {
    pub text: String,
    pub calls: Vec<Call>,
    pub diagnostics: Diagnostics,
    base: usize,
}
impl Scan {
    pub fn new(source: &SourceText, body: usize) -> Self {
        Self {
            text: source.text[body..].to_owned(),
            calls: vec![],
            diagnostics: Diagnostics::new(),
            base: body,
        }
    }
    pub fn without_calls(source: &SourceText, body: usize) -> Self {
        Self::new(source, body)
    }
    pub fn locate(&self, source: &SourceText, span: Range<usize>) -> Location {
        source.at(span.start + self.base..span.end + self.base)
    }
    pub fn push_copy_buttons(&mut self, _n: usize) {}
}
#[derive(Clone, Debug)]
pub struct Composed {
    pub html: String,
    pub pieces: Vec<Piece>,
    pub calls: Vec<Call>,
}
#[derive(Clone, Debug)]
pub enum Piece {
    Html(Range<usize>),
    Call { index: usize, slots: BTreeMap<String, Vec<Piece>> },
}
pub mod pieces {
    pub use super::Composed;
    pub fn compose(html: String, calls: &[super::Call]) -> Composed {
        Composed { html, pieces: vec![], calls: calls.to_vec() }
    }
}
pub struct Checked {
    pub props: Vec<Literal>,
    pub extra: Vec<(String, Literal)>,
    pub diagnostics: Diagnostics,
}
pub fn check_call(_c: &Call, _s: &Signature, _at: &dyn Fn(Range<usize>) -> Location) -> Checked {
    Checked { props: vec![], extra: vec![], diagnostics: Diagnostics::new() }
}
pub fn check_values(
    _n: &str,
    _p: &[(String, Literal)],
    _sl: &BTreeMap<String, String>,
    _s: &Signature,
    _at: &dyn Fn(Range<usize>) -> Location,
) -> Checked {
    Checked { props: vec![], extra: vec![], diagnostics: Diagnostics::new() }
}
pub fn unknown<'a>(name: &str, at: Location, _names: impl Iterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error(Code::ComponentUnknown, name).at(at)
}

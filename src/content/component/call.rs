//! One call of a component, as it stands in a page or in a template.

use super::{Client, Literal, Start};
use std::ops::Range;

/// A call of a component. All spans are bytes of the file that holds the call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The component's name, as written.
    pub name: String,
    /// Where the name stands.
    pub name_span: Range<usize>,
    /// The opening tag, or the whole call if it is self-closing.
    pub tag: Range<usize>,
    /// The whole call, closing tag included.
    pub span: Range<usize>,
    /// The props in the order written; no name twice.
    pub props: Vec<GivenProp>,
    /// The slots that the author wrote: each `<Slot name="x">`, and `default` where there is a body beside
    /// them.
    pub slots: Vec<GivenSlot>,
    /// Whether it stands on lines of its own; see [`scan`](super::scan) for the rule.
    pub block: bool,
    /// The call whose body it stands in, as an index into the same list.
    pub parent: Option<usize>,
    /// Whether the tool makes the call, with all props that it has to offer: the component takes those that it
    /// declares.
    pub offered: bool,
}

impl Call {
    /// A call that the tool itself makes around something that stands at `span`: no props, a body.
    pub fn around(name: &str, span: Range<usize>) -> Self {
        Self {
            name: name.to_owned(),
            name_span: span.clone(),
            tag: span.clone(),
            slots: vec![GivenSlot { name: "default".to_owned(), span: span.clone() }],
            span,
            props: Vec::new(),
            block: true,
            parent: None,
            offered: false,
        }
    }

    /// The same call in a text where its places are others.
    pub fn moved(&self, to: impl Fn(Range<usize>) -> Range<usize>) -> Self {
        let prop = |prop: &GivenProp| GivenProp {
            name_span: to(prop.name_span.clone()),
            value_span: to(prop.value_span.clone()),
            ..prop.clone()
        };
        let slot = |slot: &GivenSlot| GivenSlot { name: slot.name.clone(), span: to(slot.span.clone()) };
        Self {
            name: self.name.clone(),
            name_span: to(self.name_span.clone()),
            tag: to(self.tag.clone()),
            span: to(self.span.clone()),
            props: self.props.iter().map(prop).collect(),
            slots: self.slots.iter().map(slot).collect(),
            block: self.block,
            parent: self.parent,
            offered: self.offered,
        }
    }

    /// What it says about when its island starts, if it is one's.
    pub fn start(&self) -> Start {
        let Some(given) = self.props.iter().find(|prop| prop.name == "client") else { return Start::Default };
        match &given.value {
            Given::Literal(Literal::String(text))
                if Client::parse(text, None).is_ok_and(|c| c.is_unasked()) =>
            {
                Start::Always
            }
            _ => Start::Perhaps,
        }
    }

    /// A call that the tool makes of a component that takes over an element at `span`.
    pub fn offer(name: &str, span: Range<usize>, props: Vec<(&str, Literal)>) -> Self {
        let prop = |(name, value): (&str, Literal)| GivenProp {
            name: name.to_owned(),
            name_span: span.clone(),
            value: Given::Literal(value),
            value_span: span.clone(),
        };
        let props = props.into_iter().map(prop).collect();
        Self { props, offered: true, ..Self::around(name, span) }
    }
}

/// A prop of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenProp {
    /// The name, with `-` turned into `_`.
    pub name: String,
    /// Where the name stands.
    pub name_span: Range<usize>,
    /// Its value.
    pub value: Given,
    /// Where the value stands; the name's place if the prop has none.
    pub value_span: Range<usize>,
}

/// The value of a prop, as far as it is known before anything is rendered.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// A literal.
    Literal(Literal),
    /// An expression of a template; what it is shows when the template is rendered.
    Dynamic,
}

/// A slot that a call fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenSlot {
    /// The slot's name; the body's is `default`.
    pub name: String,
    /// The opening `<Slot>` tag, or where the body starts.
    pub span: Range<usize>,
}

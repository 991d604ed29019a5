//! `dangerous:html={…}`: the element's content is markup that somebody else answers for.
//!
//! Nothing is escaped or checked: text of visitors in it is a hole through which scripts come in.

use crate::html::Html;
use crate::text::{Shape, Sink, Text};

const SINK: Sink = Sink { name: "innerHTML", put };

/// Writes it as it is.
pub fn render(value: &impl Text, out: &mut Html) {
    let (text, _) = crate::text::to_string(value);
    out.raw(&text);
}

/// Replaces the content when the value changes.
pub fn bind(value: impl Text) {
    value.watch(SINK);
}

/// The same for a node that may be fresh.
pub fn attach(value: impl Text, fresh: bool) {
    value.attach(SINK, fresh);
}

fn put(handle: u32, name: &str, text: &str, _: Shape) {
    crate::dom::js(handle, name, &[text], None);
}

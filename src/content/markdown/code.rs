//! Code blocks: a frame, and what the highlighter makes of the text.

use super::escape;
use crate::content::highlight::Highlighter;

/// Writes a code block. `info` is the fence's info string.
pub(super) fn write(
    info: &str,
    code: &str,
    highlighter: Option<&Highlighter>,
    decorate: bool,
    html: &mut String,
) {
    let language = info.split([' ', ',', '{', '\t']).next().unwrap_or("");
    html.push_str("<pre");
    if decorate {
        html.push_str(" class=\"code\" tabindex=\"0\"");
        if !language.is_empty() {
            html.push_str(" data-lang=\"");
            escape::attribute(language, html);
            html.push('"');
        }
    }
    html.push_str("><code");
    if !language.is_empty() {
        html.push_str(" class=\"language-");
        escape::attribute(language, html);
        html.push('"');
    }
    html.push('>');
    match highlighter.and_then(|highlighter| highlighter.highlight(language, code)) {
        Some(highlighted) => html.push_str(&highlighted),
        None => escape::text(code, html),
    }
    html.push_str("</code></pre>\n");
}

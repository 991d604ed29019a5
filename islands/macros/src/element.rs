//! What HTML says about elements, as far as markup in a view can go wrong by it.
//!
//! The walk in the browser follows the tree that the parser makes. Where the parser would make another tree than the
//! markup shows, the markup is refused.

use proc_macro2::Span;
use syn::Error;

use crate::markup::{Element, Node};

/// Elements without content or closing tag.
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose content is text and no comment.
pub(crate) fn is_text_only(name: &str) -> bool {
    matches!(name, "textarea" | "title")
}

/// Elements that swallow a newline at their beginning.
pub(crate) fn drops_newline(name: &str) -> bool {
    matches!(name, "textarea" | "pre" | "listing")
}

/// Attributes whose flags are words, `true` and `false`.
pub(crate) fn is_word(name: &str) -> bool {
    name.starts_with("aria-")
        || name.starts_with("data-")
        || matches!(name, "contenteditable" | "draggable" | "spellcheck")
}

/// Elements that close a paragraph that is open.
fn closes_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dd"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}

/// The faults of an element in its parents, outermost first.
pub(crate) fn check(element: &Element, parents: &[&str], errors: &mut Vec<Error>) {
    let name = element.name.as_str();
    let mut fault = |span: Span, message: &str| errors.push(Error::new(span, message));
    let parent = parents.last().copied().unwrap_or_default();
    match name {
        "script" | "style" => {
            fault(
                element.span,
                "scripts and styles are files: #[island(css = \"…\", blocking_script = \"…\")]",
            );
        }
        "html" | "head" | "body" => fault(element.span, "a view is part of a page's body"),
        "tr" if parent == "table" => {
            fault(element.span, "the HTML parser puts a <tbody> around this row: write <tbody>");
        }
        "td" | "th" if matches!(parent, "table" | "tbody" | "thead" | "tfoot") => {
            fault(element.span, "the HTML parser puts a <tr> around this cell: write <tr>");
        }
        "a" | "button" | "form" if parents.contains(&name) => {
            fault(
                element.span,
                "the HTML parser would close the outer element first: one cannot be inside another",
            );
        }
        _ if closes_paragraph(name)
            && parents.rsplit(|p| *p == "button").next().is_some_and(|p| p.contains(&"p")) =>
        {
            fault(element.span, "the HTML parser would close the <p> before this element");
        }
        _ => {}
    }
    if matches!(parent, "table" | "tbody" | "thead" | "tfoot" | "tr")
        && !matches!(
            name,
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" | "colgroup" | "col" | "template"
        )
    {
        fault(element.span, "the HTML parser would move this element out of the table");
    }
    if is_void(name) && !element.children.is_empty() {
        fault(element.span, "this element has no content");
    }
    if is_text_only(name) && (element.children.len() > 1 || !element.children.iter().all(is_text)) {
        fault(element.span, "the content of this element is one text or one {expression} that gives text");
    }
    if matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "select" | "colgroup") {
        for child in &element.children {
            if let Node::Text(text) = child {
                fault(text.span(), "the HTML parser would move this text elsewhere");
            }
        }
    }
}

fn is_text(node: &Node) -> bool {
    matches!(node, Node::Text(_) | Node::Expr(_))
}

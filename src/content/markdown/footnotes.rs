//! Footnotes: definitions are held back and written at the end of the page, in the order of their first
//! references, each with links back.

use super::labels::Label;
use super::{Links, escape};
use std::collections::BTreeMap;

/// The footnotes of a document.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    order: Vec<String>,
    references: BTreeMap<String, usize>,
    definitions: BTreeMap<String, String>,
}

impl Footnotes {
    /// Notes a reference and writes its link.
    pub(super) fn reference(&mut self, name: &str, html: &mut String) {
        let number = match self.order.iter().position(|n| n == name) {
            Some(i) => i + 1,
            None => {
                self.order.push(name.to_owned());
                self.order.len()
            }
        };
        let count = self.references.entry(name.to_owned()).or_insert(0);
        *count += 1;
        let suffix = if *count == 1 { String::new() } else { format!("-{count}") };
        html.push_str(&format!(
            "<sup class=\"footnote-reference\" id=\"fr-{number}{suffix}\"><a href=\"#fn-{number}\">{number}</a></sup>"
        ));
    }

    /// Keeps a definition's HTML.
    pub(super) fn define(&mut self, name: &str, html: String) {
        self.definitions.entry(name.to_owned()).or_insert(html);
    }

    /// Writes the section of all footnotes that were referred to.
    pub(super) fn write(&self, links: &dyn Links, html: &mut String) {
        if self.order.is_empty() {
            return;
        }
        html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (i, name) in self.order.iter().enumerate() {
            let number = i + 1;
            let text = self.definitions.get(name).map_or("", String::as_str).trim_end();
            let back: String = (1..=self.references.get(name).copied().unwrap_or(0))
                .map(|n| {
                    let suffix = if n == 1 { String::new() } else { format!("-{n}") };
                    let mut label = String::new();
                    escape::attribute(&links.label(Label::FootnoteBack, &format!("{number}{suffix}")), &mut label);
                    format!(" <a href=\"#fr-{number}{suffix}\" class=\"footnote-backref\" aria-label=\"{label}\">↩</a>")
                })
                .collect();
            html.push_str(&format!("<li id=\"fn-{number}\">\n"));
            match text.strip_suffix("</p>") {
                Some(open) => html.push_str(&format!("{open}{back}</p>\n")),
                None => html.push_str(&format!("{text}{back}\n")),
            }
            html.push_str("</li>\n");
        }
        html.push_str("</ol>\n</section>\n");
    }
}

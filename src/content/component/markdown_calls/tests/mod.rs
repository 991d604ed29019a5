//! Pages through the scanner, pulldown-cmark and the split, as a page's author sees them.

mod any_page;
mod blocks;
mod code;
mod places;
mod tags;

use super::*;
use crate::content::component::{Fragment, Given, Literal, Piece, split};
use pulldown_cmark::{Event, Options, Parser, html};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
        | Options::ENABLE_SMART_PUNCTUATION
}

fn value(literal: &Literal) -> String {
    match literal {
        Literal::None => "none".into(),
        Literal::Bool(b) => b.to_string(),
        Literal::Int(n) => n.to_string(),
        Literal::Float(n) => format!("{n:?}"),
        Literal::String(text) => format!("{text:?}"),
        Literal::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(",")),
        Literal::Map(entries) => {
            format!(
                "{{{}}}",
                entries.iter().map(|(k, v)| format!("{k}:{}", value(v))).collect::<Vec<_>>().join(",")
            )
        }
    }
}

fn show(pieces: &[Piece], scan: &Scan<'_>) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(html) => out.push_str(html),
            Piece::Call { index, slots } => {
                let call = &scan.calls[*index];
                out.push_str(&format!("{{{}", call.name));
                for prop in &call.props {
                    let Given::Literal(literal) = &prop.value else { panic!("a page has literals only") };
                    out.push_str(&format!(" {}={}", prop.name, value(literal)));
                }
                for (name, pieces) in slots {
                    out.push_str(&format!(" {name}:[{}]", show(pieces, scan)));
                }
                out.push('}');
            }
        }
    }
    out
}

/// The page as HTML on one line, with calls as `{Name prop=value slot:[html]}`, then the problems as
/// ` ! code line:column message`.
fn render(markdown: &str) -> String {
    let source = SourceText::new("page.md", markdown);
    let scan = scan(&source, 0..markdown.len());
    // Raw HTML is escaped, as in a site that does not allow it: markers must come through.
    let events = Parser::new_ext(&scan.text, options()).flat_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => scan
            .markers
            .fragments(&text)
            .into_iter()
            .map(|fragment| match fragment {
                Fragment::Raw(raw) => Event::Text(raw.to_owned().into()),
                Fragment::Marker(marker) => Event::InlineHtml(marker.to_owned().into()),
            })
            .collect::<Vec<_>>(),
        event => vec![event],
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    let (pieces, problems) = split(&page, &scan, &source);
    let mut out = show(&pieces, &scan).replace('\n', "·").trim_end_matches('·').to_owned();
    for d in scan.diagnostics.iter().chain(problems.iter()) {
        let place = d.location.as_ref().unwrap().position();
        out.push_str(&format!(" ! {} {}:{} {}", d.code.as_str(), place.line, place.column, d.message));
    }
    out
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    let found = render(markdown);
    if found != expected {
        let source = SourceText::new("page.md", markdown);
        panic!(
            "\n  page: {markdown:?}\n  text: {:?}\n wants: {expected}\n found: {found}\n",
            scan(&source, 0..markdown.len()).text
        );
    }
}

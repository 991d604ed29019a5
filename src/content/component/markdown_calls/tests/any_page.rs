//! Whatever a page says: no panic, a limit to nesting, and work that grows with its length.

use super::{options, render};
use crate::content::component::markdown_calls::{MAX_CALL_DEPTH, scan};
use crate::content::component::{Fragment, Piece, grammar, split};
use crate::diagnostics::Code;
use crate::source::SourceText;
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, html};

#[test]
fn nesting_has_a_limit() {
    let nest = |n: usize| format!("{}x{}", "<A>\n".repeat(n), "\n</A>".repeat(n));
    let source = SourceText::new("page.md", nest(MAX_CALL_DEPTH));
    let found = scan(&source, 0..source.text.len());
    assert!(found.diagnostics.is_empty());
    assert_eq!(found.calls.len(), MAX_CALL_DEPTH);
    assert!(render(&source.text).contains("<p>x</p>"));
    for too_many in [MAX_CALL_DEPTH + 1, 5000] {
        let source = SourceText::new("page.md", nest(too_many));
        let found = scan(&source, 0..source.text.len());
        let codes: Vec<Code> = found.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::ComponentDepth], "{too_many}");
        let line = found.diagnostics.iter().next().unwrap().location.as_ref().unwrap().position().line;
        assert_eq!(line, MAX_CALL_DEPTH + 1);
    }
}

/// Work grows with the page and not with its square, on pages made to hurt.
#[test]
fn linear_time() {
    for part in [
        "a <B x=\"1\">b</B>\n\n",
        "<Card>\nx\n</Card>\n",
        "<B>x</B> y\n",
        "a `b <B/>\n",
        "<A>x\n",
        "a <B c=\"\n",
        "<!-- a ",
        "a <i b=\"",
        "- <Card>\n  x\n  </Card>\n",
        "> <B/>\n",
        "</B>\n",
        "<B/> ",
        "`` ` ",
        "a\n",
        "\\<B> ",
    ] {
        let time = |count: usize| {
            let source = SourceText::new("page.md", format!("<A/>\n{}", part.repeat(count)));
            let start = std::time::Instant::now();
            std::hint::black_box(scan(&source, 0..source.text.len()));
            start.elapsed().as_secs_f64()
        };
        // One good run of several is enough: the machine does other things too.
        let linear = (0..20).any(|_| time(25_000) < time(5_000) * 12.0);
        assert!(linear, "{part:?}: five times as much takes more than twelve times as long");
    }
}

const PARTS: [&str; 38] = [
    "<A/>",
    "<A>",
    "</A>",
    "<B x=\"1\">",
    "</B>",
    "`",
    "``",
    "```\n",
    "~~~\n",
    "\n",
    "\n",
    "\n\n",
    "- ",
    "> ",
    "    ",
    "  ",
    " ",
    "\t",
    "1. ",
    "# ",
    "x",
    "y ",
    "<!-- ",
    "-->",
    "<div>\n",
    "| ",
    ": ",
    "[^a]: ",
    "***\n",
    "\\",
    "[a]: /x ",
    "<Slot name=\"s\">",
    "</Slot>",
    "**",
    "---\n",
    "\r\n",
    "<pre>\n",
    "</pre>\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing panics, every span is a place in the page, every call of a page without problems comes out once.
    #[test]
    fn is_scanned(parts in prop::collection::vec(0..PARTS.len(), 0..24)) {
        let page: String = parts.iter().map(|i| PARTS[*i]).collect();
        let source = SourceText::new("page.md", page.as_str());
        let found = scan(&source, 0..page.len());
        for call in &found.calls {
            prop_assert!(page[call.span.clone()].starts_with('<') && page[call.tag.clone()].ends_with('>'));
            prop_assert_eq!(&page[call.name_span.clone()], &call.name);
        }
        for at in 0..=found.text.len() {
            prop_assert!(found.map.offset(at) <= page.len());
        }
        let mut missed = false;
        for event in Parser::new_ext(&found.text, options()) {
            if let Event::InlineHtml(text) = &event {
                missed |= found.markers.fragments(text).iter().any(|f| match f {
                    Fragment::Raw(raw) => grammar::starts_tag(raw, 0),
                    Fragment::Marker(_) => false,
                });
            }
        }
        let mut html = String::new();
        html::push_html(&mut html, Parser::new_ext(&found.text, options()));
        let (pieces, problems) = split(&html, &found, &source);
        if found.diagnostics.is_empty() && problems.is_empty() {
            prop_assert!(!missed, "a call was left in {page:?}\n{:?}", found.text);
            let mut seen = Vec::new();
            collect(&pieces, &mut seen);
            // Footnotes move to where they are defined, so the order is not the page's.
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..found.calls.len()).collect::<Vec<_>>(), "{:?}", page);
        }
    }
}

fn collect(pieces: &[Piece], seen: &mut Vec<usize>) {
    for piece in pieces {
        if let Piece::Call { index, slots } = piece {
            seen.push(*index);
            slots.values().for_each(|pieces| collect(pieces, seen));
        }
    }
}

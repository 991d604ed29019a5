//! Where things are said to be in the page.

use super::{check, options, scan};
use crate::source::SourceText;
use pulldown_cmark::{Event, Parser};

#[test]
fn places_are_the_authors() {
    check("ä\tü <B\u{a0}c/>", "<p>ä\tü &lt;B\u{a0}c/&gt;</p>");
    check(
        "äö \u{1F600} <B c=>",
        "<p>äö \u{1F600} &lt;B c=&gt;</p> ! L9-0405 1:9 the prop `c` has `=` and no value",
    );
    check(
        "# T\r\n\r\n<Card\r\n  a=\"1\"\r\n  b={x}>\r\n",
        "<h1>T</h1>·<p>&lt;Card·a=“1”·b={x}&gt;</p> ! L9-0405 5:6 `x` is not a literal",
    );
    check(
        "<Card a=\"1\r\n2\">\r\n\r\n  text\r\n  more\r\n\r\n</Card>\r\nend",
        "{Card a=\"1\\n2\" default:[<p>text·more</p>]}·<p>end</p>",
    );
    check(
        "<Card>\n\ttext\n\n\t\tcode\n</Card>",
        "{Card default:[<p>text</p>·<pre><code>code·</code></pre>]}",
    );
    check("<Card>\n  ```\n  a\n  \tb\n  ```\n</Card>", "{Card default:[<pre><code>a·\tb·</code></pre>]}");
    check("-\t<Card>\n\tx\n\t</Card>", "<ul>·<li>{Card default:[x]}</li>·</ul>");
}

#[test]
fn offsets_lead_back_to_the_file() {
    let page = "+++\n+++\n\u{fc} <B x=\"\n1\"/> [a](/b)\n\n- <Card>\n  - [c](/d) \u{1F600}\n  </Card>\n";
    let source = SourceText::new("page.md", page);
    let scan = scan(&source, 8..page.len());
    assert!(scan.diagnostics.is_empty());
    let mut links = Vec::new();
    for (event, range) in Parser::new_ext(&scan.text, options()).into_offset_iter() {
        if let Event::Start(pulldown_cmark::Tag::Link { .. }) = event {
            links.push(&page[scan.map.range(range)]);
        } else if let Event::InlineHtml(_) = event {
            links.push(&page[scan.map.range(range)]);
        }
    }
    assert_eq!(links, ["<B x=\"\n1\"/>", "[a](/b)", "[c](/d)"]);
    let spans: Vec<&str> = scan.calls.iter().map(|c| &page[c.span.clone()]).collect();
    assert_eq!(spans, ["<B x=\"\n1\"/>", "<Card>\n  - [c](/d) \u{1F600}\n  </Card>"]);
    for at in 0..=scan.text.len() {
        assert!(page.is_char_boundary(scan.map.offset(at)) || !scan.text.is_char_boundary(at));
    }
}

//! The CommonMark specification's own examples, extensions and components off, raw HTML allowed.
//!
//! The specification's text is not part of the repository (its licence is CC BY-SA): `./dev test` fetches it
//! with npm into `target/commonmark/`. Where it is missing the test says so and passes. The number that pass
//! is committed in `tests/commonmark.txt` with every example that does not and why.

use crate::harness::repository;
use layer9::config::RawHtml;
use layer9::content::component::without_calls;
use layer9::content::markdown::{Context, Links, Options, Target, render};
use layer9::diagnostics::{Diagnostics, SourceText};

struct NoSite;

impl Links for NoSite {
    fn page(&self, _: &str) -> Option<Target> {
        None
    }
    fn asset(&self, _: &str) -> Option<String> {
        None
    }
    fn folder(&self) -> &str {
        ""
    }
    fn base_path(&self) -> &str {
        ""
    }
    fn near(&self, _: &str) -> Option<String> {
        None
    }
}

fn html(markdown: &str) -> String {
    let options = Options::commonmark();
    assert_eq!(options.raw_html, RawHtml::Allow);
    let context = Context { links: &NoSite, highlighter: None, options: &options };
    let source = SourceText::new("spec.md", markdown);
    let scan = without_calls(&source, 0..markdown.len());
    render(&scan, &source, &context, &mut Diagnostics::new()).html
}

/// The examples of `spec.txt`: Markdown and HTML between fences of 32 backticks.
fn examples(spec: &str) -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut rest = spec;
    while let Some(start) = rest.find(&format!("{fence} example\n")) {
        let body = &rest[start + fence.len() + " example\n".len()..];
        let end = body.find(&format!("\n{fence}\n")).unwrap();
        let text = format!("\n{}\n", &body[..end]);
        let (markdown, html) = text.split_once("\n.\n").unwrap();
        let plain = |text: &str| text.replace('→', "\t");
        let markdown = format!("{}\n", plain(markdown.strip_prefix('\n').unwrap_or(markdown)));
        examples.push((markdown, plain(html.trim_end_matches('\n'))));
        rest = &body[end..];
    }
    examples
}

/// What the specification leaves open: white space between tags.
fn normal(html: &str) -> String {
    let mut text = html.trim().to_owned();
    for (from, to) in [("&quot;", "\""), ("<li>\n", "<li>"), ("\n</li>", "</li>")] {
        text = text.replace(from, to);
    }
    text
}

#[test]
fn the_specification_passes_as_committed() {
    let spec = repository().join("target/commonmark/package/spec.txt");
    let Ok(spec) = std::fs::read_to_string(&spec) else {
        eprintln!("skipped: {} is missing; `./dev test` fetches it", spec.display());
        return;
    };
    let examples = examples(&spec);
    let mut failed = Vec::new();
    for (i, (markdown, expected)) in examples.iter().enumerate() {
        let got = html(markdown);
        if normal(&got) != normal(expected) {
            failed.push((i + 1, markdown.clone(), expected.clone(), got));
        }
    }
    let numbers: Vec<String> = failed.iter().map(|f| f.0.to_string()).collect();
    let line =
        format!("{} of {} pass; not: {}", examples.len() - failed.len(), examples.len(), numbers.join(" "));
    let committed = std::fs::read_to_string(repository().join("tests/commonmark.txt")).unwrap_or_default();
    let details: String =
        failed.iter().map(|(n, m, e, g)| format!("#{n}\n{m:?}\nexpected {e:?}\ngot      {g:?}\n")).collect();
    assert_eq!(committed.lines().next().unwrap_or(""), line.trim_end(), "\n{details}");
}

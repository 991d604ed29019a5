//! The filter `markdown`: text of a template's data, rendered like content but without component calls.

use super::functions::Lookups;
use super::reads::Read;
use super::scope::Scope;
use crate::config::MarkdownConfig;
use crate::content::component::without_calls;
use crate::content::markdown::{Context, Options, render};
use crate::diagnostics::{Diagnostics, SourceText};
use crate::site::{LinkKind, PageLinks};
use tera::{Error, Kwargs, State, Tera, Value};

pub(super) fn register(tera: &mut Tera, config: &MarkdownConfig) {
    let mut options = Options::of(config);
    options.copy_button = false;
    tera.register_filter("markdown", move |text: &str, args: Kwargs, _: &State<'_>| {
        let inline = args.get::<bool>("inline")?.unwrap_or(false);
        let lookups = Lookups::here()?;
        let site = &lookups.site;
        let language = Scope::with(|scope| scope.language).unwrap_or_default();
        let links = PageLinks::new(&site.outline, site.config.base_url.base_path(), (language, ""));
        let links = links.speaking(&lookups.setup.messages);
        let context = Context { links: &links, highlighter: None, options: &options };
        let source = SourceText::new("", text);
        let mut problems = Diagnostics::new();
        let scan = without_calls(&source, 0..text.len());
        let html = render(&scan, &source, &context, &mut problems).html;
        for read in links.reads() {
            match read.kind {
                LinkKind::Label => {
                    Scope::with(|scope| scope.ask(None, &read.path));
                }
                _ => Scope::read(|_| Read::Link(language, read.path)),
            }
        }
        if let Some(problem) = problems.iter().next() {
            return Err(Error::message(format!("filter `markdown`: {}", problem.message)));
        }
        Ok(Value::safe_string(if inline { unwrapped(&html) } else { &html }))
    });
}

/// One paragraph without its tags; anything else as it is.
fn unwrapped(html: &str) -> &str {
    let inner = html.trim_end().strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>"));
    inner.filter(|h| !h.contains("<p>")).unwrap_or(html)
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn one_paragraph_loses_its_tags() {
        assert_eq!(unwrapped("<p>a <em>b</em></p>\n"), "a <em>b</em>");
        assert_eq!(unwrapped("<p>a</p>\n<p>b</p>\n"), "<p>a</p>\n<p>b</p>\n");
        assert_eq!(unwrapped("<h1>a</h1>\n"), "<h1>a</h1>\n");
    }
}

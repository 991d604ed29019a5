//! Components that every site has, unless the site or its theme has its own of that name.

use super::scope::Scope;
use crate::content::markdown::escape;
use crate::source::SourceText;
use std::collections::BTreeMap;
use tera::{Error, Kwargs, State, Tera, Value};

/// Their names, templates and style sheets.
const ALL: [(&str, &str, &str); 5] = [
    (
        "CodeGroup",
        include_str!("builtin/components/CodeGroup.html"),
        include_str!("builtin/components/CodeGroup.css"),
    ),
    ("Details", include_str!("builtin/components/Details.html"), ""),
    ("Search", include_str!("builtin/components/Search.html"), include_str!("builtin/components/Search.css")),
    ("Vimeo", include_str!("builtin/components/Vimeo.html"), include_str!("builtin/components/Vimeo.css")),
    (
        "YouTube",
        include_str!("builtin/components/YouTube.html"),
        include_str!("builtin/components/YouTube.css"),
    ),
];

/// The templates of those that are not `taken`.
pub(super) fn templates(taken: &dyn Fn(&str) -> bool) -> Vec<(String, SourceText)> {
    let all = ALL.iter().filter(|(name, ..)| !taken(name));
    all.map(|(name, text, _)| {
        (
            format!("__builtin/components/{name}.html"),
            SourceText::new(format!("<built-in>/{name}.html"), *text),
        )
    })
    .collect()
}

/// Adds the style sheets of those whose templates are in use.
pub(super) fn styles(is_used: &dyn Fn(&str) -> bool) -> BTreeMap<String, SourceText> {
    let all = ALL.iter().filter(|(name, _, css)| !css.is_empty() && is_used(name));
    all.map(|(name, _, css)| ((*name).to_owned(), SourceText::new(format!("<built-in>/{name}.css"), *css)))
        .collect()
}

/// Registers what the templates call.
pub(super) fn register(tera: &mut Tera) {
    // A call from a template passes by the code that notes what a page uses; this one wants its style sheet there too.
    tera.register_function("__layer9_search", |_: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        Scope::with(|scope| scope.used.components.insert("Search".to_owned()));
        Ok(Value::from(""))
    });
    tera.register_function("__layer9_code_group", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let body: String = args.must_get("body")?;
        let label: String = args.must_get("label")?;
        let id = Scope::with(|scope| scope.ids.next("CodeGroup", &body)).unwrap_or_default();
        code_group(&body, &label, &id).map(|html| Value::safe_string(&html)).map_err(Error::message)
    });
}

const FIGURE: &str = "<figure class=\"code-figure\">\n<figcaption>";

/// Code blocks with titles as tabs: radio buttons, so that they work by keyboard and without a script.
fn code_group(body: &str, label: &str, id: &str) -> Result<String, String> {
    let mut parts = body.split(FIGURE);
    let before = parts.next().unwrap_or("");
    let mut html = String::from("<div class=\"code-group\" role=\"group\" aria-label=\"");
    escape::attribute(label, &mut html);
    html.push_str("\">\n");
    let mut count = 0;
    for part in parts {
        let pane = part.split_once("</figcaption>\n").and_then(|(title, rest)| {
            let (code, after) = rest.rsplit_once("</figure>")?;
            after.trim().is_empty().then_some((title, code))
        });
        let Some((title, code)) = pane else { return Err(WRONG.to_owned()) };
        count += 1;
        let checked = if count == 1 { " checked" } else { "" };
        // The title is HTML already.
        html.push_str(&format!(
            "<input type=\"radio\" name=\"{id}\" id=\"{id}-{count}\"{checked} /><label for=\"{id}-{count}\">{title}</label>\n\
             <div class=\"code-pane\">{code}</div>\n"
        ));
    }
    if count == 0 || !before.trim().is_empty() {
        return Err(WRONG.to_owned());
    }
    html.push_str("</div>");
    Ok(html)
}

const WRONG: &str = "a `CodeGroup` holds code blocks and nothing else, each with a `title`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups() {
        let block = |title: &str| format!("{FIGURE}{title}</figcaption>\n<pre>x</pre>\n</figure>\n");
        let html =
            code_group(&format!("{}{}", block("a &amp; b"), block("c")), "\"L\"", "i").expect("a group");
        assert_eq!(
            html,
            "<div class=\"code-group\" role=\"group\" aria-label=\"&quot;L&quot;\">\n\
             <input type=\"radio\" name=\"i\" id=\"i-1\" checked /><label for=\"i-1\">a &amp; b</label>\n<div class=\"code-pane\"><pre>x</pre>\n</div>\n\
             <input type=\"radio\" name=\"i\" id=\"i-2\" /><label for=\"i-2\">c</label>\n<div class=\"code-pane\"><pre>x</pre>\n</div>\n</div>"
        );
        for wrong in ["", "<p>x</p>", &format!("<p>x</p>{}", block("a")), &format!("{}<p>x</p>", block("a"))]
        {
            assert!(code_group(wrong, "", "i").is_err(), "{wrong}");
        }
    }
}

//! The Tera components that a template defines: the engine knows their names, not where they stand.

use std::ops::Range;

/// The names after `{% component`, with their places. Comments and raw blocks hold none.
pub(super) fn definitions(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|i| at + i) {
        let rest = text.get(open..).unwrap_or("");
        at = if rest.starts_with("{#") {
            after(text, open, "#}")
        } else if let Some(inner) = rest.strip_prefix("{%") {
            let words = inner.trim_start_matches('-').trim_start();
            if words.starts_with("raw") {
                after(text, open, "endraw")
            } else {
                if let Some(name) =
                    words.strip_prefix("component").filter(|w| w.starts_with([' ', '\t', '\n']))
                {
                    let name = name.trim_start();
                    let start = text.len() - name.len();
                    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
                    let name = name.get(..end.unwrap_or(name.len())).unwrap_or("");
                    found.push((name.to_owned(), start..start + name.len()));
                }
                open + 2
            }
        } else {
            open + 1
        };
    }
    found
}

fn after(text: &str, from: usize, end: &str) -> usize {
    text.get(from..).and_then(|rest| rest.find(end)).map_or(text.len(), |i| from + i + end.len())
}

#[cfg(test)]
mod tests {
    use super::definitions;

    #[test]
    fn finds_names_and_places() {
        let text = "{# {% component No() %} #}{% raw %}{% component No() %}{% endraw %}\
                    {%- component Card(title: string) -%}{% endcomponent Card %}{% component ui.b() %}";
        let names: Vec<_> = definitions(text).into_iter().map(|(name, span)| (name, &text[span])).collect();
        assert_eq!(names, [("Card".to_owned(), "Card"), ("ui.b".to_owned(), "ui.b")]);
    }
}

//! The words of the old site's templates as Fluent messages: `i18n/<language>.ftl`.

use super::report::Report;
use crate::import::new_site::NewSite;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// One text for all.
    Text(Vec<Part>),
    /// A text for each plural form of `$count`; `other` is the last one.
    Plural(BTreeMap<&'static str, Vec<Part>>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// As it is written.
    Literal(String),
    /// The value of an argument of `t`.
    Argument(String),
}

/// The plural forms of the CLDR, in its order; `other` is there in every language.
pub(super) const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The messages of a site, by language and key.
#[derive(Clone, Debug, Default)]
pub(super) struct Messages(BTreeMap<String, BTreeMap<String, Words>>);

impl Messages {
    /// Adds a message of the old site under the name that it has as a message; the first of a name stays.
    pub(super) fn add(&mut self, language: &str, old_key: &str, words: Words) {
        self.0.entry(language.to_owned()).or_default().entry(key(old_key)).or_insert(words);
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes a file for each language.
    pub(super) fn write(&self, site: &mut NewSite) {
        for (language, messages) in &self.0 {
            let mut text = String::new();
            for (key, words) in messages {
                let _ = writeln!(text, "{key} = {}", fluent(words));
            }
            site.text(format!("i18n/{language}.ftl"), text);
        }
    }
}

/// A key of the old site as the name of a message: letters, digits, dashes and underscores, a letter in front.
pub(super) fn key(old: &str) -> String {
    let mut new: String =
        old.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    if !new.starts_with(|c: char| c.is_ascii_alphabetic()) {
        new.insert_str(0, "m-");
    }
    new
}

/// Says of a key of the old site that its message is called otherwise now.
pub(super) fn note_renamed(file: &str, old: &str, report: &mut Report) {
    let new = key(old);
    if new != old {
        report.note(file, 0, format!("the message `{old}` is called `{new}` now"));
    }
}

fn fluent(words: &Words) -> String {
    match words {
        Words::Text(parts) => pattern(parts, "    "),
        Words::Plural(forms) => {
            let mut text = String::from("{ $count ->");
            for form in FORMS {
                let Some(parts) = forms.get(form) else { continue };
                let default = if form == "other" { "*" } else { " " };
                let _ = write!(text, "\n   {default}[{form}] {}", pattern(parts, "        "));
            }
            text + "\n}"
        }
    }
}

/// A text in Fluent's syntax. Lines after the first are indented; what would be taken for syntax, and white space that
/// would be lost, stands in a string of its own.
fn pattern(parts: &[Part], indent: &str) -> String {
    let mut out = String::new();
    let mut at_start = true;
    for (i, part) in parts.iter().enumerate() {
        let is_last = i + 1 == parts.len();
        match part {
            Part::Argument(name) => {
                let _ = write!(out, "{{ ${name} }}");
                at_start = false;
            }
            Part::Literal(text) => {
                let mut rest = text.chars().peekable();
                while let Some(c) = rest.next() {
                    match c {
                        '\r' if rest.peek() == Some(&'\n') => {}
                        '\n' => {
                            // An empty line within stays one, but not at the ends.
                            out.push('\n');
                            out.push_str(indent);
                            at_start = true;
                            continue;
                        }
                        '{' => out.push_str("{ \"{\" }"),
                        '}' => out.push_str("{ \"}\" }"),
                        ' ' if at_start || rest.peek().map_or(is_last, |next| *next == '\n') => {
                            out.push_str("{ \" \" }");
                        }
                        '.' | '*' | '[' if at_start => {
                            let _ = write!(out, "{{ \"{c}\" }}");
                        }
                        c => out.push(c),
                    }
                    at_start = false;
                }
            }
        }
    }
    let out = out.trim_end();
    if out.is_empty() { "{ \"\" }".to_owned() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_say_in_fluent_what_they_said() {
        let literal = |text: &str| Words::Text(vec![Part::Literal(text.to_owned())]);
        let mut forms = BTreeMap::new();
        forms.insert("one", vec![Part::Literal("One page".to_owned())]);
        forms.insert("other", vec![Part::Argument("count".to_owned()), Part::Literal(" pages".to_owned())]);
        let cases = [
            (literal("plain"), "plain"),
            (literal(""), ""),
            (literal(" a {b} "), " a {b} "),
            (literal("*x\n[y]\n\n .z\n"), "*x\n[y]\n\n .z"),
            (literal("[x] = \"y\" # z"), "[x] = \"y\" # z"),
            (Words::Plural(forms), "3 pages"),
        ];
        for (words, said) in cases {
            let text = format!("m = {}\n", fluent(&words));
            let resource = fluent_bundle::FluentResource::try_new(text.clone())
                .unwrap_or_else(|e| panic!("{text}: {e:?}"));
            let mut bundle = fluent_bundle::FluentBundle::new(vec!["en".parse().unwrap()]);
            bundle.set_use_isolating(false);
            bundle.add_resource(resource).unwrap();
            let mut arguments = fluent_bundle::FluentArgs::new();
            arguments.set("count", 3);
            let message = bundle.get_message("m").and_then(|m| m.value()).unwrap();
            let found = bundle.format_pattern(message, Some(&arguments), &mut Vec::new());
            assert_eq!(found, said, "{text}");
        }
    }

    #[test]
    fn keys_become_names() {
        for (old, new) in
            [("a_b-c", "a_b-c"), ("read more", "read-more"), ("nav.home", "nav-home"), ("404", "m-404")]
        {
            assert_eq!(key(old), new);
        }
    }
}

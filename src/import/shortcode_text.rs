//! Shortcodes as they are written in Markdown: Zola's and Hugo's notations, and what a call becomes.

use super::calls::{Names, tag};
use super::markdown::Edits;
use crate::config::data::{Data, Node};
use std::ops::Range;

/// A tag of a shortcode.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ShortcodeTag {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
    /// The shortcode's name; empty for Zola's `{% end %}`.
    pub(super) name: String,
    /// Its arguments; those without a name are called `0`, `1`, …
    pub(super) args: Vec<(String, Node)>,
}

/// The kinds of tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A call without a body, as far as the tag says.
    Call,
    /// A call that has no body, by its own slash.
    Closed,
    /// A call that starts a body.
    Open,
    /// The end of a body.
    End,
    /// An escaped tag, with the text that it stands for.
    Escaped(String),
}

/// The tags of Zola's shortcodes, to 0.22 as calls of functions, from 0.23 as components.
pub(super) fn zola_tags(text: &str) -> Vec<ShortcodeTag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|i| at + i) {
        at = start + 1;
        let rest = text.get(start..).unwrap_or("");
        let (open, close, block) = match rest.as_bytes() {
            [b'{', b'{', ..] => ("{{", "}}", false),
            [b'{', b'%', ..] => ("{%", "%}", true),
            _ => continue,
        };
        let inner = rest.get(2..).unwrap_or("");
        if let Some(escaped) = inner.strip_prefix("/*") {
            let Some(end) = escaped.find("*/") else { continue };
            let after = escaped.get(end + 2..).unwrap_or("");
            if !after.starts_with(close) {
                continue;
            }
            let stands_for = format!("{open}{}{close}", escaped.get(..end).unwrap_or(""));
            let range = start..start + 2 + 2 + end + 2 + 2;
            at = range.end;
            tags.push(ShortcodeTag {
                range,
                kind: Kind::Escaped(stands_for),
                name: String::new(),
                args: Vec::new(),
            });
            continue;
        }
        let mut reader = Reader { text: inner, at: 0 };
        reader.eat("-");
        reader.space();
        let Some((kind, name, args)) = reader.zola_call(block) else { continue };
        reader.space();
        reader.eat("-");
        if !reader.eat(close) {
            continue;
        }
        let range = start..start + 2 + reader.at;
        at = range.end;
        tags.push(ShortcodeTag { range, kind, name, args });
    }
    tags
}

/// The tags of Hugo's shortcodes.
pub(super) fn hugo_tags(text: &str) -> Vec<ShortcodeTag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("{{")).map(|i| at + i) {
        at = start + 2;
        let rest = text.get(start..).unwrap_or("");
        let (open, close) = match rest.as_bytes().get(2) {
            Some(b'<') => ("{{<", ">}}"),
            Some(b'%') => ("{{%", "%}}"),
            _ => continue,
        };
        let inner = rest.get(3..).unwrap_or("");
        if let Some(escaped) = inner.trim_start().strip_prefix("/*") {
            let skipped = inner.len() - inner.trim_start().len();
            let Some(end) = escaped.find("*/") else { continue };
            let after = escaped.get(end + 2..).unwrap_or("");
            if !after.trim_start().starts_with(close) {
                continue;
            }
            let spaces = after.len() - after.trim_start().len();
            let stands_for = format!("{open}{}{close}", escaped.get(..end).unwrap_or(""));
            let range = start..start + 3 + skipped + 2 + end + 2 + spaces + 3;
            at = range.end;
            tags.push(ShortcodeTag {
                range,
                kind: Kind::Escaped(stands_for),
                name: String::new(),
                args: Vec::new(),
            });
            continue;
        }
        let mut reader = Reader { text: inner, at: 0 };
        let Some((kind, name, args)) = reader.hugo_call(close) else { continue };
        let range = start..start + 3 + reader.at;
        at = range.end;
        tags.push(ShortcodeTag { range, kind, name, args });
    }
    pair(&mut tags);
    tags
}

/// Hugo's opening tags look like calls: those with an end behind them start a body.
fn pair(tags: &mut [ShortcodeTag]) {
    let mut open: Vec<usize> = Vec::new();
    for i in 0..tags.len() {
        let Some(tag) = tags.get(i) else { break };
        match tag.kind {
            Kind::Call => open.push(i),
            Kind::End => {
                let name = tag.name.clone();
                let found = open.iter().rposition(|o| tags.get(*o).is_some_and(|t| t.name == name));
                if let Some(found) = found {
                    if let Some(opening) = open.get(found).and_then(|o| tags.get_mut(*o)) {
                        opening.kind = Kind::Open;
                    }
                    open.truncate(found);
                }
            }
            Kind::Closed | Kind::Open | Kind::Escaped(_) => {}
        }
    }
}

/// Replaces tags by calls of the component: `open` with its `end` where it has a body.
pub(super) fn call(
    text: &str,
    open: &ShortcodeTag,
    end: Option<&ShortcodeTag>,
    (name, args): (&str, &[(String, Node)]),
    edits: &mut Edits,
) {
    let Some(end) = end else {
        edits.replace(open.range.clone(), tag(name, args, true));
        return;
    };
    let body = text.get(open.range.end..end.range.start).unwrap_or("");
    let (mut opening, mut closing) = (tag(name, args, false), format!("</{name}>"));
    if body.contains('\n') {
        // A body of several lines is a block: its tags stand on lines of their own.
        let line = text.get(..open.range.start).and_then(|t| t.rsplit('\n').next()).unwrap_or("");
        let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
        if !line.trim_start_matches(['>', ' ', '\t']).is_empty() && !is_list_mark(line) {
            opening.insert_str(0, &format!("\n\n{indent}"));
        }
        if !body.starts_with(['\n', '\r']) {
            opening.push_str(&format!("\n{indent}"));
        }
        let last = body.rsplit('\n').next().unwrap_or("");
        if !last.trim_start_matches(['>', ' ', '\t']).is_empty() {
            closing.insert_str(0, &format!("\n{indent}"));
        }
        let after = text.get(end.range.end..).and_then(|t| t.split('\n').next()).unwrap_or("");
        // Another tag may follow on the line; text may not.
        if !after.trim().is_empty() && !after.trim_start().starts_with("{{") {
            closing.push_str(&format!("\n\n{indent}"));
        }
    }
    edits.replace(open.range.clone(), opening);
    edits.replace(end.range.clone(), closing);
}

/// Whether a line so far is nothing but the mark of a list item.
fn is_list_mark(line: &str) -> bool {
    let mark = line.trim();
    matches!(mark, "-" | "*" | "+")
        || mark
            .strip_suffix(['.', ')'])
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// The end of the body that starts at the tag `open`, among `tags`; Zola's ends have no names.
pub(super) fn end_of(tags: &[ShortcodeTag], open: usize) -> Option<usize> {
    let name = &tags.get(open)?.name;
    let mut depth = 0usize;
    for (i, tag) in tags.iter().enumerate().skip(open + 1) {
        let same = tag.name == *name || tag.name.is_empty();
        match tag.kind {
            Kind::Open if same || tags.iter().any(|t| t.kind == Kind::End && t.name.is_empty()) => depth += 1,
            Kind::End if same && depth == 0 => return Some(i),
            Kind::End if same => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a tag stands where no component can: in the address of a link, or in an attribute of an HTML tag.
pub(super) fn within_address(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let in_link = line.rfind("](").is_some_and(|open| !line.get(open + 2..).unwrap_or("").contains(')'));
    let in_tag = line.rfind('<').is_some_and(|open| {
        let tag = line.get(open..).unwrap_or("");
        tag.get(1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic())) && !tag.contains('>')
    });
    in_link || in_tag
}

/// The names of components for shortcodes, and how often each is called.
pub(super) type Uses = std::collections::BTreeMap<String, usize>;

/// Counts a call.
pub(super) fn used(uses: &mut Uses, names: &mut Names, shortcode: &str) -> String {
    *uses.entry(shortcode.to_owned()).or_default() += 1;
    names.of(shortcode)
}

type Parts = (Kind, String, Vec<(String, Node)>);

/// Reads a tag's inside.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn word(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    fn zola_call(&mut self, block: bool) -> Option<Parts> {
        if self.eat("</") {
            let name = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')).to_owned();
            self.space();
            return (self.eat(">") && block).then_some((Kind::End, name, Vec::new()));
        }
        if self.eat("<") {
            return self.zola_component(block);
        }
        let name = self.word(|c| c.is_ascii_alphanumeric() || c == '_').to_owned();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.space();
        if block && name == "end" {
            return Some((Kind::End, String::new(), Vec::new()));
        }
        if !self.eat("(") {
            return None;
        }
        let mut args = Vec::new();
        loop {
            self.space();
            if self.eat(")") {
                break;
            }
            let key = self.word(|c| c.is_ascii_alphanumeric() || c == '_').to_owned();
            self.space();
            if key.is_empty() || !self.eat("=") {
                return None;
            }
            self.space();
            args.push((key, self.literal()?));
            self.space();
            if !self.eat(",") && !self.rest().starts_with(')') {
                return None;
            }
        }
        Some((if block { Kind::Open } else { Kind::Closed }, name, args))
    }

    fn zola_component(&mut self, block: bool) -> Option<Parts> {
        let name = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')).to_owned();
        if name.is_empty() {
            return None;
        }
        let mut args = Vec::new();
        loop {
            self.space();
            if self.eat("/>") {
                return Some((Kind::Closed, name, args));
            }
            if self.eat(">") {
                return block.then_some((Kind::Open, name, args));
            }
            let key = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).to_owned();
            if key.is_empty() {
                return None;
            }
            let value = if self.eat("=") {
                let braces = self.eat("{");
                self.space();
                let value = self.literal()?;
                self.space();
                if braces && !self.eat("}") {
                    return None;
                }
                value
            } else {
                return None;
            };
            args.push((key, value));
        }
    }

    /// A literal of Tera.
    fn literal(&mut self) -> Option<Node> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        if matches!(first, '"' | '\'' | '`') {
            self.at += 1;
            let inner = self.rest();
            let end = inner.find(first)?;
            self.at += end + 1;
            let text = inner.get(..end).unwrap_or("");
            let text =
                if first == '`' { text.to_owned() } else { text.replace("\\n", "\n").replace("\\t", "\t") };
            return Some(Node::new(Data::String(text)));
        }
        if first == '[' {
            self.at += 1;
            let mut items = Vec::new();
            loop {
                self.space();
                if self.eat("]") {
                    return Some(Node::new(Data::List(items)));
                }
                items.push(self.literal()?);
                self.space();
                if !self.eat(",") && !self.rest().starts_with(']') {
                    return None;
                }
            }
        }
        let word = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'));
        Some(Node::new(match word {
            "true" | "True" => Data::Bool(true),
            "false" | "False" => Data::Bool(false),
            "none" | "None" | "null" => Data::Null,
            number => scalar(number).filter(|data| !matches!(data, Data::String(_)))?,
        }))
    }

    fn hugo_call(&mut self, close: &str) -> Option<Parts> {
        self.space();
        let end = self.eat("/");
        self.space();
        let name = self
            .word(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.'))
            .trim_end_matches('/')
            .to_owned();
        if name.is_empty() {
            return None;
        }
        if self.text.get(..self.at).is_some_and(|t| t.ends_with('/')) {
            self.at -= 1;
        }
        let mut args = Vec::new();
        loop {
            self.space();
            let slash = self.rest().starts_with('/')
                && self.rest().get(1..).is_some_and(|r| r.trim_start().starts_with(close));
            if slash {
                self.eat("/");
                self.space();
            }
            if self.eat(close) {
                let kind = match (end, slash) {
                    (true, _) => Kind::End,
                    (_, true) => Kind::Closed,
                    _ => Kind::Call,
                };
                return Some((kind, name, args));
            }
            if self.rest().is_empty() || self.rest().starts_with("{{") {
                return None;
            }
            let start = self.at;
            let key = self.word(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).to_owned();
            if !key.is_empty() && self.eat("=") {
                let value = self.hugo_value(close)?;
                args.push((key, value));
                continue;
            }
            self.at = start;
            let position = args.len().to_string();
            let value = self.hugo_value(close)?;
            args.push((position, value));
        }
    }

    fn hugo_value(&mut self, close: &str) -> Option<Node> {
        let rest = self.rest();
        match rest.chars().next()? {
            '`' => {
                let end = rest.get(1..)?.find('`')?;
                self.at += end + 2;
                Some(Node::new(Data::String(rest.get(1..=end).unwrap_or("").to_owned())))
            }
            quote @ ('"' | '\'') => {
                let mut text = String::new();
                let mut escaped = false;
                for (i, c) in rest.char_indices().skip(1) {
                    match c {
                        c if escaped => {
                            text.push(match c {
                                'n' => '\n',
                                't' => '\t',
                                c => c,
                            });
                            escaped = false;
                        }
                        '\\' => escaped = true,
                        c if c == quote => {
                            self.at += i + c.len_utf8();
                            return Some(Node::new(Data::String(text)));
                        }
                        c => text.push(c),
                    }
                }
                None
            }
            _ => {
                let end = rest
                    .find(char::is_whitespace)
                    .unwrap_or(rest.len())
                    .min(rest.find(close).unwrap_or(rest.len()));
                let word = rest.get(..end).filter(|word| !word.is_empty())?;
                self.at += end;
                Some(Node::new(match word {
                    "true" => Data::Bool(true),
                    "false" => Data::Bool(false),
                    word => scalar(word).unwrap_or_else(|| Data::String(word.to_owned())),
                }))
            }
        }
    }
}

/// A number, if the word is one.
fn scalar(word: &str) -> Option<Data> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with(|c: char| c.is_ascii_digit())
        || (digits.len() > 1 && digits.starts_with('0') && !digits.contains('.'))
    {
        return None;
    }
    if let Ok(n) = word.parse::<i64>() {
        return Some(Data::Int(n));
    }
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    word.parse::<f64>().ok().filter(|n| plain && n.is_finite()).map(Data::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tags: &[ShortcodeTag]) -> Vec<String> {
        tags.iter()
            .map(|t| match &t.kind {
                Kind::Escaped(text) => format!("escaped {text}"),
                kind => format!("{kind:?} {}", tag(&t.name, &t.args, true)),
            })
            .collect()
    }

    #[test]
    fn zola() {
        for (text, expected) in [
            ("{{ youtube(id=\"a\", autoplay=true) }}", vec!["Closed <youtube id=\"a\" autoplay={true} />"]),
            ("{{ x(n=-1.5, l=[\"a\", 2]) }}", vec!["Closed <x n={-1.5} l={[\"a\", 2]} />"]),
            ("{% quote(by='a') %}b{% end %}", vec!["Open <quote by=\"a\" />", "End < />"]),
            ("{%- quote() -%}b{%- end -%}", vec!["Open <quote />", "End < />"]),
            ("{{/* x() */}}", vec!["escaped {{ x() }}"]),
            ("{{ page.title }} {% if x %}", vec![]),
            ("{{ <forms.Button label=\"a\" n={3} /> }}", vec!["Closed <forms.Button label=\"a\" n={3} />"]),
            ("{% <Box> %}b{% </Box> %}", vec!["Open <Box />", "End <Box />"]),
        ] {
            assert_eq!(shown(&zola_tags(text)), expected, "{text}");
        }
    }

    #[test]
    fn hugo() {
        for (text, expected) in [
            ("{{< youtube abc123 >}}", vec!["Call <youtube _0=\"abc123\" />"]),
            ("{{< fig src=\"a b.png\" width=3 />}}", vec!["Closed <fig src=\"a b.png\" width={3} />"]),
            ("{{% note %}}b{{% /note %}}", vec!["Open <note />", "End <note />"]),
            ("{{< a >}}{{< b >}}{{< /a >}}", vec!["Open <a />", "Call <b />", "End <a />"]),
            ("{{</* x */>}} {{%/* y */%}}", vec!["escaped {{< x >}}", "escaped {{% y %}}"]),
            ("{{< x `a \"b\"` \"c\\\"d\" >}}", vec!["Call <x _0=\"a \\\"b\\\"\" _1=\"c\\\"d\" />"]),
            ("{{< blocks/cover\n  title=\"a\" >}}", vec!["Call <blocks/cover title=\"a\" />"]),
            ("{{ .Title }} {{< >}}", vec![]),
            ("{{< v 007 >}}", vec!["Call <v _0=\"007\" />"]),
        ] {
            assert_eq!(shown(&hugo_tags(text)), expected, "{text}");
        }
    }
}

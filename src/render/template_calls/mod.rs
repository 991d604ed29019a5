//! Finds the component calls in Tera 2 templates and holds them against signatures before anything is
//! rendered, in branches that no page takes too.
//!
//! Tera's own syntax tree is private and its check goes no further than a component's name. The forms are
//! Tera's: `{{ <Name a="x" b={expression} c {...spread} /> }}`, where `c` alone means the variable `c`, and
//! `{% <Name …> %}…{% </Name> %}`. Literals are checked; of other expressions only that the prop exists.
//! Components that are defined in templates are looked up like all others. Syntax errors are left to Tera.

mod lexer;

use crate::content::component::{Call, Given, GivenProp, GivenSlot, Literal, Signature, check_call, unknown};
use crate::diagnostics::Diagnostics;
use crate::source::SourceText;
pub(in crate::render) use lexer::{Kind, Token, tags};
use std::collections::BTreeSet;
use std::ops::Range;

/// The most expressions in one another that are looked into; Tera's own limit is lower.
const MAX_DEPTH: usize = 128;

/// A component call in a template.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateCall {
    /// Its name, props and spans. Its only slot is `default`, where it has a body.
    pub call: Call,
    /// Whether props may come from a spread value, `{...props}`.
    pub spread: bool,
}

/// The component calls of a template in the order of their opening tags, those within props included.
pub fn template_calls(source: &SourceText) -> Vec<TemplateCall> {
    let mut finder = Finder { calls: Vec::new(), open: Vec::new() };
    for (is_block, tokens) in tags(&source.text) {
        if is_block {
            finder.block(&tokens);
        } else {
            finder.expressions(&tokens, 0);
        }
    }
    finder.calls
}

/// The components that a template defines with `{% component Name(…) %}`, and where each name stands.
pub fn definitions(text: &str) -> Vec<(String, Range<usize>)> {
    tags(text)
        .into_iter()
        .filter(|(is_block, tokens)| {
            *is_block && tokens.first().is_some_and(|t| t.kind == Kind::Word("component".into()))
        })
        .filter_map(|(_, tokens)| dotted_name(&tokens, 1))
        .map(|(name, span, _)| (name, span))
        .collect()
}

/// Holds every call of a template against the signature of its component.
///
/// `names` are all components, for suggestions. A name that starts with a capital letter and is unknown is an
/// error (L9-0401); any other unknown name is Tera's to report. For the rest see [`check_call`].
pub fn check_template<'a>(
    source: &SourceText,
    lookup: &dyn Fn(&str) -> Option<&'a Signature>,
    names: &BTreeSet<&str>,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let names: Vec<&str> = names.iter().copied().collect();
    let at = |span: Range<usize>| source.at(span);
    for TemplateCall { call, spread } in template_calls(source) {
        match lookup(&call.name) {
            Some(signature) => diagnostics.extend(check_call(&call, spread, signature, &at).1),
            None if call.name.starts_with(|c: char| c.is_ascii_uppercase()) => {
                diagnostics.push(unknown(&call.name, &names).at(at(call.name_span.clone())));
            }
            None => {}
        }
    }
    diagnostics
}

struct Finder {
    calls: Vec<TemplateCall>,
    /// Calls that wait for their closing tag.
    open: Vec<usize>,
}

/// The props of a call, and what follows them.
#[derive(Default)]
struct Attributes {
    props: Vec<GivenProp>,
    spread: bool,
    /// Index of the token after the last prop.
    next: usize,
}

impl Finder {
    fn block(&mut self, tokens: &[Token]) {
        match tokens.first().map(|t| &t.kind) {
            Some(Kind::Sign(b'<')) => {
                if let Some((index, end)) = self.call(tokens, 0, 0)
                    && tokens.get(end).is_some_and(|t| t.is(b'>'))
                {
                    let tag_end = tokens.get(end).map_or(0, |t| t.span.end);
                    if let Some(found) = self.calls.get_mut(index) {
                        found.call.tag.end = tag_end;
                        found.call.span.end = tag_end;
                        found.call.block = true;
                        found
                            .call
                            .slots
                            .push(GivenSlot { name: "default".into(), span: found.call.tag.clone() });
                    }
                    self.open.push(index);
                }
            }
            Some(Kind::CloseStart) => {
                let Some((name, _, _)) = dotted_name(tokens, 1) else { return };
                let calls = &self.calls;
                let found =
                    self.open.iter().rposition(|i| calls.get(*i).is_some_and(|c| c.call.name == name));
                if let Some(found) = found {
                    let index = self.open.get(found).copied();
                    self.open.truncate(found);
                    let end = tokens.last().map_or(0, |t| t.span.end);
                    if let Some(call) = index.and_then(|i| self.calls.get_mut(i)) {
                        call.call.span.end = end;
                    }
                }
            }
            // The name and the parameters of a definition hold no calls.
            Some(Kind::Word(word)) if word == "component" => {}
            _ => self.expressions(tokens, 0),
        }
    }

    /// Finds calls where an operand can stand: elsewhere `<` compares.
    fn expressions(&mut self, tokens: &[Token], depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut i = 0;
        let mut operand = false;
        while let Some(token) = tokens.get(i) {
            if !operand
                && token.is(b'<')
                && let Some((index, next)) = self.call(tokens, i, depth)
            {
                let closed = tokens.get(next).is_some_and(|t| t.is(b'/'))
                    && tokens.get(next + 1).is_some_and(|t| t.is(b'>'));
                i = if closed { next + 2 } else { next.max(i + 1) };
                if closed && let Some(found) = self.calls.get_mut(index) {
                    let end = tokens.get(i - 1).map_or(found.call.tag.end, |t| t.span.end);
                    found.call.tag.end = end;
                    found.call.span.end = end;
                }
                operand = true;
                continue;
            }
            operand = match &token.kind {
                Kind::Word(word) => !(is_operator(word) || i == 0 && is_statement(word)),
                Kind::Text(_) | Kind::Int(_) | Kind::Float(_) => true,
                Kind::Sign(b) => matches!(b, b')' | b']' | b'}'),
                Kind::CloseStart
                | Kind::Operator
                | Kind::OptionalDot
                | Kind::OptionalIndex
                | Kind::Spread => false,
            };
            i += 1;
        }
    }

    /// Reads the call whose `<` is at `start`: its index, and that of the token after its props.
    fn call(&mut self, tokens: &[Token], start: usize, depth: usize) -> Option<(usize, usize)> {
        let (name, name_span, next) = dotted_name(tokens, start + 1)?;
        let open = tokens.get(start)?.span.start;
        let index = self.calls.len();
        let call = Call {
            name,
            name_span: name_span.clone(),
            tag: open..name_span.end,
            span: open..name_span.end,
            props: Vec::new(),
            slots: Vec::new(),
            block: false,
            parent: self.open.last().copied(),
            offered: false,
        };
        self.calls.push(TemplateCall { call, spread: false });
        let attributes = self.attributes(tokens, next, depth);
        let end = tokens.get(attributes.next.saturating_sub(1)).map_or(name_span.end, |t| t.span.end);
        if let Some(found) = self.calls.get_mut(index) {
            found.call.props = attributes.props;
            found.call.tag.end = end;
            found.call.span.end = end;
            found.spread = attributes.spread;
        }
        Some((index, attributes.next))
    }

    fn attributes(&mut self, tokens: &[Token], start: usize, depth: usize) -> Attributes {
        let mut found = Attributes { next: start, ..Attributes::default() };
        loop {
            let Some(token) = tokens.get(found.next) else { return found };
            match &token.kind {
                Kind::Word(name) => {
                    let name_span = token.span.clone();
                    let after = found.next + 1;
                    let mut value = Given::Dynamic;
                    let mut value_span = name_span.clone();
                    found.next = after;
                    if tokens.get(after).is_some_and(|t| t.is(b'=')) {
                        match tokens.get(after + 1) {
                            Some(Token { kind: Kind::Text(text), span }) => {
                                value = Given::Literal(Literal::String(text.clone()));
                                value_span = span.clone();
                                found.next = after + 2;
                            }
                            Some(brace) if brace.is(b'{') => {
                                let Some(close) = closing(tokens, after + 1) else { return found };
                                let inner = tokens.get(after + 2..close).unwrap_or(&[]);
                                value_span = brace.span.start
                                    ..tokens.get(close).map_or(brace.span.end, |t| t.span.end);
                                match literal(inner, 0) {
                                    Some((literal, used)) if used == inner.len() => {
                                        value = Given::Literal(literal)
                                    }
                                    _ => self.expressions(inner, depth + 1),
                                }
                                found.next = close + 1;
                            }
                            _ => return found,
                        }
                    }
                    // Tera takes the last of two equal names.
                    found.props.retain(|p| p.name != *name);
                    found.props.push(GivenProp { name: name.clone(), name_span, value, value_span });
                }
                Kind::Sign(b'{') if tokens.get(found.next + 1).is_some_and(|t| t.kind == Kind::Spread) => {
                    found.spread = true;
                    let Some(close) = closing(tokens, found.next) else { return found };
                    self.expressions(tokens.get(found.next + 2..close).unwrap_or(&[]), depth + 1);
                    found.next = close + 1;
                }
                _ => return found,
            }
        }
    }
}

fn is_operator(word: &str) -> bool {
    matches!(word, "and" | "or" | "not" | "in" | "is" | "if" | "else")
}

fn is_statement(word: &str) -> bool {
    matches!(word, "elif" | "set" | "set_global" | "for" | "filter")
}

/// A component's name, its parts joined by dots, its place, and the index of the token after it.
fn dotted_name(tokens: &[Token], start: usize) -> Option<(String, Range<usize>, usize)> {
    let Token { kind: Kind::Word(first), span } = tokens.get(start)? else { return None };
    let mut name = first.clone();
    let mut span = span.clone();
    let mut next = start + 1;
    while tokens.get(next).is_some_and(|t| t.is(b'.')) {
        let Some(Token { kind: Kind::Word(part), span: part_span }) = tokens.get(next + 1) else { break };
        name.push('.');
        name.push_str(part);
        span.end = part_span.end;
        next += 2;
    }
    Some((name, span, next))
}

/// The index of the bracket that closes the one at `start`.
fn closing(tokens: &[Token], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (i, token) in tokens.iter().enumerate().skip(start) {
        match token.kind {
            Kind::Sign(b'{' | b'[' | b'(') | Kind::OptionalIndex => depth += 1,
            Kind::Sign(b'}' | b']' | b')') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

/// The literal that the tokens start with, and how many of them it takes.
fn literal(tokens: &[Token], depth: usize) -> Option<(Literal, usize)> {
    if depth > crate::content::component::grammar::MAX_LITERAL_DEPTH {
        return None;
    }
    let first = tokens.first()?;
    let value = match &first.kind {
        Kind::Text(text) => Literal::String(text.clone()),
        Kind::Int(n) => Literal::Int(*n),
        Kind::Float(n) => Literal::Float(*n),
        Kind::Word(word) => match word.as_str() {
            "true" | "True" => Literal::Bool(true),
            "false" | "False" => Literal::Bool(false),
            "none" | "None" | "null" => Literal::None,
            _ => return None,
        },
        Kind::Sign(b'-') => {
            return match tokens.get(1)?.kind {
                Kind::Int(n) => Some((Literal::Int(-n), 2)),
                Kind::Float(n) => Some((Literal::Float(-n), 2)),
                _ => None,
            };
        }
        Kind::Sign(b'[') => return list(tokens, depth),
        Kind::Sign(b'{') => return map(tokens, depth),
        _ => return None,
    };
    Some((value, 1))
}

fn list(tokens: &[Token], depth: usize) -> Option<(Literal, usize)> {
    let mut items = Vec::new();
    let mut at = 1;
    loop {
        if tokens.get(at)?.is(b']') {
            return Some((Literal::List(items), at + 1));
        }
        let (item, used) = literal(tokens.get(at..)?, depth + 1)?;
        items.push(item);
        at += used;
        if tokens.get(at)?.is(b',') {
            at += 1;
        } else if !tokens.get(at)?.is(b']') {
            return None;
        }
    }
}

fn map(tokens: &[Token], depth: usize) -> Option<(Literal, usize)> {
    let mut entries: Vec<(String, Literal)> = Vec::new();
    let mut at = 1;
    loop {
        if tokens.get(at)?.is(b'}') {
            return Some((Literal::Map(entries), at + 1));
        }
        let key = match &tokens.get(at)?.kind {
            Kind::Text(text) => text.clone(),
            Kind::Int(n) => n.to_string(),
            _ => return None,
        };
        if !tokens.get(at + 1)?.is(b':') {
            return None;
        }
        let (value, used) = literal(tokens.get(at + 2..)?, depth + 1)?;
        entries.retain(|(k, _)| *k != key);
        entries.push((key, value));
        at += 2 + used;
        if tokens.get(at)?.is(b',') {
            at += 1;
        } else if !tokens.get(at)?.is(b'}') {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::component::{ComponentKind, Prop, PropType};

    fn calls(template: &str) -> String {
        let source = SourceText::new("templates/page.html", template);
        let found: Vec<String> = template_calls(&source)
            .into_iter()
            .map(|TemplateCall { call, spread }| {
                let props: String = call
                    .props
                    .iter()
                    .map(|p| match &p.value {
                        Given::Dynamic => format!(" {}=?", p.name),
                        Given::Literal(Literal::String(text)) => format!(" {}={text:?}", p.name),
                        Given::Literal(literal) => format!(" {}={literal:?}", p.name),
                    })
                    .collect();
                let more = if spread { " ..." } else { "" };
                format!("{}{props}{more} `{}`", call.name, &template[call.span])
            })
            .collect();
        found.join(" | ")
    }

    #[track_caller]
    fn check(template: &str, expected: &str) {
        assert_eq!(calls(template), expected, "{template}");
    }

    #[test]
    fn finds_calls() {
        check("{{ <Card a=\"x\" /> }}", "Card a=\"x\" `<Card a=\"x\" />`");
        check("{{<Card/>}}{{-<Card/>-}}", "Card `<Card/>` | Card `<Card/>`");
        check(
            "{{ <ui.Card a={1} b={-2.5} c={true} d={none} /> }}",
            "ui.Card a=Int(1) b=Float(-2.5) c=Bool(true) d=None `<ui.Card a={1} b={-2.5} c={true} d={none} />`",
        );
        check(
            "{{ <Card a={page.title} b {...rest} c={[1, 'x']} d={ {\"k\": 1} } /> }}",
            "Card a=? b=? c=List([Int(1), String(\"x\")]) d=Map([(\"k\", Int(1))]) ... \
             `<Card a={page.title} b {...rest} c={[1, 'x']} d={ {\"k\": 1} } />`",
        );
        check(
            "{% <Card a={x | upper}> %}b{{ <B/> }}{% </Card> %}c",
            "Card a=? `<Card a={x | upper}> %}b{{ <B/> }}{% </Card>` | B `<B/>`",
        );
        check(
            "{{ <Card icon={<Icon name=\"a\"/>} x={a?[0]} y/> }}",
            "Card icon=? x=? y=? `<Card icon={<Icon name=\"a\"/>} x={a?[0]} y/>` | Icon name=\"a\" `<Icon name=\"a\"/>`",
        );
        check(
            "{% if false %}{{ <A/> }}{% elif x < B %}{% else %}{% set y = <C/> %}{% endif %}",
            "A `<A/>` | C `<C/>`",
        );
        check("{{ a if b else <C/> }}{{ [<D/>, f(x=<E/>)] | join }}", "C `<C/>` | D `<D/>` | E `<E/>`");
        check("{{ a < B }}{{ 1 < C }}{{ x[0] < D }}{{ (x) < E }}", "");
        check("{# {{ <A/> }} #}{% raw %}{{ <B/> }}{% endraw %}{{ \"{{ <C/> }}\" }}{{ '<D/>' }}<E/>", "");
        check("{%- raw -%}{{ <A/> }}{%- endraw -%}{{ <B/> }}", "B `<B/>`");
        check("{% component Card(title: string, x = 1) %}{{ <B/> }}{% endcomponent Card %}", "B `<B/>`");
        check(
            "{{ <A b=\"it\\\"s }}\" /> }}{{ <C/> }}",
            "A b=\"it\\\"s }}\" `<A b=\"it\\\"s }}\" />` | C `<C/>`",
        );
        check("{{ <A a={1} a={2}/> }}", "A a=Int(2) `<A a={1} a={2}/>`");
        // What Tera rejects is Tera's to report; nothing here may fail on it.
        for broken in [
            "{{ <",
            "{{ <A",
            "{{ <A b={",
            "{% <A",
            "{% </A> %}",
            "{{ \"",
            "{#",
            "{% raw %}",
            "{{ <A b= }}",
            "{{ \u{e4} }}",
        ] {
            calls(broken);
        }
    }

    #[test]
    fn names_and_definitions() {
        let source = SourceText::new("t.html", "{{ <B/> }}{% if x %}{{ <A/> }}{{ <B/> }}{% endif %}");
        let names: Vec<String> = template_calls(&source).into_iter().map(|found| found.call.name).collect();
        assert_eq!(names, ["B", "A", "B"]);
        let text =
            "{% component Card(a) %}{% endcomponent Card %}{%- component ui.Row() -%}{% endcomponent %}";
        let found: Vec<(String, &str)> = definitions(text).into_iter().map(|(n, s)| (n, &text[s])).collect();
        assert_eq!(found, [("Card".to_owned(), "Card"), ("ui.Row".to_owned(), "ui.Row")]);
    }

    #[test]
    fn checks_against_signatures() {
        let card = Signature {
            name: "Card".into(),
            kind: ComponentKind::Template,
            origin: "templates/components/Card.html".into(),
            docs: String::new(),
            props: vec![Prop {
                name: "title".into(),
                ty: PropType::String,
                required: true,
                default: None,
                docs: String::new(),
            }],
            open: false,
            slots: Some(vec![]),
            value_slots: Vec::new(),
        };
        let names = BTreeSet::from(["Card"]);
        let check = |template: &str| -> String {
            let source = SourceText::new("t.html", template);
            let found = check_template(&source, &|name| (name == "Card").then_some(&card), &names);
            let lines: Vec<String> = found
                .iter()
                .map(|d| {
                    let place = d.location.as_ref().unwrap().position();
                    format!("{} {}:{} {}", d.code.as_str(), place.line, place.column, d.message)
                })
                .collect();
            lines.join("\n")
        };
        assert_eq!(
            check("{{ <Card title=\"x\"/> }}{{ <Card title={t}/> }}{{ <Card title/> }}{{ <Card {...p}/> }}"),
            ""
        );
        assert_eq!(
            check("a\n{% if false %}{{ <Card title={3}/> }}{% endif %}"),
            "L9-0404 2:30 `title` of `<Card>` takes a string, found the whole number 3"
        );
        assert_eq!(
            check("{{ <Card/> }}"),
            "L9-0403 1:5 `<Card>` needs the prop `title`, which takes a string"
        );
        assert_eq!(check("{{ <Card title={a} tilte={b}/> }}"), "L9-0402 1:20 `<Card>` has no prop `tilte`");
        assert_eq!(check("{% <Card title=\"\"> %}x{% </Card> %}"), "L9-0408 1:4 `<Card>` takes no body");
        assert_eq!(check("{{ <Crad/> }}{{ <other/> }}"), "L9-0401 1:5 no component is called `Crad`");
    }
}

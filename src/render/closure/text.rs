//! What the text of one template names.

use crate::content::component::{Given, Start};
use crate::render::fields::Fields;
use crate::render::template_calls::{Kind, TemplateCall, Token, tags, template_calls};
use crate::render::templates::Templates;
use crate::source::{Hash, SourceText, hash};
use std::collections::BTreeSet;

/// What one template's text names.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) digest: Hash,
    pub(super) templates: BTreeSet<String>,
    /// The components that it calls.
    pub(super) calls: BTreeSet<(String, Start)>,
    /// Those of them that are given what can be a page, or pages.
    pub(super) handed: BTreeSet<String>,
    /// Fields read of anything but the two own roots.
    pub(super) fields: Fields,
    /// Fields read as `page.field` or `section.field`.
    pub(super) of_own: Fields,
    /// `paginator.pages` is read.
    pub(super) lists_of_pager: bool,
    /// The own roots that the text gives to something else.
    pub(super) bound: BTreeSet<String>,
    /// The names read as `data.name`.
    pub(super) data: BTreeSet<String>,
    /// `data` is used in another way, so that every name may be read.
    pub(super) all_data: bool,
}

const OWN: [&str; 3] = ["page", "section", "paginator"];

impl Text {
    pub(super) fn read(source: &SourceText, templates: &Templates) -> Self {
        let mut text = Self { digest: hash(source.text.as_bytes()), ..Self::default() };
        for TemplateCall { call, spread } in template_calls(source) {
            let mut dynamic = call.props.iter().filter(|prop| prop.value == Given::Dynamic);
            if dynamic.any(|prop| source.text.get(prop.value_span.clone()).is_none_or(can_be_a_page)) {
                text.handed.insert(call.name.clone());
            }
            // What is spread may say it.
            let start = if spread { Start::Perhaps } else { call.start() };
            text.calls.insert((call.name, start));
        }
        for (is_block, tokens) in tags(&source.text) {
            text.tag(is_block, &tokens, templates);
        }
        text
    }

    /// The names of the components that it calls.
    pub(super) fn components(&self) -> impl Iterator<Item = &String> {
        self.calls.iter().map(|(name, _)| name)
    }

    fn tag(&mut self, is_block: bool, tokens: &[Token], templates: &Templates) {
        let word = |i: usize| match tokens.get(i).map(|t| &t.kind) {
            Some(Kind::Word(word)) => Some(word.as_str()),
            _ => None,
        };
        if is_block && matches!(word(0), Some("component")) {
            self.bind(tokens.iter().skip(1));
        }
        for (i, token) in tokens.iter().enumerate() {
            match &token.kind {
                Kind::Text(text) => {
                    if templates.contains(text) {
                        self.templates.insert(text.clone());
                    }
                    // A path such as `attribute="extra.toc"` names each of its parts.
                    for part in text.split('.') {
                        self.fields = self.fields.and(Fields::named(part).unwrap_or_default());
                    }
                }
                Kind::Spread => self.fields = Fields::ALL,
                Kind::Word(word) if word == "json_encode" || word == "__tera_context" => {
                    self.fields = Fields::ALL;
                    self.all_data |= word == "__tera_context";
                }
                // `sort(attribute=key)` can name any field; a literal is read as what it is.
                Kind::Word(word) if (word == "attribute" || word == "key") && is_computed(tokens, i) => {
                    self.fields = self.fields.and(Fields::OUTSIDE);
                }
                Kind::Word(word) if word == "data" && !after_dot(tokens, i) => self.data(tokens, i),
                Kind::Word(word) if word == "for" => self.loop_names(tokens, i),
                Kind::Word(word) if is_block && i == 0 && (word == "set" || word == "set_global") => {
                    self.bind(tokens.iter().skip(1).take(1));
                }
                Kind::Word(name) if after_dot(tokens, i) => self.attribute(name, tokens, i),
                Kind::Sign(b'[') | Kind::OptionalIndex => self.index(tokens, i),
                _ => {}
            }
        }
    }

    /// `for a in …` and `for key, value in …`, in a block or in a list comprehension.
    fn loop_names(&mut self, tokens: &[Token], at: usize) {
        let names: Vec<&Token> = tokens
            .iter()
            .skip(at + 1)
            .take_while(|t| !matches!(&t.kind, Kind::Word(w) if w == "in"))
            .take(4)
            .collect();
        if names.iter().any(|t| t.is(b',')) {
            self.fields = Fields::ALL;
        }
        self.bind(names.into_iter());
    }

    /// `data.name`, `data?.name`, `data["name"]`; anything else can be all of it.
    fn data(&mut self, tokens: &[Token], at: usize) {
        // `@data` among a component's arguments hands it down; what the component reads is in its text.
        if at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|t| t.is(b'@')) {
            return;
        }
        let next = tokens.get(at + 1);
        let opens = next.is_some_and(|t| t.is(b'[') || t.kind == Kind::OptionalIndex);
        let name = match tokens.get(at + 2).map(|t| &t.kind) {
            Some(Kind::Word(name)) if !opens && after_dot(tokens, at + 2) => Some(name),
            Some(Kind::Text(name)) if opens && tokens.get(at + 3).is_some_and(|t| t.is(b']')) => Some(name),
            _ => None,
        };
        match name {
            Some(name) => {
                self.data.insert(name.clone());
            }
            None => self.all_data = true,
        }
    }

    fn bind<'t>(&mut self, tokens: impl Iterator<Item = &'t Token>) {
        for token in tokens {
            if let Kind::Word(name) = &token.kind
                && OWN.contains(&name.as_str())
            {
                self.bound.insert(name.clone());
            }
        }
    }

    /// `x.name`
    fn attribute(&mut self, name: &str, tokens: &[Token], at: usize) {
        let Some(field) = Fields::named(name) else { return };
        let root = at.checked_sub(2).and_then(|i| tokens.get(i)).map(|t| &t.kind);
        let own = match root {
            Some(Kind::Word(root)) if !after_dot(tokens, at - 2) => OWN.iter().find(|o| *o == root),
            _ => None,
        };
        match own {
            Some(&"paginator") if field == Fields::LISTS => self.lists_of_pager = true,
            // A section's list is a list of others, whoever shows it.
            Some(_) if field != Fields::LISTS => self.of_own = self.of_own.and(field),
            _ if field == Fields::LISTS => self.fields = self.fields.and(first_of(tokens, at + 1)),
            _ => self.fields = self.fields.and(field),
        }
    }

    /// `x["name"]` is read as a string; `x[0]` and `x[1:2]` name nothing; any other key can be every name.
    fn index(&mut self, tokens: &[Token], at: usize) {
        let before = at.checked_sub(1).and_then(|i| tokens.get(i));
        let indexes = before
            .is_some_and(|t| matches!(&t.kind, Kind::Word(_) | Kind::Text(_)) || t.is(b']') || t.is(b')'));
        let keyword = matches!(before.map(|t| &t.kind), Some(Kind::Word(w))
            if matches!(w.as_str(), "in" | "not" | "and" | "or" | "if" | "else" | "elif" | "is"));
        if !indexes || keyword {
            return;
        }
        let mut inside = tokens.iter().skip(at + 1).take_while(|t| !t.is(b']'));
        let literal = |t: &Token| matches!(t.kind, Kind::Text(_) | Kind::Int(_)) || t.is(b':') || t.is(b'-');
        if !inside.all(literal) {
            self.fields = Fields::ALL;
        }
    }
}

/// How much of a list is read by what follows it: `[:10]`, `[2:10]`, `[0]` and `| first` read its start, whatever
/// else comes can read all of it.
fn first_of(tokens: &[Token], at: usize) -> Fields {
    let kinds: Vec<&Kind> = tokens.iter().skip(at).take(7).map(|token| &token.kind).collect();
    let (open, colon, close) = (
        |kind: &Kind| matches!(kind, Kind::Sign(b'[') | Kind::OptionalIndex),
        &Kind::Sign(b':'),
        &Kind::Sign(b']'),
    );
    match kinds.as_slice() {
        [start, c, Kind::Int(end), end_of_slice, ..]
            if open(start) && *c == colon && *end_of_slice == close && *end >= 0 =>
        {
            Fields::first_of_lists(*end)
        }
        [start, Kind::Int(from), c, Kind::Int(end), end_of_slice, ..]
            if open(start) && *c == colon && *end_of_slice == close && *from >= 0 && *end >= 0 =>
        {
            Fields::first_of_lists(*end)
        }
        [start, Kind::Int(index), end_of_slice, ..]
            if open(start) && *end_of_slice == close && *index >= 0 =>
        {
            Fields::first_of_lists(index.saturating_add(1))
        }
        [Kind::Sign(b'|'), Kind::Word(filter), ..] if filter == "first" => Fields::first_of_lists(1),
        [
            Kind::Sign(b'|'),
            Kind::Word(filter),
            Kind::Sign(b'('),
            Kind::Word(end),
            Kind::Sign(b'='),
            Kind::Int(most),
            Kind::Sign(b')'),
        ] if filter == "slice" && end == "end" && *most >= 0 => Fields::first_of_lists(*most),
        _ => Fields::LISTS,
    }
}

/// Whether an expression can give a page or a list of pages: it is more than a path of names, or one that ends in a
/// name which means pages.
fn can_be_a_page(expression: &str) -> bool {
    let expression = expression.trim_matches(|c: char| c.is_whitespace() || c == '{' || c == '}');
    let names: Vec<&str> = expression.split('.').map(|name| name.trim_end_matches('?')).collect();
    let is_name = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    match names.as_slice() {
        [_, .., last] if names.iter().all(is_name) => matches!(*last, "pages" | "lower" | "higher"),
        _ => true,
    }
}

/// Whether an argument is given anything but a literal.
fn is_computed(tokens: &[Token], at: usize) -> bool {
    let argument = tokens.get(at + 1).is_some_and(|t| t.is(b'='));
    argument && !matches!(tokens.get(at + 2).map(|t| &t.kind), Some(Kind::Text(_)) | None)
}

/// Whether the token before is a `.` (or `?.`).
fn after_dot(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| tokens.get(i));
    before.is_some_and(|t| t.is(b'.') || t.kind == Kind::OptionalDot)
}

//! What a template can read, told from its text.
//!
//! Values are handed to the engine ready-made, so what a template looked at cannot be seen while it renders.
//! It is turned round: a template is *given* no more than its text names. The fields that change with every
//! edit of a body (its HTML, contents, counts, summary), those that few templates show, and the lists of sections
//! and terms, are left out unless a template of the closure names them. What a template was given is what
//! it may depend on, so a record of it is never too small, whatever the template does with it.
//!
//! The closure of a template is itself, what it extends and includes, and the files that define the
//! components it calls. Names are searched in all of it: `.content`, `["content"]`, `attribute="content"`.
//! `page.content` of the page that is rendered is not counted, as long as no template of the closure gives the
//! name `page` to anything else. A key that is computed, a spread, a loop over the entries of a map or
//! `json_encode` means every field; a component in Rust that is handed a whole page may look at every field that
//! is told without a body.

use super::fields::Fields;
use super::template_calls::{Kind, TemplateCall, Token, definitions, tags, template_calls};
use super::templates::Templates;
use crate::content::component::Given;
use crate::source::{Hash, Hasher, SourceText, hash};
use std::collections::{BTreeMap, BTreeSet};

/// What a template with all that it leads to is, and what it can read of pages other than its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Closure {
    /// Of all texts of the closure.
    pub digest: Hash,
    /// The fields that it names.
    pub fields: Fields,
    /// The fields that it names of the page or section that is its own.
    pub own: Fields,
}

/// The closures of a set of templates.
#[derive(Clone, Debug, Default)]
pub(super) struct Closures {
    templates: BTreeMap<String, Closure>,
    components: BTreeMap<String, Closure>,
    /// The names below `data` that templates read; those that read none are not in it.
    data: BTreeMap<String, BTreeSet<String>>,
    data_digests: DataDigests,
}

impl Closures {
    /// Finds the closure of every template and of every component that a template defines. What they read of
    /// `data` is part of their digests.
    pub(super) fn new(templates: &Templates, data: &DataDigests) -> Self {
        let mut homes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let mut texts: BTreeMap<&str, Text> = BTreeMap::new();
        for (name, source) in templates.iter() {
            for (component, _) in definitions(&source.text) {
                homes.entry(component).or_default().push(name);
            }
            texts.insert(name, Text::read(source, templates));
        }
        let close = |start: &[&str]| close(start, &texts, &homes, data);
        let read = |name: &&str| (!data.is_empty()).then(|| data_of(name, &texts, &homes, data));
        Self {
            data_digests: data.clone(),
            data: texts
                .keys()
                .filter_map(|name| Some(((*name).to_owned(), read(name)?)))
                .filter(|(_, names)| !names.is_empty())
                .collect(),
            templates: texts.keys().map(|name| ((*name).to_owned(), close(&[name]))).collect(),
            components: homes.iter().map(|(name, files)| (name.clone(), close(files))).collect(),
        }
    }

    /// The closure of a template; an empty one for a name that is none.
    pub(super) fn template(&self, name: &str) -> Closure {
        self.templates.get(name).copied().unwrap_or_default()
    }

    /// The names below `data` that a template with all that it leads to reads.
    pub(super) fn data(&self, name: &str) -> impl Iterator<Item = &str> {
        self.data.get(name).into_iter().flatten().map(String::as_str)
    }

    /// The hash of what a name below `data` holds.
    pub(super) fn data_digest(&self, name: &str) -> Option<Hash> {
        self.data_digests.get(name).copied()
    }

    /// All templates' closures.
    pub(super) fn templates(&self) -> impl Iterator<Item = Closure> {
        self.templates.values().copied()
    }

    /// The closure of a component that a template defines.
    pub(super) fn component(&self, name: &str) -> Option<Closure> {
        self.components.get(name).copied()
    }
}

/// The hash of each name at the top of `data`.
pub(super) type DataDigests = BTreeMap<String, Hash>;

fn data_of(
    start: &str,
    texts: &BTreeMap<&str, Text>,
    homes: &BTreeMap<String, Vec<&str>>,
    data: &DataDigests,
) -> BTreeSet<String> {
    let read = |text: &Text, name: &str| text.all_data || text.data.contains(name);
    let seen = reach(&[start], texts, homes);
    let texts = || seen.iter().filter_map(|name| texts.get(name));
    data.keys().filter(|name| texts().any(|text| read(text, name))).cloned().collect()
}

/// Everything that some templates lead to, themselves included.
fn reach<'t>(
    start: &[&str],
    texts: &'t BTreeMap<&str, Text>,
    homes: &'t BTreeMap<String, Vec<&str>>,
) -> BTreeSet<&'t str> {
    let mut open: Vec<&str> = start.to_vec();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some((name, text)) = texts.get_key_value(name) else { continue };
        if !seen.insert(name) {
            continue;
        }
        open.extend(text.templates.iter().map(String::as_str));
        open.extend(text.components.iter().filter_map(|c| homes.get(c)).flatten());
    }
    seen
}

fn close(
    start: &[&str],
    texts: &BTreeMap<&str, Text>,
    homes: &BTreeMap<String, Vec<&str>>,
    data: &DataDigests,
) -> Closure {
    let seen = reach(start, texts, homes);
    let mut hasher = Hasher::new();
    let mut fields = Fields::NONE;
    let mut of_own = Fields::NONE;
    let mut lists_of_pager = false;
    let mut rebound = BTreeSet::new();
    for name in &seen {
        let Some(text) = texts.get(name) else { continue };
        hasher.text(name).hash(&text.digest);
        for (name, digest) in data {
            if text.all_data || text.data.contains(name) {
                hasher.text(name).hash(digest);
            }
        }
        fields = fields.and(text.fields);
        of_own = of_own.and(text.of_own);
        lists_of_pager |= text.lists_of_pager;
        rebound.extend(text.bound.iter().map(String::as_str));
        if text.handed.iter().any(|component| !homes.contains_key(component)) {
            fields = fields.and(Fields::OUTSIDE);
        }
    }
    let own = fields.and(of_own).without(Fields::LISTS);
    if rebound.contains("page") || rebound.contains("section") {
        fields = fields.and(of_own);
    }
    if lists_of_pager && rebound.contains("paginator") {
        fields = fields.and(Fields::LISTS);
    }
    Closure { digest: hasher.finish(), fields, own }
}

/// What one template's text names.
#[derive(Debug, Default)]
struct Text {
    digest: Hash,
    templates: BTreeSet<String>,
    components: BTreeSet<String>,
    /// Those of them that are given what can be a page, or pages.
    handed: BTreeSet<String>,
    /// Fields read of anything but the two own roots.
    fields: Fields,
    /// Fields read as `page.field` or `section.field`.
    of_own: Fields,
    /// `paginator.pages` is read.
    lists_of_pager: bool,
    /// The own roots that the text gives to something else.
    bound: BTreeSet<String>,
    /// The names read as `data.name`.
    data: BTreeSet<String>,
    /// `data` is used in another way, so that every name may be read.
    all_data: bool,
}

const OWN: [&str; 3] = ["page", "section", "paginator"];

impl Text {
    fn read(source: &SourceText, templates: &Templates) -> Self {
        let mut text = Self { digest: hash(source.text.as_bytes()), ..Self::default() };
        for TemplateCall { call, .. } in template_calls(source) {
            let mut dynamic = call.props.iter().filter(|prop| prop.value == Given::Dynamic);
            if dynamic.any(|prop| source.text.get(prop.value_span.clone()).is_none_or(can_be_a_page)) {
                text.handed.insert(call.name.clone());
            }
            text.components.insert(call.name);
        }
        for (is_block, tokens) in tags(&source.text) {
            text.tag(is_block, &tokens, templates);
        }
        text
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

#[cfg(test)]
mod tests {
    use super::*;

    fn closure(templates: &[(&str, &str)]) -> Closure {
        let list = templates
            .iter()
            .map(|(name, text)| ((*name).to_owned(), SourceText::new(format!("templates/{name}"), *text)));
        Closures::new(&Templates::new(list.collect(), "", Vec::new()), &DataDigests::new()).template("t.html")
    }

    /// Each text with the names of data that it can read, of `a` and `b`.
    #[test]
    fn data_is_found_by_name() {
        let digests: DataDigests =
            ["a", "b"].iter().map(|name| ((*name).to_owned(), hash(name.as_bytes()))).collect();
        for (text, expected) in [
            ("{{ page.title }}", ""),
            ("{{ data.a.x }}", "a"),
            ("{{ data?.b }}{{ data[\"a\"].y }}", "a b"),
            ("{% for x in data.a | slice(end=3) %}{% endfor %}", "a"),
            ("{{ page.extra.data }}", ""),
            ("{{ data[key] }}", "a b"),
            ("{{ data | json_encode }}", "a b"),
            ("{% for k, v in data %}{% endfor %}", "a b"),
            ("{{ <X items={data} /> }}", "a b"),
            ("{% set data = 1 %}", "a b"),
            ("{{ data.c }}", ""),
            ("{% component X(@data, n: integer) %}{{ data.b }}{% endcomponent X %}", "b"),
            ("{{ __tera_context }}", "a b"),
            ("{% include \"i.html\" %}", "b"),
            ("data.a {# data.a #}", ""),
        ] {
            let list = [("t.html", text), ("i.html", "{{ data.b }}")];
            let list = list.map(|(name, text)| (name.to_owned(), SourceText::new(name, text)));
            let templates = Templates::new(list.to_vec(), "", Vec::new());
            let closures = Closures::new(&templates, &digests);
            assert_eq!(closures.data("t.html").collect::<Vec<_>>().join(" "), expected, "{text}");
            let other = Closures::new(&templates, &DataDigests::from([("a".to_owned(), hash(b"other"))]));
            let differs = other.template("t.html").digest != closures.template("t.html").digest;
            assert_eq!(differs, !expected.is_empty(), "{text}");
        }
    }

    /// Each text with the fields of other pages that it can read.
    #[test]
    fn fields_are_found_wherever_they_are_named() {
        let cases: &[(&str, Fields)] = &[
            ("{{ page.content }}{{ page.toc }}{{ section.content }}", Fields::NONE),
            ("{{ p.content }}", Fields::CONTENT),
            ("{{ page.lower.content }}", Fields::CONTENT),
            ("{{ p?.summary }}", Fields::SUMMARY),
            ("{{ p[\"toc\"] }}", Fields::TOC),
            ("{{ p?[\"toc\"] }}", Fields::TOC),
            ("{{ p[key] }}", Fields::ALL),
            ("{{ p?[key] }}", Fields::ALL),
            ("{{ p[0] }}{{ p[1:2] }}{{ p[-1] }}", Fields::NONE),
            ("{% for x in [a, b] %}{% endfor %}", Fields::NONE),
            ("{{ list | map(attribute=\"word_count\") }}", Fields::WORDS),
            ("{{ list | map(attribute=\"a.summary\") }}", Fields::SUMMARY),
            ("{{ p | json_encode }}", Fields::ALL),
            ("{{ __tera_context }}", Fields::ALL),
            ("{{ <X {...p} /> }}", Fields::ALL),
            ("{% for k, v in p %}{% endfor %}", Fields::ALL),
            ("{% for page in list %}{{ page.content }}{% endfor %}", Fields::CONTENT),
            ("{% set page = p %}{{ page.summary }}", Fields::SUMMARY),
            ("{{ [page.toc for page in list] }}", Fields::TOC),
            ("{{ section.pages }}", Fields::LISTS),
            ("{{ get_section(path=\"x\").pages }}", Fields::LISTS),
            ("{{ paginator.pages }}", Fields::NONE),
            ("{% for p in get_section(path=\"x\").pages[:10] %}{% endfor %}", Fields::first_of_lists(10)),
            ("{{ s?.pages?[2:7] }}{{ s.pages[0].title }}", Fields::first_of_lists(7)),
            ("{{ s.pages | first }}{{ s.pages[3] }}", Fields::first_of_lists(4)),
            ("{{ s.pages[:10] }}{{ s.pages | length }}", Fields::LISTS),
            ("{{ s.pages[:10] }}{{ s[\"pages\"][:5] }}", Fields::LISTS),
            ("{% for p in s.pages | slice(end=3) %}{% endfor %}", Fields::first_of_lists(3)),
            ("{% for p in s.pages | slice(start=1) %}{% endfor %}", Fields::LISTS),
            ("{% for p in s.pages | slice(end=-1) %}{% endfor %}", Fields::LISTS),
            ("{{ s.pages[:n] }}", Fields::ALL),
            ("{{ s.pages[:-1] }}", Fields::LISTS),
            ("{{ s.pages[-1:3] }}", Fields::LISTS),
            ("{{ s.pages[-1] }}", Fields::LISTS),
            ("{{ s.pages[1:] }}", Fields::LISTS),
            ("{{ s.pages[:9:2] }}", Fields::LISTS),
            ("{{ s.pages[:90000] }}", Fields::LISTS),
            ("{% for paginator in terms %}{{ paginator.pages }}{% endfor %}", Fields::LISTS),
            ("{{ p.extra.x }}{{ p[\"taxonomies\"].tags }}", Fields::EXTRA.and(Fields::TAXONOMIES)),
            ("{{ page.lower.title }}{{ page.year }}", Fields::NONE),
            ("{{ p.higher?.title }}", Fields::NEIGHBOURS),
            ("{{ list | sort(attribute=\"weight\") }}", Fields::STATE),
            ("{{ list | sort(attribute=by) }}", Fields::OUTSIDE),
            ("{{ <InRust page={page} /> }}", Fields::OUTSIDE),
            ("{{ <InRust page /> }}", Fields::OUTSIDE),
            ("{{ <InRust items={p.higher} /> }}", Fields::OUTSIDE),
            ("{{ <InRust item={get_page(path=\"x\")} /> }}", Fields::OUTSIDE),
            ("{{ <InRust title={page.title} n=1 /> }}", Fields::NONE),
            ("content .summary {# p.content #}{% raw %}{{ p.content }}{% endraw %}", Fields::NONE),
        ];
        for (text, expected) in cases {
            assert_eq!(closure(&[("t.html", text)]).fields, *expected, "{text}");
        }
    }

    /// Each text with the fields that it can read of the page that is rendered.
    #[test]
    fn own_fields_are_those_that_are_named_of_anything() {
        for (text, expected) in [
            ("{{ page.content }}{{ p.toc }}", Fields::CONTENT.and(Fields::TOC)),
            ("{{ page.extra.x }}{{ page.lower.title }}", Fields::EXTRA.and(Fields::NEIGHBOURS)),
            ("{{ section.pages }}{{ page.title }}", Fields::NONE),
            ("{{ page | json_encode }}", Fields::ALL.without(Fields::LISTS)),
        ] {
            assert_eq!(closure(&[("t.html", text)]).own, expected, "{text}");
        }
    }

    #[test]
    fn a_closure_holds_all_that_a_template_leads_to() {
        let base = "{% block b %}{% endblock b %}{{ <Card page={p} /> }}";
        let card = "{% component Card(page) %}{{ page.summary }}{% endcomponent Card %}";
        let set = |card: &'static str| {
            closure(&[
                (
                    "t.html",
                    "{% extends \"base.html\" %}{% block b %}{% include \"i.html\" %}{% endblock b %}",
                ),
                ("i.html", "{{ other.toc }}"),
                ("base.html", base),
                ("components/Card.html", card),
                ("unrelated.html", "{{ p.content }}"),
            ])
        };
        let first = set(card);
        assert_eq!(first.fields, Fields::TOC.and(Fields::SUMMARY));
        assert_eq!(first, set(card));
        let edited = set("{% component Card(page) %}{{ page.summary }}!{% endcomponent Card %}");
        assert_ne!(first.digest, edited.digest);
    }
}

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

mod text;

use super::fields::Fields;
use super::template_calls::definitions;
use super::templates::Templates;
use crate::content::component::Start;
use crate::source::{Hash, Hasher};
use std::collections::{BTreeMap, BTreeSet};
use text::Text;

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

/// The components that are called, each with what its calls say about when it starts.
pub(super) type Called = BTreeSet<(String, Start)>;

/// The closures of a set of templates.
#[derive(Clone, Debug, Default)]
pub(super) struct Closures {
    templates: BTreeMap<String, Closure>,
    components: BTreeMap<String, Closure>,
    /// What each template calls, with all that it leads to.
    calls: BTreeMap<String, Called>,
    /// The same of each component that a template defines.
    component_calls: BTreeMap<String, Called>,
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
        let called = |start: &[&str]| -> Called {
            let reached = reach(start, &texts, &homes);
            let texts = reached.iter().filter_map(|name| texts.get(name));
            texts.flat_map(|text| text.calls.iter().cloned()).collect()
        };
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
            calls: texts.keys().map(|name| ((*name).to_owned(), called(&[name]))).collect(),
            component_calls: homes.iter().map(|(name, files)| (name.clone(), called(files))).collect(),
        }
    }

    /// The closure of a template; an empty one for a name that is none.
    pub(super) fn template(&self, name: &str) -> Closure {
        self.templates.get(name).copied().unwrap_or_default()
    }

    /// What a template calls, with all that it leads to.
    pub(super) fn calls(&self, template: &str) -> Option<&Called> {
        self.calls.get(template)
    }

    /// What a component calls that a template defines, with all that it leads to.
    pub(super) fn component_calls(&self, name: &str) -> Option<&Called> {
        self.component_calls.get(name)
    }

    /// What all templates call.
    pub(super) fn all_calls(&self) -> impl Iterator<Item = &(String, Start)> {
        self.calls.values().flatten()
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
        open.extend(text.components().filter_map(|c| homes.get(c)).flatten());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceText, hash};

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

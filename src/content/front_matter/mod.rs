//! Front matter: TOML between `+++` lines, YAML between `---` lines, or a JSON object, before the body.

use super::cascade::{Cascade, Heir, inherit};
use super::few::Few;
use super::inheritance::Reading;
use super::rows::Rows;
use super::schema::Schema;
use super::visibility::Visibility;
use crate::config::data::{Codes, Data, Node, Table, TableReader, parse_json, parse_toml, parse_yaml};
use crate::config::{REDIRECT_STATUSES, UnknownKeys};
use crate::content::date::Date;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

mod block;

pub use block::{Format, Split, split};

pub(super) const CODES: Codes = Codes {
    syntax: Code::FrontMatterSyntax,
    unknown_key: Code::FrontMatterUnknownKey,
    wrong_type: Code::FrontMatterType,
    value: Code::FrontMatterValue,
    limit: Code::FrontMatterLimit,
};

/// The keys of pages, which are those of sections too.
pub(super) const PAGE_KEYS: [&str; 26] = [
    "title",
    "description",
    "summary",
    "date",
    "updated",
    "publish_date",
    "expiry_date",
    "weight",
    "draft",
    "slug",
    "path",
    "aliases",
    "authors",
    "template",
    "taxonomies",
    "extra",
    "search",
    "in_search_index",
    "menus",
    "translation_key",
    "render",
    "in_lists",
    "in_feeds",
    "in_sitemap",
    "sitemap",
    "outputs",
];

/// The further keys of sections.
pub(super) const SECTION_KEYS: [&str; 11] = [
    "sort_by",
    "paginate_by",
    "paginate_path",
    "page_template",
    "transparent",
    "generate_feeds",
    "redirect_to",
    "cascade",
    "schema",
    "pages_from",
    "permalink",
];

/// The keys that no source can have from another.
pub(super) const OWN_KEYS: [&str; 10] = [
    "title",
    "slug",
    "path",
    "aliases",
    "redirect_to",
    "cascade",
    "schema",
    "pages_from",
    "menus",
    "translation_key",
];

/// By what the pages of a section are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// By path, as they come.
    #[default]
    None,
    /// Newest first.
    Date,
    /// Last updated first.
    UpdateDate,
    /// Lightest first.
    Weight,
    /// By title.
    Title,
    /// By slug.
    Slug,
    /// By address.
    Permalink,
}

/// What a page's front matter says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageMatter {
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `summary`: in Markdown.
    pub summary: Option<String>,
    /// `date`
    pub date: Option<Date>,
    /// `updated`
    pub updated: Option<Date>,
    /// `publish_date`: not published before it.
    pub publish_date: Option<Date>,
    /// `expiry_date`: not published from it on.
    pub expiry_date: Option<Date>,
    /// `weight`
    pub weight: Option<i64>,
    /// `draft`
    pub draft: bool,
    /// `slug`
    pub slug: Option<String>,
    /// `path`: the whole path, instead of folder and slug.
    pub path: Option<String>,
    /// `aliases`
    pub aliases: Vec<AliasMatter>,
    /// `authors`
    pub authors: Vec<String>,
    /// `template`
    pub template: Option<String>,
    /// `taxonomies`, each term with its span.
    pub taxonomies: Few<String, Vec<(String, Range<usize>)>>,
    /// `menus`: those it stands in.
    pub menus: Vec<MenuEntry>,
    /// `translation_key`: what its translations share.
    pub translation_key: Option<String>,
    /// Where it appears.
    pub visibility: Visibility,
    /// `extra`
    pub extra: Option<Node>,
    /// The span of each key that later checks may point at.
    pub spans: Few<Cow<'static, str>, Range<usize>>,
}

impl PageMatter {
    /// The same, without the places in its file.
    #[must_use]
    pub fn unplaced(&self) -> Self {
        let mut taxonomies = Few::with_capacity(self.taxonomies.len());
        for (name, terms) in self.taxonomies.iter() {
            taxonomies.insert(name.clone(), terms.iter().map(|(term, _)| (term.clone(), 0..0)).collect());
        }
        Self {
            aliases: self.aliases.iter().map(|alias| AliasMatter { span: 0..0, ..alias.clone() }).collect(),
            taxonomies,
            menus: self.menus.iter().map(|entry| MenuEntry { span: 0..0, ..entry.clone() }).collect(),
            extra: self.extra.as_ref().map(Node::unplaced),
            spans: Few::default(),
            ..self.clone()
        }
    }
}

/// An old address of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AliasMatter {
    /// The address.
    pub path: String,
    /// The status that a host redirects it with.
    pub status: u16,
    /// Where the front matter says so.
    pub span: Range<usize>,
}

/// The place of a page in a menu.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MenuEntry {
    /// The menu.
    pub menu: String,
    /// What others name as their parent; its name unless given.
    pub id: Option<String>,
    /// Its text; the page's title unless given.
    pub name: Option<String>,
    /// Its weight; the page's unless given.
    pub weight: Option<i64>,
    /// The item that it stands below.
    pub parent: Option<String>,
    /// Where the front matter says so.
    pub span: Range<usize>,
}

/// What a section's front matter says beyond what a page's can.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SectionMatter {
    /// What it shares with pages: title, description, weight, draft, aliases, template, extra, path.
    pub page: PageMatter,
    /// `sort_by`
    pub sort_by: SortBy,
    /// `paginate_by`; 0 for one list.
    pub paginate_by: usize,
    /// `paginate_path`
    pub paginate_path: String,
    /// `page_template`: the template of its pages that name none.
    pub page_template: Option<String>,
    /// `transparent`: its pages count as its parent's too.
    pub transparent: bool,
    /// `generate_feeds`
    pub generate_feeds: bool,
    /// `redirect_to`
    pub redirect_to: Option<String>,
    /// `permalink`: the pattern of the addresses of its pages, with its place.
    pub permalink: Option<(String, Range<usize>)>,
    /// `cascade`
    pub cascade: Vec<Arc<Cascade>>,
    /// `schema`
    pub schema: Option<Arc<Schema>>,
    /// `pages_from`
    pub rows: Vec<Rows>,
}

fn table(source: &SourceText, split: &Split, out: &mut Diagnostics) -> Table {
    match &split.matter {
        Some((Format::Toml, range)) => parse_toml(source, range.clone(), CODES, out),
        Some((Format::Yaml, range)) => parse_yaml(source, range.clone(), CODES, out),
        Some((Format::Json, range)) => parse_json(source, range.clone(), CODES, out),
        None => Vec::new(),
    }
}

/// Reads the front matter of a page, which inherits as `heir`.
pub fn page(
    source: &SourceText,
    heir: Heir<'_>,
    split: &Split,
    reading: &Reading<'_>,
    out: &mut Diagnostics,
) -> PageMatter {
    let table = table(source, split, out);
    let place = split.matter.as_ref().map_or(0..0, |(_, range)| range.clone());
    // The line that opens it: what is missing has no line of its own.
    let first = source.text.lines().next().map_or(0, |line| line.trim_end().len());
    let place = if place.is_empty() { 0..0 } else { 0..first };
    page_from(table, (source, place), heir, reading, out)
}

/// The front matter of a page that stands in a table already; `source` is where it comes from, with
/// the place for what is missing.
pub(super) fn page_from(
    table: Table,
    (source, place): (&SourceText, Range<usize>),
    heir: Heir<'_>,
    reading: &Reading<'_>,
    out: &mut Diagnostics,
) -> PageMatter {
    let mut table = table;
    if !reading.inherited.cascades.is_empty() {
        let cascades = reading.inherited.cascades.iter().map(|cascade| &**cascade);
        table = inherit(table, cascades, heir);
    }
    if let Some(schema) = &reading.inherited.schema {
        schema.check(&table, source, place, out);
        table = schema.complete(table);
    }
    page_of(&table, source, reading.unknown, out)
}

fn page_of(table: &Table, source: &SourceText, unknown: UnknownKeys, out: &mut Diagnostics) -> PageMatter {
    let mut t = TableReader::new(table, source, "", CODES, out);
    let mut matter = common(&mut t);
    finish(t, unknown, &mut matter);
    matter
}

/// Reads the front matter of a section's `_index.md`, which inherits as `heir`.
pub fn section(
    source: &SourceText,
    heir: Heir<'_>,
    split: &Split,
    reading: &Reading<'_>,
    out: &mut Diagnostics,
) -> SectionMatter {
    let mut table = table(source, split, out);
    if !reading.inherited.cascades.is_empty() {
        let cascades = reading.inherited.cascades.iter().map(|cascade| &**cascade);
        table = inherit(table, cascades, heir);
    }
    section_of(&table, source, reading.unknown, out)
}

/// Reports what is wrong with keys of pages and sections that stand in a table of `source`.
pub(super) fn check_keys(
    table: &Table,
    source: &SourceText,
    unknown: UnknownKeys,
    path: &str,
    out: &mut Diagnostics,
) {
    let mut found = Diagnostics::new();
    section_of(table, source, unknown, &mut found);
    for mut diagnostic in found {
        diagnostic.message = diagnostic.message.replacen('`', &format!("`{path}."), 1);
        out.push(diagnostic);
    }
}

fn section_of(
    table: &Table,
    source: &SourceText,
    unknown: UnknownKeys,
    out: &mut Diagnostics,
) -> SectionMatter {
    let mut t = TableReader::new(table, source, "", CODES, out);
    let mut matter = SectionMatter {
        page: common(&mut t),
        sort_by: t
            .choice(
                "sort_by",
                &[
                    ("none", SortBy::None),
                    ("date", SortBy::Date),
                    ("update_date", SortBy::UpdateDate),
                    ("weight", SortBy::Weight),
                    ("title", SortBy::Title),
                    ("slug", SortBy::Slug),
                    ("permalink", SortBy::Permalink),
                ],
            )
            .unwrap_or_default(),
        paginate_by: t.count("paginate_by").unwrap_or(0),
        paginate_path: t.string("paginate_path").unwrap_or_else(|| "page".to_owned()),
        page_template: t.string("page_template"),
        transparent: t.bool("transparent").unwrap_or(false),
        generate_feeds: t.bool("generate_feeds").unwrap_or(false),
        redirect_to: t.string("redirect_to"),
        permalink: t.string("permalink").map(|text| (text, 0..0)),
        cascade: Vec::new(),
        schema: None,
        rows: Vec::new(),
    };
    if let (Some((_, span)), Some(node)) = (&mut matter.permalink, t.node("permalink")) {
        *span = node.span.clone();
    }
    t.node("cascade");
    t.table("schema");
    t.node("pages_from");
    finish(t, unknown, &mut matter.page);
    let value = |name: &str| table.iter().find(|(key, _)| key.name == name).map(|(_, node)| node);
    if let Some(node) = value("cascade") {
        matter.cascade = Cascade::read_all(node, source, unknown, out).into_iter().map(Arc::new).collect();
    }
    if let Some(node) = value("pages_from").filter(|node| node.value != Data::Null) {
        matter.rows = Rows::read_all(node, source, out);
    }
    if let Some(table) = value("schema").and_then(Node::as_table) {
        matter.schema = Some(Arc::new(Schema::read(table, source, out)));
    }
    matter
}

fn finish(t: TableReader<'_>, unknown: UnknownKeys, matter: &mut PageMatter) {
    if unknown == UnknownKeys::Error {
        t.finish();
        return;
    }
    let rest = t.rest();
    if rest.is_empty() {
        return;
    }
    let below = Node { value: Data::Table(rest), span: 0..0 };
    let extra = matter.extra.take().unwrap_or_else(Node::empty_table);
    matter.extra = Some(extra.over(below));
}

fn common(t: &mut TableReader<'_>) -> PageMatter {
    let mut matter = PageMatter {
        title: t.string("title"),
        description: t.string("description"),
        summary: t.string("summary"),
        date: date(t, "date"),
        updated: date(t, "updated"),
        publish_date: date(t, "publish_date"),
        expiry_date: date(t, "expiry_date"),
        weight: t.integer("weight", i64::MIN),
        draft: t.bool("draft").unwrap_or(false),
        slug: t.string("slug"),
        path: t.string("path"),
        aliases: aliases(t),
        authors: t.strings("authors").unwrap_or_default().into_iter().map(|(name, _)| name).collect(),
        template: t.string("template"),
        translation_key: t.string("translation_key"),
        ..PageMatter::default()
    };
    if let Some(table) = t.table("taxonomies") {
        matter.taxonomies = Few::with_capacity(table.len());
        for (key, node) in table {
            let terms = t.strings_of(&format!("taxonomies.{}", key.name), node);
            matter.taxonomies.insert(key.name.clone(), spanned(terms));
        }
    }
    matter.menus = menus(t);
    matter.visibility = Visibility::read(t);
    matter.extra = match t.node("extra") {
        Some(node) if node.as_table().is_some() => Some(node.clone()),
        Some(node) => t.wrong("extra", node, "a table"),
        None => None,
    };
    for key in
        ["title", "summary", "date", "updated", "weight", "slug", "path", "template", "taxonomies", "outputs"]
    {
        if let Some(node) = t.node(key) {
            matter.spans.insert(key.into(), node.span.clone());
        }
    }
    matter
}

/// `aliases`: addresses, or tables with `path` and `status`.
fn aliases(t: &mut TableReader<'_>) -> Vec<AliasMatter> {
    let Some(node) = t.node("aliases") else { return Vec::new() };
    let items = match &node.value {
        Data::List(items) => items.as_slice(),
        Data::Table(_) => std::slice::from_ref(node),
        _ => {
            let paths = spanned(t.strings_of("aliases", node)).into_iter();
            return paths.map(|(path, span)| AliasMatter { path, status: 301, span }).collect();
        }
    };
    let source = t.source();
    let mut aliases = Vec::with_capacity(items.len());
    for item in items {
        let Data::Table(table) = &item.value else {
            let paths = spanned(t.strings_of("aliases", item)).into_iter();
            aliases.extend(paths.map(|(path, span)| AliasMatter { path, status: 301, span }));
            continue;
        };
        let mut found = Diagnostics::new();
        let mut entry = TableReader::new(table, source, "aliases", CODES, &mut found);
        let path = entry.string("path");
        let status = entry.node("status").map_or(Some(301), |node| match node.value {
            Data::Int(n) => u16::try_from(n).ok().filter(|n| REDIRECT_STATUSES.contains(n)),
            _ => None,
        });
        match (path, status) {
            (Some(path), Some(status)) => aliases.push(AliasMatter { path, status, span: item.span.clone() }),
            (None, _) => entry.bad_value(item, "an alias needs a `path`"),
            (_, None) => entry.bad_value(item, "an alias's `status` is 301, 302, 307 or 308"),
        }
        entry.finish();
        found.into_iter().for_each(|diagnostic| t.report(diagnostic));
    }
    aliases
}

/// `menus`: the name of one, a list of names, or a table from names to `{ name, weight, parent, id }`.
fn menus(t: &mut TableReader<'_>) -> Vec<MenuEntry> {
    let Some(node) = t.node("menus") else { return Vec::new() };
    let Data::Table(table) = &node.value else {
        let names = spanned(t.strings_of("menus", node)).into_iter();
        return names.map(|(menu, span)| MenuEntry { menu, span, ..MenuEntry::default() }).collect();
    };
    let source = t.source();
    let mut entries = Vec::with_capacity(table.len());
    for (key, node) in table {
        let Data::Table(values) = &node.value else {
            t.wrong::<()>(&format!("menus.{}", key.name), node, "a table");
            continue;
        };
        let mut found = Diagnostics::new();
        let mut t_of_entry =
            TableReader::new(values, source, &format!("menus.{}", key.name), CODES, &mut found);
        entries.push(MenuEntry {
            menu: key.name.clone(),
            id: t_of_entry.string("id"),
            name: t_of_entry.string("name"),
            weight: t_of_entry.integer("weight", i64::MIN),
            parent: t_of_entry.string("parent"),
            span: key.span.clone(),
        });
        t_of_entry.finish();
        found.into_iter().for_each(|diagnostic| t.report(diagnostic));
    }
    entries
}

fn spanned(list: Option<Vec<(String, &Node)>>) -> Vec<(String, Range<usize>)> {
    list.unwrap_or_default().into_iter().map(|(text, node)| (text, node.span.clone())).collect()
}

fn date(t: &mut TableReader<'_>, key: &'static str) -> Option<Date> {
    let node = t.node(key)?;
    match &node.value {
        Data::Date(text) | Data::String(text) => match Date::parse(text) {
            Some(date) => Some(date),
            None => {
                let diagnostic = Diagnostic::error(CODES.value, format!("`{key}` is not a date: `{text}`"))
                    .at(t.source().at(node.span.clone()))
                    .hint("write it like 2026-11-22 or 2026-11-22T10:00:00Z");
                t.report(diagnostic);
                None
            }
        },
        _ => t.wrong(key, node, "a date"),
    }
}

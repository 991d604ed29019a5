//! A source file with its front matter, and the document that its body becomes.

use super::cascade::Kind;
use super::component::{Call, Piece, Scan, Start, scan, split, without_calls};
use super::front_matter::{self, PageMatter, SectionMatter};
use super::include::{self, Expanded};
use super::inheritance::Reading;
use super::markdown::{self, AnchorUse, Context, Heading};
use super::place::Place;
use super::rows::RowPage;
use super::schema::Schema;
use crate::config::LanguageId;
use crate::diagnostics::Diagnostics;
use crate::source::{Hash, Hasher, SourceText, hash};
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A Markdown file whose front matter was read and whose body was not.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path below `content/`, with forward slashes.
    pub path: Arc<str>,
    /// Its language.
    pub language: LanguageId,
    /// Its path without what says the language; in a site with one language the path itself.
    pub place: Arc<str>,
    /// The path below `content/` of the file whose text it has in place of a translation's; none for a file of its own.
    pub stands_in_for: Option<Arc<str>>,
    /// Its text.
    pub source: SourceText,
    /// Where the body starts, in bytes.
    pub body: usize,
    /// What its front matter says.
    pub matter: Matter,
    /// Of what its front matter inherited and was held against.
    pub inherited: Hash,
    /// The schema that its front matter was held against, where that has references to resolve.
    pub schema: Option<Arc<Schema>>,
    /// Of its text.
    pub hash: Hash,
    /// Whether its whole text is there. Of a file that is as an earlier build found it, all but the text is known.
    pub is_read: bool,
    /// Whether it is a row of data, and has no file that its text could be read from again.
    pub is_row: bool,
}

/// The two kinds of front matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Matter {
    /// Of a page.
    Page(Arc<PageMatter>),
    /// Of a section's `_index.md`.
    Section(Arc<SectionMatter>),
}

impl SourceFile {
    /// Reads the front matter of a file. `path` is below `content/`.
    pub fn read(path: Arc<str>, source: SourceText, reading: &Reading<'_>, out: &mut Diagnostics) -> Self {
        let split = front_matter::split(&source, out);
        let place = Place::of(&path, reading.languages);
        let heir = |kind| reading.heir(&path, &place, kind);
        let matter = if place.is_section() {
            let heir = heir(Kind::Section);
            Matter::Section(Arc::new(front_matter::section(&source, heir, &split, reading, out)))
        } else {
            Matter::Page(Arc::new(front_matter::page(&source, heir(Kind::Page), &split, reading, out)))
        };
        let (language, place) = (place.language, place.shared(&path));
        let hash = hash(source.text.as_bytes());
        let schema = reading.inherited.references().filter(|_| matches!(matter, Matter::Page(_)));
        let inherited = reading.inherited.fingerprint;
        Self {
            path,
            language,
            place,
            stands_in_for: None,
            body: split.body,
            source,
            matter,
            inherited,
            schema,
            hash,
            is_row: false,
            is_read: true,
        }
    }

    /// The page of a row of data. `path` is the one that a file of its own would have below `content/`; `from`
    /// names the row in diagnostics.
    pub fn of_row(
        path: Arc<str>,
        from: String,
        mut row: RowPage,
        reading: &Reading<'_>,
        out: &mut Diagnostics,
    ) -> Self {
        let mut hasher = Hasher::new();
        hasher.text(&format!("{:?}", row.matter)).text(&row.body);
        let source = SourceText::new(from, row.body);
        if let Some(schema) = &reading.inherited.schema {
            schema.fit(&mut row.matter);
        }
        let place = Place::of(&path, reading.languages);
        let heir = reading.heir(&path, &place, Kind::Page);
        let matter = front_matter::page_from(row.matter, (&source, 0..0), heir, reading, out);
        let (language, place) = (place.language, place.shared(&path));
        Self {
            path,
            language,
            place,
            stands_in_for: None,
            body: 0,
            source,
            matter: Matter::Page(Arc::new(matter)),
            inherited: reading.inherited.fingerprint,
            schema: reading.inherited.references(),
            hash: hasher.finish(),
            is_row: true,
            is_read: true,
        }
    }

    /// Lets go of the text of the body, which is most of a site's text. What points into the front matter stays
    /// as it is, and so do the first lines, which stand for the file where a whole page is meant.
    pub fn drop_body(&mut self) {
        if self.is_row {
            return;
        }
        let text = &*self.source.text;
        let lines = text.match_indices('\n').nth(2).map_or(text.len(), |(at, _)| at + 1);
        if let Some(front) = text.get(..self.body.max(lines)) {
            self.source.text = front.into();
            self.is_read = false;
        }
    }

    /// The path below `content/` of the file that its text is in.
    pub fn text_path(&self) -> &Arc<str> {
        self.stands_in_for.as_ref().unwrap_or(&self.path)
    }

    /// The keys that pages and sections share.
    pub fn page_matter(&self) -> &PageMatter {
        match &self.matter {
            Matter::Page(matter) => matter,
            Matter::Section(matter) => &matter.page,
        }
    }
}

/// What a body became: HTML with component calls in it, and what was learned on the way.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The body.
    pub body: Body,
    /// The part of it before `<!-- more -->`; otherwise what the front matter says, or as much as is long enough.
    pub summary: Option<Body>,
    /// Of everything that the body was made of.
    pub key: Hash,
    /// What was learned of it.
    pub facts: Arc<Facts>,
}

/// What is known of a body beside its HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The text of the level-one heading that starts the body of a page without a `title`; it was taken out
    /// of the body.
    pub title: Option<String>,
    /// Headings in document order.
    pub headings: Vec<Heading>,
    /// Words of text; in Chinese and Japanese, characters.
    pub words: usize,
    /// How many of these are characters of Chinese and Japanese.
    pub characters: usize,
    /// The pages and sections that it links to, by their sources below `content/`, in byte order, each once.
    pub links: Vec<String>,
    /// Links to headings of other pages.
    pub anchors: Vec<AnchorUse>,
    /// The ids in its HTML; `None` where components add ids that are not known yet.
    pub ids: Option<Vec<String>>,
    /// The components that it calls, and when these start in the browser, each once.
    pub calls: BTreeSet<(String, Start)>,
}

impl Document {
    /// Lets go of a body without calls.
    pub fn let_go(&mut self) {
        if matches!(self.body, Body::Plain(_)) {
            self.body = Body::Late;
        }
    }

    /// Whether a later stage needs the text of the body: to parse it after all, or to show a place in it, at a
    /// call or at a link to a heading of another page.
    pub fn needs_source(&self) -> bool {
        !matches!(self.body, Body::Plain(_) | Body::Late) || !self.facts.anchors.is_empty()
    }
}

/// HTML with component calls in it.
#[derive(Clone, Debug)]
pub enum Body {
    /// Without a call: the HTML as it is.
    Plain(Arc<str>),
    /// With calls, which the render stage replaces.
    Calls(Arc<Composed>),
    /// Not parsed: an earlier build knows what it becomes.
    Deferred,
    /// Without a call, and let go of: who asks for it has it parsed again.
    Late,
}

impl Default for Body {
    fn default() -> Self {
        Self::Plain(Arc::from(""))
    }
}

/// HTML and calls, in the order in which they stand.
#[derive(Clone, Debug)]
pub struct Composed {
    /// The parts.
    pub pieces: Vec<Piece>,
    /// The calls that the parts name by index.
    pub calls: Arc<[Call]>,
}

/// Renders the body of a file.
pub fn parse(file: &SourceFile, context: &Context<'_>, out: &mut Diagnostics) -> Document {
    let stated = Stated::read(file, context, out);
    let included = match context.options.own_include {
        true => None,
        false => include::expand(&file.source, file.body, context.links, out),
    };
    let Some(expanded) = included else {
        return parse_text(file, (&file.source, file.body), None, stated, context, out);
    };
    let mut found = Diagnostics::new();
    let document = parse_text(file, (&expanded.source, 0), Some(&expanded), stated, context, &mut found);
    for mut diagnostic in found {
        diagnostic.location = diagnostic.location.map(|at| expanded.real(&at, &file.source));
        out.push(diagnostic);
    }
    document
}

/// The summary that the front matter gives.
struct Stated {
    body: Body,
    links: Vec<String>,
    anchors: Vec<AnchorUse>,
}

impl Stated {
    /// Renders it; what is wrong with it is said at its place in the front matter.
    fn read(file: &SourceFile, context: &Context<'_>, out: &mut Diagnostics) -> Option<Self> {
        let matter = file.page_matter();
        let text = matter.summary.as_deref().filter(|text| !text.trim().is_empty())?;
        let span = matter.spans.get("summary").cloned().unwrap_or_default();
        let source = SourceText::new(file.source.path.clone(), text);
        let mut scan = without_calls(&source, 0..text.len());
        let mut found = Diagnostics::new();
        let mut rendered = markdown::render(&scan, &source, context, &mut found);
        scan.calls.append(&mut rendered.made);
        let calls: Arc<[Call]> = scan.calls.iter().map(|call| call.moved(|_| span.clone())).collect();
        let body = body(&rendered.html, &scan, &calls, &source, &mut found);
        for mut diagnostic in found {
            diagnostic.location = Some(file.source.at(span.clone()));
            out.push(diagnostic);
        }
        rendered.anchors.iter_mut().for_each(|anchor| anchor.span = span.clone());
        Some(Self { body, links: rendered.links, anchors: rendered.anchors })
    }
}

/// Renders a body that stands in `source` from `start` on.
fn parse_text(
    file: &SourceFile,
    (source, start): (&SourceText, usize),
    expanded: Option<&Expanded>,
    stated: Option<Stated>,
    context: &Context<'_>,
    out: &mut Diagnostics,
) -> Document {
    let mut scan = scan(source, start..source.text.len());
    out.extend(std::mem::take(&mut scan.diagnostics));
    let mut rendered = markdown::render(&scan, source, context, out);
    scan.calls.append(&mut rendered.made);
    let title = match (&file.page_matter().title, rendered.headings.first()) {
        (None, Some(first)) if let Some(end) = rendered.first_heading_end => {
            let title = first.title.clone();
            take_first_heading(&mut rendered, end);
            Some(title)
        }
        _ => None,
    };
    let calls: Arc<[Call]> = match expanded {
        Some(expanded) => scan.calls.iter().map(|call| call.moved(|span| expanded.own(span))).collect(),
        None => scan.calls.as_slice().into(),
    };
    if let Some(expanded) = expanded {
        rendered.anchors.iter_mut().for_each(|anchor| anchor.span = expanded.own(anchor.span.clone()));
    }
    let summary = match stated.filter(|_| !rendered.summary_marked) {
        Some(stated) => {
            rendered.links.extend(stated.links);
            rendered.anchors.extend(stated.anchors);
            Some(stated.body)
        }
        None => {
            let html = rendered.summary_end.filter(|end| *end > 0).and_then(|end| rendered.html.get(..end));
            // What is cut off by the summary's end is missing from it; the whole body's split reports real mistakes.
            html.map(|html| body(html, &scan, &calls, source, &mut Diagnostics::new()))
        }
    };
    let called = calls.iter().map(|call| (call.name.clone(), call.start())).collect();
    let mut body = body(&rendered.html, &scan, &calls, source, out);
    let ids = matches!(body, Body::Plain(_)).then(|| ids(&rendered));
    if let (Body::Plain(html), Some(Body::Calls(_))) = (&body, &summary) {
        // Components that take over an element wait in the summary alone, and both are rendered together.
        let pieces = vec![Piece::Html(html.to_string())];
        body = Body::Calls(Arc::new(Composed { pieces, calls }));
    }
    let facts = Arc::new(Facts {
        title,
        ids,
        headings: rendered.headings,
        words: rendered.words,
        characters: rendered.characters,
        links: {
            rendered.links.sort_unstable();
            rendered.links.dedup();
            rendered.links
        },
        anchors: rendered.anchors,
        calls: called,
    });
    Document { body, summary, key: Hash::default(), facts }
}

fn body(
    html: &str,
    scan: &Scan<'_>,
    calls: &Arc<[Call]>,
    source: &SourceText,
    out: &mut Diagnostics,
) -> Body {
    if calls.is_empty() {
        return Body::Plain(html.into());
    }
    let (pieces, problems) = split(html, scan, source);
    out.extend(problems);
    Body::Calls(Arc::new(Composed { pieces, calls: calls.clone() }))
}

/// The ids in HTML that are not those of its headings.
fn ids(rendered: &markdown::Rendered) -> Vec<String> {
    let html = &rendered.html;
    // All HTML of a site is looked through.
    const START: &str = " id=\"";
    memmem::find_iter(html.as_bytes(), START)
        .filter_map(|at| html.get(at + START.len()..)?.split_once('"'))
        .filter(|(id, _)| !rendered.headings.iter().any(|h| h.id == *id))
        .map(|(id, _)| id.to_owned())
        .collect()
}

fn take_first_heading(rendered: &mut markdown::Rendered, end: usize) {
    rendered.html.drain(..end);
    rendered.headings.remove(0);
    rendered.summary_end = rendered.summary_end.and_then(|at| at.checked_sub(end));
}

//! The components in contents: each call's slots are rendered first, then the call itself.

use super::components::Call;
use super::contents::{Content, Contents, Place, Shelf};
use super::digests::Digests;
use super::fields::Fields;
use super::functions::Lookups;
use super::instance_ids::InstanceIds;
use super::paragraph::{Enclosed, Flow};
use super::reads::{Read, Reads};
use super::scope::{Scope, Used};
use super::setup::Setup;
use super::value::to_literal;
use super::values::Values;
use super::versions::Versions;
use crate::content::component::{
    self, Checked, Given, GivenProp, GivenSlot, Literal, Piece, Signature, check_call,
};
use crate::content::document::{self, Body, Composed, Document, SourceFile};
use crate::content::highlight::Highlighter;
use crate::content::markdown::{Context, Options};
use crate::content::messages::{Asked, Messages};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use crate::site::{Bodies, PageBodies, PageLinks, Source};
use crate::source::remote::Remote;
use crate::source::{Hash, Hasher, Root, hash};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tera::{Error, Kwargs, Value};

/// What renders bodies: at first those that were parsed, later those that were left to be asked for.
pub(super) struct Engine {
    pub(super) lookups: Arc<Lookups>,
    /// The site before its contents are there, which is all that components in contents see of it.
    pub(super) early: Arc<Values>,
    /// The versions of [`Engine::early`].
    pub(super) versions: Versions,
}

/// How Markdown is parsed.
#[derive(Clone)]
pub struct Markdown {
    /// The dialect.
    pub options: Options,
    /// Colours code; `None` where it is off.
    pub highlighter: Option<Arc<Highlighter>>,
    /// The site, for texts that were not read so far.
    pub root: Root,
    /// The words that Markdown writes by itself, among all others.
    pub messages: Arc<Messages>,
    /// The site's data from other servers.
    pub remote: Arc<Remote>,
    /// Where bodies are kept beside memory.
    pub shelf: Option<Arc<dyn Shelf>>,
    /// Whether bodies are not to be kept in memory, but taken from the shelf or made again.
    pub lean: bool,
    /// Set when such a text turns out to be another than the one that is known.
    pub stale: Arc<AtomicBool>,
}

impl std::fmt::Debug for Markdown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Markdown").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Markdown {
    /// Parses the body of a file.
    pub fn parse(&self, file: &SourceFile, links: &PageLinks<'_>, out: &mut Diagnostics) -> Document {
        let read;
        let file = match file.is_read {
            true => file,
            false => {
                read = self.read(file);
                &read
            }
        };
        let context = Context { links, highlighter: self.highlighter.as_deref(), options: &self.options };
        document::parse(file, &context, out)
    }
}

impl Markdown {
    /// Reads the text of a file of which all else is known.
    fn read(&self, file: &SourceFile) -> SourceFile {
        let source = self.root.read_text(&format!("content/{}", file.text_path())).ok();
        match source.filter(|source| hash(source.text.as_bytes()) == file.hash) {
            Some(source) => SourceFile { source, is_read: true, ..file.clone() },
            None => {
                self.stale.store(true, Ordering::Relaxed);
                SourceFile { body: 0, is_read: true, ..file.clone() }
            }
        }
    }
}

/// One body, rendered.
struct Rendered {
    content: Arc<Content>,
    diagnostics: Diagnostics,
}

/// The contents of a site, and the record of each source for the next build.
#[derive(Default)]
pub(super) struct All {
    pub(super) contents: Contents,
    pub(super) records: ContentRecords,
}

/// Records of contents by their source below `content/`.
pub type ContentRecords = BTreeMap<Arc<str>, Arc<Content>>;

impl Engine {
    /// Renders the components in all contents, those but that an earlier build rendered from the same.
    pub(super) fn render_all(&self, bodies: Bodies, before: &ContentRecords, out: &mut Diagnostics) -> All {
        let site = &self.lookups.site;
        let render = |bodies: PageBodies, file: Option<&SourceFile>, path: &str| {
            let mut rendered = self.document(bodies, file, path, before);
            let silent = rendered.diagnostics.is_empty();
            if file.is_some_and(|file| file.stands_in_for.is_some()) {
                // The original says it.
                rendered.diagnostics = Diagnostics::new();
            }
            (file.map(|file| file.path.clone()).filter(|_| silent), rendered)
        };
        let pages: Vec<_> = site
            .pages
            .par_iter()
            .zip(bodies.pages)
            .map(|(page, bodies)| render(bodies, Some(&page.entry.file), &page.entry.path))
            .collect();
        let sections: Vec<_> = site
            .sections
            .par_iter()
            .zip(bodies.sections)
            .map(|(section, bodies)| render(bodies, section.entry.file.as_ref(), &section.entry.path))
            .collect();
        let mut all = All { contents: Contents::default(), records: BTreeMap::new() };
        let mut keep = |(source, rendered): (Option<Arc<str>>, Rendered)| {
            // What was complained about must be complained about again, so it is not remembered.
            out.extend(rendered.diagnostics);
            if let Some(source) = source {
                all.records.insert(source, rendered.content.clone());
            }
            rendered.content
        };
        let pages = pages.into_iter().map(&mut keep).collect();
        let sections = sections.into_iter().map(keep).collect();
        let Markdown { shelf, lean, .. } = &self.lookups.setup.markdown;
        all.contents = Contents { pages, sections, late: None, shelf: shelf.clone(), lean: *lean };
        all
    }

    /// Renders these bodies, and of the others those whose components read something else than `before`; the rest is
    /// kept.
    pub(super) fn render_edited(
        &self,
        edits: Vec<(Source, PageBodies)>,
        before: &Contents,
        records: &ContentRecords,
        out: &mut Diagnostics,
    ) -> All {
        let site = &self.lookups.site;
        let (mut pages, mut sections) = (before.pages.clone(), before.sections.clone());
        let mut records = records.clone();
        let mut edits: BTreeMap<Place, PageBodies> =
            edits.into_iter().map(|(source, bodies)| (Place::from(source), bodies)).collect();
        // Not all that is known of a body can be known of a deferred one, so it is asked of all with components.
        let of_pages = pages.iter().enumerate().map(|(id, content)| (Place::Page(id), content));
        let of_sections = sections.iter().enumerate().map(|(id, content)| (Place::Section(id), content));
        for (place, content) in of_pages.chain(of_sections) {
            if content.used.is_some() && !edits.contains_key(&place) && !self.still(&content.reads) {
                edits
                    .insert(place, PageBodies { body: Body::Deferred, summary: None, key: content.document });
            }
        }
        for (place, bodies) in edits {
            let (file, path) = match place {
                Place::Page(id) => match site.pages.get(id) {
                    Some(page) => (Some(&page.entry.file), &page.entry.path),
                    None => continue,
                },
                Place::Section(id) => match site.sections.get(id) {
                    Some(section) => (section.entry.file.as_ref(), &section.entry.path),
                    None => continue,
                },
            };
            let rendered = self.document(bodies, file, path, &BTreeMap::new());
            if let Some(file) = file {
                match rendered.diagnostics.is_empty() {
                    true => records.insert(file.path.clone(), rendered.content.clone()),
                    false => records.remove(&file.path),
                };
            }
            out.extend(rendered.diagnostics);
            let cell = match place {
                Place::Page(id) => pages.get_mut(id),
                Place::Section(id) => sections.get_mut(id),
            };
            if let Some(cell) = cell {
                *cell = rendered.content;
            }
        }
        All { contents: Contents { pages, sections, late: None, shelf: None, lean: false }, records }
    }

    /// Renders a body that a build has found to be sound already.
    pub(super) fn late(&self, place: Place) -> Arc<str> {
        let (file, path) = match place {
            Place::Page(id) => {
                let Some(page) = self.lookups.site.pages.get(id) else { return Arc::from("") };
                (&page.entry.file, &page.entry.path)
            }
            Place::Section(id) => {
                let Some(section) = self.lookups.site.sections.get(id) else { return Arc::from("") };
                let Some(file) = &section.entry.file else { return Arc::from("") };
                (file, &section.entry.path)
            }
        };
        let bodies = self.parse(file, Hash::default());
        let rendered = self.parsed(bodies, file, path);
        let html = rendered.content.html.lock().unwrap_or_else(PoisonError::into_inner).take();
        html.unwrap_or_else(|| Arc::from(""))
    }

    fn parse(&self, file: &SourceFile, key: Hash) -> PageBodies {
        let site = &self.lookups.site;
        let links =
            PageLinks::new(&site.outline, site.config.base_url.base_path(), (file.language, &file.path));
        let links = links.reading(&self.lookups.setup.markdown.root).speaking(&self.lookups.setup.messages);
        let document = self.lookups.setup.markdown.parse(file, &links, &mut Diagnostics::new());
        PageBodies { body: document.body, summary: document.summary, key }
    }

    fn document(
        &self,
        bodies: PageBodies,
        file: Option<&SourceFile>,
        path: &str,
        before: &ContentRecords,
    ) -> Rendered {
        let Some(file) = file else {
            return Rendered { content: Arc::default(), diagnostics: Diagnostics::new() };
        };
        if !matches!(bodies.body, Body::Deferred) {
            return self.shelved(self.parsed(bodies, file, path));
        }
        let record = before.get(&file.path).filter(|content| content.document == bodies.key);
        match record.filter(|record| self.still(&record.reads)) {
            Some(record) => Rendered { content: record.clone(), diagnostics: Diagnostics::new() },
            None => self.shelved(self.parsed(self.parse(file, bodies.key), file, path)),
        }
    }

    /// Puts a body that was made on the shelf, and lets go of it where memory is short.
    fn shelved(&self, rendered: Rendered) -> Rendered {
        let Markdown { shelf, lean, .. } = &self.lookups.setup.markdown;
        if let Some(shelf) = shelf {
            let mut html = rendered.content.html.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(made) = &*html {
                shelf.put(&rendered.content.key, made);
            }
            if *lean {
                *html = None;
            }
        }
        rendered
    }

    fn still(&self, reads: &Reads) -> bool {
        reads.iter().all(|(read, hash)| self.digest(read) == *hash)
    }

    fn digest(&self, read: &Read) -> Hash {
        Digests { lookups: &self.lookups, versions: &self.versions }.of(read)
    }

    fn parsed(&self, bodies: PageBodies, file: &SourceFile, path: &str) -> Rendered {
        let PageBodies { body, summary, key } = bodies;
        let Body::Calls(body) = &body else {
            let html = match body {
                Body::Plain(html) => Some(html),
                Body::Calls(_) | Body::Deferred | Body::Late => None,
            };
            let summary = match summary {
                Some(Body::Plain(html)) => Some(html),
                _ => None,
            };
            let (document, html) = (key, Mutex::new(html));
            let content = Content { document, reads: Reads::new(), key, summary, used: None, html };
            return Rendered { content: Arc::new(content), diagnostics: Diagnostics::new() };
        };
        let of_summary = match &summary {
            Some(Body::Calls(summary)) => summary.calls.iter(),
            _ => [].iter(),
        };
        let fields = body.calls.iter().chain(of_summary);
        let fields = fields.filter_map(|call| self.lookups.setup.closures.component(&call.name));
        let fields = fields.fold(Fields::NONE, |all, closure| all.and(closure.fields));
        let scope = |part: &str| Scope {
            lookups: self.lookups.clone(),
            subject: Some(file.path.to_string()),
            list: None,
            language: file.language,
            values: self.early.clone(),
            path: path.to_owned(),
            used: Used::default(),
            diagnostics: Vec::new(),
            ids: InstanceIds::of(format!("{part} {}", file.source.path)),
            fields,
            reads: BTreeSet::new(),
            asked: Asked::new(),
        };
        let mut diagnostics = Diagnostics::new();
        let ((html, problems), mut inner) = scope("body").run(|| {
            let mut problems = Diagnostics::new();
            let html = self.composed(body, file, &mut problems);
            (html, problems)
        });
        diagnostics.extend(problems);
        diagnostics.extend(std::mem::take(&mut inner.diagnostics).into_iter().map(|problem| {
            match problem.location {
                Some(_) => problem,
                None => problem.at(Location::file(file.source.path.to_string())),
            }
        }));
        // The summary is rendered on its own, since its instances stand on other pages than the body's. Its
        // mistakes are the body's, which were reported.
        let summary = match &summary {
            Some(Body::Calls(summary)) => {
                let (html, _) =
                    scope("summary").run(|| self.composed(summary, file, &mut Diagnostics::new()));
                Some(Arc::from(html))
            }
            Some(Body::Plain(html)) => Some(html.clone()),
            Some(Body::Deferred | Body::Late) | None => None,
        };
        let mut hasher = Hasher::new();
        hasher.hash(&key);
        let mut reads = Reads::new();
        let used = Some((std::mem::take(&mut inner.used), inner.ids.count()));
        for read in inner.into_reads() {
            let digest = self.digest(&read);
            hasher.hash(&digest);
            reads.push((read, digest));
        }
        let content = Content {
            document: key,
            reads,
            key: hasher.finish(),
            summary,
            used,
            html: Mutex::new(Some(Arc::from(html))),
        };
        Rendered { content: Arc::new(content), diagnostics }
    }

    fn composed(&self, body: &Composed, file: &SourceFile, out: &mut Diagnostics) -> String {
        self.pieces(&body.pieces, body, file, out)
    }

    fn pieces(&self, pieces: &[Piece], body: &Composed, file: &SourceFile, out: &mut Diagnostics) -> String {
        let mut flow = Flow::default();
        for piece in pieces {
            match piece {
                Piece::Html(text) => flow.html(text),
                Piece::Call { index, slots } => {
                    let mut rendered = BTreeMap::new();
                    for (name, pieces) in slots {
                        rendered.insert(name.clone(), self.pieces(pieces, body, file, out));
                    }
                    match self.call(*index, &rendered, body, file, out) {
                        Ok(made) => self.place(&made, body.calls.get(*index), file, &mut flow, out),
                        Err(diagnostic) => out.push(*diagnostic),
                    }
                }
            }
        }
        flow.finish()
    }

    /// Puts what a call made where the call stands.
    fn place(
        &self,
        made: &str,
        call: Option<&component::Call>,
        file: &SourceFile,
        flow: &mut Flow,
        out: &mut Diagnostics,
    ) {
        let Some(call) = call.filter(|call| !call.block) else { return flow.block(made) };
        if let Err(Enclosed { block, within }) = flow.inline(made) {
            let message = format!(
                "`<{}>` makes a `<{block}>`, which cannot stand in a `<{within}>` within a paragraph",
                call.name
            );
            let hint = match call.offered {
                true => {
                    "move the element out of it, or let the component make an element of text, such as `<span>`"
                }
                false => "put the call on lines of its own",
            };
            out.push(
                Diagnostic::error(Code::ComponentSyntax, message)
                    .at(file.source.at(call.tag.clone()))
                    .hint(hint),
            );
        }
    }

    fn call(
        &self,
        index: usize,
        slots: &BTreeMap<String, String>,
        body: &Composed,
        file: &SourceFile,
        out: &mut Diagnostics,
    ) -> Result<String> {
        let Setup { components, .. } = &*self.lookups.setup;
        let tera = self.lookups.setup.tera(file.language);
        let Some(call) = body.calls.get(index) else { return Ok(String::new()) };
        let at = |span: std::ops::Range<usize>| file.source.at(span);
        let Some(signature) = components.get(&call.name) else {
            let names: Vec<&str> = components.names().collect();
            return Err(Box::new(component::unknown(&call.name, &names).at(at(call.name_span.clone()))));
        };
        let (checked, problems) = check_call(call, false, signature, &at);
        let failed = problems.has_errors();
        out.extend(problems);
        if failed {
            return Ok(String::new());
        }
        let client = checked.client.clone();
        let call_here =
            Call { name: &call.name, props: &checked.values, extra: &checked.extra, client, slots };
        components.render(&call_here, tera).map_err(|d| match d.location {
            Some(_) => d,
            None => Box::new(d.at(at(call.name_span.clone()))),
        })
    }
}

/// A call of a Rust component or island from a template, through its stub.
pub(super) fn call_from_template(args: &Kwargs) -> std::result::Result<Value, Error> {
    let lookups = Lookups::here()?;
    let Setup { components, .. } = &*lookups.setup;
    let tera = lookups.setup.tera(Scope::with(|scope| scope.language).unwrap_or_default());
    let name: String = args.must_get("name")?;
    let given = args.iter().find(|(key, _)| key.as_str() == Some("props")).map(|(_, v)| v.clone());
    let mut props: Vec<(String, Literal)> = match given.as_ref().map(to_literal) {
        Some(Literal::Map(props)) => props,
        _ => Vec::new(),
    };
    let mut slots = BTreeMap::new();
    if let Some(at) = props.iter().position(|(name, _)| name == "slots")
        && let Literal::Map(named) = props.remove(at).1
    {
        for (slot, html) in named {
            if let Literal::String(html) = html {
                slots.insert(slot, html);
            }
        }
    }
    let body = args.iter().find(|(key, _)| key.as_str() == Some("body")).and_then(|(_, v)| v.as_str());
    if let Some(body) = body.filter(|b| !b.is_empty()) {
        slots.insert("default".to_owned(), body.to_owned());
    }
    let Some(signature) = components.get(&name) else {
        return Err(Error::message(format!("unknown component `<{name}>`")));
    };
    // The engine says where the call is, once its error has come out of all templates.
    let failed = |mut diagnostic: Diagnostic| {
        let message = diagnostic.message.clone();
        diagnostic.location = None;
        Scope::with(|scope| scope.diagnostics.push(diagnostic));
        Error::message(message)
    };
    let (checked, problems) = check(&name, &props, &slots, signature);
    if let Some(problem) = problems.iter().next() {
        return Err(failed(problem.clone()));
    }
    let client = checked.client.clone();
    let call = Call { name: &name, props: &checked.values, extra: &checked.extra, client, slots: &slots };
    match components.render(&call, tera) {
        Ok(html) => Ok(Value::safe_string(&html)),
        // The report of a template in a template says it all.
        Err(diagnostic) if diagnostic.code == Code::TemplateRender => Err(Error::message(diagnostic.message)),
        Err(diagnostic) => Err(failed(*diagnostic)),
    }
}

/// Holds the values of a template's call against the signature, by the code that checks calls in content. The
/// engine reports the place.
fn check(
    name: &str,
    props: &[(String, Literal)],
    slots: &BTreeMap<String, String>,
    signature: &Signature,
) -> (Checked, Diagnostics) {
    let mut call = component::Call::around(name, 0..0);
    call.slots = slots.keys().map(|name| GivenSlot { name: name.clone(), span: 0..0 }).collect();
    call.props = props
        .iter()
        .map(|(name, value)| GivenProp {
            name: name.clone(),
            name_span: 0..0,
            value: Given::Literal(value.clone()),
            value_span: 0..0,
        })
        .collect();
    check_call(&call, false, signature, &|_| Location::file(""))
}

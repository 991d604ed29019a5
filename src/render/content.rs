//! The components in contents: each call's slots are rendered first, then the call itself.

use super::components::{Call, Components};
use super::renderer::Shared;
use super::scope::{Scope, Used};
use super::value::to_literal;
use super::values::{Content, Contents, Values};
use crate::content::component::{
    self, Checked, Given, GivenProp, GivenSlot, Literal, Piece, Signature, check_call,
};
use crate::content::document::{Body, Composed, Document, SourceFile};
use crate::diagnostics::{Code, Diagnostics, Location, Result};
use crate::islands::Client;
use crate::site::Site;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Error, Kwargs, Tera, Value};

/// What the contents of pages and sections use, and how many instances of islands they hold. Contents
/// without calls have no entry.
#[derive(Debug, Default)]
pub(super) struct UsedByContents {
    pub(super) pages: BTreeMap<usize, (Used, usize)>,
    pub(super) sections: BTreeMap<usize, (Used, usize)>,
}

/// One body, rendered.
struct Rendered {
    content: Content,
    used: Option<(Used, usize)>,
    diagnostics: Diagnostics,
}

/// Renders the components in all contents.
pub(super) fn render_all(
    site: &Site,
    shared: &Shared,
    values: &Arc<Values>,
    out: &mut Diagnostics,
) -> (Contents, UsedByContents) {
    let (Some(tera), Some(components)) = (shared.tera.get(), shared.components.get()) else {
        return (Contents::default(), UsedByContents::default());
    };
    let engine = Engine { tera, components, values };
    let pages: Vec<Rendered> = site
        .pages
        .par_iter()
        .map(|page| engine.document(&page.document, Some(&page.entry.file), &page.entry.path))
        .collect();
    let sections: Vec<Rendered> = site
        .sections
        .par_iter()
        .map(|section| engine.document(&section.document, section.entry.file.as_ref(), &section.entry.path))
        .collect();
    let mut contents = Contents::default();
    let mut used = UsedByContents::default();
    for (id, rendered) in pages.into_iter().enumerate() {
        out.extend(rendered.diagnostics);
        contents.pages.push(rendered.content);
        used.pages.extend(rendered.used.map(|u| (id, u)));
    }
    for (id, rendered) in sections.into_iter().enumerate() {
        out.extend(rendered.diagnostics);
        contents.sections.push(rendered.content);
        used.sections.extend(rendered.used.map(|u| (id, u)));
    }
    (contents, used)
}

struct Engine<'a> {
    tera: &'a Tera,
    components: &'a Components,
    values: &'a Arc<Values>,
}

impl Engine<'_> {
    fn document(&self, document: &Document, file: Option<&SourceFile>, path: &str) -> Rendered {
        let (Body::Calls(body), Some(file)) = (&document.body, file) else {
            let html = match &document.body {
                Body::Plain(html) => html.clone(),
                Body::Calls(_) => Arc::from(""),
            };
            let summary = match &document.summary {
                Some(Body::Plain(html)) => Some(html.clone()),
                _ => None,
            };
            let content = Content { html, summary };
            return Rendered { content, used: None, diagnostics: Diagnostics::new() };
        };
        let scope = |instances: usize| Scope {
            values: self.values.clone(),
            path: path.to_owned(),
            source: file.source.path.to_string(),
            used: Used::default(),
            diagnostics: Vec::new(),
            instances,
        };
        let mut diagnostics = Diagnostics::new();
        let (html, inner) = scope(0).run(|| {
            let mut problems = Diagnostics::new();
            let html = self.composed(body, file, &mut problems);
            (html, problems)
        });
        let (html, problems) = html;
        diagnostics.extend(problems);
        diagnostics.extend(inner.diagnostics);
        // The summary is rendered on its own, since its instances stand on other pages than the body's. Its
        // mistakes are the body's, which were reported.
        let summary = match &document.summary {
            Some(Body::Calls(summary)) => {
                let (html, _) =
                    scope(inner.instances).run(|| self.composed(summary, file, &mut Diagnostics::new()));
                Some(Arc::from(html))
            }
            Some(Body::Plain(html)) => Some(html.clone()),
            None => None,
        };
        Rendered {
            content: Content { html: html.into(), summary },
            used: Some((inner.used, inner.instances)),
            diagnostics,
        }
    }

    fn composed(&self, body: &Composed, file: &SourceFile, out: &mut Diagnostics) -> String {
        let mut html = String::new();
        self.pieces(&body.pieces, body, file, &mut html, out);
        html
    }

    fn pieces(
        &self,
        pieces: &[Piece],
        body: &Composed,
        file: &SourceFile,
        html: &mut String,
        out: &mut Diagnostics,
    ) {
        for piece in pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::Call { index, slots } => {
                    let mut rendered = BTreeMap::new();
                    for (name, pieces) in slots {
                        let mut slot = String::new();
                        self.pieces(pieces, body, file, &mut slot, out);
                        rendered.insert(name.clone(), slot);
                    }
                    match self.call(*index, &rendered, body, file, out) {
                        Ok(text) => html.push_str(&text),
                        Err(diagnostic) => out.push(*diagnostic),
                    }
                }
            }
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
        let Some(call) = body.calls.get(index) else { return Ok(String::new()) };
        let at = |span: std::ops::Range<usize>| file.source.at(span);
        let Some(signature) = self.components.get(&call.name) else {
            let names: Vec<&str> = self.components.names().collect();
            return Err(Box::new(component::unknown(&call.name, &names).at(at(call.name_span.clone()))));
        };
        let (checked, problems) = check_call(call, false, signature, &at);
        let failed = problems.has_errors();
        out.extend(problems);
        if failed {
            return Ok(String::new());
        }
        let client = client(&checked).map_err(|d| Box::new(d.at(at(call.tag.clone()))))?;
        let call_here =
            Call { name: &call.name, props: &checked.values, extra: &checked.extra, client, slots };
        self.components.render(&call_here, self.tera).map_err(|d| match d.location {
            Some(_) => d,
            None => Box::new(d.at(at(call.name_span.clone()))),
        })
    }
}

fn client(checked: &Checked) -> Result<Option<Client>> {
    match &checked.client {
        None => Ok(None),
        Some(name) => Client::parse(name, checked.media.as_deref()).map(Some),
    }
}

/// A call of a Rust component or island from a template, through its stub.
pub(super) fn call_from_template(shared: &Shared, args: &Kwargs) -> std::result::Result<Value, Error> {
    let (Some(tera), Some(components)) = (shared.tera.get(), shared.components.get()) else {
        return Err(Error::message("components are not set up"));
    };
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
    let source = Scope::with(|scope| scope.source.clone()).unwrap_or_default();
    let (checked, problems) = check(&name, &props, &slots, signature);
    if let Some(problem) = problems.iter().next() {
        let hint = problem.hint.as_ref().map(|h| format!("; {h}")).unwrap_or_default();
        return Err(Error::message(format!("{}{hint}", problem.message)));
    }
    let client = client(&checked).map_err(|d| Error::message(d.message))?;
    let call = Call { name: &name, props: &checked.values, extra: &checked.extra, client, slots: &slots };
    match components.render(&call, tera) {
        Ok(html) => Ok(Value::safe_string(&html)),
        Err(diagnostic) => {
            let message = diagnostic.message.clone();
            if diagnostic.code != Code::TemplateRender {
                Scope::with(|scope| scope.diagnostics.push(diagnostic.at(Location::file(source))));
            }
            Err(Error::message(message))
        }
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

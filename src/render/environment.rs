//! The template engine, set up for a site.

use super::templates::Templates;
use super::{component_info, filters, functions, localized, markdown_filter, messages, page_functions};
use crate::config::MarkdownConfig;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use tera::{Error, Kwargs, State, Tera, Value};

/// Output of one template beyond this is refused: a loop in a template must not fill the disk.
pub(super) const MAX_OUTPUT_BYTES: usize = 64 * 1024 * 1024;

/// Builds the engine. `stubs` is a template with one Tera component for each Rust component and island; `names`
/// are those of all components.
pub(super) fn build(
    templates: &Templates,
    stubs: &str,
    markdown: &MarkdownConfig,
    names: &[&str],
    call: impl Fn(&Kwargs) -> Result<Value, Error> + Send + Sync + 'static,
    out: &mut Diagnostics,
) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html", ".htm", ".xml"]);
    filters::register(&mut tera);
    markdown_filter::register(&mut tera, markdown);
    localized::register(&mut tera);
    functions::register(&mut tera);
    page_functions::register(&mut tera);
    component_info::register(&mut tera);
    messages::register(&mut tera);
    tera.register_function("__layer9_component", move |args: Kwargs, _: &State<'_>| call(&args));
    let all = || templates.iter().map(|(name, text)| (name, &*text.text)).chain([(STUBS, stubs)]);
    if let Err(error) = tera.add_raw_templates(all()) {
        report(templates, &error, names, out);
    }
    tera
}

/// The name of the template that holds the stubs.
const STUBS: &str = "__layer9/components.html";

/// The engine stops at the first template it cannot parse. Each is parsed alone to find the others, so that
/// all are reported together.
fn report(templates: &Templates, first: &Error, names: &[&str], out: &mut Diagnostics) {
    let mut found = Diagnostics::new();
    for (name, text) in templates.iter() {
        let mut alone = Tera::new();
        if let Err(error) = alone.add_raw_template(name, &text.text)
            && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
        {
            let diagnostic = templates.diagnostic(&error, None);
            // Alone, a template knows none of the site's components, filters and functions.
            let unknown = diagnostic.message.contains("not found")
                || diagnostic.message.contains("unknown")
                || diagnostic.message.contains("not registered");
            if !unknown {
                found.push(diagnostic);
            }
        }
    }
    if found.is_empty() {
        match first.kind() {
            tera::ErrorKind::MissingParent { current, parent } => {
                let message = format!("template `{current}` extends `{parent}`, which does not exist");
                let diagnostic = named(templates, current, parent, message, Code::TemplateMissing);
                found.push(diagnostic.suggest(parent, templates.iter().map(|(name, _)| name)));
            }
            tera::ErrorKind::CircularExtend { tpl, inheritance_chain: chain }
            | tera::ErrorKind::CircularInclude { tpl, include_chain: chain } => {
                let message = format!("templates lead to each other in a circle: {}", chain.join(" -> "));
                let next = chain.get(1).unwrap_or(tpl);
                found.push(named(templates, tpl, next, message, Code::TemplateSyntax));
            }
            _ => found.extend(templates.set_diagnostics(first).into_iter().map(|d| unknown(d, names))),
        }
    }
    out.extend(found);
}

/// A call of a component that does not exist, said as it is said of calls in content.
fn unknown(diagnostic: Diagnostic, names: &[&str]) -> Diagnostic {
    let name = diagnostic.message.strip_prefix("unknown component `").and_then(|m| m.strip_suffix('`'));
    match name {
        Some(name) => {
            let better = crate::content::component::unknown(name, names);
            Diagnostic { location: diagnostic.location, ..better }
        }
        None => diagnostic,
    }
}

/// An error of one template, at the place where it names another.
fn named(templates: &Templates, template: &str, other: &str, message: String, code: Code) -> Diagnostic {
    let diagnostic = Diagnostic::error(code, message);
    match templates.get(template) {
        Some(source) => {
            let at = source.text.find(other).unwrap_or(0);
            diagnostic.at(source.at(at..at + other.len()))
        }
        None => diagnostic,
    }
}

/// A buffer that refuses to grow without bounds.
#[derive(Debug)]
pub(super) struct Bounded {
    pub(super) bytes: Vec<u8>,
}

impl Default for Bounded {
    fn default() -> Self {
        // Most pages fit, and need not be moved while they grow.
        Self { bytes: Vec::with_capacity(16 << 10) }
    }
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_OUTPUT_BYTES {
            return Err(std::io::Error::other("output is larger than 64 MiB"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

//! The components of a site: one namespace over Tera components, Rust components and islands, and the
//! rendering of a call.

use super::reads::Read;
use super::scope::Scope;
use super::{head::Generated, value};
use crate::assets::{StyleScope, minify_css};
use crate::config::Config;
use crate::content::component::{ComponentKind, Literal, Prop, PropType, Signature};
use crate::content::markdown::escape;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Result};
use crate::islands::{self, Client, ComponentCss, Islands, RenderContext, tag};
use crate::render::scope::Used;
use crate::site::Relative;
use crate::source::{SourceText, hash};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use tera::{ComponentArgType, Context, Tera, Value};

/// The folder on the site that holds what the tool adds: loader, modules, component styles.
pub(super) const FOLDER: &str = "/_layer9/";

/// Wrappers of islands and slots take no part in layout.
const WRAPPER_CSS: &str = "layer9-island,layer9-slot{display:contents}";

/// The components of a site.
pub struct Components {
    signatures: BTreeMap<String, Signature>,
    islands: Arc<Islands>,
    css: BTreeMap<String, String>,
    config: Arc<Config>,
    default_client: Client,
}

impl fmt::Debug for Components {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Components").field("signatures", &self.signatures).finish_non_exhaustive()
    }
}

/// The values of one call.
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    /// Checked props, in the order of the signature.
    pub(super) props: &'a [Literal],
    /// Props beyond those, of a Tera component that takes any.
    pub(super) extra: &'a [(String, Literal)],
    /// When it is hydrated; `None` for the site's default.
    pub(super) client: Option<Client>,
    /// HTML of its slots.
    pub(super) slots: &'a BTreeMap<String, String>,
}

/// The style sheet of a Rust component as diagnostics point into it. The text of one that stands in Rust is as far down and
/// to the right as it is in its file.
fn style_source(name: &str, sheet: &ComponentCss) -> SourceText {
    if sheet.file.is_empty() {
        return SourceText::new(format!("<style of {name}>"), &*sheet.text);
    }
    let above = "\n".repeat(sheet.line.saturating_sub(1));
    let before = " ".repeat(sheet.column.saturating_sub(1));
    SourceText::new(&*sheet.file, format!("{above}{before}{}", sheet.text))
}

impl Components {
    /// The components that come from Rust; Tera components are added once the engine knows them.
    pub fn new(config: &Arc<Config>, islands: Arc<Islands>, out: &mut Diagnostics) -> Self {
        let mut signatures = BTreeMap::new();
        let mut css = BTreeMap::new();
        for signature in islands.signatures() {
            if let Some(sheet) = islands.css(&signature.name) {
                let scope = (!sheet.scope.is_empty()).then(|| StyleScope::new(&*sheet.scope));
                let minified = minify_css(&style_source(&signature.name, sheet), scope.as_ref());
                if let Some(minified) = out.keep(minified) {
                    css.insert(signature.name.clone(), minified);
                }
            }
            signatures.insert(signature.name.clone(), signature.clone());
        }
        // The configuration was read: it names one of them.
        let default_client = Client::parse(&config.islands.default_client, None).unwrap_or_default();
        Self { signatures, islands, css, config: config.clone(), default_client }
    }

    /// The path in front of every path of the site.
    fn base_path(&self) -> &str {
        self.config.base_url.base_path()
    }

    /// Tera components that stand for the Rust ones, so that templates can call them. A Tera component of
    /// the site or theme with the same name takes the place of a Rust one.
    pub(super) fn stubs(&self, taken: &BTreeSet<String>) -> String {
        self.signatures
            .keys()
            .filter(|name| !taken.contains(*name))
            .map(|name| {
                format!(
                    "{{% component {name}(...props) %}}{{{{ __layer9_component(name=\"{name}\", props=props, \
                     body=body) }}}}{{% endcomponent {name} %}}\n"
                )
            })
            .collect()
    }

    /// Adds the Tera components of the site and theme, with the style sheets beside them.
    pub(super) fn add_templates(
        &mut self,
        tera: &Tera,
        origins: &BTreeMap<String, String>,
        styles: &BTreeMap<String, SourceText>,
        out: &mut Diagnostics,
    ) {
        for (name, origin) in origins {
            let Some(info) = tera.get_component_definition(name) else { continue };
            let declares_slots = info.args().iter().any(|a| a.name() == "slots");
            let props = info
                .args()
                .iter()
                .filter(|arg| arg.name() != "slots" && !arg.is_implicit())
                .map(|arg| Prop {
                    name: arg.name().to_owned(),
                    ty: arg.arg_type().map_or(PropType::Any, prop_type),
                    required: arg.is_required(),
                    default: arg.default().map(value::to_literal),
                    docs: String::new(),
                })
                .collect();
            let signature = Signature {
                name: name.clone(),
                kind: ComponentKind::Template,
                origin: origin.clone(),
                docs: String::new(),
                props,
                open: info.rest_param().is_some(),
                slots: (!declares_slots).then(|| vec!["default".to_owned()]),
                value_slots: Vec::new(),
            };
            self.css.remove(name);
            self.signatures.insert(name.clone(), signature);
        }
        for (name, source) in styles {
            if let Some(minified) = out.keep(minify_css(source, None)) {
                self.css.insert(name.clone(), minified);
            }
        }
    }

    /// The signature of a component.
    pub fn get(&self, name: &str) -> Option<&Signature> {
        self.signatures.get(name)
    }

    /// All names, in byte order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.signatures.keys().map(String::as_str)
    }

    /// When an island starts whose call does not say.
    pub(super) fn default_client(&self) -> &Client {
        &self.default_client
    }

    /// The islands among them.
    pub fn islands(&self) -> &Islands {
        &self.islands
    }

    /// Renders a call.
    pub(super) fn render(&self, call: &Call<'_>, tera: &Tera) -> Result<String> {
        let Some(signature) = self.signatures.get(call.name) else {
            let message = format!("unknown component `<{}>`", call.name);
            let diagnostic = Diagnostic::error(Code::ComponentUnknown, message);
            return Err(Box::new(diagnostic.suggest(call.name, self.names())));
        };
        Scope::with(|scope| {
            scope.used.components.insert(call.name.to_owned());
            scope.reads.insert(Read::Component(call.name.to_owned()));
        });
        match signature.kind {
            ComponentKind::Template => self.render_template(signature, call, tera),
            ComponentKind::Rust => self.render_rust(call, signature, None),
            ComponentKind::Island => self.render_island(call, signature),
        }
    }

    fn render_template(&self, signature: &Signature, call: &Call<'_>, tera: &Tera) -> Result<String> {
        let mut context = Context::new();
        for (prop, given) in signature.props.iter().zip(call.props) {
            if *given == Literal::None && prop.default.is_none() && !prop.required {
                continue;
            }
            context.insert_value(prop.name.clone(), value::literal(given));
        }
        for (name, given) in call.extra {
            context.insert_value(name.clone(), value::literal(given));
        }
        if signature.slots.is_none() {
            let named = call.slots.iter().filter(|(name, _)| *name != "default");
            let map: tera::Map =
                named.map(|(name, html)| (name.clone().into(), Value::safe_string(html))).collect();
            context.insert_value("slots", Value::from(map));
        }
        let body = call.slots.get("default").map(String::as_str);
        tera.render_component(call.name, &context, body, true).map_err(|error| {
            let message = format!("component `{}` failed: {}", call.name, first_line(&error));
            Box::new(Diagnostic::error(Code::TemplateRender, message).note(error.to_string(), None))
        })
    }

    fn render_rust(&self, call: &Call<'_>, signature: &Signature, uid: Option<&str>) -> Result<String> {
        let wire = wire(call, signature)?;
        let (path, language) = Scope::with(|scope| (scope.path.clone(), scope.language)).unwrap_or_default();
        let language = self.config.languages.get(language);
        let slots = signature.slots.iter().flatten();
        let context = RenderContext {
            language: language.tag.clone(),
            direction: language.direction.as_str().to_owned(),
            base_path: self.base_path().to_owned(),
            page_path: path,
            slots: slots.filter(|name| call.slots.contains_key(*name)).cloned().collect(),
        };
        let rendered = self.islands.render(call.name, &wire, &context)?;
        let own = match uid {
            None if rendered.has_uid() => next_id(call, &wire),
            _ => String::new(),
        };
        let mut html = String::new();
        rendered.place(&mut html, uid.unwrap_or(&own), |html, slot| {
            html.push_str(call.slots.get(slot).map_or("", String::as_str));
        });
        Ok(html)
    }

    fn render_island(&self, call: &Call<'_>, signature: &Signature) -> Result<String> {
        let client = call.client.clone().unwrap_or_else(|| self.default_client.clone());
        if client == Client::None {
            return self.render_rust(call, signature, None);
        }
        let wire = wire(call, signature)?;
        let uid = next_id(call, &wire);
        let inner = if client == Client::Only {
            call.slots.get("fallback").cloned().unwrap_or_default()
        } else {
            self.render_rust(call, signature, Some(&uid))?
        };
        Scope::with(|scope| scope.used.islands.insert((call.name.to_owned(), client.clone())));
        let files = self.islands.browser_files(call.name, &client);
        let src = files.first().map_or("", |file| file.file_name.as_str());
        let slots: Vec<String> = call.slots.keys().cloned().collect();
        let mut html = String::with_capacity(inner.len() + 160);
        tag::Tag {
            name: call.name,
            src: &format!("{}{FOLDER}{src}", self.base_path()),
            client: &client,
            props: &wire,
            uid: &uid,
            slots: &slots,
        }
        .open(&mut html);
        html.push_str(&inner);
        html.push_str(tag::CLOSE);
        Ok(html)
    }

    /// What goes into the head of a page that uses `used`, and the bytes of all files it may load for it;
    /// the files are added to `generated`.
    pub(super) fn head(&self, used: &Used, generated: &Generated) -> (String, usize) {
        let mut head = String::new();
        let mut shipped = 0;
        let mut css = String::new();
        if !used.islands.is_empty() {
            css.push_str(WRAPPER_CSS);
        }
        for name in &used.components {
            if let Some(text) = self.css.get(name) {
                css.push_str(text);
            }
        }
        let url = |path: &str| {
            let mut url = String::new();
            escape::attribute(&format!("{}{path}", self.base_path()), &mut url);
            url
        };
        if !css.is_empty() {
            if let Some(relative) = Relative::of(&self.config, FOLDER) {
                css = relative.css(css);
            }
            let path = format!("{FOLDER}components-{}.css", hash(css.as_bytes()).short());
            head.push_str(&format!("<link rel=\"stylesheet\" href=\"{}\">\n", url(&path)));
            shipped += css.len();
            generated.add(&path, || css.into_bytes().into());
        }
        for name in &used.components {
            let Some(script) = self.islands.blocking_script(name) else { continue };
            let path = format!("{FOLDER}{}", script.file_name);
            head.push_str(&format!("<script src=\"{}\"></script>\n", url(&path)));
            shipped += script.bytes.len();
            generated.add(&path, || script.bytes.clone());
        }
        if used.islands.is_empty() {
            return (head, shipped);
        }
        let loader = self.islands.loader(&used.islands);
        let path = format!("{FOLDER}{}", loader.file_name);
        head.push_str(&format!("<script type=\"module\" src=\"{}\"></script>\n", url(&path)));
        shipped += loader.bytes.len();
        generated.add(&path, || loader.bytes);
        let mut counted = BTreeSet::new();
        let mut preloaded = BTreeSet::new();
        for (name, client) in &used.islands {
            for (i, file) in self.islands.browser_files(name, client).iter().enumerate() {
                let path = format!("{FOLDER}{}", file.file_name);
                // What surely starts at once is asked for with the page, not after the loader has run.
                let at_once = matches!(client, Client::Load | Client::Only);
                if i == 0 && at_once && preloaded.insert(path.clone()) {
                    let link = if path.ends_with(".wasm") {
                        format!(
                            "<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{}\">\n",
                            url(&path)
                        )
                    } else {
                        format!("<link rel=\"modulepreload\" href=\"{}\">\n", url(&path))
                    };
                    head.push_str(&link);
                }
                if counted.insert(path.clone()) {
                    shipped += file.bytes.len();
                }
                generated.add(&path, || file.bytes.clone());
            }
        }
        (head, shipped)
    }
}

/// The id of an instance, which no other on its page has.
fn next_id(call: &Call<'_>, wire: &str) -> String {
    Scope::with(|scope| scope.ids.next(call.name, wire)).unwrap_or_default()
}

fn wire(call: &Call<'_>, signature: &Signature) -> Result<String> {
    islands::encode(&signature.props, call.props).map_err(|error| {
        Box::new(Diagnostic::error(Code::ComponentPropType, format!("<{}>: {error}", call.name)))
    })
}

fn prop_type(ty: ComponentArgType) -> PropType {
    let any = || Box::new(PropType::Any);
    match ty {
        ComponentArgType::String => PropType::String,
        ComponentArgType::Bool => PropType::Bool,
        ComponentArgType::Integer => PropType::Int { min: i128::from(i64::MIN), max: i128::from(i64::MAX) },
        ComponentArgType::Float => PropType::Float,
        ComponentArgType::Array => PropType::List(any()),
        ComponentArgType::Map => PropType::Map(any()),
        _ => PropType::Any,
    }
}

fn first_line(error: &tera::Error) -> String {
    use tera::ErrorKind;
    match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => report.message().to_owned(),
        _ => error.to_string().lines().next().unwrap_or("").to_owned(),
    }
}

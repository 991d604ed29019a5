//! What renders, whatever the content: templates, components, style sheets, the engine that holds them.
//!
//! It is made once for a set of templates, styles, islands and a configuration, and serves one site after another:
//! what a function called from a template needs of the site comes from the [`Scope`] of the render, so that nothing
//! here points back at a site.

use super::closure::Closures;
use super::components::Components;
use super::content::Markdown;
use super::head::Generated;
use super::templates::Templates;
use super::{content, data, environment, messages, shapes, template_calls};
use crate::assets::Style;
use crate::config::{Language, LanguageId};
use crate::content::messages::Messages;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::islands::Islands;
use crate::site::Site;
use crate::source::SourceText;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use tera::{Tera, Value};

/// Templates, components and the engine.
pub struct Setup {
    /// The default language's engine.
    engine: Tera,
    /// Those of the other languages, which differ in what `config` and `language` say.
    others: Vec<Tera>,
    pub(super) components: Components,
    pub(super) templates: Templates,
    pub(super) closures: Closures,
    pub(super) markdown: Markdown,
    /// The words of templates in the languages of the site.
    pub(super) messages: Arc<Messages>,
    /// Fingerprinted files by the name they are asked for by: path on the site and `integrity`.
    pub(super) assets: BTreeMap<String, (String, String)>,
    /// Files that rendering made so far: component styles, loaders, island modules.
    pub(super) generated: Generated,
    /// Whether the engine took all templates. Without them every component would be unknown; the templates' own
    /// mistakes say enough.
    pub(super) sound: bool,
    /// Whether some library of islands did not compile.
    pub(super) incomplete: bool,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("components", &self.components).finish_non_exhaustive()
    }
}

impl Setup {
    /// The engine of a language.
    pub(super) fn tera(&self, language: LanguageId) -> &Tera {
        language.index().checked_sub(1).and_then(|at| self.others.get(at)).unwrap_or(&self.engine)
    }

    /// How Markdown is parsed.
    pub fn markdown(&self) -> &Markdown {
        &self.markdown
    }

    /// The words of templates.
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Sets up the engine, and checks all templates with their messages and the calls in them. `styles` are the finished style sheets;
    /// `component_styles` the sheets beside component templates, by component.
    pub fn new(
        site: &Site,
        (templates, messages): (Templates, Arc<Messages>),
        styles: &[Style],
        component_styles: &BTreeMap<String, SourceText>,
        islands: Arc<Islands>,
        markdown: Markdown,
        out: &mut Diagnostics,
    ) -> Self {
        let config = &site.config;
        let assets = styles.iter().map(|s| (s.name.clone(), (s.path.clone(), s.integrity.clone()))).collect();
        let incomplete = islands.incomplete();
        let mut components = Components::new(config, islands, out);
        let origins = component_origins(&templates, out);
        let stubs = components.stubs(&origins.keys().cloned().collect());
        let mut found = Diagnostics::new();
        let names: Vec<&str> = components.names().chain(origins.keys().map(String::as_str)).collect();
        let mut tera = environment::build(
            &templates,
            &stubs,
            &config.markdown,
            &names,
            content::call_from_template,
            &mut found,
        );
        let sound = !found.has_errors();
        if out.iter().any(|d| d.code == Code::ComponentDuplicate) {
            // The engine stops at the first of them, without a place; all were said above.
            found.retain(|d| d.location.is_some() || !d.message.starts_with("component `"));
        }
        out.extend(found);
        components.add_templates(&tera, &origins, component_styles, out);
        tera.global_context().insert_value("data", data::data_value(&site.outline.data));
        let languages: Vec<Value> =
            config.languages.in_order().map(|language| shapes::language_value(config, language)).collect();
        tera.global_context().insert_value("languages", Value::from(languages));
        let speaking = |mut tera: Tera, language: &Language| {
            tera.global_context().insert_value("config", shapes::config_value(config, language));
            tera.global_context().insert_value("language", shapes::language_value(config, language));
            tera
        };
        let others = config.languages.iter().skip(1).map(|language| speaking(tera.clone(), language));
        let others: Vec<Tera> = others.collect();
        let engine = speaking(tera, config.languages.default());
        if sound {
            check_calls(&templates, &components, out);
            messages::check(&templates, &messages, config, out);
        }
        let closures = Closures::new(&templates, &data::digests(&site.outline.data));
        let generated = Generated::default();
        super::navigation::files(config, &generated);
        Self {
            engine,
            others,
            components,
            templates,
            closures,
            markdown,
            messages,
            assets,
            generated,
            sound,
            incomplete,
        }
    }
}

/// The Tera components that files under `components/` define, by name, and the file of each.
fn component_origins(templates: &Templates, out: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut origins: BTreeMap<String, String> = BTreeMap::new();
    for (_, source) in templates.iter() {
        for (name, span) in template_calls::definitions(&source.text) {
            // The theme's other templates are in the set twice, under their own and the theme's name.
            match origins.get(&name) {
                Some(first) if *first != *source.path => out.push(
                    Diagnostic::error(Code::ComponentDuplicate, format!("two components named `{name}`"))
                        .at(source.at(span))
                        .note("the other is here", Some(Location::file(first.clone()))),
                ),
                _ => {
                    origins.insert(name, source.path.to_string());
                }
            }
        }
    }
    origins
}

fn check_calls(templates: &Templates, components: &Components, out: &mut Diagnostics) {
    let names: BTreeSet<&str> = components.names().collect();
    for (_, source) in templates.iter() {
        out.extend(template_calls::check_template(source, &|name| components.get(name), &names));
    }
}

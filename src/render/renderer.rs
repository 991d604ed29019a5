//! The renderer of one site.

use super::components::Components;
use super::content;
use super::environment::{self, Bounded};
use super::functions::Lookups;
use super::head::{Generated, inject};
use super::output::{Output, OutputKind};
use super::scope::{Scope, Used};
use super::templates::Templates;
use super::values::{self, Values};
use super::{feed, sitemap};
use crate::assets::Style;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::islands::Islands;
use crate::site::{PageId, Pager, Site};
use crate::source::SourceText;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use tera::{Context, Error, Kwargs, Tera, Value};

/// Renders the outputs of one site.
pub struct Renderer {
    shared: Arc<Shared>,
    site: Arc<Site>,
    templates: Templates,
    values: Arc<Values>,
    contents_used: content::UsedByContents,
    generated: Generated,
}

/// What functions called from templates need, too.
pub(super) struct Shared {
    pub(super) tera: OnceLock<Tera>,
    pub(super) components: OnceLock<Components>,
}

/// The bytes of an output and what they used.
#[derive(Clone, Debug)]
pub struct RenderedOutput {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// Components and islands on the page.
    pub used: Used,
    /// Bytes of the scripts, modules and component styles that the page can load.
    pub shipped: usize,
}

impl Renderer {
    /// Sets up the engine, checks all templates and the calls in them, and renders the components in
    /// contents. `styles` are the finished style sheets; `component_styles` the sheets beside component
    /// templates, by component.
    pub fn new(
        mut site: Site,
        templates: Templates,
        styles: &[Style],
        component_styles: &BTreeMap<String, SourceText>,
        islands: Arc<Islands>,
        out: &mut Diagnostics,
    ) -> Self {
        let bodies = site.take_bodies();
        let site = Arc::new(site);
        let assets: BTreeMap<String, (String, String)> =
            styles.iter().map(|s| (s.name.clone(), (s.path.clone(), s.integrity.clone()))).collect();
        let lookups = Arc::new(Lookups { site: site.clone(), assets: Arc::new(assets) });
        let shared = Arc::new(Shared { tera: OnceLock::new(), components: OnceLock::new() });

        let incomplete = islands.incomplete();
        let mut components = Components::new(&site.config, islands, out);
        let origins = component_origins(&templates, out);
        let stubs = components.stubs(&origins.keys().cloned().collect());
        let call_shared = shared.clone();
        let call =
            move |args: &Kwargs| -> Result<Value, Error> { content::call_from_template(&call_shared, args) };
        let mut found = Diagnostics::new();
        let names: Vec<&str> = components.names().chain(origins.keys().map(String::as_str)).collect();
        let mut tera = environment::build(&templates, &stubs, lookups, &names, call, &mut found);
        let sound = !found.has_errors();
        if out.iter().any(|d| d.code == Code::ComponentDuplicate) {
            // The engine stops at the first of them, without a place; all were said above.
            found.retain(|d| d.location.is_some() || !d.message.starts_with("component `"));
        }
        out.extend(found);
        components.add_templates(&tera, &origins, component_styles, out);
        tera.global_context().insert_value("config", values::config_value(&site.config));
        if sound {
            check_calls(&templates, &components, out);
        }
        let _ = shared.tera.set(tera);
        let _ = shared.components.set(components);

        // Without its templates every component would be unknown; the templates' own mistakes say enough.
        let (contents, contents_used) = match sound {
            true => content::render_all(&site, &shared, bodies, out),
            false => Default::default(),
        };
        let values = Arc::new(Values::new(&site, contents));
        if incomplete {
            // The components of a library that did not compile are not unknown; its own errors say enough.
            out.retain(|d| d.code != Code::ComponentUnknown);
        }
        let renderer =
            Self { shared, site, templates, values, contents_used, generated: Generated::default() };
        renderer.check_template_names(out);
        renderer
    }

    /// The site that is rendered.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Files that rendering made so far: component styles, loaders, island modules.
    pub fn generated(&self) -> &Generated {
        &self.generated
    }

    /// The components of the site.
    pub fn components(&self) -> Option<&Components> {
        self.shared.components.get()
    }

    /// Renders one output.
    ///
    /// # Errors
    /// Everything that went wrong in it.
    pub fn render(&self, output: &Output) -> Result<RenderedOutput, Diagnostics> {
        let text =
            |text: String| Ok(RenderedOutput { bytes: text.into_bytes(), used: Used::default(), shipped: 0 });
        match &output.kind {
            OutputKind::Page(id) => {
                let Some(page) = self.site.pages.get(*id) else { return text(String::new()) };
                let template = self.page_template(*id);
                let mut context = self.context(&output.path);
                context.insert_value("page", self.values.pages.get(*id).cloned().unwrap_or_else(Value::none));
                let source = page.entry.file.source.path.to_string();
                self.template(&template, &context, output, &source, self.contents_used.pages.get(id))
            }
            OutputKind::Section { id, pager } => {
                let Some(section) = self.site.sections.get(*id) else { return text(String::new()) };
                let template = self.section_template(*id);
                let mut context = self.context(&output.path);
                let value = self.values.sections.get(*id).cloned();
                context.insert_value("section", value.unwrap_or_else(Value::none));
                let by = section.entry.matter.paginate_by;
                context.insert_value("paginator", self.paginator(pager, by, section.pages.len()));
                let source = format!("content/{}", section.relative_path());
                self.template(&template, &context, output, &source, self.contents_used.sections.get(id))
            }
            OutputKind::TaxonomyList(index) => {
                let (Some(taxonomy), Some(values)) =
                    (self.site.taxonomies.get(*index), self.values.taxonomies.get(*index))
                else {
                    return text(String::new());
                };
                let template = self.taxonomy_template(&taxonomy.config.name, "list", "taxonomy_list.html");
                let mut context = self.context(&output.path);
                context.insert_value("taxonomy", values.taxonomy.clone());
                context.insert_value("terms", Value::from(values.terms.clone()));
                self.template(&template, &context, output, &output.path, None)
            }
            OutputKind::Term { taxonomy, term, pager } => {
                let (Some(config), Some(values)) =
                    (self.site.taxonomies.get(*taxonomy), self.values.taxonomies.get(*taxonomy))
                else {
                    return text(String::new());
                };
                let template = self.taxonomy_template(&config.config.name, "single", "taxonomy_single.html");
                let pages = config.terms.get(*term).map_or(0, |t| t.pages.len());
                let mut context = self.context(&output.path);
                context.insert_value("taxonomy", values.taxonomy.clone());
                context.insert_value("term", values.terms.get(*term).cloned().unwrap_or_else(Value::none));
                context.insert_value("paginator", self.paginator(pager, config.config.paginate_by, pages));
                self.template(&template, &context, output, &output.path, None)
            }
            OutputKind::NotFound => {
                let context = self.context(&output.path);
                self.template("404.html", &context, output, "404.html", None)
            }
            OutputKind::Feed { title, path, pages, format } => {
                let name = format.file_name();
                if self.templates.contains(name) {
                    let mut context = self.context(&output.path);
                    context.insert_value("title", Value::from(title.as_str()));
                    context
                        .insert_value("feed_url", Value::from(self.site.config.base_url.join(&output.path)));
                    context.insert_value("pages", self.values.list(pages));
                    return self.template(name, &context, output, name, None);
                }
                let feed = feed::Feed { title: title.clone(), path, pages: pages.clone() };
                text(feed::write(&self.site, &feed, *format, |id| self.values.content(id)))
            }
            OutputKind::Sitemap => {
                if self.templates.contains("sitemap.xml") {
                    return self.template(
                        "sitemap.xml",
                        &self.context(&output.path),
                        output,
                        "sitemap.xml",
                        None,
                    );
                }
                text(sitemap::sitemap(&self.site))
            }
            OutputKind::Robots => {
                if self.templates.contains("robots.txt") {
                    return self.template(
                        "robots.txt",
                        &self.context(&output.path),
                        output,
                        "robots.txt",
                        None,
                    );
                }
                text(sitemap::robots(&self.site))
            }
            OutputKind::Redirect(to) => text(sitemap::redirect(to, &self.site.config.base_url)),
        }
    }

    fn context(&self, path: &str) -> Context {
        let mut context = Context::new();
        context.insert_value("lang", Value::from(self.site.config.default_language.as_str()));
        context.insert_value("current_path", Value::from(path));
        context.insert_value("current_url", Value::safe_string(&self.site.config.base_url.join(path)));
        context.insert_value("paginator", Value::none());
        context
    }

    fn paginator(&self, pager: &Option<(Arc<Vec<Pager>>, usize)>, by: usize, total: usize) -> Value {
        match pager {
            Some((pagers, at)) => self.values.paginator(&self.site, pagers, *at, by, total),
            None => Value::none(),
        }
    }

    fn page_template(&self, id: PageId) -> String {
        let Some(page) = self.site.pages.get(id) else { return "page.html".to_owned() };
        if let Some(template) = &page.matter().template {
            return template.clone();
        }
        let mut at = Some(page.entry.section);
        while let Some(section) = at.and_then(|id| self.site.sections.get(id)) {
            if let Some(template) = &section.entry.matter.page_template {
                return template.clone();
            }
            at = section.entry.parent;
        }
        "page.html".to_owned()
    }

    fn section_template(&self, id: usize) -> String {
        let section = self.site.sections.get(id);
        let named = section.and_then(|s| s.entry.matter.page.template.clone());
        named.unwrap_or_else(|| if id == 0 { "index.html".to_owned() } else { "section.html".to_owned() })
    }

    /// `tags/list.html` where it exists, as in Zola, otherwise the general template.
    fn taxonomy_template(&self, name: &str, kind: &str, general: &str) -> String {
        let own = format!("{name}/{kind}.html");
        if self.templates.contains(&own) { own } else { general.to_owned() }
    }

    /// Templates that front matter names and that do not exist, at the place that names them.
    fn check_template_names(&self, out: &mut Diagnostics) {
        let sections = self.site.sections.iter().filter_map(|s| {
            let file = s.entry.file.as_ref()?;
            Some((file, s.entry.matter.page.template.iter().chain(&s.entry.matter.page_template)))
        });
        for (file, names) in sections {
            for name in names {
                self.check_template_name(file, name, out);
            }
        }
        for page in &self.site.pages {
            if let Some(name) = &page.matter().template {
                self.check_template_name(&page.entry.file, name, out);
            }
        }
    }

    fn check_template_name(
        &self,
        file: &crate::content::document::SourceFile,
        name: &str,
        out: &mut Diagnostics,
    ) {
        if self.templates.contains(name) {
            return;
        }
        let front = file.source.text.get(..file.body).unwrap_or("");
        let at = front.find(name).unwrap_or(0);
        out.push(
            Diagnostic::error(Code::TemplateMissing, format!("template `{name}` does not exist"))
                .at(file.source.at(at..at + name.len()))
                .suggest(name, self.templates.iter().map(|(name, _)| name)),
        );
    }

    fn template(
        &self,
        template: &str,
        context: &Context,
        output: &Output,
        source: &str,
        in_content: Option<&(Used, usize)>,
    ) -> Result<RenderedOutput, Diagnostics> {
        let (Some(tera), Some(components)) = (self.shared.tera.get(), self.shared.components.get()) else {
            return Err(Diagnostic::error(Code::TemplateRender, "the renderer is not set up").into());
        };
        let scope = Scope {
            values: self.values.clone(),
            path: output.path.clone(),
            source: source.to_owned(),
            used: in_content.map(|(used, _)| used.clone()).unwrap_or_default(),
            diagnostics: Vec::new(),
            instances: in_content.map_or(0, |(_, instances)| *instances),
        };
        let mut buffer = Bounded::default();
        let (result, scope) = scope.run(|| tera.render_to(template, context, &mut buffer));
        let mut problems = Diagnostics::new();
        problems.extend(scope.diagnostics);
        if let Err(error) = result
            && problems.is_empty()
        {
            problems.push(self.templates.diagnostic(&error, Some(source)));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut bytes = buffer.bytes;
        let (head, shipped) = components.head(&scope.used, &self.generated);
        if !head.is_empty() {
            inject(&mut bytes, &head);
        }
        Ok(RenderedOutput { bytes, used: scope.used, shipped })
    }
}

/// The Tera components that files under `components/` define, by name, and the file of each.
fn component_origins(templates: &Templates, out: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut origins: BTreeMap<String, String> = BTreeMap::new();
    for (_, source) in templates.iter() {
        for (name, span) in super::template_calls::definitions(&source.text) {
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
        let found = super::template_calls::check_template(source, &|name| components.get(name), &names);
        out.extend(found);
    }
}

//! The renderer of one site.

use super::closure::{Closures, Fields};
use super::components::Components;
use super::content::{self, All, ContentRecords, Engine, Markdown};
use super::contents::Contents;
use super::digests::Digests;
use super::environment::{self, Bounded};
use super::functions::Lookups;
use super::head::{Generated, inject};
use super::output::{Output, OutputKind};
use super::reads::{Read, Reads};
use super::scope::{Scope, Used};
use super::templates::Templates;
use super::values::Values;
use super::versions::Versions;
use super::{feed, shapes, sitemap};
use crate::assets::Style;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::islands::Islands;
use crate::site::{PageId, Pager, Site};
use crate::source::{Hash, Hasher, SourceText, hash};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use tera::{Context, Error, Kwargs, Tera, Value};

/// Renders the outputs of one site.
pub struct Renderer {
    shared: Arc<Shared>,
    site: Arc<Site>,
    templates: Templates,
    values: Arc<Values>,
    versions: Versions,
    contents: Arc<Contents>,
    records: ContentRecords,
    closures: Arc<Closures>,
    generated: Generated,
    stale: Arc<AtomicBool>,
}

/// What functions called from templates need, too.
pub(super) struct Shared {
    pub(super) tera: OnceLock<Tera>,
    pub(super) components: OnceLock<Components>,
    pub(super) lookups: OnceLock<Arc<Lookups>>,
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
    /// What its functions, filters and components read, beyond [`Renderer::inputs`].
    pub reads: Reads,
}

impl Renderer {
    /// Sets up the engine, checks all templates and the calls in them, and renders the components in
    /// contents. `styles` are the finished style sheets; `component_styles` the sheets beside component
    /// templates, by component; `before` what an earlier build knows of contents.
    #[expect(clippy::too_many_arguments, reason = "everything that a site is made of, each once")]
    pub fn new(
        mut site: Site,
        templates: Templates,
        styles: &[Style],
        component_styles: &BTreeMap<String, SourceText>,
        islands: Arc<Islands>,
        markdown: Markdown,
        before: &ContentRecords,
        out: &mut Diagnostics,
    ) -> Self {
        let stale = markdown.stale.clone();
        let bodies = site.take_bodies();
        let site = Arc::new(site);
        let assets: BTreeMap<String, (String, String)> =
            styles.iter().map(|s| (s.name.clone(), (s.path.clone(), s.integrity.clone()))).collect();
        let lookups = Arc::new(Lookups { site: site.clone(), assets: Arc::new(assets) });
        let shared = Arc::new(Shared {
            tera: OnceLock::new(),
            components: OnceLock::new(),
            lookups: OnceLock::from(lookups.clone()),
        });

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
        tera.global_context().insert_value("config", shapes::config_value(&site.config));
        if sound {
            check_calls(&templates, &components, out);
        }
        let _ = shared.tera.set(tera);
        let _ = shared.components.set(components);

        let closures = Arc::new(Closures::new(&templates));
        let engine = Arc::new(Engine {
            early: Arc::new(Values::new(site.clone(), Arc::default())),
            versions: Versions::early(site.clone()),
            site: site.clone(),
            shared: shared.clone(),
            markdown,
            closures: closures.clone(),
        });
        // Without its templates every component would be unknown; the templates' own mistakes say enough.
        let All { mut contents, records } = match sound {
            true => engine.render_all(bodies, before, out),
            false => All::default(),
        };
        let parser = engine.clone();
        contents.late = Some(Box::new(move |place| parser.late(place)));
        let contents = Arc::new(contents);
        let values = Arc::new(Values::new(site.clone(), contents.clone()));
        let versions = engine.versions.with(contents.clone());
        if incomplete {
            // The components of a library that did not compile are not unknown; its own errors say enough.
            out.retain(|d| d.code != Code::ComponentUnknown);
        }
        let generated = Generated::default();
        let renderer =
            Self { shared, site, templates, values, versions, contents, records, closures, generated, stale };
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

    /// Whether a file was found to be another than the one that is known, after it was believed to be the same.
    pub fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }

    /// The components of the site.
    pub fn components(&self) -> Option<&Components> {
        self.shared.components.get()
    }

    /// Builds what templates are given side by side, for who will render most of the outputs.
    pub fn prepare(&self) {
        self.values.prepare(self.closures.templates().map(|closure| closure.fields));
    }

    /// What is known of contents, for the next build.
    pub fn content_records(&self) -> &ContentRecords {
        &self.records
    }

    /// What an output is known to read before it is rendered. `None` for an output that is so cheap that it is
    /// made every time.
    pub fn inputs(&self, output: &Output) -> Option<Reads> {
        let mut reads = Vec::new();
        let template = self.output_template(output);
        if let Some(template) = &template {
            reads.push(Read::Template(template.clone()));
        }
        let fields = template.as_ref().map_or(Fields::NONE, |t| self.closures.template(t).fields);
        let mut list = None;
        match &output.kind {
            OutputKind::Page(id) => {
                reads.push(Read::OwnPage(self.site.pages.get(*id)?.entry.file.path.to_string()));
            }
            OutputKind::Section { id, pager } => {
                let section = self.site.sections.get(*id)?;
                reads.push(Read::OwnSection(section.relative_path(), fields));
                list = pager.as_ref().map(|(pagers, at)| self.versions.paginator(pagers, *at, fields));
            }
            OutputKind::TaxonomyList(index) => {
                reads.push(Read::Taxonomy(self.site.taxonomies.get(*index)?.config.name.clone(), fields));
            }
            OutputKind::Term { taxonomy, term, pager } => {
                let taxonomy = self.site.taxonomies.get(*taxonomy)?;
                let term = taxonomy.terms.get(*term)?;
                reads.push(Read::Term(taxonomy.config.name.clone(), term.slug.clone(), fields));
                list = pager.as_ref().map(|(pagers, at)| self.versions.paginator(pagers, *at, fields));
            }
            OutputKind::Feed { title, pages, .. } => {
                let mut hasher = Hasher::new();
                hasher.text(title);
                match template {
                    Some(_) => self.versions.add_list(&mut hasher, pages, fields),
                    None => pages.iter().filter_map(|id| self.versions.own_page(*id)).for_each(|version| {
                        hasher.hash(&version);
                    }),
                }
                list = Some(hasher.finish());
            }
            OutputKind::NotFound => {}
            OutputKind::Sitemap | OutputKind::Robots => {
                template.as_ref()?;
            }
            OutputKind::Redirect(_) => return None,
        }
        let mut reads: Reads = reads.into_iter().map(|read| self.digested(read)).collect();
        reads.extend(list.map(|digest| (Read::List(output.path.clone()), digest)));
        Some(reads)
    }

    /// The hash of what reading something gives now.
    pub fn digest(&self, read: &Read) -> Hash {
        let (site, shared) = (&*self.site, &*self.shared);
        Digests { site, shared, versions: &self.versions, closures: &self.closures }.of(read)
    }

    fn digested(&self, read: Read) -> (Read, Hash) {
        let digest = self.digest(&read);
        (read, digest)
    }

    /// What goes into the head of a page that uses `used`; the files that it names are among
    /// [`Renderer::generated`] then.
    pub fn head(&self, used: &Used) -> Hash {
        let head = self.shared.components.get().map(|components| components.head(used, &self.generated).0);
        hash(head.unwrap_or_default().as_bytes())
    }

    /// The template that an output is rendered with, where it is one.
    fn output_template(&self, output: &Output) -> Option<String> {
        let own = |name: &str| self.templates.contains(name).then(|| name.to_owned());
        match &output.kind {
            OutputKind::Page(id) => Some(self.page_template(*id)),
            OutputKind::Section { id, .. } => Some(self.section_template(*id)),
            OutputKind::TaxonomyList(index) => {
                let taxonomy = self.site.taxonomies.get(*index)?;
                Some(self.taxonomy_template(&taxonomy.config.name, "list", "taxonomy_list.html"))
            }
            OutputKind::Term { taxonomy, .. } => {
                let taxonomy = self.site.taxonomies.get(*taxonomy)?;
                Some(self.taxonomy_template(&taxonomy.config.name, "single", "taxonomy_single.html"))
            }
            OutputKind::NotFound => Some("404.html".to_owned()),
            OutputKind::Feed { format, .. } => own(format.file_name()),
            OutputKind::Sitemap => own("sitemap.xml"),
            OutputKind::Robots => own("robots.txt"),
            OutputKind::Redirect(_) => None,
        }
    }

    /// Renders one output.
    ///
    /// # Errors
    /// Everything that went wrong in it.
    pub fn render(&self, output: &Output) -> Result<RenderedOutput, Diagnostics> {
        let Some(template) = self.output_template(output) else {
            let text = match &output.kind {
                OutputKind::Feed { title, path, pages, format } => {
                    let feed = feed::Feed { title: title.clone(), path, pages: pages.clone() };
                    feed::write(&self.site, &feed, *format, |id| self.values.content(id))
                }
                OutputKind::Sitemap => sitemap::sitemap(&self.site),
                OutputKind::Robots => sitemap::robots(&self.site),
                OutputKind::Redirect(to) => sitemap::redirect(to, &self.site.config.base_url),
                _ => String::new(),
            };
            let bytes = text.into_bytes();
            return Ok(RenderedOutput { bytes, used: Used::default(), shipped: 0, reads: Reads::new() });
        };
        let fields = self.closures.template(&template).fields;
        let mut context = self.context(&output.path);
        let mut source = output.path.clone();
        let mut in_content = None;
        match &output.kind {
            OutputKind::Page(id) => {
                context.insert_value("page", self.values.own_page(*id).unwrap_or_else(Value::none));
                if let Some(page) = self.site.pages.get(*id) {
                    source = page.entry.file.source.path.to_string();
                }
                in_content = self.contents.page(*id).and_then(|c| c.used.as_ref());
            }
            OutputKind::Section { id, pager } => {
                let value = self.values.own_section(*id, fields);
                context.insert_value("section", value.unwrap_or_else(Value::none));
                if let Some(section) = self.site.sections.get(*id) {
                    let by = section.entry.matter.paginate_by;
                    let paginator = self.paginator(pager, by, section.pages.len(), fields);
                    context.insert_value("paginator", paginator);
                    source = format!("content/{}", section.relative_path());
                }
                in_content = self.contents.section(*id).and_then(|c| c.used.as_ref());
            }
            OutputKind::TaxonomyList(index) => {
                if let Some(taxonomy) = self.values.taxonomy(*index) {
                    context.insert_value("taxonomy", taxonomy);
                    let terms = self.values.terms(*index, fields);
                    context.insert_value("terms", terms.unwrap_or_else(Value::none));
                }
            }
            OutputKind::Term { taxonomy, term, pager } => {
                if let (Some(site), Some(value)) =
                    (self.site.taxonomies.get(*taxonomy), self.values.taxonomy(*taxonomy))
                {
                    let pages = site.terms.get(*term).map_or(0, |t| t.pages.len());
                    context.insert_value("taxonomy", value);
                    let term = self.values.term(*taxonomy, *term, fields);
                    context.insert_value("term", term.unwrap_or_else(Value::none));
                    let paginator = self.paginator(pager, site.config.paginate_by, pages, fields);
                    context.insert_value("paginator", paginator);
                }
            }
            OutputKind::Feed { title, pages, .. } => {
                let url = self.site.config.base_url.join(&output.path);
                context.insert_value("title", Value::from(title.as_str()));
                context.insert_value("feed_url", Value::from(url));
                // A feed is about bodies, whether its template names them or hands pages on.
                context.insert_value("pages", self.values.list(pages, fields));
                source.clone_from(&template);
            }
            OutputKind::NotFound | OutputKind::Sitemap | OutputKind::Robots => source.clone_from(&template),
            OutputKind::Redirect(_) => {}
        }
        self.template(&template, &context, output, &source, in_content, fields)
    }

    fn context(&self, path: &str) -> Context {
        let mut context = Context::new();
        context.insert_value("lang", Value::from(self.site.config.default_language.as_str()));
        context.insert_value("current_path", Value::from(path));
        context.insert_value("current_url", Value::safe_string(&self.site.config.base_url.join(path)));
        context.insert_value("paginator", Value::none());
        context
    }

    fn paginator(
        &self,
        pager: &Option<(Arc<Vec<Pager>>, usize)>,
        by: usize,
        total: usize,
        fields: Fields,
    ) -> Value {
        match pager {
            Some((pagers, at)) => self.values.paginator(pagers, *at, by, total, fields),
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
        fields: Fields,
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
            fields,
            reads: BTreeSet::new(),
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
        let reads = scope.reads.into_iter().map(|read| self.digested(read)).collect();
        Ok(RenderedOutput { bytes, used: scope.used, shipped, reads })
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

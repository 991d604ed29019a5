//! The renderer of one site.

use super::closure::Closure;
use super::components::Components;
use super::content::{All, ContentRecords, Engine};
use super::contents::{Contents, Place};
use super::digests::Digests;
use super::environment::Bounded;
use super::fields::Fields;
use super::functions::Lookups;
use super::head::{Generated, inject};
use super::instance_ids::InstanceIds;
use super::output::{Output, OutputKind};
use super::reads::{Read, Reads};
use super::scope::{Scope, Used};
use super::search::Searches;
use super::setup::Setup;
use super::values::Values;
use super::versions::Versions;
use super::{feed, sitemap};
use crate::config::data::Node;
use crate::content::messages::Asked;
use crate::diagnostics::{Code, Diagnostics, Location};
use crate::site::{Edited, List, Pager, Relative, SectionId, Site};
use crate::source::{Hash, Hasher, hash};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tera::{Context, Value};

/// Renders the outputs of one site.
pub struct Renderer {
    lookups: Arc<Lookups>,
    values: Arc<Values>,
    versions: Versions,
    contents: Arc<Contents>,
    records: ContentRecords,
    searches: Searches,
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
    /// Renders the components in contents; `before` is what an earlier build knows of them.
    pub fn new(setup: Arc<Setup>, mut site: Site, before: &ContentRecords, out: &mut Diagnostics) -> Self {
        let bodies = site.take_bodies();
        let site = Arc::new(site);
        let engine = Engine {
            early: Arc::new(Values::new(site.clone(), Arc::default())),
            versions: Versions::early(site.clone()),
            lookups: Arc::new(Lookups::new(site.clone(), setup.clone())),
        };
        let All { contents, records } = match setup.sound {
            true => engine.render_all(bodies, before, out),
            false => All::default(),
        };
        let (contents, versions) = complete(engine, contents);
        let values = Arc::new(Values::new(site.clone(), contents.clone()));
        if setup.incomplete {
            // The components of a library that did not compile are not unknown; its own errors say enough.
            out.retain(|d| d.code != Code::ComponentUnknown);
        }
        let searches = Searches::new(&site);
        let lookups = Arc::new(Lookups::new(site, setup));
        let renderer = Self { lookups, values, versions, contents, records, searches };
        renderer.check_template_names(out);
        renderer
    }

    /// The renderer of the same site after a few edits, as [`Site::edited`] gave it of this one's. What it has in common
    /// with this one is shared.
    pub fn edited(&self, edited: Edited, out: &mut Diagnostics) -> Self {
        let Edited { site, bodies, renamed } = edited;
        let site = Arc::new(site);
        let lookups = Arc::new(Lookups::new(site.clone(), self.setup().clone()));
        let documents: BTreeSet<Place> = bodies.iter().map(|(source, _)| Place::from(*source)).collect();
        let engine = Engine {
            early: Arc::new(Values::new(site.clone(), Arc::default())),
            versions: match renamed {
                true => Versions::early(site.clone()),
                false => self.versions.edited(site.clone(), Arc::default(), &documents),
            },
            lookups: lookups.clone(),
        };
        let All { contents, records } = engine.render_edited(bodies, &self.contents, &self.records, out);
        let changed: BTreeSet<Place> = contents.differing(&self.contents).chain(documents).collect();
        let (contents, anew) = complete(engine, contents);
        let searches = Searches::new(&site);
        // What a page is called shows in its neighbours, in what it links to and in lists: all is made when it is
        // asked for, which is seldom.
        let (values, versions) = match renamed {
            true => (Values::new(site, contents.clone()), anew),
            false => (
                self.values.edited(site.clone(), contents.clone(), &changed),
                self.versions.edited(site, contents.clone(), &changed),
            ),
        };
        Self { lookups, values: Arc::new(values), versions, contents, records, searches }
    }

    /// What renders.
    pub fn setup(&self) -> &Arc<Setup> {
        &self.lookups.setup
    }

    /// The site that is rendered.
    pub fn site(&self) -> &Site {
        &self.lookups.site
    }

    /// Files that rendering made so far: component styles, loaders, island modules.
    pub fn generated(&self) -> &Generated {
        &self.setup().generated
    }

    /// Whether a file was found to be another than the one that is known, after it was believed to be the same.
    pub fn is_stale(&self) -> bool {
        self.setup().markdown.stale.load(Ordering::Relaxed)
    }

    /// The components of the site.
    pub fn components(&self) -> &Components {
        &self.setup().components
    }

    /// Builds what templates are given side by side, for who will render these outputs.
    pub fn prepare<'o>(&self, outputs: impl Iterator<Item = &'o Output>) {
        let mut sets: Vec<Fields> = outputs
            .filter_map(|output| Some(self.setup().closures.template(&self.output_template(output)?).fields))
            .collect();
        sets.sort_unstable();
        sets.dedup();
        self.values.prepare(sets);
    }

    /// Lets go of what was needed for an output alone.
    pub fn release(&self, output: &Output) {
        if let OutputKind::Page(id) = output.kind {
            self.contents.release(id);
        }
    }

    /// Whether bodies are shown by few outputs beside their own pages: a feed of the latest may be among them, but no
    /// list of all.
    pub fn bodies_are_seldom_shared(&self) -> bool {
        let config = &self.site().config;
        let mut closures = self.setup().closures.templates();
        config.feed_limit > 0 && !closures.any(|closure| closure.fields.has(Fields::CONTENT))
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
            let data = self.setup().closures.data(template);
            reads.extend(data.map(|name| Read::Data(name.to_owned())));
        }
        let Closure { fields, own, .. } =
            template.as_ref().map(|t| self.setup().closures.template(t)).unwrap_or_default();
        let mut list = None;
        match &output.kind {
            OutputKind::Page(id) | OutputKind::PageAs(id, _) => {
                let path = self.site().pages.get(*id)?.entry.file.path.to_string();
                reads.push(Read::OwnPage(path, own.within(Fields::OUTSIDE)));
            }
            OutputKind::Section { id, pager } => {
                let section = self.site().sections.get(*id)?;
                reads.push(Read::OwnSection(section.relative_path(), fields));
                list = pager.as_ref().map(|(pagers, at)| self.versions.paginator(pagers, *at, fields));
            }
            OutputKind::SectionAs(id, _) => {
                let section = self.site().sections.get(*id)?;
                reads.push(Read::OwnSection(section.relative_path(), fields));
            }
            OutputKind::TaxonomyList { taxonomy, .. } => {
                // Which of its terms are on a page follows from all of them.
                let taxonomy = self.site().taxonomies.get(*taxonomy)?;
                reads.push(Read::Taxonomy(taxonomy.language, taxonomy.config.name.clone(), fields));
            }
            OutputKind::Term { taxonomy, term, pager } => {
                let taxonomy = self.site().taxonomies.get(*taxonomy)?;
                let term = taxonomy.terms.get(*term)?;
                let (language, name) = (taxonomy.language, taxonomy.config.name.clone());
                reads.push(Read::Term(language, name, term.slug.clone(), fields));
                list = pager.as_ref().map(|(pagers, at)| self.versions.paginator(pagers, *at, fields));
            }
            OutputKind::Feed { title, pages, .. } => {
                let mut hasher = Hasher::new();
                hasher.text(title);
                match template {
                    Some(_) => self.versions.add_list(&mut hasher, pages, fields),
                    None => pages.iter().filter_map(|id| self.versions.own_page(*id, Fields::ALL)).for_each(
                        |version| {
                            hasher.hash(&version);
                        },
                    ),
                }
                list = Some(hasher.finish());
            }
            OutputKind::NotFound(_) => {}
            OutputKind::Search { language, .. } => {
                list = Some(self.searches.version(self.site(), &self.contents, *language));
            }
            OutputKind::Route(number) => {
                let route = self.site().routes.get(*number)?;
                let mut hasher = Hasher::new();
                hasher.optional(route.key.as_deref());
                hasher.hash(&route.item.as_ref().map(super::versions::of_node).unwrap_or_default());
                list = Some(hasher.finish());
            }
            OutputKind::List { list: number, pager } => {
                let found = self.site().lists.get(*number)?;
                let mut hasher = Hasher::new();
                super::shapes::add_list(&mut hasher, self.site(), found);
                if found.rows.is_empty() {
                    match pager {
                        Some((pagers, at)) => {
                            hasher.hash(&self.versions.paginator(pagers, *at, fields));
                        }
                        None => self.versions.add_list(&mut hasher, &found.pages, fields),
                    }
                } else {
                    let (numbers, rows) = self.rows(found, pager);
                    hasher.number(numbers as u64);
                    rows.iter().for_each(|row| {
                        hasher.hash(&super::versions::of_node(row));
                    });
                }
                list = Some(hasher.finish());
            }
            OutputKind::Sitemap | OutputKind::SitemapPart(_) | OutputKind::Robots => {
                template.as_ref()?;
            }
            OutputKind::HostFile(_) | OutputKind::Redirect { .. } => return None,
        }
        let mut reads: Reads = reads.into_iter().map(|read| self.digested(read)).collect();
        reads.extend(list.map(|digest| (Read::List(output.path.clone()), digest)));
        Some(reads)
    }

    /// The hash of what reading something gives now.
    pub fn digest(&self, read: &Read) -> Hash {
        Digests { lookups: &self.lookups, versions: &self.versions }.of(read)
    }

    /// How many pages a read gives as a whole list; `None` where it gives none, or only the first.
    pub fn listed(&self, read: &Read) -> Option<usize> {
        Digests { lookups: &self.lookups, versions: &self.versions }.listed(read)
    }

    fn digested(&self, read: Read) -> (Read, Hash) {
        let digest = self.digest(&read);
        (read, digest)
    }

    /// What goes into the head of a page that uses `used`; the files that it names are among
    /// [`Renderer::generated`] then.
    pub fn head(&self, used: &Used) -> Hash {
        hash(self.components().head(used, self.generated()).0.as_bytes())
    }

    /// Renders one output.
    ///
    /// # Errors
    /// Everything that went wrong in it.
    pub fn render(&self, output: &Output) -> Result<RenderedOutput, Diagnostics> {
        let Some(template) = self.output_template(output) else {
            let text = match &output.kind {
                OutputKind::Feed { language, title, path, pages, format } => {
                    let language = self.site().config.languages.get(*language);
                    let feed = feed::Feed { language, title: title.clone(), path, pages: pages.clone() };
                    feed::write(self.site(), &feed, *format, |id| self.values.content(id))
                }
                OutputKind::Sitemap => sitemap::sitemap(self.site()),
                OutputKind::SitemapPart(number) => sitemap::sitemap_part(self.site(), *number),
                OutputKind::Robots => sitemap::robots(self.site()),
                OutputKind::Search { language, file } => {
                    self.searches.file(self.site(), &self.contents, *language, *file)
                }
                OutputKind::HostFile(text) => text.clone(),
                OutputKind::Redirect { to, .. } => {
                    let page = sitemap::redirect(to, &self.site().config.base_url);
                    match Relative::of(&self.site().config, &output.path) {
                        Some(relative) => relative.html(page),
                        None => page,
                    }
                }
                _ => String::new(),
            };
            let bytes = text.into_bytes();
            return Ok(RenderedOutput { bytes, used: Used::default(), shipped: 0, reads: Reads::new() });
        };
        let Closure { fields, own, .. } = self.setup().closures.template(&template);
        let mut context = self.context(output);
        let mut source = output.path.clone();
        let mut in_content = None;
        match &output.kind {
            OutputKind::Page(id) | OutputKind::PageAs(id, _) => {
                context.insert_value("page", self.values.own_page(*id, own).unwrap_or_else(Value::none));
                if let Some(page) = self.site().pages.get(*id) {
                    source = page.entry.file.source.path.to_string();
                }
                in_content = self.contents.page(*id).and_then(|c| c.used.as_ref());
            }
            OutputKind::Section { id, pager } => {
                let value = self.values.own_section(*id, fields);
                context.insert_value("section", value.unwrap_or_else(Value::none));
                if let Some(section) = self.site().sections.get(*id) {
                    let by = section.entry.matter.paginate_by;
                    let paginator = self.paginator(pager, by, section.pages.len(), fields);
                    context.insert_value("paginator", paginator);
                    source = format!("content/{}", section.relative_path());
                }
                in_content = self.contents.section(*id).and_then(|c| c.used.as_ref());
            }
            OutputKind::SectionAs(id, _) => {
                let value = self.values.own_section(*id, fields);
                context.insert_value("section", value.unwrap_or_else(Value::none));
                if let Some(section) = self.site().sections.get(*id) {
                    source = format!("content/{}", section.relative_path());
                }
            }
            OutputKind::TaxonomyList { taxonomy: index, pager } => {
                if let (Some(site), Some(taxonomy)) =
                    (self.site().taxonomies.get(*index), self.values.taxonomy(*index, fields))
                {
                    context.insert_value("taxonomy", taxonomy);
                    in_content = self.about(site.section);
                    let shown = pager.as_ref().and_then(|(pagers, at)| pagers.get(*at));
                    let terms = match shown {
                        Some(pager) => self.values.terms_at(*index, pager.pages.iter().copied(), fields),
                        None => self.values.terms_at(*index, 0..site.terms.len(), fields),
                    };
                    context.insert_value("terms", terms.clone());
                    let by = site.config.paginate_terms_by;
                    let paginator = match pager {
                        Some((pagers, at)) => {
                            self.values.paginator_of("terms", terms, pagers, *at, by, site.terms.len())
                        }
                        None => Value::none(),
                    };
                    context.insert_value("paginator", paginator);
                }
            }
            OutputKind::Term { taxonomy, term, pager } => {
                if let (Some(site), Some(value)) =
                    (self.site().taxonomies.get(*taxonomy), self.values.taxonomy(*taxonomy, fields))
                {
                    in_content = self.about(site.terms.get(*term).and_then(|term| term.section));
                    let pages = site.terms.get(*term).map_or(0, |t| t.pages.len());
                    context.insert_value("taxonomy", value);
                    let term = self.values.term(*taxonomy, *term, fields);
                    context.insert_value("term", term.unwrap_or_else(Value::none));
                    let paginator = self.paginator(pager, site.config.paginate_by, pages, fields);
                    context.insert_value("paginator", paginator);
                }
            }
            OutputKind::Feed { title, pages, .. } => {
                let url = self.site().config.base_url.join(&output.path);
                context.insert_value("title", Value::from(title.as_str()));
                context.insert_value("feed_url", Value::from(url));
                // A feed is about bodies, whether its template names them or hands pages on.
                context.insert_value("pages", self.values.list(pages, fields));
                source.clone_from(&template);
            }
            OutputKind::Route(number) => {
                let route = self.site().routes.get(*number);
                let item = route.and_then(|route| route.item.as_ref());
                context.insert_value("item", item.map_or_else(Value::none, super::value::node));
                let key = route.and_then(|route| route.key.as_deref());
                context.insert_value("key", key.map_or_else(Value::none, Value::from));
                source = "layer9.toml".to_owned();
            }
            OutputKind::List { list: number, pager } => {
                if let Some(list) = self.site().lists.get(*number) {
                    let mut map = super::shapes::list_map(self.site(), list);
                    let items = match list.rows.is_empty() {
                        true => self.values.list(&list.pages, fields),
                        false => {
                            let rows = list.rows.iter().map(super::value::node);
                            Value::from(rows.collect::<Vec<_>>())
                        }
                    };
                    if pager.is_none() {
                        map.insert(if list.rows.is_empty() { "pages" } else { "items" }, items);
                    }
                    context.insert_value("list", Value::from(map));
                    let by = self.site().config.lists.get(list.config).map_or(0, |config| config.paginate_by);
                    let paginator = match pager {
                        Some((pagers, at)) if !list.rows.is_empty() => {
                            let (total, rows) = self.rows(list, pager);
                            let items: Vec<Value> = rows.into_iter().map(super::value::node).collect();
                            let items = Value::from(items);
                            let paginator = self.values.paginator_of("items", items, pagers, *at, by, total);
                            // One template may be for lists of both kinds.
                            let mut map = paginator.as_map().cloned().unwrap_or_default();
                            map.insert("pages".into(), Value::from(Vec::<Value>::new()));
                            Value::from(map)
                        }
                        _ => self.paginator(pager, by, list.pages.len(), fields),
                    };
                    context.insert_value("paginator", paginator);
                }
                source = "layer9.toml".to_owned();
            }
            OutputKind::NotFound(_)
            | OutputKind::Sitemap
            | OutputKind::SitemapPart(_)
            | OutputKind::Robots => source.clone_from(&template),
            OutputKind::HostFile(_) | OutputKind::Redirect { .. } | OutputKind::Search { .. } => {}
        }
        self.template(&template, &context, output, &source, in_content, fields)
    }

    fn context(&self, output: &Output) -> Context {
        let mut context = Context::new();
        let path = output.path.as_str();
        let language = self.site().config.languages.get(output.language(self.site()));
        context.insert_value("lang", Value::from(language.tag.as_str()));
        context.insert_value("current_path", Value::from(path));
        context.insert_value("current_url", Value::safe_string(&self.site().config.base_url.join(path)));
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

    /// What the body of an `_index.md` about a taxonomy or term uses.
    fn about(&self, section: Option<SectionId>) -> Option<&(Used, usize)> {
        self.contents.section(section?)?.used.as_ref()
    }

    /// How many rows a list of data has, and those of one page of it.
    fn rows<'l>(&self, list: &'l List, pager: &Option<(Arc<Vec<Pager>>, usize)>) -> (usize, Vec<&'l Node>) {
        let all = || list.rows.iter().collect();
        let rows = pager
            .as_ref()
            .and_then(|(pagers, at)| pagers.get(*at))
            .map_or_else(all, |pager| pager.pages.iter().filter_map(|place| list.rows.get(*place)).collect());
        (list.rows.len(), rows)
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
        let Setup { components, templates, generated, .. } = &**self.setup();
        let tera = self.setup().tera(output.language(self.site()));
        let scope = Scope {
            lookups: self.lookups.clone(),
            values: self.values.clone(),
            subject: output.subject(self.site()),
            list: match &output.kind {
                OutputKind::List { list, .. } => Some(*list),
                _ => None,
            },
            language: output.language(self.site()),
            path: output.path.clone(),
            used: in_content.map(|(used, _)| used.clone()).unwrap_or_default(),
            diagnostics: Vec::new(),
            ids: InstanceIds::of("page".to_owned()),
            fields,
            reads: BTreeSet::new(),
            asked: Asked::new(),
        };
        let mut buffer = Bounded::default();
        let (result, mut scope) = scope.run(|| tera.render_to(template, context, &mut buffer));
        let mut problems = Diagnostics::new();
        let mut callers = result.as_ref().err().map(|error| templates.callers(error)).unwrap_or_default();
        let call = (!callers.is_empty()).then(|| callers.remove(0));
        problems.extend(std::mem::take(&mut scope.diagnostics).into_iter().map(|problem| {
            if problem.location.is_some() {
                return problem;
            }
            let at = call.clone().unwrap_or_else(|| Location::file(source));
            let problem = callers
                .iter()
                .fold(problem.at(at), |p, caller| p.note("called from here", Some(caller.clone())));
            problem.note(format!("while rendering {source}"), None)
        }));
        if let Err(error) = result
            && problems.is_empty()
        {
            problems.push(templates.diagnostic(&error, Some(source)));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut bytes = buffer.bytes;
        let mut used = std::mem::take(&mut scope.used);
        let is_html = output.is_html();
        if !is_html {
            // Nothing but HTML has a head.
            used = Used::default();
        }
        let (mut head, mut shipped) = components.head(&used, generated);
        if is_html {
            let (more, bytes) = super::navigation::head(&self.site().config, &bytes);
            head.push_str(&more);
            shipped += bytes;
        }
        if !head.is_empty() {
            inject(&mut bytes, &head);
        }
        if is_html && let Some(relative) = Relative::of(&self.site().config, &output.path) {
            // Tera writes nothing but UTF-8.
            bytes = relative.html(String::from_utf8_lossy(&bytes).into_owned()).into_bytes();
        }
        let reads = scope.into_reads().into_iter().map(|read| self.digested(read)).collect();
        Ok(RenderedOutput { bytes, used, shipped, reads })
    }
}

/// Contents that render what is left of them when it is asked for, and their versions.
fn complete(engine: Engine, mut contents: Contents) -> (Arc<Contents>, Versions) {
    let engine = Arc::new(engine);
    let parser = engine.clone();
    contents.late = Some(Box::new(move |place| parser.late(place)));
    let contents = Arc::new(contents);
    let versions = engine.versions.with(contents.clone());
    (contents, versions)
}

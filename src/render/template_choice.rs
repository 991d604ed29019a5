//! Which template renders what, and the mistakes in their names.

use super::output::{Output, OutputKind};
use super::renderer::Renderer;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::site::{PageId, SectionId, Site, Source};

/// The template of a page: that which its front matter names, or that of the nearest section which names one.
pub(super) fn page_template(site: &Site, id: PageId) -> &str {
    let Some(page) = site.pages.get(id) else { return "page.html" };
    if let Some(template) = &page.matter().template {
        return template;
    }
    let mut at = Some(page.entry.section);
    while let Some(section) = at.and_then(|id| site.sections.get(id)) {
        if let Some(template) = &section.entry.matter.page_template {
            return template;
        }
        at = section.entry.parent;
    }
    "page.html"
}

/// The template of a section.
pub(super) fn section_template(site: &Site, id: SectionId) -> &str {
    let section = site.sections.get(id);
    let named = section.and_then(|s| s.entry.matter.page.template.as_deref());
    let is_home = section.is_some_and(|s| s.entry.folder.is_empty());
    named.unwrap_or(if is_home { "index.html" } else { "section.html" })
}

impl Renderer {
    /// The template that an output is rendered with, where it is one.
    pub(super) fn output_template(&self, output: &Output) -> Option<String> {
        let own = |name: &str| self.setup().templates.contains(name).then(|| name.to_owned());
        match &output.kind {
            OutputKind::Page(id) => Some(self.page_template(*id)),
            OutputKind::Section { id, .. } => Some(self.section_template(*id)),
            OutputKind::PageAs(id, name) => Some(self.template_as(&self.page_template(*id), "page", name)),
            OutputKind::SectionAs(id, name) => {
                Some(self.template_as(&self.section_template(*id), "section", name))
            }
            OutputKind::TaxonomyList { taxonomy, .. } => {
                let taxonomy = self.site().taxonomies.get(*taxonomy)?;
                Some(self.taxonomy_template(&taxonomy.config.name, "list", "taxonomy_list.html"))
            }
            OutputKind::Term { taxonomy, .. } => {
                let taxonomy = self.site().taxonomies.get(*taxonomy)?;
                Some(self.taxonomy_template(&taxonomy.config.name, "single", "taxonomy_single.html"))
            }
            OutputKind::NotFound(_) => Some("404.html".to_owned()),
            OutputKind::Route(number) => Some(self.site().routes.get(*number)?.template.clone()),
            OutputKind::Feed { format, .. } => own(format.file_name()),
            OutputKind::List { list, .. } => {
                let list = self.site().lists.get(*list)?;
                Some(self.site().config.lists.get(list.config)?.template.clone())
            }
            OutputKind::Sitemap => own("sitemap.xml"),
            OutputKind::SitemapPart(_) | OutputKind::Search { .. } => None,
            OutputKind::Robots => own("robots.txt"),
            OutputKind::HostFile(_) | OutputKind::Redirect { .. } => None,
        }
    }

    fn page_template(&self, id: PageId) -> String {
        page_template(self.site(), id).to_owned()
    }

    /// The template of another format: that beside the page's own where there is one, otherwise the general one.
    fn template_as(&self, template: &str, general: &str, name: &str) -> String {
        let format = self.site().config.formats.iter().find(|format| format.name == name);
        let extension = format.map_or(name, |format| &format.extension);
        let own = format!("{}.{extension}", template.strip_suffix(".html").unwrap_or(template));
        if self.setup().templates.contains(&own) { own } else { format!("{general}.{extension}") }
    }

    fn section_template(&self, id: SectionId) -> String {
        section_template(self.site(), id).to_owned()
    }

    /// `tags/list.html` where it exists, as in Zola, otherwise the general template.
    fn taxonomy_template(&self, name: &str, kind: &str, general: &str) -> String {
        let own = format!("{name}/{kind}.html");
        if self.setup().templates.contains(&own) { own } else { general.to_owned() }
    }

    /// Templates that front matter names and that do not exist, at the place that names them.
    pub(super) fn check_template_names(&self, out: &mut Diagnostics) {
        let sections = self.site().sections.iter().filter_map(|s| {
            let file = s.entry.file.as_ref()?;
            Some((file, s.entry.matter.page.template.iter().chain(&s.entry.matter.page_template)))
        });
        for (file, names) in sections {
            for name in names {
                self.check_template_name(file, name, out);
            }
        }
        for route in &self.site().config.routes {
            if !self.setup().templates.contains(&route.template) {
                let message = format!("template `{}` does not exist", route.template);
                let names = self.setup().templates.iter().map(|(name, _)| name);
                let diagnostic = Diagnostic::error(Code::TemplateMissing, message);
                out.push(diagnostic.at(route.at.clone()).suggest(&route.template, names));
            }
        }
        let used = |number: usize| self.site().lists.iter().any(|list| list.config == number);
        for (_, list) in self.site().config.lists.iter().enumerate().filter(|(number, _)| used(*number)) {
            if !self.setup().templates.contains(&list.template) {
                let message = format!("template `{}` does not exist", list.template);
                let names = self.setup().templates.iter().map(|(name, _)| name);
                let diagnostic = Diagnostic::error(Code::TemplateMissing, message);
                out.push(diagnostic.at(list.at.clone()).suggest(&list.template, names));
            }
        }
        self.check_formats(out);
        for page in &self.site().pages {
            if let Some(name) = &page.matter().template {
                self.check_template_name(&page.entry.file, name, out);
            }
        }
    }

    /// Formats that front matter names and that do not exist, or have no template.
    fn check_formats(&self, out: &mut Diagnostics) {
        let pages = self.site().pages.iter().enumerate();
        let pages = pages.map(|(id, page)| (Some(&page.entry.file), Source::Page(id)));
        let sections = self.site().sections.iter().enumerate();
        let sections = sections.map(|(id, section)| (section.entry.file.as_ref(), Source::Section(id)));
        for (file, source) in pages.chain(sections) {
            let Some(file) = file else { continue };
            let matter = file.page_matter();
            for name in &matter.visibility.outputs {
                let formats = || self.site().config.formats.iter().map(|format| format.name.as_str());
                let template = match source {
                    Source::Page(id) => self.template_as(&self.page_template(id), "page", name),
                    Source::Section(id) => self.template_as(&self.section_template(id), "section", name),
                };
                let diagnostic = if !formats().any(|known| known == name) {
                    let message = format!("there is no format `{name}`");
                    Diagnostic::error(Code::FrontMatterValue, message).suggest(name, formats())
                } else if name != "html" && !self.setup().templates.contains(&template) {
                    let message = format!("the format `{name}` needs a template `{template}`");
                    Diagnostic::error(Code::TemplateMissing, message)
                } else {
                    continue;
                };
                let span = matter.spans.get("outputs").cloned().unwrap_or(0..0);
                out.push(diagnostic.at(match file.source.text.is_empty() {
                    false => file.source.at(span),
                    true => Location::file(file.source.path.clone()),
                }));
            }
        }
    }

    fn check_template_name(
        &self,
        file: &crate::content::document::SourceFile,
        name: &str,
        out: &mut Diagnostics,
    ) {
        if self.setup().templates.contains(name) {
            return;
        }
        let front = file.source.text.get(..file.body).unwrap_or("");
        let at = front.find(name).unwrap_or(0);
        out.push(
            Diagnostic::error(Code::TemplateMissing, format!("template `{name}` does not exist"))
                .at(file.source.at(at..at + name.len()))
                .suggest(name, self.setup().templates.iter().map(|(name, _)| name)),
        );
    }
}

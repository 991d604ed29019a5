//! Pages of rows of data: `pages_from` of a section, with the data that it names.

use crate::config::Config;
use crate::content::document::SourceFile;
use crate::content::inheritance::{Inheritance, Reading};
use crate::content::place::Place;
use crate::content::rows::Rows;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::site::DataTree;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A section that takes pages from data.
pub(super) struct PagesFromData<'a> {
    /// Its `_index.md`.
    pub(super) section: &'a SourceFile,
    /// The site's configuration.
    pub(super) config: &'a Config,
    /// The site's data.
    pub(super) data: &'a DataTree,
    /// What its pages inherit.
    pub(super) inheritance: &'a Inheritance,
}

impl PagesFromData<'_> {
    /// The pages that the rows give. `files` are the sources that there are already.
    pub(super) fn pages(
        &self,
        rows: &[Rows],
        files: &[SourceFile],
        out: &mut Diagnostics,
    ) -> Vec<SourceFile> {
        let mut pages = Vec::new();
        let taken: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
        let mut made: BTreeSet<Arc<str>> = BTreeSet::new();
        for rows in rows {
            let at = || match self.section.is_read {
                true => self.section.source.at(rows.span.clone()),
                false => Location::file(self.section.source.path.clone()),
            };
            let problem = |message: String| Diagnostic::error(Code::PagesFromData, message).at(at());
            let Some(data) = self.data.find(&rows.data) else {
                let names: Vec<&str> = self.data.names().collect();
                let diagnostic = problem(format!("there is no data `{}`", rows.data));
                out.push(diagnostic.suggest(&rows.data, names));
                continue;
            };
            let file = self.data.file(&rows.data).unwrap_or("data").to_owned();
            for page in rows.pages(data) {
                let page = match page {
                    Ok(page) => page,
                    Err(why) => {
                        out.push(problem(why).note("the data is here", Some(Location::file(file.clone()))));
                        continue;
                    }
                };
                // `_index.fr.md` has pages that are `name.fr.md`.
                let (folder, ending) = self.section.path.rsplit_once("_index").unwrap_or(("", ".md"));
                let slugs = self.config.languages.get(self.section.language).slugs;
                let path: Arc<str> = format!("{folder}{}{ending}", slugs.segment(&page.name)).into();
                if taken.contains(&*path) || !made.insert(path.clone()) {
                    let name = &page.name;
                    out.push(problem(format!(
                        "two pages are called `{name}`: `content/{path}` would be both"
                    )));
                    continue;
                }
                let reading = Reading {
                    unknown: self.config.unknown_front_matter,
                    languages: &self.config.languages,
                    inherited: self.inheritance.of(&Place::of(&path, &self.config.languages)),
                };
                let from = format!("{file}[{}]", page.name);
                pages.push(SourceFile::of_row(path, from, page, &reading, out));
            }
        }
        pages
    }
}

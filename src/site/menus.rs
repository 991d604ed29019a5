//! Menus: trees of links from the configuration, from front matter and from sections.

use super::SectionId;
use super::address;
use super::graph::Site;
use super::outline::Source;
use crate::config::{Language, LanguageId, MenuItemConfig};
use crate::content::document::SourceFile;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::collections::BTreeMap;

/// The menus of one language, by name.
pub type Menus = BTreeMap<String, Vec<MenuItem>>;

/// An item of a menu with those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MenuItem {
    /// What others name as their parent.
    pub id: String,
    /// Its text.
    pub name: String,
    /// Where it leads: a path of the site with a leading slash, or an address elsewhere; empty for none.
    pub url: String,
    /// The lightest comes first.
    pub weight: i64,
    /// Those below it, in order.
    pub children: Vec<MenuItem>,
}

/// An item before it has found its place.
struct Loose {
    item: MenuItem,
    parent: Option<String>,
    at: Location,
}

impl Site {
    /// Builds the menus of every language.
    pub(super) fn make_menus(&mut self, out: &mut Diagnostics) {
        let mut known = Diagnostics::new();
        let languages = self.config.languages.clone();
        self.menus = languages.iter().map(|language| self.menus_of(language, &mut known)).collect();
        // Languages share the configuration's items, and its mistakes.
        for diagnostic in known {
            if !out.iter().any(|said| *said == diagnostic) {
                out.push(diagnostic);
            }
        }
    }

    /// The menus of a language: its own, the site's where it has none of the name, and what its pages say.
    fn menus_of(&self, language: &Language, out: &mut Diagnostics) -> Menus {
        let mut loose: BTreeMap<String, Vec<Loose>> = BTreeMap::new();
        let mut menus = Menus::new();
        let shared = self.config.menus.iter().filter(|(name, _)| !language.menus.contains_key(*name));
        for (name, menu) in shared.chain(&language.menus) {
            let home = self.outline.home(language.id).filter(|_| menu.sections);
            let tree = home.map(|home| self.section_items(home)).unwrap_or_default();
            menus.insert(name.clone(), tree);
            let items = loose.entry(name.clone()).or_default();
            for item in &menu.items {
                if let Some(built) = self.item(item, language.id, out) {
                    items.push(Loose { item: built, parent: item.parent.clone(), at: item.at.clone() });
                }
            }
        }
        let pages = self.pages.iter().map(|page| (&page.entry.file, &page.title, &page.entry.path));
        let sections = self.sections.iter();
        let sections = sections
            .filter_map(|section| Some((section.entry.file.as_ref()?, &section.title, &section.entry.path)));
        let own = pages.chain(sections).filter(|(file, ..)| file.language == language.id);
        for (file, title, path) in own {
            for entry in &file.page_matter().menus {
                let item = MenuItem {
                    id: entry
                        .id
                        .clone()
                        .unwrap_or_else(|| entry.name.clone().unwrap_or_else(|| title.clone())),
                    name: entry.name.clone().unwrap_or_else(|| title.clone()),
                    url: path.clone(),
                    weight: entry.weight.or(file.page_matter().weight).unwrap_or(0),
                    children: Vec::new(),
                };
                let at = place(file, &entry.span);
                let items = loose.entry(entry.menu.clone()).or_default();
                items.push(Loose { item, parent: entry.parent.clone(), at });
            }
        }
        for (name, items) in loose {
            let tree = menus.entry(name.clone()).or_default();
            hang(&name, tree, items, out);
        }
        menus.values_mut().for_each(|tree| sort(tree));
        menus
    }

    /// The sections below a section that have pages, with those below them.
    fn section_items(&self, id: SectionId) -> Vec<MenuItem> {
        let below = self.sections.get(id).map(|section| section.subsections.as_slice()).unwrap_or_default();
        below
            .iter()
            .filter_map(|id| Some((*id, self.sections.get(*id)?)))
            .filter(|(_, section)| section.entry.matter.page.visibility.rendered)
            .map(|(id, section)| MenuItem {
                id: section.entry.folder.to_string(),
                name: section.title.clone(),
                url: section.entry.path.clone(),
                weight: section.entry.matter.page.weight.unwrap_or(0),
                children: self.section_items(id),
            })
            .collect()
    }

    fn item(&self, item: &MenuItemConfig, language: LanguageId, out: &mut Diagnostics) -> Option<MenuItem> {
        let mut name = item.name.clone();
        let url = match item.url.as_deref() {
            Some(url) => match url.strip_prefix("@/") {
                Some(source) => {
                    let (source, tail) = source.split_at(source.find('#').unwrap_or(source.len()));
                    let Some((title, path)) = self.title_and_path(language, source) else {
                        out.push(
                            Diagnostic::error(
                                Code::SiteMenu,
                                format!("a menu leads to a page that does not exist: `{source}`"),
                            )
                            .at(item.at.clone())
                            .suggest(source, self.outline.sources()),
                        );
                        return None;
                    };
                    name = name.or_else(|| Some(title.to_owned()));
                    format!("{path}{tail}")
                }
                None if url == "/" => {
                    let prefix = &self.config.languages.get(language).prefix;
                    address::written(format!("{prefix}/"), &self.config)
                }
                None => url.to_owned(),
            },
            None => String::new(),
        };
        let children = item.children.iter().filter_map(|child| self.item(child, language, out)).collect();
        let name = name.unwrap_or_else(|| url.clone());
        Some(MenuItem { id: item.id.clone(), name, url, weight: item.weight, children })
    }

    fn title_and_path(&self, language: LanguageId, source: &str) -> Option<(&str, &str)> {
        match self.outline.resolve(language, source)? {
            Source::Page(id) => {
                self.pages.get(id).map(|page| (page.title.as_str(), page.entry.path.as_str()))
            }
            Source::Section(id) => {
                self.sections.get(id).map(|section| (section.title.as_str(), section.entry.path.as_str()))
            }
        }
    }
}

/// Puts items below their parents. What has none, and what follows itself around a circle, stays where it is said.
fn hang(menu: &str, tree: &mut Vec<MenuItem>, items: Vec<Loose>, out: &mut Diagnostics) {
    let (mut open, top): (Vec<Loose>, Vec<Loose>) = items.into_iter().partition(|item| item.parent.is_some());
    tree.extend(top.into_iter().map(|loose| loose.item));
    loop {
        let before = open.len();
        let mut left = Vec::new();
        for loose in open {
            let parent = loose.parent.as_deref().and_then(|parent| find(tree, parent));
            match parent {
                Some(parent) => parent.children.push(loose.item),
                None => left.push(loose),
            }
        }
        open = left;
        if open.is_empty() || open.len() == before {
            break;
        }
    }
    for loose in open {
        let parent = loose.parent.unwrap_or_default();
        let mut names = Vec::new();
        ids(tree, &mut names);
        out.push(
            Diagnostic::error(
                Code::SiteMenu,
                format!("the menu `{menu}` has no item `{parent}` to stand below"),
            )
            .at(loose.at)
            .suggest(&parent, names),
        );
    }
}

fn find<'t>(tree: &'t mut [MenuItem], id: &str) -> Option<&'t mut MenuItem> {
    for item in tree {
        if item.id == id {
            return Some(item);
        }
        if let Some(found) = find(&mut item.children, id) {
            return Some(found);
        }
    }
    None
}

fn ids<'t>(tree: &'t [MenuItem], names: &mut Vec<&'t str>) {
    for item in tree {
        names.push(&item.id);
        ids(&item.children, names);
    }
}

/// By weight; items of one weight stay as the configuration writes them, then come pages by their paths.
fn sort(tree: &mut [MenuItem]) {
    tree.sort_by_key(|item| item.weight);
    tree.iter_mut().for_each(|item| sort(&mut item.children));
}

fn place(file: &SourceFile, span: &std::ops::Range<usize>) -> Location {
    match file.is_read {
        true => file.source.at(span.clone()),
        false => Location::file(file.source.path.clone()),
    }
}

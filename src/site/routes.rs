//! Routes: templates at addresses of their own, also one for each row of data.

use super::graph::Site;
use super::languages::prefixed;
use crate::config::LanguageId;
use crate::config::data::{Data, Node};
use crate::content::rows;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};

/// A file that a template makes at an address of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Its address, with a leading slash.
    pub path: String,
    /// The template.
    pub template: String,
    /// Its language.
    pub language: LanguageId,
    /// Where it is configured.
    pub at: Location,
    /// The row that it is about; `none` in a route without rows.
    pub item: Option<Node>,
    /// The key of the row, in data that is a table.
    pub key: Option<String>,
}

impl Site {
    /// Lays the routes of the configuration out.
    pub(super) fn make_routes(&mut self, out: &mut Diagnostics) {
        let mut routes = Vec::new();
        let each = self.config.routes.iter().flat_map(|route| {
            let languages = route.languages.as_deref().unwrap_or(&[LanguageId::DEFAULT]);
            languages.iter().map(move |language| (route, *language))
        });
        for (route, language) in each {
            let own = route.languages.is_some().then(|| self.config.languages.get(language));
            let prefix = own.map_or("", |language| language.prefix.as_str());
            let problem = |message: String| Diagnostic::error(Code::SiteRoute, message).at(route.at.clone());
            let template = route.template.clone();
            let Some(each) = &route.each else {
                let (path, at) = (prefixed(prefix, route.path.clone()), route.at.clone());
                routes.push(Route { path, template, language, at, item: None, key: None });
                continue;
            };
            let Some(data) = self.outline.data.find(each) else {
                let message =
                    format!("the route `{}` is for each of `data.{each}`, which does not exist", route.path);
                out.push(problem(message).suggest(each, self.outline.data.names()));
                continue;
            };
            let items: Vec<(Option<String>, &Node)> = match &data.value {
                Data::List(items) => items.iter().map(|item| (None, item)).collect(),
                Data::Table(table) => {
                    table.iter().map(|(key, item)| (Some(key.name.clone()), item)).collect()
                }
                other => {
                    let kind = other.kind();
                    out.push(problem(format!("`data.{each}` is {kind}, not a list or a table of rows")));
                    continue;
                }
            };
            for (at, (key, item)) in items.into_iter().enumerate() {
                let path = match &key {
                    Some(key) => {
                        route.path.replace("{key}", &self.config.languages.get(language).slugs.segment(key))
                    }
                    None => route.path.clone(),
                };
                match rows::text(&path, item) {
                    Ok(path) => {
                        let (template, at) = (template.clone(), route.at.clone());
                        let path = prefixed(prefix, path);
                        let item = Some(item.clone());
                        routes.push(Route { path, template, language, at, item, key });
                    }
                    Err(field) => {
                        let message = format!(
                            "row {} of `data.{each}` has no `{field}` for the route `{}`",
                            at + 1,
                            route.path
                        );
                        out.push(problem(message));
                    }
                }
            }
        }
        self.routes = routes;
    }
}

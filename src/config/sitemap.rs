//! `[sitemap]`

use super::data::{Data, TableReader};

/// How often a page changes, for the sitemap (sitemaps.org, protocol 0.9).
const FREQUENCIES: [&str; 7] = ["always", "hourly", "daily", "weekly", "monthly", "yearly", "never"];

/// How the sitemap is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapConfig {
    /// How many addresses a file holds; beyond it, there are several and an index. The protocol allows 50,000.
    pub limit: usize,
    /// The priority of pages that have none of their own.
    pub priority: Option<String>,
    /// How often pages change that do not say so themselves.
    pub frequency: Option<String>,
}

/// What the protocol allows in one file.
const MOST: usize = 50_000;

impl SitemapConfig {
    pub(super) fn read(mut t: TableReader<'_>) -> Self {
        let limit = t.count("limit").unwrap_or(MOST);
        if !(1..=MOST).contains(&limit)
            && let Some(node) = t.node("limit")
        {
            t.bad_value(node, format!("`sitemap.limit` is {limit}, but a file holds 1 to {MOST} addresses"));
        }
        let (priority, frequency) = sitemap_keys(&mut t);
        t.finish();
        Self { limit: limit.clamp(1, MOST), priority, frequency }
    }
}

/// `priority` and `changefreq`, of a page or of the configuration.
pub fn sitemap_keys(t: &mut TableReader<'_>) -> (Option<String>, Option<String>) {
    let priority = t.node("priority").and_then(|node| {
        let number = match node.value {
            Data::Float(number) => number,
            Data::Int(number) => number as f64,
            _ => return t.wrong("priority", node, "a number between 0 and 1"),
        };
        if !(0.0..=1.0).contains(&number) {
            t.bad_value(node, format!("`priority` is {number}, but goes from 0 to 1"));
            return None;
        }
        Some(format!("{number:.2}").trim_end_matches('0').trim_end_matches('.').to_owned())
    });
    let choices = FREQUENCIES.map(|name| (name, name));
    (priority, t.choice("changefreq", &choices).map(str::to_owned))
}

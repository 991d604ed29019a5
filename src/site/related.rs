//! Related pages: those that have the most in common with one, by weighted indices.
//!
//! An inverted index holds, for each value of each index, the pages that have it, by date. A page is compared with
//! those that stand near it there and with no others, so that all pages together take time linear in their number,
//! whatever they have in common.

use super::PageId;
use super::graph::Site;
use super::query::Grouping;
use std::collections::{BTreeMap, HashMap};

/// How many pages of one value are looked at, half of them earlier and half of them later.
const NEAR: usize = 128;
/// Scores are kept in parts of a weight's unit, so that nearness in time can be told in whole numbers.
const UNIT: u64 = 1000;

/// The index over all pages of a site.
#[derive(Debug, Default)]
pub struct RelatedIndex {
    /// The pages of each value, by rank.
    postings: Vec<Vec<PageId>>,
    /// The weight and the posting of each value of each page.
    values: Vec<Vec<(u64, usize)>>,
    /// The place of each page in the order of dates.
    ranks: Vec<usize>,
    /// What being near in time counts.
    date_weight: u64,
}

impl RelatedIndex {
    /// Builds the index.
    ///
    /// # Errors
    /// Says which index is of no field.
    pub fn new(site: &Site) -> Result<Self, String> {
        let weights: Vec<(String, u64)> = match site.config.related.indices.as_slice() {
            [] => {
                let taxonomies =
                    site.config.taxonomies.iter().map(|t| (format!("taxonomies.{}", t.name), 100));
                taxonomies.chain([("date".to_owned(), 10)]).collect()
            }
            given => given.to_vec(),
        };
        let moment = |id: PageId| {
            site.pages.get(id).and_then(|page| page.entry.date.as_ref()).map(|date| date.timestamp())
        };
        let mut order: Vec<PageId> = (0..site.pages.len()).collect();
        order.sort_by_key(|id| (moment(*id), *id));
        let mut index = Self {
            values: vec![Vec::new(); site.pages.len()],
            ranks: vec![0; site.pages.len()],
            ..Self::default()
        };
        for (rank, id) in order.iter().enumerate() {
            if let Some(place) = index.ranks.get_mut(*id) {
                *place = rank;
            }
        }
        let mut known: HashMap<(usize, String), usize> = HashMap::new();
        for (number, (name, weight)) in weights.iter().enumerate() {
            if name == "date" {
                index.date_weight = *weight;
                continue;
            }
            let grouping = match name.as_str() {
                "headings" => None,
                name => {
                    Some(Grouping::read(name, "", site).map_err(|why| format!("`related.weights`: {why}"))?)
                }
            };
            for id in order.iter().copied() {
                let Some(page) = site.pages.get(id) else { continue };
                if !(page.matter().visibility.in_lists && page.matter().visibility.rendered) {
                    continue;
                }
                let keys = match &grouping {
                    Some(grouping) => grouping.keys(site, id),
                    None => page.document.facts.headings.iter().map(|heading| heading.id.clone()).collect(),
                };
                for key in keys {
                    let place = *known.entry((number, key.to_lowercase())).or_insert(index.postings.len());
                    match index.postings.get_mut(place) {
                        Some(pages) if pages.last() == Some(&id) => continue,
                        Some(pages) => pages.push(id),
                        None => index.postings.push(vec![id]),
                    }
                    if let Some(values) = index.values.get_mut(id) {
                        values.push((*weight, place));
                    }
                }
            }
        }
        Ok(index)
    }

    /// The pages that have most in common with one, the most related first, then the newest.
    pub fn related(&self, site: &Site, id: PageId, limit: usize) -> Vec<PageId> {
        let rank = |id: PageId| self.ranks.get(id).copied().unwrap_or_default();
        let mut scores: BTreeMap<PageId, u64> = BTreeMap::new();
        for (weight, posting) in self.values.get(id).into_iter().flatten() {
            let pages = self.postings.get(*posting).map(Vec::as_slice).unwrap_or_default();
            let own = pages.partition_point(|page| rank(*page) < rank(id));
            let from = own.saturating_sub(NEAR / 2).min(pages.len().saturating_sub(NEAR));
            for page in pages.iter().skip(from).take(NEAR).filter(|page| **page != id) {
                *scores.entry(*page).or_default() += weight * UNIT;
            }
        }
        let config = &site.config.related;
        let moment = |id: PageId| site.pages.get(id)?.entry.date.as_ref().map(|date| date.timestamp());
        let own = moment(id);
        let mut found: Vec<(u64, PageId)> = scores
            .into_iter()
            .filter(|(page, score)| {
                *score >= config.threshold * UNIT && (config.newer || moment(*page) <= own)
            })
            .map(|(page, score)| {
                let days = match (own, moment(page)) {
                    (Some(a), Some(b)) => a.as_second().abs_diff(b.as_second()) / 86_400,
                    _ => u64::MAX / 2,
                };
                (score + self.date_weight * UNIT * 30 / (30 + days.min(1 << 40)), page)
            })
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| rank(b.1).cmp(&rank(a.1))));
        found.into_iter().take(limit).map(|(_, page)| page).collect()
    }
}

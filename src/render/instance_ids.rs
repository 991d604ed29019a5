//! Ids of instances of components: what a page's ARIA references are made of.
//!
//! An id says which call it belongs to and not how many calls came before, so that a call that is added or removed changes
//! no other: the dev server then leaves the islands alone whose calls stay, and their HTML is the same from build to build.

use crate::source::Hasher;
use std::collections::BTreeMap;

/// The ids given so far in one text.
#[derive(Debug)]
pub(super) struct InstanceIds {
    /// Which text it is: texts that may stand on one page have different ones.
    of: String,
    /// How often each id was asked for.
    given: BTreeMap<String, usize>,
}

impl InstanceIds {
    /// No ids yet, for the text of that name.
    pub(super) fn of(text: String) -> Self {
        Self { of: text, given: BTreeMap::new() }
    }

    /// The id of the next instance of a component with these props; equal calls are counted.
    pub(super) fn next(&mut self, component: &str, wire: &str) -> String {
        let mut hasher = Hasher::new();
        hasher.text(&self.of);
        hasher.text(component);
        hasher.text(wire);
        let hash = hasher.finish().to_string();
        // Ids that meet by chance are counted like those of equal calls. A dash would be the runtime's, for further ids.
        let id = format!("l9-{}", hash.get(..6).unwrap_or_default());
        let count = self.given.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{id}_{count}") } else { id }
    }

    /// How many instances there are.
    pub(super) fn count(&self) -> usize {
        self.given.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::InstanceIds;

    #[test]
    fn an_id_stays_when_another_call_comes_before() {
        let mut ids = InstanceIds::of("b a.md".into());
        let (first, again, other) = (ids.next("Tabs", "1;"), ids.next("Tabs", "1;"), ids.next("Tabs", "2;"));
        assert_eq!((ids.count(), &*again), (3, &*format!("{first}_2")));
        let mut ids = InstanceIds::of("b a.md".into());
        assert_eq!(ids.next("Tabs", "2;"), other);
        assert_eq!(ids.next("Tabs", "1;"), first);
        assert_ne!(InstanceIds::of("s a.md".into()).next("Tabs", "1;"), first);
        assert_ne!(ids.next("Counter", "1;"), first);
    }
}

//! The order of texts in a language (Unicode Collation Algorithm with the language's CLDR tailoring).

use super::locale;
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use std::cmp::Ordering;

/// The order of a language.
pub struct Order {
    collator: Option<CollatorBorrowed<'static>>,
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").finish_non_exhaustive()
    }
}

impl Order {
    /// That of a language tag. Runs of digits compare as numbers: `Part 2` before `Part 10`.
    pub fn of(language: &str) -> Self {
        let mut preferences: CollatorPreferences = locale(language).into();
        preferences.numeric_ordering.get_or_insert(CollationNumericOrdering::True);
        Self { collator: Collator::try_new(preferences, CollatorOptions::default()).ok() }
    }

    /// Compares two texts; those that the language takes for the same are compared by their code points.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let order = self.collator.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b));
        order.then_with(|| a.cmp(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, texts: &[&str]) -> String {
        let order = Order::of(language);
        let mut texts = texts.to_vec();
        texts.sort_by(|a, b| order.compare(a, b));
        texts.join(" ")
    }

    #[test]
    fn each_language_has_its_order() {
        assert_eq!(sorted("de", &["z", "ä", "a", "Z"]), "a ä z Z");
        assert_eq!(sorted("sv", &["z", "ä", "a", "å"]), "a z å ä");
        assert_eq!(sorted("fr", &["côté", "cote", "côte", "coté"]), "cote coté côte côté");
        assert_eq!(sorted("ja", &["さくら", "アイス", "いぬ"]), "アイス いぬ さくら");
        assert_eq!(sorted("en", &["Part10", "part2", "Part1"]), "Part1 part2 Part10");
    }
}

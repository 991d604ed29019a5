//! "Did you mean": the candidate nearest to a misspelt name.

/// The candidate nearest to `wrong`, if it is near enough to be what the author meant.
///
/// Nearness is Jaro-Winkler similarity, which forgives swapped and missing letters and weighs the start of
/// a name most; below 0.75 a suggestion confuses more than it helps. Ties go to the first in byte order.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = wrong.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&folded, &candidate.to_lowercase());
        let better = match best {
            None => true,
            Some((top, name)) => score > top || (score == top && candidate < name),
        };
        if score >= 0.75 && better {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, name)| name)
}

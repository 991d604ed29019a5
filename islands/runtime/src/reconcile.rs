//! Which rows of a list stay where they are, as plain arithmetic on positions.

use alloc::vec;
use alloc::vec::Vec;

/// The position of a row that was not there before.
pub(crate) const NEW: u32 = u32::MAX;

/// For each new row the old one of the same key, or [`NEW`]. An old row is used once; of equal keys the first wins.
///
/// The search goes on from the last match, so that lists that mostly stay as they are take one comparison per row.
pub(crate) fn matches(old: usize, new: usize, equal: &mut dyn FnMut(usize, usize) -> bool) -> Vec<u32> {
    let mut used = vec![false; old];
    let mut hint = 0;
    (0..new)
        .map(|row| {
            for step in 0..old {
                let at = hint + step;
                let at = if at < old { at } else { at - old };
                match used.get_mut(at) {
                    Some(used) if !*used && equal(at, row) => {
                        *used = true;
                        hint = at + 1;
                        return at as u32;
                    }
                    _ => {}
                }
            }
            NEW
        })
        .collect()
}

/// Which of the rows need not move: a longest increasing run of old positions.
pub(crate) fn stays(old_of: &[u32]) -> Vec<bool> {
    // `ends[n]` is the row that ends the best run of length n + 1; `before[row]` the row before it in that run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = vec![0; old_of.len()];
    for (row, &old) in old_of.iter().enumerate() {
        if old == NEW {
            continue;
        }
        let (mut low, mut high) = (0, ends.len());
        while low < high {
            let middle = (low + high) / 2;
            if old_of[ends[middle]] < old {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low > 0 {
            before[row] = ends[low - 1];
        }
        if low == ends.len() {
            ends.push(row);
        } else {
            ends[low] = row;
        }
    }
    let mut stay = vec![false; old_of.len()];
    let mut row = ends.last().copied().unwrap_or(0);
    for _ in 0..ends.len() {
        stay[row] = true;
        row = before[row];
    }
    stay
}

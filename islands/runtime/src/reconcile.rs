//! The rows of a keyed list in the page: which stay, which move, which are new. Nothing here depends on the types of items
//! and keys, so that a module with many lists has it once.

use alloc::vec;
use alloc::vec::Vec;

use crate::graph::{self, Id};
use crate::dom;

/// A row in the page.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) handle: u32,
    pub(crate) scope: Id,
    /// The signal of its item.
    pub(crate) item: Id,
}

/// Where an item's row comes from.
pub(crate) enum Place {
    /// It is there already.
    Kept(Row),
    /// Its element comes next in the HTML of the build.
    Found,
    /// It is to be made before this node.
    New(u32),
}

/// The rows between two comments.
pub(crate) struct List {
    start: u32,
    end: u32,
    rows: Vec<Row>,
    /// The number of rows in the HTML of the build, until they were attached to.
    found: Option<usize>,
}

/// The position of a row that was not there before.
const NEW: u32 = u32::MAX;

impl List {
    /// The list whose opening comment is under the cursor, which is then at the closing one.
    pub(crate) fn here() -> Self {
        let start = dom::here();
        let found = usize::try_from(dom::data()).ok();
        dom::close(start);
        List { start, end: dom::here(), rows: Vec::new(), found }
    }

    /// Brings the rows in line with `count` items: `equal` compares the keys of an old and a new one, `step` gives the
    /// row of a new one, and is called once for each.
    ///
    /// Removes the rows that are gone, moves as few as can be, and makes what is new from the last to the first.
    pub(crate) fn arrange(
        &mut self,
        count: usize,
        equal: &mut dyn FnMut(usize, usize) -> bool,
        step: &mut dyn FnMut(usize, Place) -> Row,
    ) {
        let end = self.end;
        let first = self.found.take();
        if first == Some(count) {
            dom::seek(self.start);
            self.rows = (0..count).map(|new| step(new, Place::Found)).collect();
        } else {
            if first.is_some() {
                dom::clear(self.start, end);
            }
            let old_of = matches(self.rows.len(), count, equal);
            for (old, row) in self.rows.iter().enumerate() {
                if !old_of.contains(&(old as u32)) {
                    dom::remove(row.handle);
                    graph::dispose(row.scope);
                }
            }
            let stay = stays(&old_of);
            let mut before = end;
            let mut rows: Vec<Row> = (0..count)
                .rev()
                .map(|new| {
                    let old = old_of.get(new).copied().unwrap_or(NEW);
                    let place = match self.rows.get(old as usize) {
                        Some(&row) => {
                            if stay.get(new) != Some(&true) {
                                dom::move_before(row.handle, before);
                            }
                            Place::Kept(row)
                        }
                        None => Place::New(before),
                    };
                    let row = step(new, place);
                    before = row.handle;
                    row
                })
                .collect();
            rows.reverse();
            self.rows = rows;
        }
        dom::seek(end);
    }
}

/// For each new row the old one of the same key, or [`NEW`]. An old row is used once; of equal keys the first wins.
///
/// The search goes on from the last match, so that lists that mostly stay as they are take one comparison per row.
fn matches(old: usize, new: usize, equal: &mut dyn FnMut(usize, usize) -> bool) -> Vec<u32> {
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
fn stays(old_of: &[u32]) -> Vec<bool> {
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

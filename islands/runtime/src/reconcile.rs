//! The rows of a keyed list in the page: which stay, which move, which are new. Nothing here depends on the types of items
//! and keys, so that a module with many lists has it once.

use alloc::vec::Vec;

use crate::dom;
use crate::graph::{self, Node};
use crate::list::room;

/// A row in the page.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    handle: u32,
    /// The scope of all that it made: nobody but the list disposes of it.
    scope: &'static Node,
    /// The signal of its item.
    item: &'static Node,
    /// Of a new row the old one of its key, of an old row the new one; or [`NONE`].
    other: u32,
    /// The row before it in the best run that ends with it.
    before: u32,
    /// Of index n: the row that ends the best run of n + 1 rows.
    end: u32,
}

impl Row {
    pub(crate) fn new(handle: u32, scope: &'static Node, item: &'static Node) -> Self {
        Row { handle, scope, item, other: NONE, before: NONE, end: NONE }
    }
}

/// The rows between two comments.
pub(crate) struct List {
    start: u32,
    end: u32,
    rows: Vec<Row>,
    /// The number of rows in the HTML of the build, until they were attached to; then it is negative.
    found: i32,
}

const NONE: u32 = u32::MAX;

impl List {
    /// No node: the window's handle.
    pub(crate) const FOUND: u32 = dom::WINDOW;

    /// The list whose opening comment is under the cursor.
    pub(crate) fn here() -> Self {
        let start = dom::here();
        let found = dom::data();
        dom::close(start);
        List { start, end: dom::here(), rows: Vec::new(), found }
    }

    /// Brings the rows in line with `count` items: `equal` compares the keys of an old and a new one. `step` is called once
    /// for each item, with its index; with the signal of the row that it has already, or with the node before which
    /// its row is to be made ([`List::FOUND`] when it comes next in the HTML of the build), and the place to write that row to.
    ///
    /// Removes the rows that are gone, moves as few as can be, and makes what is new from the last to the first.
    pub(crate) fn arrange(
        &mut self,
        count: usize,
        equal: &mut dyn FnMut(usize, usize) -> bool,
        step: &mut dyn FnMut(usize, Option<&'static Node>, u32, *mut Row),
    ) {
        let found = core::mem::replace(&mut self.found, -1);
        let mut rows: Vec<Row> = room(count);
        let to = rows.as_mut_ptr();
        // SAFETY: there is memory for `count` rows, the indices are below that, and what is read was written; old rows are
        // known by indices of `self.rows`.
        unsafe {
            if found == count as i32 {
                dom::seek(self.start);
                for new in 0..count {
                    step(new, None, Self::FOUND, to.add(new));
                }
            } else {
                let runs = self.places(to, count, equal);
                // Nothing stays, neither rows nor what the build has written.
                if runs == 0 {
                    dom::clear(self.start, self.end);
                }
                for row in &self.rows {
                    if row.other == NONE {
                        if runs > 0 {
                            dom::remove(row.handle);
                        }
                        graph::dispose(row.scope.id());
                    }
                }
                // The rows of the longest run stay where they are, from its last to its first.
                let mut stays = if runs > 0 { (*to.add(runs - 1)).end } else { NONE };
                let mut before = self.end;
                let mut new = count;
                while new > 0 {
                    new -= 1;
                    let row = to.add(new);
                    let other = (*row).other;
                    let kept = if other == NONE {
                        None
                    } else {
                        let kept = &*self.rows.as_ptr().add(other as usize);
                        if new as u32 == stays {
                            stays = (*row).before;
                        } else {
                            dom::move_before(kept.handle, before);
                        }
                        row.write(Row { other: NONE, ..*kept });
                        Some(kept.item)
                    };
                    step(new, kept, before, row);
                    before = (*row).handle;
                }
            }
            rows.set_len(count);
        }
        self.rows = rows;
        dom::seek(self.end);
    }

    /// Finds for each new row the old one of the same key, and the runs of those that are in order (the algorithm of Fredman,
    /// 1975, for the longest increasing subsequence); the length of the longest. Of equal keys the first wins, and an old
    /// row is used once.
    ///
    /// The search goes on from the last match, so that lists that mostly stay as they are take one comparison per row.
    ///
    /// # Safety
    /// There is memory for `count` rows. Their fields `other` are written, and what belongs to runs.
    unsafe fn places(
        &mut self,
        to: *mut Row,
        count: usize,
        equal: &mut dyn FnMut(usize, usize) -> bool,
    ) -> usize {
        let (rows, length) = (self.rows.as_mut_ptr(), self.rows.len());
        let mut at = 0;
        let mut runs = 0;
        for new in 0..count {
            // SAFETY: all indices are below `count` or, of old rows, below `length`; and what is read was written before: of
            // rows up to `new`, and of `end` those below `runs`, which are at most as many.
            unsafe {
                let this = to.add(new);
                (*this).other = NONE;
                for _ in 0..length {
                    if at == length {
                        at = 0;
                    }
                    let old = at;
                    at += 1;
                    let row = rows.add(old);
                    if (*row).other != NONE || !equal(old, new) {
                        continue;
                    }
                    (*row).other = new as u32;
                    (*this).other = old as u32;
                    let (mut low, mut high) = (0, runs);
                    while low < high {
                        let middle = (low + high) / 2;
                        if (*to.add((*to.add(middle)).end as usize)).other < old as u32 {
                            low = middle + 1;
                        } else {
                            high = middle;
                        }
                    }
                    (*this).before = if low > 0 { (*to.add(low - 1)).end } else { NONE };
                    (*to.add(low)).end = new as u32;
                    if low == runs {
                        runs += 1;
                    }
                    break;
                }
            }
        }
        runs
    }
}

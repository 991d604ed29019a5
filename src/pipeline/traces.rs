//! What the outputs of a build read, each thing once: outputs name their reads by number.
//!
//! Ten thousand pages read the same templates, lists and terms. Kept once, they are stored once, and a later build
//! finds out once whether each still gives the same.

use crate::render::Read;
use crate::source::Hash;
use indexmap::IndexSet;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The number of a read in its [`Traces`].
pub type TraceId = u32;

/// Reads with the version that each one gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traces(IndexSet<(Read, Hash)>);

impl Traces {
    /// The read of a number.
    pub fn get(&self, id: TraceId) -> Option<&(Read, Hash)> {
        self.0.get_index(usize::try_from(id).ok()?)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn add(&mut self, trace: (Read, Hash)) -> TraceId {
        let (index, _) = self.0.insert_full(trace);
        // More than four thousand million reads do not fit into the memory of a build.
        TraceId::try_from(index).unwrap_or(TraceId::MAX)
    }
}

/// The reads of a build under way: those of the build before, and what is new.
#[derive(Debug, Default)]
pub(super) struct Tracer<'a> {
    before: Option<&'a Traces>,
    still: Vec<OnceLock<bool>>,
    added: Mutex<Traces>,
}

impl<'a> Tracer<'a> {
    pub(super) fn new(before: Option<&'a Traces>) -> Self {
        let count = before.map_or(0, |before| before.0.len());
        let still = std::iter::repeat_with(OnceLock::new).take(count).collect();
        Self { before, still, added: Mutex::default() }
    }

    /// A read of the build before.
    pub(super) fn known(&self, id: TraceId) -> Option<&'a (Read, Hash)> {
        self.before?.get(id)
    }

    /// Whether a read of the build before gives the same now, as `digest` tells; it is asked once.
    pub(super) fn still(&self, id: TraceId, digest: impl Fn(&Read) -> Hash) -> bool {
        let cell = usize::try_from(id).ok().and_then(|at| self.still.get(at));
        let (Some(cell), Some((read, version))) = (cell, self.known(id)) else { return false };
        *cell.get_or_init(|| digest(read) == *version)
    }

    /// Notes the reads of an output that was made.
    pub(super) fn note(&self, reads: impl IntoIterator<Item = (Read, Hash)>) -> Vec<TraceId> {
        let first = self.before.map_or(0, |before| before.0.len());
        let first = TraceId::try_from(first).unwrap_or(TraceId::MAX);
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        reads.into_iter().map(|trace| first.saturating_add(added.add(trace))).collect()
    }

    /// All reads, without those of the build before that no output names any more once they are most of them.
    /// `named` are the numbers that outputs name. Where numbers had to change, the new ones by the old are given too.
    pub(super) fn finish(self, named: impl Iterator<Item = TraceId>) -> (Traces, Option<Vec<TraceId>>) {
        let added = self.added.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some(before) = self.before else { return (added, None) };
        let mut used = vec![false; before.0.len() + added.0.len()];
        for id in named {
            if let Some(cell) = usize::try_from(id).ok().and_then(|at| used.get_mut(at)) {
                *cell = true;
            }
        }
        let most_are_used = used.iter().filter(|used| **used).count() * 2 >= used.len();
        let mut traces = if most_are_used { before.clone() } else { Traces::default() };
        let mut moved = Vec::with_capacity(used.len());
        let mut moves = false;
        for ((id, trace), used) in (0..).zip(before.0.iter().chain(&added.0)).zip(used) {
            // Equal reads get one number, so that one which was added can be one of before.
            let kept = most_are_used && moved.len() < before.0.len();
            let now = match used && !kept {
                true => traces.add(trace.clone()),
                false => id,
            };
            moves |= now != id;
            moved.push(now);
        }
        (traces, moves.then_some(moved))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::hash;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn trace(name: &str, version: &str) -> (Read, Hash) {
        (Read::Template(name.to_owned()), hash(version.as_bytes()))
    }

    /// Ends a build whose outputs name these reads, and gives what each names then.
    fn finish(tracer: Tracer<'_>, outputs: &mut [Vec<TraceId>]) -> (Traces, Vec<Vec<(Read, Hash)>>) {
        let (traces, moved) = tracer.finish(outputs.iter().flatten().copied());
        for id in outputs.iter_mut().flatten() {
            *id = moved.as_ref().map_or(*id, |moved| moved[*id as usize]);
        }
        let names =
            |ids: &Vec<TraceId>| ids.iter().map(|id| traces.get(*id).expect("a read").clone()).collect();
        let named = outputs.iter().map(names).collect();
        (traces, named)
    }

    #[test]
    fn each_read_is_kept_and_asked_once() {
        let first = Tracer::new(None);
        let a = first.note([trace("a", "1"), trace("b", "1")]);
        let b = first.note([trace("b", "1"), trace("c", "1")]);
        assert_eq!((&a[..], &b[..]), (&[0, 1][..], &[1, 2][..]));
        let (traces, _) = finish(first, &mut [a, b]);
        assert_eq!(traces.0.len(), 3);

        let second = Tracer::new(Some(&traces));
        let asked = AtomicUsize::new(0);
        let digest = |_: &Read| {
            asked.fetch_add(1, Ordering::Relaxed);
            hash(b"1")
        };
        assert!(second.still(1, digest) && second.still(1, digest) && !second.still(9, digest));
        assert_eq!(asked.into_inner(), 1);
        assert!(!second.still(0, |_| hash(b"2")));
    }

    #[test]
    fn numbers_follow_their_reads() {
        let first = Tracer::new(None);
        let kept = first.note([trace("a", "1")]);
        first.note((0..9).map(|n| trace("old", &n.to_string())));
        let mut outputs = vec![kept];
        let (traces, _) = finish(first, &mut outputs);
        assert_eq!(traces.0.len(), 10);

        // Most of the old reads are named no more, and one of the new ones is an old one.
        let second = Tracer::new(Some(&traces));
        outputs.push(second.note([trace("b", "1"), trace("a", "1"), trace("c", "1")]));
        let (traces, named) = finish(second, &mut outputs);
        let expected = [vec![trace("a", "1")], vec![trace("b", "1"), trace("a", "1"), trace("c", "1")]];
        assert_eq!((traces.0.len(), &named[..]), (3, &expected[..]));

        // Where most stay, they keep their numbers.
        let third = Tracer::new(Some(&traces));
        let before = outputs.clone();
        outputs.push(third.note([trace("c", "1"), trace("d", "1")]));
        let (traces, named) = finish(third, &mut outputs);
        assert_eq!((traces.0.len(), &outputs[..2]), (4, &before[..]));
        assert_eq!(named[..2], expected);
        assert_eq!(named[2], [trace("c", "1"), trace("d", "1")]);
    }
}

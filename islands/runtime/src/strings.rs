//! Text and order without the tables and algorithms that outweigh a runtime: by the browser, or small.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::list::room;
use crate::{dom, graph, text};

/// Lower case, by Unicode.
pub fn to_lowercase(text: &str) -> String {
    dom::lower(text)
}

/// Upper case, by Unicode.
pub fn to_uppercase(text: &str) -> String {
    dom::upper(text)
}

/// Order of two texts in the page's language. A build, which knows no language's order, goes by the code units of the
/// lower-cased texts; so does hydration, and what differs is put in order right after it.
pub fn compare(a: &str, b: &str) -> Ordering {
    let order = if graph::is_as_built() { dom::order(a, b) } else { dom::compare(a, b) };
    order.cmp(&0)
}

/// A number in the page's language, with `min` to `max` decimals.
pub fn format_number(value: f64, min: u32, max: u32) -> String {
    dom::number(value, min, max)
}

/// A number with exactly `digits` decimals (at most nine), the same everywhere: `1234.50`.
pub fn fixed(value: f64, digits: u32) -> String {
    let mut out = String::new();
    text::write_f64(value, digits, false, &mut out);
    out
}

/// Whether `text` contains `part`. Quadratic in the worst case, and a tenth of the size of `str::contains`.
pub fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

/// Sorts, keeping the order of equal elements. It compares as seldom as any sort does, and moves memory in between: meant
/// for lists of some thousands at most.
pub fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    // SAFETY: both are elements of the list.
    let mut before =
        |a: *const u8, b: *const u8| unsafe { compare(&*a.cast(), &*b.cast()) == Ordering::Less };
    sort(list.as_mut_ptr().cast(), list.len(), size_of::<T>(), &mut before);
}

/// Insertion by binary search, whatever the elements are: a module has it once.
fn sort(list: *mut u8, length: usize, size: usize, before: &mut dyn FnMut(*const u8, *const u8) -> bool) {
    // What has no size is all the same.
    let mut hold: Vec<u8> = room(size);
    let hold = hold.as_mut_ptr();
    for end in 1..if size > 0 { length } else { 0 } {
        let (mut low, mut high) = (0, end);
        // SAFETY: all places are within the list, each element is moved as a whole, and none is away while they are
        // compared, whatever the comparison does.
        unsafe {
            let last = list.add(end * size);
            while low < high {
                let middle = (low + high) / 2;
                if before(last, list.add(middle * size)) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            let place = list.add(low * size);
            hold.copy_from_nonoverlapping(last, size);
            place.add(size).copy_from(place, (end - low) * size);
            place.copy_from_nonoverlapping(hold, size);
        }
    }
}

/// Sorts by what `key` gives of each element: see [`sort_by`].
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

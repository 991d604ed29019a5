use std::collections::BTreeMap;

// ANCHOR: shelf
/// Books by their titles, in order.
pub struct Shelf {
    books: BTreeMap<String, u32>,
}
// ANCHOR_END: shelf

impl Shelf {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.books.len()
    }
}

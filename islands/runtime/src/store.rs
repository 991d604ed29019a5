//! What `#[derive(Store)]` implements.

use crate::signal::Signal;

/// A struct that can be taken apart into signals.
pub trait Stored {
    /// A signal for each field.
    type Store: Copy;
    /// Takes it apart.
    fn store(self) -> Self::Store;
}

/// Sets a signal whose value differs.
pub fn set_if_differs<T: PartialEq + 'static>(signal: Signal<T>, value: T) {
    signal.set_if_differs(value);
}

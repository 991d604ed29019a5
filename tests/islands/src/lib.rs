//! Islands for the project's tests: each shows one thing that has to work in a browser.
#![no_std]
extern crate alloc;

mod around;
mod beside;
mod cards;
mod choices;
mod counter;
mod failing;
mod form;
mod fresh;
mod rows;
mod scoped;
mod sharing;
mod slots;
mod todo;

pub use around::Around;
pub use beside::Beside;
pub use cards::{Card, Gallery};
pub use choices::Choices;
pub use counter::Counter;
pub use failing::{Endless, Failing, Fragile, Trapping};
pub use form::Form;
pub use fresh::Fresh;
pub use rows::Rows;
pub use scoped::{Sheet, Tags};
pub use sharing::{Add, Cart, Loaded};
pub use slots::{Disclosure, Panel};
pub use todo::Todo;

//! Fields of forms: a value, what is wrong with it, and when to say so.

use alloc::rc::Rc;
use alloc::string::String;

use crate::signal::{Derived, Signal, batch, derived, signal};

/// A field of a form: bind its `value` to a control, and show its [`error`](Field::error).
pub struct Field<T> {
    /// What the visitor enters.
    pub value: Signal<T>,
    touched: Signal<bool>,
    wrong: Derived<Option<String>>,
    initial: Signal<T>,
}

impl<T> Clone for Field<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Field<T> {}

/// A field with a value to begin with; `check` says what is wrong with a value, if anything.
pub fn field<T: Clone + 'static>(initial: T, check: impl Fn(&T) -> Option<String> + 'static) -> Field<T> {
    let value = signal(initial.clone());
    let wrong = derived(move || value.with(&check));
    Field { value, touched: signal(false), wrong, initial: signal(initial) }
}

impl<T: Clone + 'static> Field<T> {
    /// What is wrong, tracked; nothing before the visitor has left the field or tried to send the form.
    pub fn error(self) -> Option<String> {
        if self.touched.get() { self.wrong.get() } else { None }
    }

    /// Whether there is an [`error`](Field::error) to show, tracked: for `aria-invalid`.
    pub fn is_wrong(self) -> bool {
        self.touched.get() && self.wrong.with(Option::is_some)
    }

    /// Whether the value is right, tracked, whatever is shown.
    pub fn is_valid(self) -> bool {
        self.wrong.with(Option::is_none)
    }

    /// The visitor has been here: for `on:blur`.
    pub fn touch(self) {
        self.touched.set(true);
    }

    /// The first value again, and nothing said about it.
    pub fn reset(self) {
        batch(|| {
            self.value.set(self.initial.peek());
            self.touched.set(false);
        });
    }
}

/// A [`Field`] of any type.
pub trait Check {
    /// Shows what is wrong; whether nothing is.
    fn check(&self) -> bool;
}

impl<T: Clone + 'static> Check for Field<T> {
    fn check(&self) -> bool {
        self.touch();
        crate::untracked(|| self.is_valid())
    }
}

impl<C: Check + ?Sized> Check for Rc<C> {
    fn check(&self) -> bool {
        (**self).check()
    }
}

/// Shows what is wrong with any of the fields; whether nothing is: for `on:submit`.
pub fn check_all(fields: &[&dyn Check]) -> bool {
    batch(|| {
        let mut valid = true;
        for field in fields {
            // Each of them says what is wrong, not the first alone.
            valid &= field.check();
        }
        valid
    })
}

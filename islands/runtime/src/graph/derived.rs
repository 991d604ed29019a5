//! Values computed from others.

use super::edge::differs;
use super::node::add_with;
use super::{Id, Kind, Node, allow_disposal, gone};

/// What a derived value holds. The value comes first: it is read as if it were alone.
#[repr(C)]
struct Computed<T, F> {
    value: Option<T>,
    compute: F,
}

/// Adds a derived value, which is read as an `Option<T>`: `None` only until it was computed.
pub(crate) fn add_derived<T: PartialEq + 'static>(compute: impl Fn() -> T + 'static) -> Id {
    fn add<T: PartialEq + 'static, F: Fn() -> T + 'static>(compute: F) -> Id {
        add_with(Kind::Derived, Computed { value: None::<T>, compute }, Some(run_derived::<T, F>))
    }
    allow_disposal();
    add(compute)
}

unsafe fn run_derived<T: PartialEq, F: Fn() -> T>(node: &'static Node) {
    // SAFETY: set together with a payload of this type, which stays while the node is running.
    let computed = unsafe { node.payload::<Computed<T, F>>() };
    // SAFETY: `compute` is only ever read, and nothing refers to all of the payload.
    let value = Some(unsafe { ((*computed).compute)() });
    // SAFETY: nobody writes to it but this function, which `running` keeps from being in here twice.
    if unsafe { (*computed).value != value } {
        if node.busy.get() != 0 {
            gone()
        }
        // SAFETY: as above, and nobody reads it now. The old value is dropped after the write has ended.
        let _old = unsafe { core::mem::replace(&mut (*computed).value, value) };
        differs(node);
    }
}

//! Hot swap in `layer9 serve`: what an instance's signals hold outlives the module that they are in.
//!
//! Only the modules of `serve` carry this (the feature `hot-swap`). A module notes which signals an instance makes while it
//! is hydrated. When another module of the same island is about to take over, `l9_hold` gives their values away as text and
//! disposes of the instance; the other module hydrates its own HTML as ever, and then sets its signals, in the order in
//! which they were made. From the first one on whose type is another, all begin anew: what follows may mean something else.

use alloc::string::String;
use alloc::vec::Vec;
use core::any::{TypeId, type_name};
use core::cell::{Cell, RefCell};

use crate::graph::{self, Id};
use crate::prop::{Prop, Wire, shape, shape_name};

/// A signal that an instance made while it was hydrated.
struct Noted {
    id: Id,
    of: TypeId,
    /// A number for the type's name.
    name: u32,
}

/// How the values of a type are written and read.
#[derive(Clone, Copy)]
struct Codec {
    of: TypeId,
    shape: u32,
    write: fn(Id) -> String,
    read: fn(Id, &str),
}

impl Codec {
    fn of<T: Prop + 'static>() -> Self {
        fn write<T: Prop + 'static>(id: Id) -> String {
            let mut out = String::new();
            // SAFETY: a codec is only used for signals of its type.
            unsafe { graph::read(id, false, |value: &T| value.encode(&mut out)) };
            out
        }
        fn read<T: Prop + 'static>(id: Id, text: &str) {
            let value = T::decode(&mut Wire::new(text));
            // SAFETY: as above. The old value is dropped after the write has ended.
            let _old = unsafe { graph::write(id, |old: &mut T| core::mem::replace(old, value)) };
            graph::changed(id);
        }
        Codec { of: TypeId::of::<T>(), shape: T::SHAPE, write: write::<T>, read: read::<T> }
    }
}

/// One instance of an island.
#[derive(Default)]
struct Instance {
    noted: Vec<Noted>,
    /// Owns all that it made.
    scope: Option<Id>,
}

struct Holder {
    instances: RefCell<Vec<Instance>>,
    codecs: RefCell<Vec<Codec>>,
    /// Whether the last instance is being hydrated.
    open: Cell<bool>,
}

impl Holder {
    const fn new() -> Self {
        Holder {
            instances: RefCell::new(Vec::new()),
            codecs: RefCell::new(Vec::new()),
            open: Cell::new(false),
        }
    }

    fn codec(&self, of: TypeId) -> Option<Codec> {
        self.codecs.borrow().iter().find(|codec| codec.of == of).copied()
    }
}

#[cfg(target_arch = "wasm32")]
fn holder() -> &'static Holder {
    struct Global(Holder);
    // SAFETY: WASM modules of islands have one thread.
    unsafe impl Sync for Global {}
    static HOLDER: Global = Global(Holder::new());
    &HOLDER.0
}

#[cfg(not(target_arch = "wasm32"))]
fn holder() -> &'static Holder {
    use alloc::boxed::Box;
    std::thread_local!(static HOLDER: &'static Holder = Box::leak(Box::new(Holder::new())));
    HOLDER.with(|holder| *holder)
}

/// Makes known how values of a type are held: alone, in an option and in a list.
#[cfg_attr(
    not(feature = "hot-swap"),
    expect(unreachable_pub, reason = "exported for the macros with the feature")
)]
pub fn hold_type<T: Prop + 'static>() {
    let mut codecs = holder().codecs.borrow_mut();
    for codec in [Codec::of::<T>(), Codec::of::<Option<T>>(), Codec::of::<Vec<T>>()] {
        if !codecs.iter().any(|known| known.of == codec.of) {
            codecs.push(codec);
        }
    }
}

fn hold_own_types() {
    macro_rules! hold {
        ($($t:ty)*) => { $( hold_type::<$t>(); )* };
    }
    hold!(bool char String i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);
}

/// Notes a signal of the instance that is being hydrated.
pub(crate) fn note<T: 'static>(id: Id) {
    let holder = holder();
    if holder.open.get()
        && let Some(instance) = holder.instances.borrow_mut().last_mut()
    {
        instance.noted.push(Noted { id, of: TypeId::of::<T>(), name: shape_name(type_name::<T>()) });
    }
}

/// Hydrates an instance and notes its signals; its number.
pub(crate) fn hydrate(f: impl FnOnce()) -> u32 {
    let holder = holder();
    let number = holder.instances.borrow().len();
    holder.instances.borrow_mut().push(Instance::default());
    holder.open.set(true);
    graph::hydrate(|| {
        graph::allow_disposal();
        let scope = graph::new_scope();
        if let Some(instance) = holder.instances.borrow_mut().last_mut() {
            instance.scope = Some(scope);
        }
        graph::inside(scope, f);
    });
    holder.open.set(false);
    number as u32
}

/// Gives away what the signals of an instance hold, and disposes of it.
///
/// For each signal: the shape of its type, and where it is known how to hold it, its value.
pub(crate) fn give(number: u32) -> String {
    let holder = holder();
    hold_own_types();
    let instance = holder.instances.borrow_mut().get_mut(number as usize).map(core::mem::take);
    let mut out = String::new();
    let Some(instance) = instance else { return out };
    for noted in &instance.noted {
        let codec = holder.codec(noted.of);
        noted.shape(codec).encode(&mut out);
        let codec = codec.filter(|_| noted.id.is_alive());
        codec.map(|codec| (codec.write)(noted.id)).encode(&mut out);
    }
    if let Some(scope) = instance.scope {
        graph::dispose(scope);
    }
    out
}

/// Sets the signals of an instance to what those of another held.
pub(crate) fn take(number: u32, given: &str) {
    let holder = holder();
    hold_own_types();
    let noted = match holder.instances.borrow_mut().get_mut(number as usize) {
        Some(instance) => core::mem::take(&mut instance.noted),
        None => return,
    };
    let mut wire = Wire::new(given);
    graph::batch(|| {
        for noted in &noted {
            let codec = holder.codec(noted.of);
            if wire.is_empty() || u32::decode(&mut wire) != noted.shape(codec) {
                break;
            }
            let value = Option::<String>::decode(&mut wire);
            if let (Some(codec), Some(value)) = (codec, value)
                && noted.id.is_alive()
                && (codec.write)(noted.id) != value
            {
                (codec.read)(noted.id, &value);
            }
        }
    });
    if let Some(instance) = holder.instances.borrow_mut().get_mut(number as usize) {
        instance.noted = noted;
    }
}

impl Noted {
    fn shape(&self, codec: Option<Codec>) -> u32 {
        shape(self.name, codec.map_or(0, |codec| codec.shape))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::{Signal, on_cleanup, signal};
    use alloc::rc::Rc;
    use alloc::vec;

    struct NoProp;

    /// Its number, two of its signals, and how often it was disposed of.
    type Instance = (u32, Signal<i32>, Signal<Vec<String>>, Rc<Cell<u32>>);

    /// An instance with signals of three types.
    fn instance(first: i32, list: Vec<String>) -> Instance {
        let (made, gone) = (Cell::new(None), Rc::new(Cell::new(0)));
        let count = gone.clone();
        let number = hydrate(|| {
            let first = signal(first);
            let other = signal(NoProp);
            other.with(|_| ());
            made.set(Some((first, signal(list))));
            on_cleanup(move || count.set(count.get() + 1));
        });
        let (first, list) = made.take().expect("it was hydrated");
        (number, first, list, gone)
    }

    #[test]
    fn values_go_from_one_instance_to_the_next() {
        let (old, count, list, gone) = instance(1, vec![]);
        count.set(7);
        list.set(vec!["a;b".into(), "é".into()]);
        let given = give(old);
        assert_eq!(gone.get(), 1, "the old instance is disposed of");
        assert_eq!(give(old), "", "and holds nothing any more");
        let (new, count, list, _) = instance(1, vec!["x".into()]);
        take(new, &given);
        assert_eq!((count.get(), list.get()), (7, vec![String::from("a;b"), String::from("é")]));
        // Once more, from the one that took them.
        assert_eq!(give(new), given);
    }

    #[test]
    fn what_follows_another_type_begins_anew() {
        let (old, count, list, _) = instance(1, vec![]);
        count.set(7);
        list.set(vec!["kept".into()]);
        let given = give(old);
        let made = Cell::new(None);
        let new = hydrate(|| made.set(Some((signal(2), signal(true), signal(vec![String::new()])))));
        take(new, &given);
        let (count, flag, list) = made.take().expect("it was hydrated");
        assert_eq!((count.get(), flag.get(), list.get()), (7, true, vec![String::new()]));
        // One more at the end takes nothing from those before it.
        let (old, count, ..) = instance(1, vec![]);
        count.set(8);
        let given = give(old);
        let made = Cell::new(None);
        let new = hydrate(|| {
            let first = signal(1);
            signal(NoProp);
            made.set(Some((first, signal(vec![String::from("y")]), signal(3))));
        });
        take(new, &given);
        let (count, list, last) = made.take().expect("it was hydrated");
        assert_eq!((count.get(), list.get(), last.get()), (8, vec![], 3));
        take(new, "");
        assert_eq!(count.get(), 8, "nothing given, nothing changed");
    }

    #[test]
    fn signals_of_later_are_not_noted() {
        let (old, count, list, _) = instance(1, vec![]);
        let before = holder().instances.borrow()[old as usize].noted.len();
        signal(5);
        assert_eq!(holder().instances.borrow()[old as usize].noted.len(), before);
        assert_eq!((count.get(), list.get()), (1, vec![]));
    }
}

//! Events, handlers and two-way bindings.

use alloc::string::String;

use crate::buffer::free;
use crate::dom;
use crate::graph::{self, Id, Kind};
use crate::signal::Signal;
use crate::text::{self, Text};

/// The event being handled. Outside of its handler it is empty.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Event {}

impl Event {
    /// Any property by its path, as text: `e.get("target.dataset.id")`.
    pub fn get(self, path: &str) -> Option<String> {
        got(dom::js(dom::EVENT, path, &[], None))
    }

    fn flag(self, path: &str) -> bool {
        // "true" is the only text of four letters among what a flag can be.
        dom::js(dom::EVENT, path, &[], None) == 4
    }

    /// The key of a keyboard event, `"ArrowLeft"`; empty for others.
    pub fn key(self) -> String {
        self.get("key").unwrap_or_default()
    }

    /// The value of the control that the event is about.
    pub fn value(self) -> String {
        self.get("target.value").unwrap_or_default()
    }

    /// Whether the check box or radio button that the event is about is checked.
    pub fn checked(self) -> bool {
        self.flag("target.checked")
    }

    /// Whether Shift is held.
    pub fn shift(self) -> bool {
        self.flag("shiftKey")
    }

    /// Whether Control is held.
    pub fn ctrl(self) -> bool {
        self.flag("ctrlKey")
    }

    /// Whether Alt is held.
    pub fn alt(self) -> bool {
        self.flag("altKey")
    }

    /// Whether Meta (Command) is held.
    pub fn meta(self) -> bool {
        self.flag("metaKey")
    }

    /// Keeps the browser from doing what it would do.
    pub fn prevent_default(self) {
        dom::js(dom::EVENT, "preventDefault", &[], None);
    }

    /// Keeps the event from elements further out.
    pub fn stop_propagation(self) {
        dom::js(dom::EVENT, "stopPropagation", &[], None);
    }
}

/// A result of [`dom::js`] as text.
pub(crate) fn got(length: i32) -> Option<String> {
    u32::try_from(length).ok().map(dom::stash)
}

/// What `on:event={…}` accepts: a closure without arguments or with an [`Event`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event handler",
    label = "not a handler",
    note = "a handler is `move || …` or `move |e: Event| …`; what it captures must be 'static, such as signals"
)]
pub trait Handler<Arguments> {
    #[doc(hidden)]
    fn register(self) -> Id;
}

impl<F: FnMut() + 'static> Handler<()> for F {
    fn register(self) -> Id {
        graph::add_closure(Kind::Handler, self)
    }
}

impl<F: FnMut(Event) + 'static> Handler<Event> for F {
    fn register(mut self) -> Id {
        graph::add_closure(Kind::Handler, move || self(Event {}))
    }
}

/// Adds a handler to the graph, for a listener or a call to know it by.
pub(crate) fn handler<A>(handler: impl Handler<A>) -> Id {
    handler.register()
}

/// Listens on the element under the cursor.
pub fn on<A>(event: &'static str, f: impl Handler<A>) {
    dom::on(dom::CURSOR, event, handler(f));
}

/// Checks that a value is a handler, at the place where it is written.
pub fn handler_hole<A, H: Handler<A>>(handler: H) -> H {
    handler
}

/// A value that a text control can edit.
pub trait Bind: Text + Sized + 'static {
    /// The value of a text, `None` when the text does not say one: the signal then keeps what it had.
    fn parse(text: String) -> Option<Self>;

    /// Whether the control, whose text `now` gives, says something else than the signal. Where one value has one text, the
    /// loader compares the texts itself.
    fn differs(_: &str, _now: impl FnOnce() -> Option<String>) -> bool {
        true
    }
}

impl Bind for String {
    fn parse(text: String) -> Option<Self> {
        Some(text)
    }
}

macro_rules! whole_numbers {
    ($($t:ty)*) => {$(
        impl Bind for $t {
            fn parse(text: String) -> Option<Self> {
                text.trim_ascii().parse().ok()
            }

            // A number field may say the same number otherwise.
            fn differs(text: &str, now: impl FnOnce() -> Option<String>) -> bool {
                now().and_then(Self::parse).is_none_or(|value| text::to_string(&value).0 != text)
            }
        }
    )*};
}
whole_numbers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl Bind for bool {
    fn parse(text: String) -> Option<Self> {
        Some(text == "true")
    }

    fn differs(text: &str, now: impl FnOnce() -> Option<String>) -> bool {
        now().is_none_or(|now| now != text)
    }
}

/// `bind:value` on the element under the cursor. What the visitor typed before hydration wins over the signal; in a `fresh`
/// element nobody has typed, and its HTML says no value yet.
pub fn bind_value<T: Bind>(signal: Signal<T>, fresh: bool) {
    bind::<T, false>(signal, fresh);
}

/// `bind:checked` on the element under the cursor.
pub fn bind_checked(signal: Signal<bool>, fresh: bool) {
    bind::<bool, true>(signal, fresh);
}

/// Which property is a part of the type, so that no closure has to hold it.
fn bind<T: Bind, const CHECKED: bool>(signal: Signal<T>, fresh: bool) {
    let handle = dom::here();
    let property = || if CHECKED { "checked" } else { "value" };
    let default = if CHECKED { "defaultChecked" } else { "defaultValue" };
    let text = move || got(dom::prop(handle, property(), None));
    let read = move || {
        if let Some(value) = text().and_then(T::parse) {
            signal.set(value);
        }
    };
    let say = move |property: &str, always: bool| {
        let (said, shape) = text::to_string(&signal);
        if always || T::differs(&said, text) {
            // A property that is a flag takes the empty text for false.
            dom::prop(handle, property, Some(if shape == text::Shape::False { "" } else { &said }));
        }
        free(said);
    };
    if fresh {
        // What a reset of the form goes back to.
        say(default, true);
    } else {
        // A select has no default to compare with: there the signal wins.
        let first = got(dom::prop(handle, default, None));
        if first.is_some() && first != text() {
            read();
        }
    }
    graph::bind(move || say(property(), false));
    dom::on(handle, "input", handler(read));
}

//! What may stand in `{…}` and in dynamic attributes: values that write themselves as text, watched or not.

use alloc::rc::Rc;
use alloc::string::String;

use crate::buffer::{free, push};
use crate::signal::{Derived, Signal};
use crate::{dom, graph};

/// What kind of value a [`Text`] wrote; attributes treat flags and absence in a way of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// `None`.
    Absent,
    /// Text, also the empty one.
    Text,
    /// `true`.
    True,
    /// `false`.
    False,
}

/// A value that can be shown: strings, numbers, flags, options of them, signals and closures that give them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shown in a view",
    label = "neither text nor a view",
    note = "text is a string, number, char, bool, an Option of those, a Signal, a Derived, or a closure `move || …` that gives one"
)]
pub trait Text {
    /// Appends the text and says what it is.
    fn write(&self, out: &mut String) -> Shape;

    /// Shows the text in an element or after a comment.
    #[doc(hidden)]
    fn show(&self, handle: u32) {
        let mut text = String::new();
        self.write(&mut text);
        dom::text(handle, &text);
        free(text);
    }

    /// Calls `sink` now and after every change, if the value can change. The cursor is at the node.
    #[doc(hidden)]
    fn watch(self, _sink: Sink)
    where
        Self: Sized,
    {
    }

    /// Shows the text in the node under the cursor now and after every change, if the value can change.
    #[doc(hidden)]
    fn watch_text(self)
    where
        Self: Sized,
    {
    }

    /// [`Text::watch`], and what cannot change goes to the sink once if the node is `fresh`.
    #[doc(hidden)]
    fn attach(self, sink: Sink, fresh: bool)
    where
        Self: Sized,
    {
        if fresh {
            let mut text = String::new();
            let shape = self.write(&mut text);
            sink.show(dom::CURSOR, text, shape);
        }
    }

    /// [`Text::watch_text`], and what cannot change is shown once if the node is `fresh`.
    #[doc(hidden)]
    fn attach_text(self, fresh: bool)
    where
        Self: Sized,
    {
        if fresh {
            self.show(dom::CURSOR);
        }
    }
}

/// Where a dynamic value goes, on the node under the cursor: a name (of the attribute, class or property) and a function.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Sink {
    pub(crate) name: &'static str,
    pub(crate) put: fn(u32, &str, &str, Shape),
}

impl Sink {
    fn watch(self, value: impl Text + 'static) {
        let handle = dom::here();
        graph::bind(move || {
            let mut text = String::new();
            let shape = value.write(&mut text);
            self.show(handle, text, shape);
        });
    }

    fn show(&self, handle: u32, text: String, shape: Shape) {
        (self.put)(handle, self.name, &text, shape);
        free(text);
    }
}

fn watch_text(value: impl Text + 'static) {
    let handle = dom::here();
    graph::bind(move || value.show(handle));
}

impl Text for str {
    fn write(&self, out: &mut String) -> Shape {
        push(out, self);
        Shape::Text
    }

    fn show(&self, handle: u32) {
        dom::text(handle, self);
    }
}

impl Text for String {
    fn write(&self, out: &mut String) -> Shape {
        push(out, self);
        Shape::Text
    }

    fn show(&self, handle: u32) {
        dom::text(handle, self);
    }

    fn watch(self, _: Sink) {
        free(self);
    }

    fn watch_text(self) {
        free(self);
    }

    fn attach(self, sink: Sink, fresh: bool) {
        if fresh {
            sink.show(dom::CURSOR, self, Shape::Text);
        } else {
            free(self);
        }
    }
}

// Of references these, and not all: a reference to a closure is a closure too.
macro_rules! references {
    ($($t:ty)*) => {$(
        impl Text for &$t {
            fn write(&self, out: &mut String) -> Shape {
                (**self).write(out)
            }

            fn show(&self, handle: u32) {
                (**self).show(handle);
            }
        }
    )*};
}
references!(str String &str char bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

impl<T: Text> Text for &Option<T> {
    fn write(&self, out: &mut String) -> Shape {
        (**self).write(out)
    }

    fn show(&self, handle: u32) {
        (**self).show(handle);
    }
}

impl<T: Text + ?Sized> Text for Rc<T> {
    fn write(&self, out: &mut String) -> Shape {
        (**self).write(out)
    }

    fn show(&self, handle: u32) {
        (**self).show(handle);
    }
}

impl Text for char {
    fn write(&self, out: &mut String) -> Shape {
        push(out, self.encode_utf8(&mut [0; 4]));
        Shape::Text
    }

    fn show(&self, handle: u32) {
        dom::text(handle, self.encode_utf8(&mut [0; 4]));
    }
}

impl Text for bool {
    fn write(&self, out: &mut String) -> Shape {
        push(out, if *self { "true" } else { "false" });
        if *self { Shape::True } else { Shape::False }
    }

    fn show(&self, handle: u32) {
        dom::text(handle, if *self { "true" } else { "false" });
    }
}

impl<T: Text> Text for Option<T> {
    fn write(&self, out: &mut String) -> Shape {
        match self {
            Some(value) => value.write(out),
            None => Shape::Absent,
        }
    }

    fn show(&self, handle: u32) {
        match self {
            Some(value) => value.show(handle),
            None => dom::text(handle, ""),
        }
    }
}

macro_rules! whole_numbers {
    ($($t:ident: $as:ident $write:ident $show:ident,)*) => {$(
        impl Text for $t {
            fn write(&self, out: &mut String) -> Shape {
                $write(*self as $as, out);
                Shape::Text
            }

            fn show(&self, handle: u32) {
                $show(*self as $as, handle);
            }
        }
    )*};
}

whole_numbers! {
    i8: i32 write_i32 show_i32, i16: i32 write_i32 show_i32, i32: i32 write_i32 show_i32,
    u8: u32 write_u32 show_u32, u16: u32 write_u32 show_u32, u32: u32 write_u32 show_u32,
    i64: i64 write_i64 show_i64, u64: u64 write_u64 show_u64,
}

// As wide as in a module, where that is enough.
#[cfg(target_pointer_width = "32")]
whole_numbers! { isize: i32 write_i32 show_i32, usize: u32 write_u32 show_u32, }
#[cfg(not(target_pointer_width = "32"))]
whole_numbers! { isize: i64 write_i64 show_i64, usize: u64 write_u64 show_u64, }

// The browser writes numbers as the functions below do, so a module needs none of them to show one. Beyond 2^53 it would
// round.
fn show_i32(n: i32, handle: u32) {
    dom::number_text(handle, f64::from(n));
}

fn show_u32(n: u32, handle: u32) {
    dom::number_text(handle, f64::from(n));
}

fn show_i64(n: i64, handle: u32) {
    let mut text = String::new();
    write_i64(n, &mut text);
    dom::text(handle, &text);
    free(text);
}

fn show_u64(n: u64, handle: u32) {
    let mut text = String::new();
    write_u64(n, &mut text);
    dom::text(handle, &text);
    free(text);
}

fn digit(digit: u8, out: &mut String) {
    let at = usize::from(digit);
    push(out, "0123456789".get(at..=at).unwrap_or_default());
}

// Two widths, because 64-bit division is only worth its bytes in a module that prints 64-bit numbers.
pub(crate) fn write_u32(n: u32, out: &mut String) {
    if n > 9 {
        write_u32(n / 10, out);
    }
    digit((n % 10) as u8, out);
}

pub(crate) fn write_i32(n: i32, out: &mut String) {
    if n < 0 {
        push(out, "-");
    }
    write_u32(n.unsigned_abs(), out);
}

pub(crate) fn write_u64(n: u64, out: &mut String) {
    if n > 9 {
        write_u64(n / 10, out);
    }
    digit((n % 10) as u8, out);
}

pub(crate) fn write_i64(n: i64, out: &mut String) {
    if n < 0 {
        push(out, "-");
    }
    write_u64(n.unsigned_abs(), out);
}

impl Text for f64 {
    fn write(&self, out: &mut String) -> Shape {
        write_f64(*self, 6, true, out);
        Shape::Text
    }
}

impl Text for f32 {
    fn write(&self, out: &mut String) -> Shape {
        f64::from(*self).write(out)
    }
}

/// Writes with up to (or exactly) `digits` decimals; from 10^15 on as `d.ddde+N`, which CSS and JavaScript read too.
pub(crate) fn write_f64(value: f64, digits: u32, trim: bool, out: &mut String) {
    let mut value = value;
    if value.is_nan() {
        return push(out, "NaN");
    }
    if value < 0.0 {
        push(out, "-");
        value = -value;
    }
    if value.is_infinite() {
        return push(out, "Infinity");
    }
    let mut exponent = 0;
    if value >= 1e15 {
        while value >= 10.0 {
            value /= 10.0;
            exponent += 1;
        }
    }
    let mut scale: u64 = 1;
    for _ in 0..digits.min(9) {
        scale *= 10;
    }
    let mut whole = value as u64;
    let mut part = ((value - whole as f64) * scale as f64 + 0.5) as u64;
    if part >= scale {
        whole += 1;
        part = 0;
    }
    write_u64(whole, out);
    if scale > 1 && (part > 0 || !trim) {
        push(out, ".");
        while scale > 1 && (part > 0 || !trim) {
            scale /= 10;
            digit((part / scale) as u8, out);
            part %= scale;
        }
    }
    if exponent > 0 {
        push(out, "e+");
        write_u32(exponent, out);
    }
}

impl<T: Text + 'static> Text for Signal<T> {
    fn write(&self, out: &mut String) -> Shape {
        self.with(|value| value.write(out))
    }

    fn show(&self, handle: u32) {
        self.with(|value| value.show(handle));
    }

    fn watch(self, sink: Sink) {
        sink.watch(self);
    }

    fn watch_text(self) {
        watch_text(self);
    }

    fn attach(self, sink: Sink, _: bool) {
        sink.watch(self);
    }

    fn attach_text(self, _: bool) {
        watch_text(self);
    }
}

impl<T: Text + 'static> Text for Derived<T> {
    fn write(&self, out: &mut String) -> Shape {
        self.with(|value| value.write(out))
    }

    fn show(&self, handle: u32) {
        self.with(|value| value.show(handle));
    }

    fn watch(self, sink: Sink) {
        sink.watch(self);
    }

    fn watch_text(self) {
        watch_text(self);
    }

    fn attach(self, sink: Sink, _: bool) {
        sink.watch(self);
    }

    fn attach_text(self, _: bool) {
        watch_text(self);
    }
}

impl<T: Text, F: Fn() -> T + 'static> Text for F {
    fn write(&self, out: &mut String) -> Shape {
        self().write(out)
    }

    fn show(&self, handle: u32) {
        self().show(handle);
    }

    fn watch(self, sink: Sink) {
        sink.watch(self);
    }

    fn watch_text(self) {
        watch_text(self);
    }

    fn attach(self, sink: Sink, _: bool) {
        sink.watch(self);
    }

    fn attach_text(self, _: bool) {
        watch_text(self);
    }
}

/// Text as a `String`.
pub(crate) fn to_string(value: &(impl Text + ?Sized)) -> (String, Shape) {
    let mut text = String::new();
    let shape = value.write(&mut text);
    (text, shape)
}

/// Joins parts into a `String`: `text!(uid, "-panel-", i)`.
#[macro_export]
macro_rules! text {
    ($($part:expr),* $(,)?) => {{
        let mut text = $crate::rt::String::new();
        $( $crate::Text::write(&$part, &mut text); )*
        text
    }};
}

//! Props: how a Rust type is described in the manifest and read from the wire.
//!
//! The wire is the ABI's compact text, so that no JSON parser ships: flags `0`/`1`, integers with `;`, floats as the integers
//! that have their bits, text with its length before it. What is malformed traps: the host wrote it and checked the types.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::buffer::{copy, push};
use crate::graph::gone;
use crate::list::exactly;
use crate::text::{Text, write_i64, write_u64};

/// Reads props one after the other.
pub struct Wire<'a> {
    /// The tail of a text, which begins with a character: only what is ASCII is taken byte by byte.
    rest: core::slice::Iter<'a, u8>,
}

impl<'a> Wire<'a> {
    /// At the beginning of the text.
    pub fn new(text: &'a str) -> Self {
        Wire { rest: text.as_bytes().iter() }
    }

    /// Whether all was read.
    pub fn is_empty(&self) -> bool {
        self.rest.as_slice().is_empty()
    }

    fn byte(&mut self) -> u8 {
        match self.rest.next() {
            // So what is left never begins inside of a character.
            Some(&byte) if byte.is_ascii() => byte,
            _ => gone(),
        }
    }

    /// An integer of any width, as its low bits: digits up to a byte that is none, which is taken too. Too many wrap.
    fn integer(&mut self) -> u64 {
        let mut number: u64 = 0;
        let mut sign: u64 = 1;
        loop {
            let byte = self.byte();
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
            } else if byte == b'-' {
                sign = u64::MAX;
            } else {
                return number.wrapping_mul(sign);
            }
        }
    }

    fn text(&mut self) -> &'a str {
        let length = self.integer() as usize;
        let Some((text, rest)) = self.rest.as_slice().split_at_checked(length) else { gone() };
        if rest.first().is_some_and(|byte| byte & 0xC0 == 0x80) {
            gone()
        }
        self.rest = rest.iter();
        // SAFETY: a part of a text, and neither end is inside of a character.
        unsafe { core::str::from_utf8_unchecked(text) }
    }
}

/// A type that props may have. Derive it for structs and for enums without data.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a prop",
    label = "not a prop type",
    note = "props are bool, integers, floats, char, String, Date, Option, Vec, BTreeMap<String, _>, tuples, and structs and enums that derive `Prop`"
)]
pub trait Prop: Sized {
    /// Appends the type's description in the manifest, as JSON.
    fn describe(out: &mut String);
    /// Reads a value; traps when the text is malformed.
    fn decode(wire: &mut Wire<'_>) -> Self;
    /// Appends the value as it stands on the wire.
    fn encode(&self, out: &mut String);
    /// Appends the value as JSON, for defaults in the manifest.
    fn json(&self, out: &mut String);
    /// A number for the type's form on the wire: what stands in stores is only read by whoever has the same.
    #[doc(hidden)]
    const SHAPE: u32;
    /// Whether the prop may be left out without a default.
    #[doc(hidden)]
    const OPTIONAL: bool = false;
}

/// The shape of a type that consists of another beside what came before (FNV-1a).
pub const fn shape(before: u32, next: u32) -> u32 {
    let mut hash = before;
    let bytes = next.to_le_bytes();
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

/// The shape of a name.
pub const fn shape_name(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let (mut hash, mut at) = (0x811c_9dc5, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

/// Appends a JSON string.
pub fn json_string(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0'..='\x1f' => {
                out.push_str("\\u00");
                for nibble in [c as u8 >> 4, c as u8 & 15] {
                    out.push(HEX[usize::from(nibble)] as char);
                }
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Appends one entry of a manifest's `props` or of a struct's `fields`.
pub fn named<T: Prop>(out: &mut String, name: &str, docs: &str, default: Option<T>) {
    if !out.ends_with('[') {
        out.push(',');
    }
    out.push_str("{\"name\":");
    json_string(name, out);
    out.push_str(",\"type\":");
    T::describe(out);
    let required = default.is_none() && !T::OPTIONAL;
    out.push_str(if required {
        ",\"required\":true,\"default\":"
    } else {
        ",\"required\":false,\"default\":"
    });
    match default {
        Some(value) => value.json(out),
        None => out.push_str("null"),
    }
    out.push_str(",\"docs\":");
    json_string(docs, out);
    out.push('}');
}

impl Prop for bool {
    const SHAPE: u32 = shape_name("bool");
    fn describe(out: &mut String) {
        out.push_str("\"bool\"");
    }
    fn decode(wire: &mut Wire<'_>) -> Self {
        wire.byte() == b'1'
    }
    fn encode(&self, out: &mut String) {
        push(out, if *self { "1" } else { "0" });
    }
    fn json(&self, out: &mut String) {
        self.write(out);
    }
}

macro_rules! integers {
    ($write:ident: $wide:ty: $($t:ty)*) => {$(
        impl Prop for $t {
            const SHAPE: u32 = shape_name(stringify!($t));
            fn describe(out: &mut String) {
                out.push_str("{\"int\":{\"min\":");
                $write(<$t>::MIN as $wide, out);
                out.push_str(",\"max\":");
                $write(<$t>::MAX as $wide, out);
                out.push_str("}}");
            }
            fn decode(wire: &mut Wire<'_>) -> Self {
                wire.integer() as $t
            }
            fn encode(&self, out: &mut String) {
                self.write(out);
                push(out, ";");
            }
            fn json(&self, out: &mut String) {
                self.write(out);
            }
        }
    )*};
}
integers!(write_i64: i64: i8 i16 i32 i64 isize);
integers!(write_u64: u64: u8 u16 u32 u64 usize);

macro_rules! floats {
    ($($t:ty)*) => {$(
        impl Prop for $t {
            const SHAPE: u32 = shape_name("bits of a float");
            fn describe(out: &mut String) {
                out.push_str("\"float\"");
            }
            fn decode(wire: &mut Wire<'_>) -> Self {
                f64::from_bits(wire.integer()) as $t
            }
            fn encode(&self, out: &mut String) {
                f64::from(*self).to_bits().encode(out);
            }
            fn json(&self, out: &mut String) {
                // Only in a build module, and exact: a default must survive the way through the manifest.
                use core::fmt::Write;
                let value = f64::from(*self);
                if !value.is_finite() || write!(out, "{value:e}").is_err() {
                    out.push_str("null");
                }
            }
        }
    )*};
}
floats!(f32 f64);

impl Prop for String {
    const SHAPE: u32 = shape_name("string");
    fn describe(out: &mut String) {
        out.push_str("\"string\"");
    }
    fn decode(wire: &mut Wire<'_>) -> Self {
        copy(wire.text())
    }
    fn encode(&self, out: &mut String) {
        encode_text(self, out);
    }
    fn json(&self, out: &mut String) {
        json_string(self, out);
    }
}

fn encode_text(text: &str, out: &mut String) {
    text.len().write(out);
    push(out, ":");
    push(out, text);
}

impl Prop for char {
    const SHAPE: u32 = shape_name("char");
    fn describe(out: &mut String) {
        out.push_str("\"char\"");
    }
    fn decode(wire: &mut Wire<'_>) -> Self {
        match wire.text().chars().next() {
            Some(c) => c,
            None => gone(),
        }
    }
    fn encode(&self, out: &mut String) {
        encode_text(self.encode_utf8(&mut [0; 4]), out);
    }
    fn json(&self, out: &mut String) {
        json_string(self.encode_utf8(&mut [0; 4]), out);
    }
}

impl<T: Prop> Prop for Option<T> {
    const SHAPE: u32 = shape(shape_name("option"), T::SHAPE);
    fn describe(out: &mut String) {
        out.push_str("{\"option\":");
        T::describe(out);
        out.push('}');
    }
    fn decode(wire: &mut Wire<'_>) -> Self {
        if wire.byte() == b'1' { Some(T::decode(wire)) } else { None }
    }
    fn encode(&self, out: &mut String) {
        self.is_some().encode(out);
        if let Some(value) = self {
            value.encode(out);
        }
    }
    fn json(&self, out: &mut String) {
        match self {
            Some(value) => value.json(out),
            None => out.push_str("null"),
        }
    }
    const OPTIONAL: bool = true;
}

impl<T: Prop> Prop for Vec<T> {
    const SHAPE: u32 = shape(shape_name("list"), T::SHAPE);
    fn describe(out: &mut String) {
        out.push_str("{\"list\":");
        T::describe(out);
        out.push('}');
    }
    fn decode(wire: &mut Wire<'_>) -> Self {
        let count = wire.integer() as usize;
        // A wrong count must run out of text, not of memory: what takes memory takes a byte of text at least.
        if size_of::<T>() > 0 && count > wire.rest.len() {
            gone()
        }
        exactly(count, |_| T::decode(wire))
    }
    fn encode(&self, out: &mut String) {
        self.len().encode(out);
        for item in self {
            item.encode(out);
        }
    }
    fn json(&self, out: &mut String) {
        out.push('[');
        for (at, item) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            item.json(out);
        }
        out.push(']');
    }
}

impl<T: Prop> Prop for BTreeMap<String, T> {
    const SHAPE: u32 = shape(shape_name("map"), T::SHAPE);
    fn describe(out: &mut String) {
        out.push_str("{\"map\":");
        T::describe(out);
        out.push('}');
    }
    fn decode(wire: &mut Wire<'_>) -> Self {
        let mut map = BTreeMap::new();
        for _ in 0..wire.integer() {
            let key = String::decode(wire);
            map.insert(key, T::decode(wire));
        }
        map
    }
    fn encode(&self, out: &mut String) {
        self.len().encode(out);
        for (key, value) in self {
            key.encode(out);
            value.encode(out);
        }
    }
    fn json(&self, out: &mut String) {
        out.push('{');
        for (at, (key, value)) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            json_string(key, out);
            out.push(':');
            value.json(out);
        }
        out.push('}');
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt),*))*) => {$(
        impl<$($name: Prop),*> Prop for ($($name,)*) {
            const SHAPE: u32 = {
                let hash = shape_name("tuple");
                $( let hash = shape(hash, $name::SHAPE); )*
                hash
            };
            fn describe(out: &mut String) {
                out.push_str("{\"tuple\":[");
                $(
                    if $at > 0 {
                        out.push(',');
                    }
                    $name::describe(out);
                )*
                out.push_str("]}");
            }
            fn decode(wire: &mut Wire<'_>) -> Self {
                ($($name::decode(wire),)*)
            }
            fn encode(&self, out: &mut String) {
                $( self.$at.encode(out); )*
            }
            fn json(&self, out: &mut String) {
                out.push('[');
                $(
                    if $at > 0 {
                        out.push(',');
                    }
                    self.$at.json(out);
                )*
                out.push(']');
            }
        }
    )*};
}
tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}

/// A required prop that has been given.
pub struct Given<T>(pub T);

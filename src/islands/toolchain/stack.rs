//! The stack of a browser module after a trap.
//!
//! The compiler keeps what has an address on a stack in memory, whose top is a global. A function takes its part from it
//! when it is called and gives it back when it returns, which one that traps never does: after enough traps
//! the stack is used up, and all other instances of the island trap too. So what the loader calls starts with a full
//! stack: always where an instance starts, which never happens within another call, and for an event where no other
//! code of the module is running, which its third argument says (`l9_event` in `islands/runtime/src/export.rs`). An event
//! within another call needs nothing: the functions around it put back the top that they began with.
//!
//! Rust has no access to that global, and exporting it for the loader takes three times the bytes; so the instructions are
//! put into the linked module.

use super::module::{PREAMBLE, Reader, imports, sections, unsigned};

/// The sections by their ids (WebAssembly 2.0, section 5.5.2).
const GLOBAL: u8 = 6;
const EXPORT: u8 = 7;
const CODE: u8 = 10;

/// The module with a full stack, of `size` bytes, at each call from the loader; the same where it uses no stack. `None`
/// where the bytes are no module, or none as the linker makes them.
pub(super) fn restored(module: &[u8], size: u32) -> Option<Vec<u8>> {
    let all = sections(module)?;
    let content = |id: u8| all.iter().find(|s| s.id == id).map(|s| s.content);
    let Some(global) = stack_pointer(content(GLOBAL), size)? else { return Some(module.to_vec()) };
    let imported = imported_functions(module)?;
    let entries = entries(content(EXPORT)?)?;

    let mut fill = vec![0x41]; // i32.const
    signed(i64::from(size), &mut fill);
    fill.push(0x24); // global.set
    unsigned(global, &mut fill);

    let mut out = PREAMBLE.to_vec();
    for section in &all {
        if section.id != CODE {
            out.extend_from_slice(section.whole);
            continue;
        }
        let mut reader = Reader { bytes: section.content };
        let count = reader.number()?;
        let mut code = Vec::with_capacity(section.content.len() + 32);
        unsigned(count, &mut code);
        for index in 0..count {
            let length = reader.number()?;
            let body = reader.take(length)?;
            let entry = entries.iter().find(|(function, _)| *function == index + imported);
            let Some((_, entry)) = entry else {
                unsigned(length, &mut code);
                code.extend_from_slice(body);
                continue;
            };
            let (locals, instructions) = body.split_at_checked(locals(body)?)?;
            let mut start = Vec::new();
            match entry {
                Entry::Start => start.extend_from_slice(&fill),
                Entry::Event => {
                    start.extend([0x20, 2, 0x45, 0x04, 0x40]); // local.get 2, i32.eqz, if
                    start.extend_from_slice(&fill);
                    start.push(0x0b); // end
                }
            }
            unsigned(length + start.len(), &mut code);
            for part in [locals, &start, instructions] {
                code.extend_from_slice(part);
            }
        }
        out.push(CODE);
        unsigned(code.len(), &mut out);
        out.extend_from_slice(&code);
    }
    Some(out)
}

/// What the loader calls.
#[derive(Clone, Copy)]
enum Entry {
    /// Hydrates or creates an instance.
    Start,
    /// Runs a handler.
    Event,
}

/// The functions by which the loader enters, by their indices. `l9_alloc` is none: it returns before another is called.
fn entries(section: &[u8]) -> Option<Vec<(usize, Entry)>> {
    let mut reader = Reader { bytes: section };
    let mut entries = Vec::new();
    for _ in 0..reader.number()? {
        let (name, kind, index) = (reader.name()?, reader.byte()?, reader.number()?);
        let entry = match &*name {
            "l9_event" => Entry::Event,
            name if name.starts_with("l9_hydrate__") || name.starts_with("l9_mount__") => Entry::Start,
            _ => continue,
        };
        if kind == 0 {
            entries.push((index, entry));
        }
    }
    Some(entries)
}

/// The global that starts at the end of the stack. The linker makes one where something uses it, and makes it first.
fn stack_pointer(section: Option<&[u8]>, size: u32) -> Option<Option<usize>> {
    let Some(section) = section else { return Some(None) };
    let mut reader = Reader { bytes: section };
    if reader.number()? == 0 {
        return Some(None);
    }
    // A changeable number of 32 bits.
    let mut first = vec![0x7f, 1, 0x41];
    signed(i64::from(size), &mut first);
    first.push(0x0b);
    Some(reader.bytes.starts_with(&first).then_some(0))
}

/// How many functions are imported: they come first among the indices. `None` where something else is imported too,
/// which would count among the globals.
fn imported_functions(module: &[u8]) -> Option<usize> {
    let imports = imports(module)?;
    imports.iter().all(|import| import.is_function).then_some(imports.len())
}

/// The length of what a function's body says of its locals, before the instructions.
fn locals(body: &[u8]) -> Option<usize> {
    let mut reader = Reader { bytes: body };
    for _ in 0..reader.number()? {
        reader.number()?;
        reader.byte()?;
    }
    body.len().checked_sub(reader.bytes.len())
}

/// Writes a signed LEB128 number.
fn signed(mut value: i64, out: &mut Vec<u8>) {
    while !(-64..64).contains(&value) {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function of three numbers as `l9_event` and one of none as `l9_hydrate__A`, both empty, and a stack of 65,536.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x0a\x02\x60\x03\x7f\x7f\x7f\0\x60\0\0\
        \x03\x03\x02\0\x01\
        \x06\x08\x01\x7f\x01\x41\x80\x80\x04\x0b\
        \x07\x1c\x02\x08l9_event\0\0\x0dl9_hydrate__A\0\x01\
        \x0a\x09\x02\x04\x01\x01\x7f\x0b\x02\0\x0b";

    #[test]
    fn every_entry_fills_the_stack() {
        let restored = restored(MODULE, 65_536).expect("a module");
        let code = sections(&restored).unwrap().into_iter().find(|s| s.id == CODE).unwrap().content.to_vec();
        let fill = b"\x41\x80\x80\x04\x24\0";
        let event = [b"\x10\x01\x01\x7f\x20\x02\x45\x04\x40", &fill[..], b"\x0b\x0b"].concat();
        let start = [b"\x08\0", &fill[..], b"\x0b"].concat();
        assert_eq!(code, [b"\x02", &event[..], &start].concat());
    }

    #[test]
    fn a_module_without_a_stack_stays_as_it_is() {
        assert_eq!(restored(MODULE, 1024).as_deref(), Some(MODULE));
        assert_eq!(restored(PREAMBLE, 1024).as_deref(), Some(PREAMBLE));
    }

    #[test]
    fn no_prefix_of_a_module_panics() {
        for length in 0..MODULE.len() {
            let _ = restored(&MODULE[..length], 65_536);
        }
    }
}

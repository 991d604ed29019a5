//! What a module is made of: its functions by the crates they come from, its data, and the rest.
//!
//! The names are those of the custom section `name` (WebAssembly 2.0, appendix 7.4.1), which the linker writes and
//! which [`strip`](super::module::strip) takes away before a visitor gets the module.

use super::module::{Reader, sections};
use std::collections::BTreeMap;

/// The group of what the linker exports by name, and of what it made itself.
const EXPORTS: &str = "exports";
/// The group of constants: texts, templates, tables of functions.
const DATA: &str = "data";
/// The group of everything else: types, imports, exports, the table of the functions called by pointer.
const FRAME: &str = "wasm";

/// Some bytes of a module and what they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The crate that defines the function, with generic code counted where it is written; or `exports`, `data` or `wasm`.
    pub group: String,
    /// The function, without the arguments of generic types; instances of one generic function are one.
    pub name: String,
    /// Its bytes in the module, uncompressed.
    pub bytes: u64,
}

impl Part {
    /// The part of a function by its readable name.
    pub fn new(name: String, bytes: u64) -> Self {
        Self { group: group(&name), name, bytes }
    }
}

/// The parts of a module that still has its names, the heaviest first; together they have as many bytes as the
/// stripped module. `None` where the bytes are no module.
pub fn parts(module: &[u8]) -> Option<Vec<Part>> {
    let sections = sections(module)?;
    let kept: usize = sections.iter().filter(|s| s.id != 0).map(|s| s.whole.len()).sum();
    let mut frame = super::module::PREAMBLE.len() + kept;
    let mut names = BTreeMap::new();
    for section in sections.iter().filter(|s| s.id == 0) {
        let mut reader = Reader { bytes: section.content };
        if reader.name()? == "name" {
            names = function_names(reader)?;
        }
    }
    let mut index = imported_functions(module)?;
    let mut sums: BTreeMap<(String, String), u64> = BTreeMap::new();
    for section in &sections {
        let mut reader = Reader { bytes: section.content };
        match section.id {
            10 => {
                for _ in 0..reader.number()? {
                    let before = reader.bytes.len();
                    let length = reader.number()?;
                    reader.take(length)?;
                    let bytes = before.checked_sub(reader.bytes.len())?;
                    let name = names.get(&index).map_or_else(|| format!("function {index}"), |n| readable(n));
                    *sums.entry((group(&name), name)).or_default() += bytes as u64;
                    frame = frame.checked_sub(bytes)?;
                    index += 1;
                }
            }
            11 => {
                let bytes = section.whole.len();
                *sums.entry((DATA.into(), "texts, templates and tables".into())).or_default() += bytes as u64;
                frame = frame.checked_sub(bytes)?;
            }
            _ => {}
        }
    }
    sums.insert((FRAME.into(), "types, imports and exports".into()), frame as u64);
    let mut parts: Vec<Part> =
        sums.into_iter().map(|((group, name), bytes)| Part { group, name, bytes }).collect();
    parts.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    Some(parts)
}

/// Parts as text, a line each: bytes, group and name, with tabs between them.
pub fn to_text(parts: &[Part]) -> String {
    parts.iter().map(|p| format!("{}\t{}\t{}\n", p.bytes, p.group, p.name)).collect()
}

/// The parts in a text that [`to_text`] made; a line that it cannot have made is left out.
pub fn from_text(text: &str) -> Vec<Part> {
    let part = |line: &str| {
        let (bytes, rest) = line.split_once('\t')?;
        let (group, name) = rest.split_once('\t')?;
        Some(Part { group: group.to_owned(), name: name.to_owned(), bytes: bytes.parse().ok()? })
    };
    text.lines().filter_map(part).collect()
}

fn imported_functions(module: &[u8]) -> Option<usize> {
    Some(super::module::imports(module)?.iter().filter(|import| import.is_function).count())
}

/// The names of functions by their indices: subsection 1 of the section `name`.
fn function_names(mut reader: Reader<'_>) -> Option<BTreeMap<usize, String>> {
    let mut names = BTreeMap::new();
    while !reader.bytes.is_empty() {
        let id = reader.byte()?;
        let length = reader.number()?;
        let mut content = Reader { bytes: reader.take(length)? };
        if id == 1 {
            for _ in 0..content.number()? {
                names.insert(content.number()?, content.name()?);
            }
        }
    }
    Some(names)
}

/// A function's name as a Rust programmer would write it, as far as the linker has not made it so: escapes of rustc's legacy
/// mangling resolved (rustc's `symbol_mangling::legacy`), the hash at the end and the arguments of generic types left out.
fn readable(name: &str) -> String {
    let is_hash =
        |h: &str| h.len() == 17 && h.starts_with('h') && h.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
    let name = match name.rsplit_once("::") {
        Some((path, hash)) if is_hash(hash) => path,
        _ => name,
    };
    let mut text = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        let escape = after.split_once('$').and_then(|(code, after)| Some((unescape(code)?, after)));
        match escape {
            Some((c, after)) => {
                // A component that begins with an escape has an underscore before it.
                if text.ends_with('_') && (text.len() == 1 || text.ends_with(":_")) {
                    text.pop();
                }
                text.push(c);
                rest = after;
            }
            None => {
                text.push('$');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    without_arguments(&text.replace("..", "::"))
}

fn unescape(code: &str) -> Option<char> {
    Some(match code {
        "SP" => '@',
        "BP" => '*',
        "RF" => '&',
        "LT" => '<',
        "GT" => '>',
        "LP" => '(',
        "RP" => ')',
        "C" => ',',
        _ => char::from_u32(u32::from_str_radix(code.strip_prefix('u')?, 16).ok()?)
            .filter(|c| !c.is_control())?,
    })
}

/// Leaves out what stands in angle brackets after a name, and keeps `<T as Trait>`.
fn without_arguments(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut previous = ' ';
    for c in text.chars() {
        let arrow = c == '>' && previous == '-';
        previous = c;
        if depth > 0 {
            match c {
                '<' => depth += 1,
                '>' if !arrow => depth -= 1,
                _ => {}
            }
        } else if c == '<' && out.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
            depth = 1;
        } else {
            out.push(c);
        }
    }
    out
}

/// The crate in a readable name: the first part of its first path. A trait's where the type has none (`<T as a::B>::c`).
fn group(name: &str) -> String {
    let Some(_) = name.find("::") else { return EXPORTS.to_owned() };
    let first = |text: &str| {
        let text = text.trim_start_matches(|c: char| !(c.is_alphanumeric() || c == '_'));
        let text = ["mut ", "const ", "dyn ", "impl "]
            .iter()
            .fold(text, |t, word| t.strip_prefix(word).unwrap_or(t));
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
        let (word, after) = text.split_at(end);
        (after.starts_with("::") && !word.is_empty()).then(|| word.to_owned())
    };
    // Methods of what is built into the language are written in `core`.
    first(name)
        .or_else(|| name.split_once(" as ").and_then(|(_, of)| first(of)))
        .unwrap_or_else(|| "core".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_readable_and_belong_to_crates() {
        let of = |name: &str| {
            let name = readable(name);
            (group(&name), name)
        };
        let pair = |group: &str, name: &str| (group.to_owned(), name.to_owned());
        assert_eq!(
            of(
                "shop::cart::Cart$LT$shop..prop..Given$LT$alloc..string..String$GT$$GT$::__view::_$u7b$$u7b$closure$u7d$$u7d$::h30aa8d1ae4acd742"
            ),
            pair("shop", "shop::cart::Cart::__view::{{closure}}")
        );
        assert_eq!(
            of("_$LT$F$u20$as$u20$layer9_islands..text..Text$GT$::write::h7010346841bb5a0b"),
            pair("layer9_islands", "<F as layer9_islands::text::Text>::write")
        );
        assert_eq!(
            of("<alloc::string::String as core::clone::Clone>::clone"),
            pair("alloc", "<alloc::string::String as core::clone::Clone>::clone")
        );
        assert_eq!(of("<str>::trim_ascii"), pair("core", "<str>::trim_ascii"));
        assert_eq!(of("l9_hydrate__Counter"), pair("exports", "l9_hydrate__Counter"));
        assert_eq!(of("a$b"), pair("exports", "a$b"));
    }

    #[test]
    fn parts_add_up_to_the_stripped_module() {
        // One imported function, two of its own named `a::b` and `c`, and data.
        let module = b"\0asm\x01\0\0\0\
            \x01\x04\x01\x60\0\0\
            \x02\x0b\x01\x02l9\x04text\0\0\
            \x03\x03\x02\0\0\
            \x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b\
            \x0b\x03\x01\x01\0\
            \0\x11\x04name\x01\x0a\x02\x01\x04a::b\x02\x01c";
        let found = parts(module).expect("a module");
        let stripped = super::super::module::strip(module).expect("a module");
        assert_eq!(found.iter().map(|p| p.bytes).sum::<u64>(), stripped.len() as u64);
        let bytes = |name: &str| found.iter().find(|p| p.name == name).map(|p| p.bytes);
        assert_eq!((bytes("a::b"), bytes("c")), (Some(3), Some(4)));
        assert_eq!(from_text(&to_text(&found)), found);
        assert_eq!(from_text("x\ty\tz\n1\n"), Vec::new());
        for length in 0..module.len() {
            let _ = parts(&module[..length]);
        }
    }
}

//! The symbol table of a static library.
//!
//! A static library is a Unix archive whose first member, `/` (or `/SYM64/`), lists the symbols of the
//! others: a big-endian count, as many member offsets, then as many zero-terminated names. The format is
//! GNU ar's, which rustc writes for the WASM target on every host.

use std::collections::BTreeSet;

const MAGIC: &[u8] = b"!<arch>\n";
const HEADER: usize = 60;

/// The names of all symbols that a static library defines for others, or `None` where the bytes are not an
/// archive with a symbol table.
pub fn symbols(library: &[u8]) -> Option<BTreeSet<String>> {
    let members = library.strip_prefix(MAGIC)?;
    let header = members.get(..HEADER)?;
    let word = match header.get(..16)?.trim_ascii_end() {
        b"/" => 4,
        b"/SYM64/" => 8,
        _ => return None,
    };
    let size = std::str::from_utf8(header.get(48..58)?).ok()?.trim().parse::<usize>().ok()?;
    let table = members.get(HEADER..HEADER.checked_add(size)?)?;
    let count =
        table.get(..word)?.iter().try_fold(0usize, |n, b| n.checked_mul(256)?.checked_add((*b).into()))?;
    let names = table.get(count.checked_add(1)?.checked_mul(word)?..)?;
    let names = names.split(|b| *b == 0).take(count);
    Some(names.map(|n| String::from_utf8_lossy(n).into_owned()).collect())
}

/// The components among the symbols: the names `N` for which there is `l9_manifest__N`.
pub fn components(symbols: &BTreeSet<String>) -> Vec<&str> {
    symbols.iter().filter_map(|s| s.strip_prefix("l9_manifest__")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(table: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "/", 0, 0, 0, 0, table.len()).bytes());
        bytes.extend_from_slice(table);
        bytes
    }

    #[test]
    fn names_are_read() {
        let table = b"\0\0\0\x02\0\0\0\x64\0\0\0\x64l9_manifest__A\0l9_render__A\0";
        let symbols = symbols(&library(table)).expect("an archive");
        assert_eq!(components(&symbols), ["A"]);
        assert!(symbols.contains("l9_render__A"));
    }

    #[test]
    fn broken_archives_have_no_symbols() {
        let whole = library(b"\0\0\0\x02\0\0\0\x64\0\0\0\x64a\0b\0");
        for length in 0..whole.len() {
            let _ = symbols(&whole[..length]);
        }
        assert_eq!(symbols(b"!<arch>\n"), None);
        assert_eq!(symbols(&library(b"\xff\xff\xff\xff")), None);
        assert_eq!(symbols(b"\0asm"), None);
    }
}

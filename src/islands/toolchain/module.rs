//! The outline of a WebAssembly module: its sections, imports and exports.
//!
//! Plain code over the binary format (WebAssembly 2.0, section 5.5): a magic and version of eight bytes,
//! then sections, each an id, a length and that many bytes. Numbers are LEB128.

/// The magic and version that every module starts with.
pub(super) const PREAMBLE: &[u8] = b"\0asm\x01\0\0\0";

/// An import: the module and the name it is asked by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The module's name.
    pub module: String,
    /// The name in it.
    pub name: String,
    /// Whether it is a function, and no memory, table, global or tag.
    pub is_function: bool,
}

/// The module without its custom sections (names, producers, target features), or `None` where the bytes
/// are no module. A browser needs none of them.
pub fn strip(module: &[u8]) -> Option<Vec<u8>> {
    let mut stripped = PREAMBLE.to_vec();
    for section in sections(module)? {
        if section.id != 0 {
            stripped.extend_from_slice(section.whole);
        }
    }
    Some(stripped)
}

/// The imports, in order, or `None` where the bytes are no module.
pub fn imports(module: &[u8]) -> Option<Vec<Import>> {
    let Some(section) = sections(module)?.into_iter().find(|s| s.id == 2) else { return Some(Vec::new()) };
    let mut reader = Reader { bytes: section.content };
    let mut imports = Vec::new();
    for _ in 0..reader.number()? {
        let (module, name) = (reader.name()?, reader.name()?);
        imports.push(Import { module, name, is_function: reader.import()? == 0 });
    }
    Some(imports)
}

/// The module with other names for those imports that `name` gives one, or `None` where the bytes are no module.
pub fn rename_imports(module: &[u8], name: impl Fn(&Import) -> Option<String>) -> Option<Vec<u8>> {
    let mut imports = imports(module)?.into_iter();
    let mut renamed = PREAMBLE.to_vec();
    for section in sections(module)? {
        if section.id != 2 {
            renamed.extend_from_slice(section.whole);
            continue;
        }
        let mut reader = Reader { bytes: section.content };
        let mut content = Vec::new();
        unsigned(reader.number()?, &mut content);
        for import in imports.by_ref() {
            reader.name()?;
            reader.name()?;
            let before = reader.bytes;
            reader.import()?;
            for text in [&import.module, &name(&import).unwrap_or_else(|| import.name.clone())] {
                unsigned(text.len(), &mut content);
                content.extend_from_slice(text.as_bytes());
            }
            content.extend_from_slice(before.get(..before.len() - reader.bytes.len())?);
        }
        renamed.push(section.id);
        unsigned(content.len(), &mut renamed);
        renamed.extend_from_slice(&content);
    }
    Some(renamed)
}

/// Writes an unsigned LEB128 number.
pub(super) fn unsigned(mut value: usize, out: &mut Vec<u8>) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The names of the exports, in order, or `None` where the bytes are no module.
pub fn exports(module: &[u8]) -> Option<Vec<String>> {
    let Some(section) = sections(module)?.into_iter().find(|s| s.id == 7) else { return Some(Vec::new()) };
    let mut reader = Reader { bytes: section.content };
    let mut exports = Vec::new();
    for _ in 0..reader.number()? {
        exports.push(reader.name()?);
        reader.byte()?;
        reader.number()?;
    }
    Some(exports)
}

/// The names and sizes in bytes of all sections, in order: what a size ledger shows.
pub fn outline(module: &[u8]) -> Option<Vec<(String, usize)>> {
    const NAMES: [&str; 14] = [
        "custom",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "data count",
        "tag",
    ];
    let name = |s: &Section<'_>| match s.id {
        0 => Reader { bytes: s.content }.name(),
        id => NAMES.get(usize::from(id)).map(|n| (*n).to_owned()),
    };
    sections(module)?.iter().map(|s| Some((name(s)?, s.whole.len()))).collect()
}

pub(super) struct Section<'a> {
    pub(super) id: u8,
    pub(super) whole: &'a [u8],
    pub(super) content: &'a [u8],
}

pub(super) fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut rest = module.strip_prefix(PREAMBLE)?;
    let mut sections = Vec::new();
    while !rest.is_empty() {
        let mut reader = Reader { bytes: rest };
        let id = reader.byte()?;
        let length = reader.number()?;
        let content = reader.take(length)?;
        let whole = rest.get(..rest.len().checked_sub(reader.bytes.len())?)?;
        sections.push(Section { id, whole, content });
        rest = reader.bytes;
    }
    Some(sections)
}

pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// An unsigned LEB128 number that fits 32 bits.
    pub(super) fn number(&mut self) -> Option<usize> {
        let mut value = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(value).ok()?.try_into().ok();
            }
        }
        None
    }

    pub(super) fn name(&mut self) -> Option<String> {
        let length = self.number()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    /// What an import is: the kind, after which its type is read.
    fn import(&mut self) -> Option<u8> {
        let kind = self.byte()?;
        match kind {
            // A function: the index of its type.
            0 => _ = self.number()?,
            // A table: its element type and limits.
            1 => {
                self.byte()?;
                self.limits()?;
            }
            // A memory: limits.
            2 => self.limits()?,
            // A global: its type and mutability. A tag: an attribute and a type index.
            3 => _ = (self.byte()?, self.byte()?),
            4 => _ = (self.byte()?, self.number()?),
            _ => return None,
        }
        Some(kind)
    }

    fn limits(&mut self) -> Option<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 != 0 {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with a custom section, one imported function `l9.text` and one exported memory.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x0b\x01\x02l9\x04text\0\0\
        \x05\x03\x01\0\x01\
        \x07\x0a\x01\x06memory\x02\0\
        \0\x05\x04name";

    #[test]
    fn imports_and_exports_are_read() {
        let import = Import { module: "l9".into(), name: "text".into(), is_function: true };
        assert_eq!(imports(MODULE), Some(vec![import]));
        assert_eq!(exports(MODULE), Some(vec!["memory".to_owned()]));
    }

    #[test]
    fn imports_are_renamed() {
        let name = |import: &Import| (import.name == "text").then(|| "t".to_owned());
        let renamed = rename_imports(MODULE, name).expect("a module");
        let import = Import { module: "l9".into(), name: "t".into(), is_function: true };
        assert_eq!((imports(&renamed), renamed.len() + 3), (Some(vec![import]), MODULE.len()));
        assert_eq!(rename_imports(MODULE, |_| None).as_deref(), Some(MODULE));
        assert_eq!(exports(&renamed), exports(MODULE));
    }

    #[test]
    fn custom_sections_are_stripped() {
        let stripped = strip(MODULE).expect("a module");
        assert_eq!(stripped.len() + 7, MODULE.len());
        assert_eq!(strip(&stripped).as_deref(), Some(&*stripped));
        assert_eq!(imports(&stripped), imports(MODULE));
        assert_eq!(outline(MODULE).and_then(|o| o.last().cloned()), Some(("name".to_owned(), 7)));
    }

    #[test]
    fn no_prefix_of_a_module_panics() {
        for length in 0..MODULE.len() {
            let part = &MODULE[..length];
            let _ = (strip(part), imports(part), exports(part), outline(part));
            let _ = rename_imports(part, |_| Some(String::new()));
        }
        assert_eq!(strip(b"GIF89a"), None);
    }
}

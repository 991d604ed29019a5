//! Which tool this is: what a record of an earlier build must have been made by to count.

use super::{Hash, Hasher};
use std::fs::File;
use std::io::{self, Read};
use std::sync::OnceLock;

/// Where linkers put the note with the identity of what they linked: right behind the headers.
const HEAD_BYTES: u64 = 64 * 1024;

/// The tool's own identity: its version, and what tells one build of a version from another, since the same
/// version is built many times while it is worked on.
pub fn tool() -> Hash {
    static IDENTITY: OnceLock<Hash> = OnceLock::new();
    *IDENTITY.get_or_init(|| {
        let mut hasher = Hasher::new();
        hasher.text(env!("CARGO_PKG_VERSION"));
        // A tool that cannot read itself still has its version.
        let _ = std::env::current_exe().and_then(File::open).and_then(|file| add_build(file, &mut hasher));
        hasher.finish()
    })
}

/// Adds the linker's build id where there is one, and all bytes of the executable otherwise: they are 30 MB, and
/// hashing them takes as long as building a hundred pages.
fn add_build(mut file: File, hasher: &mut Hasher) -> io::Result<()> {
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut bytes)?;
    match build_id(&bytes) {
        Some(id) => hasher.bytes(id),
        None => {
            file.read_to_end(&mut bytes)?;
            hasher.bytes(&bytes)
        }
    };
    Ok(())
}

/// The build id in the head of an ELF file: a note of type 3 (`NT_GNU_BUILD_ID`) by `GNU`.
/// <https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/noteobject.html>
fn build_id(head: &[u8]) -> Option<&[u8]> {
    const OWNER: &[u8] = b"\x03\0\0\0GNU\0";
    if !head.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let owner = head.windows(OWNER.len()).position(|window| window == OWNER)?;
    let lengths = head.get(owner.checked_sub(8)?..owner)?;
    let (name, id) = lengths.split_at_checked(4)?;
    let length = usize::try_from(u32::from_le_bytes(id.try_into().ok()?)).ok()?;
    let start = owner + OWNER.len();
    (name == [4, 0, 0, 0] && (8..=64).contains(&length)).then(|| head.get(start..start + length))?
}

#[cfg(test)]
mod tests {
    use super::build_id;

    #[test]
    fn finds_the_note() {
        let mut head = b"\x7fELF\x02\x01rest of the headers".to_vec();
        assert_eq!(build_id(&head), None);
        head.extend(b"\x04\0\0\0\x08\0\0\0\x03\0\0\0GNU\0");
        assert_eq!(build_id(&head), None, "cut off");
        head.extend(b"12345678");
        assert_eq!(build_id(&head), Some(&b"12345678"[..]));
        assert_eq!(build_id(b"MZ\x04\0\0\0\x08\0\0\0\x03\0\0\0GNU\x0012345678"), None);
        assert_eq!(build_id(b""), None);
    }
}

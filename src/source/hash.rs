//! Content hashes.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use twox_hash::XxHash3_128;

/// An XXH3 hash of some bytes, with 128 bits, in its canonical form. Two texts that differ by accident do not have
/// the same one; who tries can make two that have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 16]);

// As bytes, which are copied at once: the record of a large site has some hundred thousand hashes.
impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Hash;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the 16 bytes of a hash")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Hash, E> {
                bytes.try_into().map(Hash).map_err(|_| E::invalid_length(bytes.len(), &self))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

/// Hashes bytes.
pub fn hash(bytes: &[u8]) -> Hash {
    Hash(XxHash3_128::oneshot(bytes).to_be_bytes())
}

/// A writer that knows the hash of all that went through it, as [`hash`] hashes it at once.
pub struct Hashing<W> {
    writer: W,
    hasher: XxHash3_128,
}

impl<W: fmt::Debug> fmt::Debug for Hashing<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hashing").field("writer", &self.writer).finish_non_exhaustive()
    }
}

impl<W: io::Write> Hashing<W> {
    /// Nothing written yet.
    pub fn new(writer: W) -> Self {
        Self { writer, hasher: XxHash3_128::new() }
    }

    /// The writer, and the hash.
    pub fn finish(self) -> (W, Hash) {
        (self.writer, Hash(self.hasher.finish_128().to_be_bytes()))
    }
}

impl<W: io::Write> io::Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.hasher.write(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Hashes what is left of a file as [`hash`] hashes its bytes, without holding them all.
///
/// # Errors
/// What the system says.
pub fn hash_reader(mut from: impl Read) -> io::Result<Hash> {
    let mut hashing = Hashing::new(io::sink());
    io::copy(&mut from, &mut hashing)?;
    Ok(hashing.finish().1)
}

/// The same of a whole file.
///
/// # Errors
/// What the system says.
pub fn hash_file(path: &Path) -> io::Result<Hash> {
    hash_reader(std::fs::File::open(path)?)
}

/// Hashes several parts as one. Each part is written with its length, so that no two lists of parts run
/// together into the same bytes.
#[derive(Clone, Debug)]
pub struct Hasher(Vec<u8>);

impl Default for Hasher {
    fn default() -> Self {
        // Most of what is hashed is a few names and hashes; together they are hashed in one go, which costs
        // less than half of hashing them one by one.
        Self(Vec::with_capacity(512))
    }
}

impl Hasher {
    /// Nothing hashed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// Adds text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    /// Adds text that may be missing, which is not the same as empty.
    pub fn optional(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.number(1).text(text),
            None => self.number(0),
        }
    }

    /// Adds the hash of something that was hashed before.
    pub fn hash(&mut self, hash: &Hash) -> &mut Self {
        self.0.extend_from_slice(&hash.0);
        self
    }

    /// The hash of all that was added.
    pub fn finish(&self) -> Hash {
        hash(&self.0)
    }
}

impl Hash {
    /// The first 64 bits as 16 lower-case hexadecimal digits: what stands in fingerprinted file names.
    pub fn short(&self) -> String {
        self.to_string()[..16].to_owned()
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl Default for Hash {
    /// All zeros, which no input that anyone has found hashes to.
    fn default() -> Self {
        Self([0; 16])
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

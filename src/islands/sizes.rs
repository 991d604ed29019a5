//! How much a visitor downloads.

use std::io::Write as _;
use std::ops::Add;

/// The size of some bytes as they are and as servers compress them, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Sizes {
    /// Uncompressed.
    pub raw: u64,
    /// gzip at level 9.
    pub gzip: u64,
    /// Brotli at quality 11, with a window of 4 MiB.
    pub brotli: u64,
}

impl Sizes {
    /// Measures some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { raw: bytes.len() as u64, gzip: gzip(bytes), brotli: brotli(bytes) }
    }
}

impl Add for Sizes {
    type Output = Self;

    /// Files are compressed one by one, so their sizes add up.
    fn add(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// What a page loads to run one island.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Payload {
    /// The page's script, with no more triggers than this island needs.
    pub loader: Sizes,
    /// The island's module, and its glue where it has one.
    pub module: Sizes,
    /// Its script that runs before the first paint.
    pub blocking_script: Sizes,
}

impl Payload {
    /// All of it.
    pub fn total(&self) -> Sizes {
        self.loader + self.module + self.blocking_script
    }
}

fn gzip(bytes: &[u8]) -> u64 {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    // Writing to memory does not fail; if it did, the uncompressed size is no understatement.
    written.map_or(bytes.len() as u64, |compressed| compressed.len() as u64)
}

fn brotli(bytes: &[u8]) -> u64 {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut input = bytes;
    let mut compressed = Vec::new();
    let written = brotli::BrotliCompress(&mut input, &mut compressed, &parameters);
    written.map_or(bytes.len() as u64, |_| compressed.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_add_up() {
        let text = "island ".repeat(1000);
        let one = Sizes::of(text.as_bytes());
        assert_eq!(one.raw, 7000);
        assert!(one.brotli < one.gzip && one.gzip < 200, "{one:?}");
        assert_eq!((one + one).gzip, 2 * one.gzip);
        assert!(Sizes::of(b"").raw == 0);
    }
}

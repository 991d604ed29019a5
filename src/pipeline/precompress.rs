//! `.gz` and `.br` files beside text files, for hosts that serve them as they are.

use crate::publish::OutputPath;
use std::io::Write;

/// Files below this gain nothing: they fit into one packet as they are.
const LEAST_BYTES: usize = 1024;
/// Types that compress; images and fonts are compressed already.
const TEXT: [&str; 10] = ["html", "css", "js", "mjs", "json", "xml", "svg", "txt", "wasm", "webmanifest"];

/// The compressed files of one file; none where its type does not compress. The bytes depend on the input
/// alone: gzip's time stamp is 0.
pub(super) fn siblings(path: &OutputPath, bytes: &[u8]) -> Vec<(OutputPath, Vec<u8>)> {
    if bytes.len() < LEAST_BYTES || !TEXT.contains(&path.extension().as_str()) {
        return Vec::new();
    }
    [("gz", gzip(bytes)), ("br", brotli(bytes))]
        .into_iter()
        .filter(|(_, compressed)| !compressed.is_empty() && compressed.len() < bytes.len())
        .filter_map(|(extension, compressed)| {
            Some((OutputPath::new(&format!("{}.{extension}", path.as_str())).ok()?, compressed))
        })
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
    // Writing to memory fails only for want of memory; an empty result is left out above.
    match encoder.write_all(bytes) {
        Ok(()) => encoder.finish().unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    match brotli::BrotliCompress(&mut std::io::Cursor::new(bytes), &mut out, &params) {
        Ok(_) => out,
        Err(_) => Vec::new(),
    }
}

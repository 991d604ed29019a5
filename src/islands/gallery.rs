//! The ready-made islands that the binary carries.

use super::browser_file::BrowserFile;
use super::product::{IslandFiles, Product, Unit};

/// The gallery's modules, as `build.rs` made them.
struct Gallery {
    build: &'static [u8],
    /// Name, module that hydrates, module that creates where it is another.
    islands: &'static [(&'static str, &'static [u8], Option<&'static [u8]>)],
}

/// `None` where the binary was built without the WASM target.
static GALLERY: Option<Gallery> = include!(concat!(env!("OUT_DIR"), "/gallery.rs"));

/// The gallery, where the binary carries it.
pub(super) fn embedded() -> Option<Product> {
    let gallery = GALLERY.as_ref()?;
    let islands = gallery.islands.iter().map(|(name, hydrate, mount)| {
        let file = |bytes: &[u8]| vec![BrowserFile::new(name, "wasm", bytes.to_vec())];
        let files = IslandFiles { hydrate: file(hydrate), mount: mount.map(file) };
        ((*name).to_owned(), files)
    });
    let unit = Unit {
        package: "layer9-gallery".into(),
        folder: String::new(),
        build: gallery.build.to_vec(),
        islands: islands.collect(),
    };
    Some(Product { units: vec![unit] })
}

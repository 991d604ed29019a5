//! The ready-made islands that the binary carries.

use super::browser_file::BrowserFile;
use super::product::{IslandFiles, Joint, Product, Unit};
use super::toolchain::parts;
use std::collections::BTreeMap;

/// The gallery's modules, as `build.rs` made them.
struct Gallery {
    build: &'static [u8],
    islands: &'static [Embedded],
}

/// An island: its name, the module that hydrates it, the module that creates it where that is another, and the parts
/// of both.
type Embedded = (&'static str, &'static [u8], Option<&'static [u8]>, &'static str, &'static str);

/// `None` where the binary was built without the WASM target.
static GALLERY: Option<Gallery> = include!(concat!(env!("OUT_DIR"), "/gallery.rs"));

/// The gallery, where the binary carries it.
pub(super) fn embedded() -> Option<Product> {
    let gallery = GALLERY.as_ref()?;
    let islands = gallery.islands.iter().map(|(name, hydrate, mount, hydrate_parts, mount_parts)| {
        let file = |bytes: &[u8]| vec![BrowserFile::new(name, "wasm", bytes.to_vec())];
        let mut files = IslandFiles::new(file(hydrate), mount.map(file));
        files.explain(parts::from_text(hydrate_parts), parts::from_text(mount_parts));
        ((*name).to_owned(), files)
    });
    let unit = Unit {
        package: "layer9-gallery".into(),
        folder: String::new(),
        build: gallery.build.to_vec(),
        islands: islands.collect(),
        // They are linked when the tool is made.
        together: BTreeMap::new(),
        joint: Joint::default(),
    };
    Some(Product { units: vec![unit] })
}

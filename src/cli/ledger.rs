//! `layer9 build --ledger FILE.json`: what every page ships, for people and as files.

use crate::diagnostics::{Code, Diagnostic, Location, Result};
use crate::publish::{Kind, Ledger, heaviest};
use std::fs;
use std::io;
use std::path::Path;

/// How many pages are printed.
const SHOWN: usize = 10;

/// How many modules are looked into, and how many crates and functions of each are printed.
const INSIDE: usize = 3;

/// The heaviest pages, a line each, and what is in the heaviest modules.
pub(super) fn table(ledger: &Ledger) -> String {
    let mut text = format!("{:<40} {:>9}", "what pages ship, compressed", "all");
    for kind in Kind::ALL {
        text.push_str(&format!(" {:>8}", kind.name()));
    }
    for page in ledger.pages.iter().take(SHOWN) {
        text.push_str(&format!("\n{:<40} {:>9}", page.page, page.total.brotli));
        for kind in Kind::ALL {
            text.push_str(&format!(" {:>8}", page.kinds.get(&kind).map_or(0, |weight| weight.brotli)));
        }
    }
    if ledger.pages.len() > SHOWN {
        text.push_str(&format!("\nand {} lighter pages", ledger.pages.len() - SHOWN));
    }
    for (path, crates) in ledger.modules().into_iter().take(INSIDE) {
        text.push_str(&format!("\nin /{path}, bytes uncompressed: {}", heaviest(crates, INSIDE)));
    }
    text
}

/// Writes the JSON, and the page beside it.
pub(super) fn write(ledger: &Ledger, json: &Path) -> Result<()> {
    let page = json.with_extension("html");
    if page == json {
        let message = format!("`--ledger {}`: the JSON cannot be named as the page is", json.display());
        return Err(Box::new(
            Diagnostic::error(Code::PublishWrite, message)
                .hint("name it `FILE.json`; the page is written to `FILE.html` beside it"),
        ));
    }
    let text = ledger.to_json().map_err(|e| unwritable(json, &e.into()))?;
    fs::write(json, text).map_err(|e| unwritable(json, &e))?;
    fs::write(&page, ledger.to_html()).map_err(|e| unwritable(&page, &e))
}

fn unwritable(file: &Path, error: &io::Error) -> Box<Diagnostic> {
    let at = Location::file(file.display().to_string());
    Box::new(Diagnostic::error(Code::PublishWrite, format!("the ledger cannot be written: {error}")).at(at))
}

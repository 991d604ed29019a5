//! `_redirects` and `_headers`, as Netlify and Cloudflare Pages read them.

use super::output::{Output, OutputKind};
use crate::config::Config;
use crate::site::address;
use std::fmt::Write;

/// Writes `_redirects`: one rule a line, `from to status`; the first that matches counts, so what holds for many
/// addresses comes last.
pub(super) fn redirects(config: &Config, all: &[Output]) -> String {
    let base = config.base_url.base_path();
    let mut text = String::new();
    // Writing to a String cannot fail.
    let mut line = |from: &str, to: &str, status: u16| {
        let _ = writeln!(text, "{} {} {status}", encoded(&format!("{base}{from}")), encoded(to));
    };
    let mut pages: Vec<(&str, &str, u16)> = all
        .iter()
        .filter_map(|output| match &output.kind {
            OutputKind::Redirect { to, status } => Some((output.path.as_str(), to.as_str(), *status)),
            _ => None,
        })
        .collect();
    pages.sort_unstable();
    for (from, to, status) in pages {
        // Some hosts tell an address with a slash from one without.
        if let Some(bare) = from.strip_suffix('/').filter(|bare| !bare.is_empty()) {
            line(bare, to, status);
        }
        line(from, to, status);
        if !from.ends_with('/') && !address::names_a_file(from) {
            line(&format!("{from}/"), to, status);
        }
    }
    let gone = format!("{base}/404.html");
    for redirect in config.redirects.iter().filter(|redirect| !redirect.fits_a_page()) {
        let to = redirect.to.as_ref().map(|to| on_host(config, to));
        line(&redirect.from, to.as_deref().unwrap_or(&gone), redirect.status);
    }
    text
}

/// The target of a redirect of the configuration, with the base path in front of a path of the site.
pub(super) fn on_host(config: &Config, to: &str) -> String {
    match to.starts_with('/') {
        true => format!("{}{to}", config.base_url.base_path()),
        false => to.to_owned(),
    }
}

/// Writes `_headers`: a path on a line of its own, its headers indented below it.
pub(super) fn headers(config: &Config) -> String {
    let base = config.base_url.base_path();
    // The author's rules come last, and so count where a host lets the last one count.
    let mut text = super::navigation::headers(config);
    for rule in &config.headers {
        let _ = writeln!(text, "{}", encoded(&format!("{base}{}", rule.path)));
        for (name, value) in &rule.headers {
            let _ = writeln!(text, "  {name}: {value}");
        }
    }
    text
}

/// A path or address without what would end it on its line.
fn encoded(url: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const KEEP: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');
    utf8_percent_encode(url, KEEP).to_string()
}

//! The ledger as a page: a table of all pages, and a treemap of each of the heaviest.

use super::{Kind, Ledger, LedgerPage};
use std::fmt::Write;

/// How many pages have a treemap.
const MAPS: usize = 20;
/// How many rows the table has.
const ROWS: usize = 100;
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 260.0;

/// The colours of the heaviest crates of a module, in order: those of kinds of files, which a map of a module has none of.
const SHADES: [&str; 6] = ["modules", "html", "css", "scripts", "images", "fonts"];

const STYLE: &str = "\
:root{color-scheme:light dark;--text:#1a211e;--back:#fff;--line:#cfd6d2}\
@media(prefers-color-scheme:dark){:root{--text:#e4ebe7;--back:#141917;--line:#37423d}}\
body{margin:2rem auto;padding:0 1rem;max-width:62rem;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}\
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}\
th:first-child,td:first-child{text-align:left}svg{display:block;width:100%;height:auto;margin:.5rem 0 2rem}\
svg text{font:12px system-ui,sans-serif;fill:#fff}rect{stroke:var(--back);stroke-width:2}\
.html{fill:#3d5a80}.css{fill:#7b4b94}.scripts{fill:#8a5a00}.modules{fill:#0b6b4c}.images{fill:#a3333d}.fonts{fill:#4a5568}.other{fill:#5f6b66}";

/// The whole page, with no script in it.
pub(super) fn html(ledger: &Ledger) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>What pages ship</title>\n<style>{STYLE}</style>\n<h1>What pages ship</h1>\n\
         <p>Bytes as they travel: text compressed by brotli, pages at quality 5, files at 11; images and fonts as they are.</p>\n"
    );
    out.push_str("<div class=\"scroll\"><table>\n<tr><th>page</th><th>all</th>");
    // Columns that are empty for all say nothing.
    let shown = |kind: &Kind| ledger.pages.iter().any(|page| page.kinds.contains_key(kind));
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(shown).collect();
    let far = ledger.pages.iter().any(|page| !page.elsewhere.is_empty());
    for kind in &kinds {
        out.push_str(&format!("<th>{}</th>", kind.name()));
    }
    out.push_str(if far { "<th>elsewhere</th></tr>\n" } else { "</tr>\n" });
    for page in ledger.pages.iter().take(ROWS) {
        let _ = write!(out, "<tr><td>{}</td><td>{}</td>", escape(&page.page), page.total.brotli);
        for kind in &kinds {
            let bytes = page.kinds.get(kind).map_or(0, |w| w.brotli);
            let _ = write!(out, "<td>{}</td>", if bytes > 0 { bytes.to_string() } else { String::new() });
        }
        match page.elsewhere.len() {
            _ if !far => out.push_str("</tr>\n"),
            0 => out.push_str("<td></td></tr>\n"),
            count => out.push_str(&format!("<td>{count} files</td></tr>\n")),
        }
    }
    out.push_str("</table></div>\n");
    if ledger.pages.len() > ROWS {
        let _ = writeln!(out, "<p>And {} lighter pages, which the JSON has.</p>", ledger.pages.len() - ROWS);
    }
    for page in ledger.pages.iter().take(MAPS) {
        let _ = writeln!(out, "<h2>{}</h2>\n{}", escape(&page.page), treemap(ledger, page));
    }
    for (path, crates) in ledger.modules().into_iter().take(MAPS) {
        let path = escape(path);
        let _ = writeln!(out, "<h2>In /{path}</h2>\n<p>Bytes uncompressed, by crate and function.</p>");
        out.push_str(
            "<div class=\"scroll\"><table>\n<tr><th>crate</th><th>bytes</th><th>functions</th></tr>\n",
        );
        for c in crates {
            let (name, raw, functions) = (escape(&c.name), c.raw, c.functions.len());
            let _ = writeln!(out, "<tr><td>{name}</td><td>{raw}</td><td>{functions}</td></tr>");
        }
        out.push_str("</table></div>\n");
        let mut parts: Vec<(String, &str, u64)> = Vec::new();
        for (at, c) in crates.iter().enumerate() {
            let colour = SHADES.get(at).copied().unwrap_or("other");
            parts.extend(c.functions.iter().map(|f| (f.name.clone(), colour, f.raw)));
        }
        let _ = writeln!(out, "{}", draw(&format!("What is in /{path}"), parts));
    }
    out
}

fn treemap(ledger: &Ledger, page: &LedgerPage) -> String {
    let mut parts: Vec<(String, &str, u64)> = page
        .files
        .iter()
        .filter_map(|path| {
            ledger.files.get(path).map(|f| (format!("/{path}"), f.kind.name(), f.weight.brotli))
        })
        .collect();
    let own = page.kinds.get(&Kind::Html).map_or(0, |w| w.brotli);
    parts.push(("the page".to_owned(), Kind::Html.name(), own));
    draw(&format!("{} ships {} bytes", escape(&page.page), page.total.brotli), parts)
}

/// A treemap of parts: each a name, the class of its colour, and bytes. The label is text of HTML.
fn draw(label: &str, mut parts: Vec<(String, &str, u64)>) -> String {
    parts.retain(|part| part.2 > 0);
    parts.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    let mut out = format!("<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{label}\">\n");
    let areas: Vec<f64> = parts.iter().map(|part| part.2 as f64).collect();
    for ((name, class, bytes), [x, y, w, h]) in parts.iter().zip(squarify(&areas)) {
        let name = escape(name);
        let _ = write!(
            out,
            "<g><title>{name}: {bytes} bytes</title><rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\"/>"
        );
        let shown = name.rsplit(['/', ':']).next().unwrap_or(&name);
        // A letter is some seven units wide.
        if w > 7.0 * shown.chars().count() as f64 + 12.0 && h > 20.0 {
            let _ = write!(out, "<text x=\"{:.1}\" y=\"{:.1}\">{shown}</text>", x + 6.0, y + 16.0);
            if h > 36.0 {
                let _ = write!(out, "<text x=\"{:.1}\" y=\"{:.1}\">{bytes}</text>", x + 6.0, y + 32.0);
            }
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>");
    out
}

/// Places for areas in falling order, as near to squares as can be (Bruls, Huizing and van Wijk, "Squarified Treemaps",
/// 2000): x, y, width, height.
fn squarify(areas: &[f64]) -> Vec<[f64; 4]> {
    let sum: f64 = areas.iter().sum();
    let scale = if sum > 0.0 { WIDTH * HEIGHT / sum } else { 0.0 };
    let areas: Vec<f64> = areas.iter().map(|area| area * scale).collect();
    let (mut x, mut y, mut width, mut height) = (0.0, 0.0, WIDTH, HEIGHT);
    let mut places = Vec::with_capacity(areas.len());
    let mut rest = &areas[..];
    while !rest.is_empty() {
        let side = f64::min(width, height);
        let worst = |row: &[f64]| {
            let sum: f64 = row.iter().sum();
            let thick = sum / side;
            row.iter().map(|area| (area / thick / thick).max(thick * thick / area)).fold(0.0, f64::max)
        };
        let mut count = 1;
        while count < rest.len() && worst(&rest[..=count]) <= worst(&rest[..count]) {
            count += 1;
        }
        let (row, after) = rest.split_at(count);
        let thick = row.iter().sum::<f64>() / side;
        let mut along = 0.0;
        for area in row {
            let length = area / thick;
            places.push(if width >= height {
                [x, y + along, thick, length]
            } else {
                [x + along, y, length, thick]
            });
            along += length;
        }
        if width >= height {
            x += thick;
            width -= thick;
        } else {
            y += thick;
            height -= thick;
        }
        rest = after;
    }
    places
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::tests::ledger;
    use super::*;

    #[test]
    fn places_fill_the_map_and_keep_their_areas() {
        let areas = [50.0, 30.0, 12.0, 5.0, 2.0, 1.0];
        let places = squarify(&areas);
        assert_eq!(places.len(), areas.len());
        for (area, [x, y, w, h]) in areas.iter().zip(&places) {
            assert!((w * h - area / 100.0 * WIDTH * HEIGHT).abs() < 1e-6);
            assert!(*x >= 0.0 && *y >= 0.0 && x + w <= WIDTH + 1e-6 && y + h <= HEIGHT + 1e-6);
        }
        for (at, [x, y, w, h]) in places.iter().enumerate() {
            for [a, b, c, d] in &places[at + 1..] {
                let apart = x + w <= a + 1e-6 || a + c <= x + 1e-6 || y + h <= b + 1e-6 || b + d <= y + 1e-6;
                assert!(apart, "two places overlap");
            }
        }
        assert!(squarify(&[]).is_empty());
    }

    #[test]
    fn the_page_shows_every_page_and_runs_nothing() {
        let html = html(&ledger());
        assert!(html.contains("<td>/deep/er/</td>") && html.contains("/fonts/f.woff2: 10 bytes"));
        assert!(!html.contains("<script"));
    }
}

//! The chart of a build's timings: a bar for each stage where it stood in time, then one for each task.

use super::Report;
use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const LABELS: f64 = 190.0;
const NUMBERS: f64 = 150.0;
const ROW: f64 = 24.0;
const BARS: f64 = WIDTH - LABELS - NUMBERS;

/// Draws it. Colours follow the reader's scheme, and every number stands as text, too.
pub(super) fn draw(report: &Report) -> String {
    let tasks: Vec<_> = report.tasks.iter().filter(|t| t.items > 0).collect();
    let rows = report.stages.len() + tasks.len();
    let height = 64.0 + ROW * rows as f64 + if tasks.is_empty() { 0.0 } else { 40.0 } + 12.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-label=\"Timings of a build by Layer9\">\n<style>\
         text{{font:13px system-ui,sans-serif;fill:#1b1f24}}.n{{text-anchor:end;font-variant-numeric:tabular-nums}}\
         .h{{font-weight:600}}.b{{fill:#fff}}.s{{fill:#2f6fbf}}.t{{fill:#8a5cb5}}\
         @media(prefers-color-scheme:dark){{text{{fill:#e6e9ed}}.b{{fill:#15181c}}.s{{fill:#6ea8ec}}.t{{fill:#bd95e6}}}}\
         </style>\n<rect class=\"b\" width=\"100%\" height=\"100%\"/>\n"
    );
    let summary = format!(
        "{} pages, {} files, {:.1} MB in {:.2} s on {} threads",
        report.pages,
        report.files,
        report.bytes as f64 / 1e6,
        report.wall,
        report.threads
    );
    text(&mut svg, 12.0, 24.0, "h", &summary);
    text(&mut svg, 12.0, 50.0, "h", "Stages (wall time)");
    let mut y = 56.0;
    let scale = BARS / report.wall.max(f64::MIN_POSITIVE);
    for stage in &report.stages {
        let number = format!("{:.1} ms", stage.wall * 1e3);
        row(&mut svg, y, stage.name, "s", stage.start * scale, stage.wall * scale, &number);
        y += ROW;
    }
    if !tasks.is_empty() {
        text(&mut svg, 12.0, y + 26.0, "h", "Tasks (time of all threads together)");
        y += 34.0;
        let most = report.wall * report.threads as f64;
        let scale = BARS / tasks.iter().map(|t| t.busy).fold(most, f64::max).max(f64::MIN_POSITIVE);
        for task in tasks {
            let number = format!("{:.1} ms, {} times", task.busy * 1e3, task.items);
            row(&mut svg, y, task.name, "t", 0.0, task.busy * scale, &number);
            y += ROW;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn row(svg: &mut String, y: f64, name: &str, class: &str, from: f64, length: f64, number: &str) {
    text(svg, 12.0, y + 16.0, "", name);
    // A bar of nothing would not be seen at all.
    let length = length.max(1.0);
    // Writing to a String cannot fail.
    let _ = writeln!(
        svg,
        "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{length:.1}\" height=\"{:.1}\" rx=\"2\"/>",
        LABELS + from,
        y + 4.0,
        ROW - 8.0
    );
    text(svg, WIDTH - 12.0, y + 16.0, "n", number);
}

fn text(svg: &mut String, x: f64, y: f64, class: &str, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{words}</text>");
}

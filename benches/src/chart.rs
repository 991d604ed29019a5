//! A report as an SVG drawing: bars from zero, one panel for each size and figure, light or dark as the reader's
//! system is set. It stands alone: no script, no font, nothing that is loaded.

use crate::report::{FLOOR, Kind, Measure, Report, Row, Section};
use crate::table::{grouped, seconds};
use std::fmt::Write as _;

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 24.0;
const GAP: f64 = 28.0;
const HEAD: f64 = 58.0;
const GROUP_HEAD: f64 = 26.0;
const PANEL_HEAD: f64 = 30.0;
const BAR: f64 = 16.0;
const PITCH: f64 = 26.0;
/// The mean advance of a letter at 12 px in the fonts that `system-ui` stands for; generous, as fonts differ.
const LETTER: f64 = 6.7;

const STYLE: &str = "\
:root{--paper:#fff;--ink:#1c1e21;--soft:#5c626b;--line:#d5d9df;--own:#c2410c;--peer:#64748b;--floor:#a9b3c1}\
@media(prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#eceff3;--soft:#a4acb8;--line:#343a43;--own:#fb923c;\
--peer:#8292a8;--floor:#4d5866}}\
text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:var(--ink)}\
.h{font-size:17px;font-weight:600}.g{font-size:14px;font-weight:600}.s{fill:var(--soft)}\
.v{font-variant-numeric:tabular-nums}.paper{fill:var(--paper)}.axis{stroke:var(--line)}\
.own{fill:var(--own)}.peer{fill:var(--peer)}.floor{fill:var(--floor)}.range{stroke:var(--ink);opacity:.75}";

/// The panels of one size.
struct Group {
    title: String,
    panels: Vec<Panel>,
}

/// Bars on one scale.
struct Panel {
    title: String,
    bars: Vec<Bar>,
}

struct Bar {
    label: String,
    median: f64,
    extent: (f64, f64),
    value: String,
    class: &'static str,
}

/// The drawing.
pub(crate) fn svg(report: &Report) -> String {
    let measures: &[(Measure, &str)] = match report.kind {
        Kind::Build | Kind::Real => &[
            (Measure::Wall, "wall time, s"),
            (Measure::Cpu, "CPU time, s"),
            (Measure::Memory, "peak memory, MiB"),
        ],
        Kind::Rebuild => &[(Measure::Wall, "wall time, s"), (Measure::Cpu, "CPU time, s")],
        Kind::Serve => &[(Measure::Wall, "s")],
    };
    let columns = if report.kind == Kind::Rebuild { 2 } else { 3 };
    let groups: Vec<Group> = report
        .sections
        .chunk_by(|a, b| a.name == b.name)
        .map(|sections| {
            let panels = |s| measures.iter().map(move |(measure, unit)| panel(s, *measure, unit));
            let title = sections.first().map_or_else(String::new, |section| section.name.clone());
            Group { title, panels: sections.iter().flat_map(panels).collect() }
        })
        .collect();
    draw(report, &groups, columns)
}

fn panel(section: &Section, measure: Measure, unit: &str) -> Panel {
    let bars =
        section.rows.iter().filter(|row| !row.samples.is_empty()).map(|row| bar(row, measure)).collect();
    let title = match &section.case {
        Some(case) => format!("{case}, {unit}"),
        None => unit.to_owned(),
    };
    Panel { title, bars }
}

fn bar(row: &Row, measure: Measure) -> Bar {
    let median = row.median(measure);
    let value = if measure == Measure::Memory { grouped(median.round() as u64) } else { seconds(median) };
    let class = match row.name.as_str() {
        name if name.starts_with("Layer9") => "own",
        name if name == FLOOR || name.starts_with("cp ") => "floor",
        _ => "peer",
    };
    Bar { label: row.name.clone(), median, extent: row.extent(measure), value, class }
}

fn draw(report: &Report, groups: &[Group], columns: usize) -> String {
    let width = (WIDTH - 2.0 * MARGIN - GAP * (columns as f64 - 1.0)) / columns as f64;
    let mut body = String::new();
    let mut top = HEAD + MARGIN;
    for group in groups {
        // Writing to a String cannot fail.
        let _ = writeln!(
            body,
            "<text class=\"g\" x=\"{MARGIN}\" y=\"{:.1}\">{}</text>",
            top + 14.0,
            escape(&group.title)
        );
        top += GROUP_HEAD;
        for line in group.panels.chunks(columns) {
            let tallest = line.iter().map(|panel| panel.bars.len()).max().unwrap_or(0);
            for (i, panel) in line.iter().enumerate() {
                let left = MARGIN + i as f64 * (width + GAP);
                draw_panel(panel, left, top, width, &mut body);
            }
            top += PANEL_HEAD + tallest as f64 * PITCH + GAP;
        }
    }
    let height = top - GAP + MARGIN;
    let title = escape(&report.title);
    let programs: Vec<String> = report.programs.iter().map(|(name, v)| format!("{name} {v}")).collect();
    let machine = &report.machine;
    let about = escape(&format!(
        "{}; {}, {} cores, {}; {}; shorter is better; lines from the smallest to the largest of the rounds",
        programs.join(", "),
        machine.system,
        machine.cores,
        machine.file_system,
        report.date,
    ));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{title}</title>\n\
         <desc id=\"d\">{about}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
         <text class=\"h\" x=\"{MARGIN}\" y=\"34\">{title}</text>\n\
         <text class=\"s\" x=\"{MARGIN}\" y=\"54\">{about}</text>\n{body}</svg>\n"
    )
}

fn draw_panel(panel: &Panel, left: f64, top: f64, width: f64, out: &mut String) {
    let letters = |text: &str| text.chars().count() as f64 * LETTER;
    let labels = panel.bars.iter().map(|bar| letters(&bar.label)).fold(0.0, f64::max) + 8.0;
    let values = panel.bars.iter().map(|bar| letters(&bar.value)).fold(0.0, f64::max) + 10.0;
    let room = (width - labels - values).max(20.0);
    let largest = panel.bars.iter().map(|bar| bar.extent.1).fold(0.0, f64::max);
    let scale = if largest > 0.0 { room / largest } else { 0.0 };
    let zero = left + labels;
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<text class=\"s\" x=\"{left:.1}\" y=\"{:.1}\">{}</text>",
        top + 12.0,
        escape(&panel.title)
    );
    let first = top + PANEL_HEAD - 6.0;
    let last = first + panel.bars.len() as f64 * PITCH;
    let _ = writeln!(out, "<path class=\"axis\" d=\"M{zero:.1} {first:.1}V{last:.1}\"/>");
    for (i, bar) in panel.bars.iter().enumerate() {
        let middle = first + (i as f64 + 0.5) * PITCH;
        let length = (bar.median * scale).max(1.0);
        let end = (bar.extent.1 * scale).max(length);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
             <rect class=\"{}\" x=\"{zero:.1}\" y=\"{:.1}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"2\"/>",
            zero - 8.0,
            middle + 4.0,
            escape(&bar.label),
            bar.class,
            middle - BAR / 2.0,
        );
        let (low, high) = (zero + bar.extent.0 * scale, zero + bar.extent.1 * scale);
        if high - low > 3.0 {
            let (up, down) = (middle - 3.5, middle + 3.5);
            let _ = writeln!(
                out,
                "<path class=\"range\" fill=\"none\" d=\"M{low:.1} {up:.1}V{down:.1}M{low:.1} {middle:.1}H{high:.1}\
                 M{high:.1} {up:.1}V{down:.1}\"/>"
            );
        }
        let _ = writeln!(
            out,
            "<text class=\"v\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            zero + end + 6.0,
            middle + 4.0,
            escape(&bar.value)
        );
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::report;

    /// The numbers in an attribute of every element of a class.
    fn numbers(svg: &str, class: &str, attribute: &str) -> Vec<f64> {
        svg.split('<')
            .filter(|element| element.contains(&format!("class=\"{class}\"")))
            .filter_map(|element| {
                element.split(&format!(" {attribute}=\"")).nth(1)?.split('"').next()?.parse().ok()
            })
            .collect()
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let svg = svg(&report());
        let (own, peer) = (numbers(&svg, "own", "width"), numbers(&svg, "peer", "width"));
        // Two sizes, three figures each; the first is wall time, 0.25 s and 3 s.
        assert_eq!((own.len(), peer.len()), (6, 6));
        assert!((peer[0] / own[0] - 12.0).abs() < 0.2, "{own:?} {peer:?}");
        // Memory: 55 and 450 MiB.
        assert!((peer[2] / own[2] - 450.0 / 55.0).abs() < 0.2, "{own:?} {peer:?}");
    }

    #[test]
    fn nothing_leaves_the_drawing_and_every_element_is_closed() {
        let mut report = report();
        report.sections[0].rows[1].name = "Hugo <with> \"flags\" & more".into();
        let svg = svg(&report);
        assert!(svg.contains("Hugo &lt;with&gt; &quot;flags&quot; &amp; more"));
        let height: f64 = svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
        for class in ["own", "peer", "floor"] {
            for (x, width) in numbers(&svg, class, "x").into_iter().zip(numbers(&svg, class, "width")) {
                assert!(x >= MARGIN && x + width <= WIDTH - MARGIN, "{x} {width}");
            }
            assert!(numbers(&svg, class, "y").iter().all(|y| *y > HEAD && y + BAR < height));
        }
        for name in ["svg", "text", "style", "title", "desc"] {
            let open = svg.matches(&format!("<{name}")).count();
            assert_eq!(open, svg.matches(&format!("</{name}>")).count(), "{name}");
        }
    }
}

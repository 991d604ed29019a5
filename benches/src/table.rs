//! A report as Markdown.

use crate::report::{FLOOR, Kind, Measure, Report, Row, Section};
use crate::statistics::exponent;
use std::fmt::Write as _;

/// More than this many cores in others' use, and the times say little.
pub(crate) const BUSY: f64 = 0.3;

/// The whole report; `chart` is the name of the drawing beside it.
pub(crate) fn markdown(report: &Report, chart: &str) -> String {
    let mut out = format!("# {}\n\n![{}]({chart})\n\n{}\n\n", report.title, report.title, provenance(report));
    for note in &report.notes {
        let _ = writeln!(out, "{note}\n");
    }
    if report.kind == Kind::Serve {
        pivot(report, &mut out);
    } else {
        for section in &report.sections {
            let _ = write!(out, "## {}\n\n{}", section.name, rows(section, report.kind.takes_turns()));
            out.push_str(&outputs(section));
        }
        out.push_str(&growth(report));
    }
    format!("{}\n", out.trim_end())
}

/// When, where and how.
fn provenance(report: &Report) -> String {
    let programs: Vec<String> =
        report.programs.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let machine = &report.machine;
    let mut text = format!(
        "Measured on {} by `{}` with {}, on {}: {} cores, {} GiB of memory, {}, {}. ",
        report.date,
        report.command,
        programs.join(", "),
        if machine.processor.is_empty() { "an unnamed processor" } else { &machine.processor },
        machine.cores,
        machine.memory,
        machine.system,
        if machine.file_system.is_empty() { "an unknown file system" } else { &machine.file_system },
    );
    let _ = match report.rounds {
        1 => write!(text, "One round."),
        rounds if report.kind.takes_turns() => write!(
            text,
            "Medians of {rounds} rounds in which the programs took turns, with the smallest and the largest; ratios are \
             medians of the rounds' ratios."
        ),
        rounds => {
            write!(
                text,
                "Medians of {rounds} rounds, with the smallest and the largest; ratios are of the medians."
            )
        }
    };
    if let Some((median, low, high)) = report.load() {
        let _ = write!(
            text,
            " Load average before the runs {median:.1} ({low:.1}–{high:.1}), the measured programs' own included"
        );
        let _ = match report.others() {
            Some(others) => write!(text, "; other programs used {others:.2} cores meanwhile."),
            None => write!(text, "."),
        };
    }
    if report.others().is_some_and(|others| others > BUSY) {
        text.push_str(
            "\n\n**The machine was busy with something else: only the CPU times and their ratios count.**",
        );
    }
    text
}

/// Three digits that say something.
pub(crate) fn seconds(value: f64) -> String {
    match value {
        v if !v.is_finite() => "–".into(),
        v if v < 1.0 => format!("{v:.3}"),
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

fn share(value: f64) -> String {
    match value {
        v if !v.is_finite() => "–".into(),
        v if v < 0.1 => format!("{v:.3}"),
        v if v < 10.0 => format!("{v:.2}"),
        v => format!("{v:.1}"),
    }
}

/// `12345` as `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn spread(row: &Row, measure: Measure) -> String {
    let (low, high) = row.extent(measure);
    match row.samples.len() {
        0 => "–".into(),
        1 => seconds(row.median(measure)),
        _ => format!("{} ({}–{})", seconds(row.median(measure)), seconds(low), seconds(high)),
    }
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A head, and the line under it that sets the first column to the left and all others to the right.
fn head(cells: &[String]) -> String {
    format!("{}|---|{}\n", line(cells), "---:|".repeat(cells.len() - 1))
}

fn rows(section: &Section, turns: bool) -> String {
    let (base, floor) = (section.base(), section.row(FLOOR));
    let counts = section.rows.iter().any(|row| !row.written.is_empty());
    let mut cells: Vec<String> = ["", "wall s", "user s", "system s", "peak MiB"].map(str::to_owned).to_vec();
    if let Some(base) = base {
        cells.extend(["wall", "CPU", "memory"].map(|m| format!("{m} / {}", base.name)));
    }
    if floor.is_some() {
        cells.push("wall / floor".into());
    }
    if counts {
        cells.push("files written".into());
    }
    let mut out = head(&cells);
    for row in &section.rows {
        let mut cells = vec![row.name.clone(), spread(row, Measure::Wall)];
        if row.missed > 0 {
            cells[0] = format!("{} (**{} of {} without effect**)", row.name, row.missed, row.samples.len());
        }
        cells.push(seconds(row.median(Measure::User)));
        cells.push(seconds(row.median(Measure::System)));
        cells.push(grouped(row.median(Measure::Memory).round() as u64));
        if let Some(base) = base {
            cells.extend(
                [Measure::Wall, Measure::Cpu, Measure::Memory].map(|m| share(row.ratio(base, m, turns))),
            );
        }
        if let Some(floor) = floor {
            cells.push(share(row.ratio(floor, Measure::Wall, turns)));
        }
        if counts {
            let written = crate::statistics::median(row.written.iter().map(|n| *n as f64));
            cells.push(if written.is_nan() { "–".into() } else { grouped(written.round() as u64) });
        }
        out.push_str(&line(&cells));
    }
    out.push('\n');
    out
}

fn outputs(section: &Section) -> String {
    if section.outputs.is_empty() {
        return String::new();
    }
    let compared = section.outputs.iter().any(|output| output.difference.is_some());
    let title =
        ["output of", "files", "bytes", "HTML pages", "pages only here", "pages missing", "comparable"];
    let mut out = head(&title.map(str::to_owned)[..if compared { 7 } else { 4 }]);
    let mut differences = String::new();
    for output in &section.outputs {
        let mut cells = vec![
            output.program.clone(),
            grouped(output.files as u64),
            grouped(output.bytes),
            grouped(output.pages as u64),
        ];
        match &output.difference {
            None if compared => cells.extend(["", "", ""].map(str::to_owned)),
            None => {}
            Some(difference) => {
                cells.push(difference.only_here.0.to_string());
                cells.push(difference.missing.0.to_string());
                cells.push(if difference.comparable { "yes".into() } else { "**no**".into() });
                for (what, pages) in
                    [("Only from", &difference.only_here.1), ("Missing from", &difference.missing.1)]
                {
                    if !pages.is_empty() {
                        let _ = writeln!(differences, "{what} {}: {}.\n", output.program, pages.join(", "));
                    }
                }
            }
        }
        out.push_str(&line(&cells));
    }
    format!("{out}\n{differences}")
}

/// How the cost grows from each size to the next.
fn growth(report: &Report) -> String {
    let sized: Vec<&Section> = report.sections.iter().filter(|section| section.posts.is_some()).collect();
    if sized.len() < 2 {
        return String::new();
    }
    let title = ["posts", "", "wall", "exponent", "CPU", "exponent", "memory", "exponent"];
    let mut out = format!(
        "## Growth\n\nHow many times the larger site cost the smaller one's, and the exponent k of cost = c · postsᵏ.\n\n{}",
        head(&title.map(str::to_owned))
    );
    for pair in sized.windows(2) {
        let [small, large] = pair else { continue };
        let (Some(from), Some(to)) = (small.posts, large.posts) else { continue };
        for row in &large.rows {
            let Some(before) = small.row(&row.name) else { continue };
            let mut cells =
                vec![format!("{} → {}", grouped(from as u64), grouped(to as u64)), row.name.clone()];
            for measure in [Measure::Wall, Measure::Cpu, Measure::Memory] {
                let (a, b) = (before.median(measure), row.median(measure));
                cells.push(share(b / a));
                let k = exponent((from as f64, a), (to as f64, b));
                cells.push(if k.is_finite() { format!("{k:.2}") } else { "–".into() });
            }
            out.push_str(&line(&cells));
        }
    }
    out
}

/// Two tables a size, of seconds and of CPU seconds: programs down, what was done across.
fn pivot(report: &Report, out: &mut String) {
    for sections in report.sections.chunk_by(|a, b| a.name == b.name) {
        let [first, ..] = sections else { continue };
        let mut cells = vec![String::new()];
        cells.extend(sections.iter().map(|s| s.case.clone().unwrap_or_default()));
        cells.push("peak MiB".into());
        let _ = writeln!(out, "## {}\n", first.name);
        for (measure, what) in [
            (Measure::Wall, "Seconds; in brackets the smallest and the largest"),
            (Measure::Cpu, "CPU seconds of the server, until it is at rest again"),
        ] {
            out.push_str(what);
            if let Some(base) = &first.baseline {
                let _ = write!(out, "; then the share of {base}'s");
            }
            let _ = write!(out, ".\n\n{}", head(&cells));
            for row in &first.rows {
                let mut cells = vec![row.name.clone()];
                let rows = || sections.iter().map(|section| (section, section.row(&row.name)));
                cells.extend(rows().map(|(section, row)| match row {
                    None => "–".into(),
                    Some(row) => reaction(row, section.base().filter(|base| base.name != row.name), measure),
                }));
                let peak = rows().filter_map(|(_, row)| row).map(|row| row.extent(Measure::Memory).1);
                cells.push(grouped(peak.fold(0.0, f64::max).round() as u64));
                out.push_str(&line(&cells));
            }
            out.push('\n');
        }
    }
}

fn reaction(row: &Row, base: Option<&Row>, measure: Measure) -> String {
    let mut cell = spread(row, measure);
    if let Some(base) = base.filter(|base| !base.samples.is_empty() && !row.samples.is_empty()) {
        let _ = write!(cell, "; {}", share(row.ratio(base, measure, false)));
    }
    if row.missed > 0 {
        let _ = write!(cell, " **({} never seen)**", row.missed);
    }
    cell
}

/// README's table: the generators and the floor, one row each, from the largest size.
pub(crate) fn summary(report: &Report, results: &str) -> String {
    let mut out = String::new();
    let Some(section) = report.sections.iter().max_by_key(|section| section.posts) else { return out };
    let title = [&section.name, "wall", "CPU", "peak memory"].map(str::to_owned);
    out.push_str(&head(&title));
    for row in section.rows.iter().filter(|row| !row.name.starts_with("cp ")) {
        let version = report.programs.iter().find(|(name, _)| *name == row.name).map(|(_, version)| version);
        let name = version.map_or_else(|| row.name.clone(), |version| format!("{} {version}", row.name));
        let base = section.base().filter(|base| base.name != row.name);
        let cell = |measure, unit: &str| {
            let value = row.median(measure);
            let value = if unit == "MiB" { grouped(value.round() as u64) } else { seconds(value) };
            match base {
                Some(base) => {
                    format!("{value} {unit} ({})", share(row.ratio(base, measure, report.kind.takes_turns())))
                }
                None => format!("{value} {unit}"),
            }
        };
        let cells = [name, cell(Measure::Wall, "s"), cell(Measure::Cpu, "s"), cell(Measure::Memory, "MiB")];
        out.push_str(&line(&cells));
    }
    let base = section
        .baseline
        .as_ref()
        .map(|base| format!(" In brackets: the share of {base}'s, in the same rounds."));
    let _ = write!(
        out,
        "\n{}{} All figures: [{results}]({results}).\n",
        provenance(report),
        base.unwrap_or_default()
    );
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::compare::{Difference, Output};
    use crate::machine::Machine;
    use crate::run::Sample;

    pub(crate) fn sample(wall: f64, user: f64, mebibytes: u64) -> Sample {
        let others = Some(0.01);
        Sample { wall, user, system: 0.1, memory: mebibytes << 20, load: Some(0.5), others }
    }

    pub(crate) fn report() -> Report {
        let row = |name: &str, samples: &[Sample]| Row { samples: samples.to_vec(), ..Row::new(name) };
        let section = |posts: usize, factor: f64| Section {
            name: format!("{} posts", grouped(posts as u64)),
            posts: Some(posts),
            case: None,
            baseline: Some("Hugo".into()),
            rows: vec![
                row(
                    "Layer9",
                    &[sample(0.2 * factor, 0.4 * factor, 50), sample(0.3 * factor, 0.5 * factor, 60)],
                ),
                row(
                    "Hugo",
                    &[sample(2.0 * factor, 4.0 * factor, 400), sample(4.0 * factor, 5.0 * factor, 500)],
                ),
                row(FLOOR, &[sample(0.1, 0.05, 10), sample(0.1, 0.05, 10)]),
            ],
            outputs: vec![Output {
                program: "Hugo".into(),
                files: 1392,
                bytes: 14_350_000,
                pages: 1300,
                difference: Some(Difference {
                    comparable: false,
                    only_here: (1, vec!["/x/".into()]),
                    missing: (0, vec![]),
                }),
            }],
        };
        Report {
            kind: Kind::Build,
            title: "Cold build".into(),
            command: "bench build".into(),
            date: "2026-01-02".into(),
            rounds: 2,
            machine: Machine {
                processor: "A chip".into(),
                cores: 2,
                memory: 4,
                system: "Linux 6.1".into(),
                file_system: "ext4".into(),
            },
            programs: vec![("Layer9".into(), "0.1.0".into()), ("Hugo".into(), "0.168.0".into())],
            notes: vec!["A note.".into()],
            sections: vec![section(1000, 1.0), section(10_000, 10.0)],
        }
    }

    #[test]
    fn the_table_has_medians_extents_and_ratios_round_by_round() {
        let text = markdown(&report(), "build.svg");
        assert!(
            text.contains(
                "| Layer9 | 0.250 (0.200–0.300) | 0.450 | 0.100 | 55 | 0.087 | 0.12 | 0.12 | 2.50 |"
            ),
            "{text}"
        );
        assert!(text.contains("| Hugo | 1,392 | 14,350,000 | 1,300 | 1 | 0 | **no** |"), "{text}");
        assert!(text.contains("Only from Hugo: /x/."), "{text}");
        assert!(text.contains("| 1,000 → 10,000 | Layer9 | 10.0 | 1.00 |"), "{text}");
        assert!(text.contains("Load average before the runs 0.5") && !text.contains("was busy"), "{text}");
        // Every row of a table has as many cells as its head.
        for block in text.split("\n\n").filter(|block| block.starts_with('|')) {
            let cells: Vec<usize> = block.lines().map(|line| line.matches('|').count()).collect();
            assert!(cells.windows(2).all(|pair| pair[0] == pair[1]), "{block}");
        }
    }

    #[test]
    fn a_busy_machine_and_edits_without_effect_are_told() {
        let mut report = report();
        report.sections[0].rows[0].missed = 1;
        for section in &mut report.sections {
            section.rows.iter_mut().flat_map(|row| &mut row.samples).for_each(|s| s.others = Some(s.wall));
        }
        let text = markdown(&report, "build.svg");
        assert!(text.contains("The machine was busy"), "{text}");
        assert!(text.contains("Layer9 (**1 of 2 without effect**)"), "{text}");
    }

    #[test]
    fn reactions_stand_side_by_side() {
        let mut report = report();
        report.kind = Kind::Serve;
        for (section, case) in report.sections.iter_mut().zip(["body", "title"]) {
            section.name = "1,000 posts".into();
            section.case = Some(case.into());
        }
        let text = markdown(&report, "serve.svg");
        assert_eq!(text.matches("|  | body | title | peak MiB |").count(), 2, "{text}");
        // CPU time, with 0.1 s in the kernel: 0.5 and 0.6 s, Hugo's 4.1 and 5.1 s.
        assert!(text.contains("| Layer9 | 0.550 (0.500–0.600); 0.12 |"), "{text}");
        assert!(
            text.contains("| Layer9 | 0.250 (0.200–0.300); 0.083 | 2.50 (2.00–3.00); 0.083 | 60 |"),
            "{text}"
        );
    }

    #[test]
    fn the_summary_is_of_the_largest_size() {
        let text = summary(&report(), "benches/results/build.md");
        assert!(text.contains("| 10,000 posts | wall |"), "{text}");
        assert!(text.contains("| Hugo 0.168.0 | 30.0 s |"), "{text}");
        assert!(text.contains("| Layer9 0.1.0 | 2.50 s (0.087) |"), "{text}");
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0.0123, 1.234, 12.34, 123.4, f64::NAN].map(seconds),
            ["0.012", "1.23", "12.3", "123", "–"]
        );
    }
}

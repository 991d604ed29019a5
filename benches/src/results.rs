//! The files that a benchmark leaves: the table, the chart, the raw rounds; and README's table.

use crate::chart;
use crate::failure::{Context, Result};
use crate::report::Report;
use crate::site::Options;
use crate::table;
use std::fs;
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- benchmark: written by `layer9-bench build --readme` -->\n";
const END: &str = "<!-- /benchmark -->\n";

/// What the results are called: the task, and how the sites differ from the usual ones.
pub(crate) fn name(task: &str, options: Options) -> String {
    let mut name = task.to_owned();
    if options.highlight {
        name.push_str("-highlight");
    }
    if !options.nav {
        name.push_str("-without-nav");
    }
    name
}

/// Writes all files, and says the table. False where the outputs cannot be compared or a change had no effect.
pub(crate) fn write(report: &Report, folder: Option<&Path>, name: &str, readme: bool) -> Result<bool> {
    let folder: PathBuf =
        folder.map_or_else(|| crate::work::repository().join("benches/results"), Path::to_path_buf);
    fs::create_dir_all(&folder).context(|| format!("cannot make {}", folder.display()))?;
    let json = serde_json::to_string_pretty(report).context(|| "cannot write the report".into())?;
    let text = table::markdown(report, &format!("{name}.svg"));
    for (kind, text) in [("json", &format!("{json}\n")), ("md", &text), ("svg", &chart::svg(report))] {
        let path = folder.join(format!("{name}.{kind}"));
        fs::write(&path, text).context(|| format!("cannot write {}", path.display()))?;
    }
    println!("{text}");
    if readme {
        let path = crate::work::repository().join("README.md");
        let old = fs::read_to_string(&path).context(|| format!("cannot read {}", path.display()))?;
        let new =
            with_table(&old, report, name).context(|| format!("{} has no place for it", path.display()))?;
        fs::write(&path, new).context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(sound(report))
}

/// Writes the table and the chart of a report that was kept.
pub(crate) fn draw(path: &Path, readme: bool) -> Result<bool> {
    let text = fs::read_to_string(path).context(|| format!("cannot read {}", path.display()))?;
    let report: Report =
        serde_json::from_str(&text).context(|| format!("{} is no report", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    write(&report, path.parent(), &name, readme)
}

fn sound(report: &Report) -> bool {
    report.sections.iter().all(|section| {
        let comparable = |o: &crate::compare::Output| o.difference.as_ref().is_none_or(|d| d.comparable);
        section.outputs.iter().all(comparable) && section.rows.iter().all(|row| row.missed == 0)
    })
}

/// README with the report's table between the marks.
fn with_table(readme: &str, report: &Report, name: &str) -> Option<String> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    let summary = table::summary(report, &format!("benches/results/{name}.md"));
    Some(format!("{before}{BEGIN}\n{summary}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committed() -> Vec<(String, Report)> {
        let folder = crate::work::repository().join("benches/results");
        let mut found: Vec<(String, Report)> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            // Those that `./dev islands-bench` and `./dev live-bench` write have rounds and tables of their own.
            .filter(|path| {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                !["islands", "live"].contains(&stem.split('-').next().unwrap_or_default())
            })
            .map(|path| {
                let text = fs::read_to_string(&path).unwrap();
                (
                    path.file_stem().unwrap().to_string_lossy().into_owned(),
                    serde_json::from_str(&text).unwrap(),
                )
            })
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    /// The tables and charts in the repository are what was measured, and nothing else.
    #[test]
    fn committed_results_are_drawn_from_their_rounds() {
        let folder = crate::work::repository().join("benches/results");
        for (name, report) in committed() {
            let read = |kind: &str| fs::read_to_string(folder.join(format!("{name}.{kind}"))).unwrap();
            assert_eq!(read("md"), table::markdown(&report, &format!("{name}.svg")), "{name}.md");
            assert_eq!(read("svg"), chart::svg(&report), "{name}.svg");
        }
    }

    #[test]
    fn the_table_in_readme_is_the_output_of_the_benchmark() {
        let readme = fs::read_to_string(crate::work::repository().join("README.md")).unwrap();
        let all = committed();
        let (name, report) = all.iter().find(|(name, _)| name == "build").unwrap();
        assert_eq!(with_table(&readme, report, name).unwrap(), readme);
    }

    #[test]
    fn names_tell_the_variants_apart() {
        let name = |highlight, nav| name("build", Options { highlight, nav });
        assert_eq!(name(false, true), "build");
        assert_eq!(name(true, false), "build-highlight-without-nav");
    }
}

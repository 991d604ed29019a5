//! Are the addresses of sites that `layer9 import` takes over all served? Every site is imported into a fresh folder and held
//! against its old addresses by `layer9 check --against`.

use crate::failure::{Context, Failure, Result};
use crate::machine::today;
use crate::zola_addresses;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What is imported.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// A site of Zola; without OLD, its addresses are derived by Zola's documented rules
    #[arg(long, value_name = "NAME=DIR[=OLD]", value_parser = site)]
    zola: Vec<Site>,
    /// A site of Hugo, and its old addresses: the folder that Hugo made, a sitemap, or a list with one on each line
    #[arg(long, value_name = "NAME=DIR=OLD", value_parser = site)]
    hugo: Vec<Site>,
    /// The layer9 binary
    #[arg(long, value_name = "PATH")]
    layer9: PathBuf,
    /// The folder of work; the new sites in it are kept
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
    /// Where `parity.md` goes
    #[arg(long, value_name = "DIR", default_value = "benches/results")]
    results: PathBuf,
}

/// A site to import.
#[derive(Clone, Debug)]
struct Site {
    name: String,
    folder: PathBuf,
    old: Option<PathBuf>,
}

/// A site that was imported.
struct Imported {
    name: String,
    generator: &'static str,
    /// What the importer says it did.
    report: String,
    old: u64,
    served: u64,
    missing: Vec<String>,
}

fn site(text: &str) -> std::result::Result<Site, String> {
    let mut parts = text.split('=');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(folder), old, None) if !name.is_empty() && !folder.is_empty() => {
            Ok(Site { name: name.to_owned(), folder: folder.into(), old: old.map(PathBuf::from) })
        }
        _ => Err("write NAME=DIR or NAME=DIR=OLD".to_owned()),
    }
}

/// Imports all, and writes the table; false where a site does not build or has no addresses.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let sites =
        options.zola.iter().map(|site| (site, "zola")).chain(options.hugo.iter().map(|site| (site, "hugo")));
    let mut all = Vec::new();
    for (site, generator) in sites {
        let imported = import(options, site, generator)?;
        eprintln!("{}: {} of {}", imported.name, imported.served, imported.old);
        all.push(imported);
    }
    if all.is_empty() {
        return Err(Failure("no site: --zola and --hugo say which".to_owned()));
    }
    let text = table(&all);
    print!("{text}");
    std::fs::create_dir_all(&options.results).context(|| "cannot make the folder of results".to_owned())?;
    let file = options.results.join("parity.md");
    std::fs::write(&file, text).context(|| format!("cannot write {}", file.display()))?;
    Ok(all.iter().all(|site| site.old > 0))
}

fn import(options: &Options, site: &Site, generator: &'static str) -> Result<Imported> {
    let new = options.work.join(format!("{generator}-{}", site.name));
    if new.exists() {
        return Err(Failure(format!("{} is there already: name an empty folder of work", new.display())));
    }
    let old = match (&site.old, generator) {
        (Some(old), _) => old.clone(),
        (None, "zola") => {
            let list: Vec<String> = zola_addresses::addresses(&site.folder)?.into_iter().collect();
            let file = options.work.join(format!("{generator}-{}.txt", site.name));
            std::fs::create_dir_all(&options.work)
                .and_then(|()| std::fs::write(&file, list.join("\n") + "\n"))
                .context(|| format!("cannot write {}", file.display()))?;
            file
        }
        (None, _) => return Err(Failure(format!("{} needs its old addresses: NAME=DIR=OLD", site.name))),
    };
    let mut command = Command::new(&options.layer9);
    let done = output(command.args(["import", generator]).arg(&site.folder).arg("--to").arg(&new))?;
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    let report =
        said.lines().find(|line| line.contains(" templates converted")).unwrap_or("").trim().to_owned();
    if report.is_empty() {
        return Err(Failure(format!("{} was not imported: {}", site.name, said.trim())));
    }
    let mut command = Command::new(&options.layer9);
    let done = output(command.arg("--root").arg(&new).args(["check", "--json", "--against"]).arg(&old))?;
    let found: Value = serde_json::from_slice(&done.stdout).context(|| {
        format!("{} cannot be checked: {}", site.name, String::from_utf8_lossy(&done.stderr).trim())
    })?;
    let missing = found["missing"].as_array().into_iter().flatten();
    Ok(Imported {
        name: site.name.clone(),
        generator,
        report,
        old: found["old"].as_u64().unwrap_or(0),
        served: found["served"].as_u64().unwrap_or(0),
        missing: missing.filter_map(|one| Some(one["address"].as_str()?.to_owned())).collect(),
    })
}

fn output(command: &mut Command) -> Result<Output> {
    let program = Path::new(command.get_program()).display().to_string();
    command.output().context(|| format!("cannot run {program}"))
}

fn table(all: &[Imported]) -> String {
    let mut text = String::from(
        "# Addresses of imported sites\n\nEach site was imported and held against its old addresses. Of sites of Hugo these are the files that Hugo made; of sites \
         of Zola, unless a list was given, what its documented rules say.\n\n\
         | site | kind | addresses before | served | what the importer did |\n| :--- | :--- | ---: | ---: | :--- |\n",
    );
    for site in all {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            site.name, site.generator, site.old, site.served, site.report
        );
    }
    let _ = writeln!(text, "\nMeasured on {} by `layer9-bench parity`.", today());
    let missing: Vec<&Imported> = all.iter().filter(|site| !site.missing.is_empty()).collect();
    if !missing.is_empty() {
        text.push_str("\n## What is missing\n\n");
    }
    for site in missing {
        let shown: Vec<String> = site.missing.iter().take(5).map(|address| format!("`{address}`")).collect();
        let more = site.missing.len().saturating_sub(shown.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(text, "* {}: {}{more}", site.name, shown.join(", "));
    }
    text
}

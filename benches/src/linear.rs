//! Does a site with everything that organises it grow in a straight line? The same site in two sizes: languages,
//! five taxonomies, menus, sections. Printed are the ratios of time and memory beside that of the pages.

use crate::failure::{Context, Result};
use crate::machine::{Machine, today};
use crate::random::Random;
use crate::run::{Sample, measure};
use crate::statistics::{exponent, median};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What tells the languages' sources apart; the first has none.
const LANGUAGES: [&str; 3] = ["en", "fr", "ja"];

/// The taxonomies, each with so many terms.
const TAXONOMIES: [(&str, usize); 5] =
    [("tags", 60), ("categories", 12), ("authors_of", 25), ("places", 40), ("years", 15)];

/// What is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many pages, smallest first
    #[arg(long, value_name = "N,...", value_delimiter = ',', default_value = "1000,10000")]
    pages: Vec<usize>,
    /// How many languages, to three
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=3))]
    languages: u8,
    /// How often each size is built
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The layer9 binary
    #[arg(long, value_name = "PATH")]
    layer9: PathBuf,
    /// The folder of work; the sites in it are kept
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
    /// Where `linear.md` goes
    #[arg(long, value_name = "DIR", default_value = "benches/results")]
    results: PathBuf,
}

/// Makes the sites, builds them in turn, prints and writes the ratios.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let languages = usize::from(options.languages);
    for pages in &options.pages {
        write_site(&options.work.join(pages.to_string()), *pages, languages)?;
    }
    let mut samples: Vec<Vec<Sample>> = vec![Vec::new(); options.pages.len()];
    for round in 0..options.rounds.max(1) {
        for (pages, samples) in options.pages.iter().zip(&mut samples) {
            // Each round writes into a fresh folder: removing thousands of files slows the next ones down.
            let output = options.work.join(format!("out-{pages}-{round}"));
            let mut command = Command::new(&options.layer9);
            command.arg("build").arg("--clean").arg("--root").arg(options.work.join(pages.to_string()));
            command.arg("--output").arg(&output);
            samples.push(measure(&mut command, &options.work.join("log"))?);
        }
    }
    let text = table(options, &samples);
    print!("{text}");
    std::fs::create_dir_all(&options.results).context(|| "cannot make the folder of results".to_owned())?;
    let file = options.results.join("linear.md");
    std::fs::write(&file, text).context(|| format!("cannot write {}", file.display()))?;
    Ok(true)
}

/// What a column shows of a sample.
type Column = fn(&Sample) -> f64;

fn table(options: &Options, samples: &[Vec<Sample>]) -> String {
    let machine = Machine::here(&options.work);
    let of = |samples: &[Sample], value: Column| median(samples.iter().map(value));
    let columns: [(&str, Column); 3] =
        [("wall", |s| s.wall), ("CPU", Sample::cpu), ("peak memory", |s| s.memory as f64)];
    let mut text = String::from("# Growth\n\n");
    let _ = writeln!(
        text,
        "{} languages, {} taxonomies with {} terms, two menus, ten sections a language. Medians of {} rounds in turn, each \
         as a ratio to the smallest size in the same run; `k` is the exponent of cost = c · pages^k, where 1 is a straight \
         line and less is better.\n",
        options.languages,
        TAXONOMIES.len(),
        TAXONOMIES.iter().map(|(_, terms)| terms).sum::<usize>(),
        options.rounds
    );
    text.push_str("| pages |");
    columns.iter().for_each(|(name, _)| text.push_str(&format!(" {name} | k |")));
    text.push_str("\n|---:|");
    columns.iter().for_each(|_| text.push_str("---:|---:|"));
    text.push('\n');
    let first = options.pages.first().copied().unwrap_or(1) as f64;
    for (pages, own) in options.pages.iter().zip(samples) {
        let _ = write!(text, "| {pages} |");
        for (_, value) in columns {
            let base = samples.first().map_or(f64::NAN, |first| of(first, value));
            let cost = of(own, value);
            let growth = if *pages as f64 > first {
                format!("{:.2}", exponent((first, base), (*pages as f64, cost)))
            } else {
                String::new()
            };
            let _ = write!(text, " × {:.2} | {growth} |", cost / base);
        }
        text.push('\n');
    }
    let sizes: Vec<String> = options.pages.iter().map(usize::to_string).collect();
    let _ = writeln!(
        text,
        "\nMeasured on {} by `layer9-bench linear --pages {} --languages {} --rounds {} --layer9 … --work …` on {}: {} cores, {} GiB, {}, {}.",
        today(),
        sizes.join(","),
        options.languages,
        options.rounds,
        machine.processor,
        machine.cores,
        machine.memory,
        machine.system,
        machine.file_system
    );
    text
}

/// A site with so many pages over all its languages.
fn write_site(folder: &Path, pages: usize, languages: usize) -> Result<()> {
    let put = |path: &str, text: &str| -> Result<()> {
        let path = folder.join(path);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::write(&path, text)).context(|| format!("cannot write {}", path.display()))
    };
    let mut config = String::from(
        "base_url = \"https://example.org\"\ntitle = \"Growth\"\ngenerate_feeds = true\ntheme = \"strata\"\n",
    );
    let names: Vec<String> =
        TAXONOMIES.iter().map(|(name, _)| format!("{{ name = \"{name}\", paginate_by = 50 }}")).collect();
    let _ = writeln!(config, "taxonomies = [{}]", names.join(", "));
    let items: Vec<String> =
        (0..10).map(|n| format!("{{ name = \"Section {n}\", url = \"/s{n}/\" }}")).collect();
    let _ = writeln!(config, "[menus]\nmain = [{}]\nall = \"sections\"", items.join(", "));
    if languages > 1 {
        for language in LANGUAGES.iter().take(languages) {
            let _ = writeln!(config, "[languages.{language}]\nname = \"{language}\"");
        }
    }
    put("layer9.toml", &config)?;
    for (number, language) in LANGUAGES.iter().take(languages).enumerate() {
        let suffix = if number == 0 { String::new() } else { format!(".{language}") };
        put(&format!("content/_index{suffix}.md"), "+++\ntitle = \"Home\"\n+++\n")?;
        for section in 0..10 {
            let text = format!(
                "+++\ntitle = \"Section {section}\"\nsort_by = \"date\"\npaginate_by = 50\nweight = {section}\n+++\n"
            );
            put(&format!("content/s{section}/_index{suffix}.md"), &text)?;
        }
        for page in 0..pages / languages {
            let text = page_text(page, number as u64);
            put(&format!("content/s{}/p{page}{suffix}.md", page % 10), &text)?;
        }
    }
    Ok(())
}

fn page_text(page: usize, language: u64) -> String {
    let mut random = Random::new(7 + language, page as u64);
    let (month, day) = (random.range(1, 12), random.range(1, 28));
    let mut text = format!(
        "+++\ntitle = \"Page {page}\"\ndate = {}-{month:02}-{day:02}\n[taxonomies]\n",
        random.range(2010, 2025)
    );
    for (name, terms) in TAXONOMIES {
        let _ = writeln!(text, "{name} = [\"{name} {}\"]", random.below(terms));
    }
    text.push_str("+++\n\n");
    for _ in 0..6 {
        for _ in 0..random.range(20, 60) {
            let word: String =
                (0..random.range(2, 9)).map(|_| char::from(b'a' + random.below(26) as u8)).collect();
            text.push_str(&word);
            text.push(' ');
        }
        text.push_str("\n\n");
    }
    text
}

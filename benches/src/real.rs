//! `real`: content that people wrote, where it lies beside the checkout. It is no part of the repository.

use crate::bench::{Bench, Contender};
use crate::cold::floor_command;
use crate::compare;
use crate::failure::{Context, Failure, Result};
use crate::floor;
use crate::report::{FLOOR, Kind, Report, Row, Section};
use crate::site::{self, Generator};
use crate::table::grouped;
use std::fs;
use std::path::{Path, PathBuf};

/// What another generator's content needs: its raw HTML, its own keys, and links that dangle because some pages
/// were left out of the material.
const CONFIG: &str = "base_url = \"https://example.org\"\ntitle = \"Real\"\ntheme = \"strata\"\n\
    unknown_front_matter = \"extra\"\ngenerate_feeds = FEEDS\n[markdown]\nraw_html = \"allow\"\nbroken_links = \"warn\"\n\
    highlight = HIGHLIGHT\n";

/// A site of the material.
struct Real {
    name: &'static str,
    /// Folders of the material, and where they go below `content/`.
    content: &'static [(&'static str, &'static str)],
    feeds: bool,
    /// Templates that pages name, and what they extend.
    templates: &'static [(&'static str, &'static str)],
    /// Whether it is written for Zola.
    zola: bool,
}

const SITES: [Real; 3] = [
    Real {
        name: "rust-blog",
        content: &[("content", "")],
        feeds: true,
        templates: &[("releases.html", "section.html"), ("latest.html", "page.html")],
        zola: true,
    },
    Real { name: "etcd", content: &[("content/en", "")], feeds: true, templates: &[], zola: false },
    Real {
        name: "tldr",
        content: &[
            ("pages", "pages"),
            ("pages.ar", "pages.ar"),
            ("pages.fr", "pages.fr"),
            ("pages.ja", "pages.ja"),
            ("pages.zh", "pages.zh"),
        ],
        feeds: false,
        templates: &[],
        zola: false,
    },
];

/// Measures every site that is there.
pub(crate) fn run(bench: &Bench, folder: Option<&Path>) -> Result<Report> {
    let folder = match folder {
        Some(folder) => folder.to_path_buf(),
        None => crate::work::repository().join("../shared/real"),
    };
    let mut notes = vec![
        "Layer9 builds with its theme `strata`: search index, feeds, styles and all. The I/O floor reads what it \
         reads of the content and writes what it writes."
            .to_owned(),
    ];
    let mut sections = Vec::new();
    for real in &SITES {
        if folder.join(real.name).is_dir() {
            sections.push(section(bench, real, &folder.join(real.name), &mut notes)?);
        } else {
            eprintln!("{} is not in {}", real.name, folder.display());
        }
    }
    if sections.is_empty() {
        return Err(Failure(format!("no site is in {}: --real DIR says where they are", folder.display())));
    }
    let highlight = if bench.options.highlight { "on" } else { "off" };
    Ok(bench.report(Kind::Real, format!("Real sites, cold build, highlighting {highlight}"), notes, sections))
}

fn section(bench: &Bench, real: &Real, folder: &Path, notes: &mut Vec<String>) -> Result<Section> {
    let own = layer9_site(bench, real, folder)?;
    let (_, reference) = bench.cold(&bench.layer9, &own)?;
    let manifest = bench.work.fresh("manifest");
    floor::manifest(&[own.join("content")], &reference, &manifest)?;
    let mut contenders = vec![
        Contender {
            row: Row::new(Generator::Layer9.title()),
            run: Box::new(|| bench.cold(&bench.layer9, &own).map(|(sample, _)| sample)),
        },
        Contender {
            row: Row::new(FLOOR),
            run: Box::new(|| bench.measure(&mut floor_command(&manifest, &bench.work.fresh("floor"))?)),
        },
    ];
    let mut outputs = vec![compare::output(Generator::Layer9.title(), &reference, None)?];
    let zola = bench.peers.iter().find(|peer| peer.generator == Generator::Zola).filter(|_| real.zola);
    let mut baseline = None;
    if let Some(zola) = zola {
        let site = zola_site(bench, real, folder)?;
        match bench.cold(zola, &site) {
            Ok((_, output)) => {
                outputs.push(compare::output(Generator::Zola.title(), &output, None)?);
                baseline = Some(Generator::Zola.title().to_owned());
                contenders.push(Contender {
                    row: Row::new(Generator::Zola.title()),
                    run: Box::new(move || bench.cold(zola, &site).map(|(sample, _)| sample)),
                });
            }
            // Without the site's own templates and shortcodes it may be unable to.
            Err(failure) => notes.push(format!("Zola could not build {}: {failure}", real.name)),
        }
    }
    bench.rounds(&mut contenders)?;
    let rows = contenders.into_iter().map(|contender| contender.row).collect();
    let pages = site::posts(&own.join("content"))?.len();
    let name = format!("{}, {} pages", real.name, grouped(pages as u64));
    Ok(Section { name, posts: None, case: None, baseline, rows, outputs })
}

fn content(bench: &Bench, real: &Real, folder: &Path, name: &str) -> Result<PathBuf> {
    let site = bench.work.fresh(&format!("site-{name}-{}", real.name));
    for (from, to) in real.content {
        site::copy(&folder.join(from), &site.join("content").join(to), &|_, bytes| bytes)?;
    }
    Ok(site)
}

fn write(path: &Path, text: &str) -> Result<()> {
    let what = || format!("cannot write {}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(path)).context(what)?;
    fs::write(path, text).context(what)
}

fn layer9_site(bench: &Bench, real: &Real, folder: &Path) -> Result<PathBuf> {
    let site = content(bench, real, folder, "layer9")?;
    let config = CONFIG.replace("FEEDS", &real.feeds.to_string());
    write(&site.join("layer9.toml"), &config.replace("HIGHLIGHT", &bench.options.highlight.to_string()))?;
    for (name, extends) in real.templates {
        write(&site.join("templates").join(name), &format!("{{% extends \"{extends}\" %}}"))?;
    }
    Ok(site)
}

/// The content with the least that Zola needs: it does less than Layer9 with its theme.
fn zola_site(bench: &Bench, real: &Real, folder: &Path) -> Result<PathBuf> {
    let site = content(bench, real, folder, "zola")?;
    let mut config =
        format!("base_url = \"https://example.org\"\ntitle = \"Real\"\ngenerate_feeds = {}\n", real.feeds);
    if bench.options.highlight {
        config.push_str("[markdown.highlighting]\ntheme = \"github-light\"\nstyle = \"class\"\n");
    }
    write(&site.join("config.toml"), &config)?;
    let list = "<!doctype html><title>{{ section.title }}</title><ul>{% for p in section.pages %}\
                <li><a href=\"{{ p.permalink | safe }}\">{{ p.title }}</a></li>{% endfor %}</ul>";
    let page =
        "<!doctype html><title>{{ page.title }}</title><h1>{{ page.title }}</h1>{{ page.content | safe }}";
    for (name, text) in [("index.html", list), ("section.html", list), ("page.html", page)] {
        write(&site.join("templates").join(name), text)?;
    }
    for (name, extends) in real.templates {
        let text = if *extends == "page.html" { page } else { list };
        write(&site.join("templates").join(name), text)?;
    }
    Ok(site)
}

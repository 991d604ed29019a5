//! `rebuild`: what a second build costs, after nothing or little changed, beside the peers' only kind of build.

use crate::bench::{Bench, Contender, edit, told};
use crate::failure::{Context, Failure, Result};
use crate::report::{Kind, Report, Row, Section};
use crate::site::{self, Generator};
use crate::table::grouped;
use crate::walk::files;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where a page's template takes an edit that shows on every page.
const PLACE: &str = "<div class=\"content\">";

/// So many replaced files slow down the next build that writes as many.
const MANY: usize = 100;

/// What is changed before a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    Nothing,
    Body,
    Title,
    Template,
}

impl Edit {
    const ALL: [Self; 4] = [Self::Nothing, Self::Body, Self::Title, Self::Template];

    /// Whether it is seen on most pages.
    fn replaces_many(self) -> bool {
        matches!(self, Self::Title | Self::Template)
    }

    /// In tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing changed",
            Self::Body => "one body edited",
            Self::Title => "one title edited",
            Self::Template => "page template edited",
        }
    }
}

/// A site that is edited, again and again.
#[derive(Debug)]
pub(crate) struct Edited {
    post: PathBuf,
    template: PathBuf,
    /// The post's address.
    pub(crate) address: String,
    original: String,
    original_template: String,
    title: String,
    body: String,
    count: usize,
}

impl Edited {
    /// The newest post of the site: the home page, its section and its terms all list it first.
    pub(crate) fn new(site: &Path, generator: Generator) -> Result<Self> {
        let content = site.join("content");
        let post = site::newest(&content)?;
        let template = site.join(generator.page_template());
        let read =
            |path: &Path| fs::read_to_string(path).context(|| format!("cannot read {}", path.display()));
        let (original, original_template) = (read(&post)?, read(&template)?);
        if !original_template.contains(PLACE) || !original.contains("\ntitle = \"") {
            return Err(Failure("the post has no title, or the template no place for an edit".into()));
        }
        let inside = post.strip_prefix(&content).unwrap_or(&post).with_extension("");
        let parts: Vec<String> =
            inside.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        let address = format!("/{}/", parts.join("/"));
        let (title, body) = (String::new(), String::new());
        Ok(Self { post, template, address, original, original_template, title, body, count: 0 })
    }

    /// Makes the edit; the word that its outputs must now show.
    pub(crate) fn apply(&mut self, change: Edit) -> Result<Option<String>> {
        self.count += 1;
        let word = format!("zq{}x{}", self.count, std::process::id());
        match change {
            Edit::Nothing => return Ok(None),
            Edit::Body => self.body = format!("\nA new line {word}.\n"),
            Edit::Title => self.title = format!("{word} "),
            Edit::Template => {
                let place = PLACE.replace('>', &format!(" data-edit=\"{word}\">"));
                let text = self.original_template.replacen(PLACE, &place, 1);
                edit(&self.template, |_| text)?;
                return Ok(Some(word));
            }
        }
        let title = format!("\ntitle = \"{}", self.title);
        let text = self.original.replacen("\ntitle = \"", &title, 1) + &self.body;
        edit(&self.post, |_| text)?;
        Ok(Some(word))
    }
}

/// Measures all sizes.
pub(crate) fn run(bench: &Bench, sizes: &[usize]) -> Result<Report> {
    let sizes = bench.sizes(sizes)?;
    let sections = sizes.iter().map(|posts| section(bench, *posts)).collect::<Result<Vec<Section>>>()?;
    let notes = vec![
        "The cold builds come first, each into a folder of its own, and the builds after an edit follow, all into \
         one folder: a build that replaces its output deletes files, and on an ext4 without a journal that slows down \
         whoever writes files in the minutes after it, so the program waits a minute after such a build. A file counts as written if its inode or its time is another than before. The \
         edited post is the newest, which the home page and the recent posts of every page show."
            .to_owned(),
    ];
    Ok(bench.report(Kind::Rebuild, format!("Build again, {}", bench.about()), notes, sections))
}

fn section(bench: &Bench, posts: usize) -> Result<Section> {
    let corpus = bench.corpus(posts)?;
    let mut sites = Vec::new();
    for program in bench.programs() {
        sites.push((program, bench.site(program.generator, &corpus)?));
    }
    let mut contenders: Vec<Contender<'_>> = sites
        .iter()
        .map(|(program, site)| Contender {
            row: Row::new(format!("{}, cold", program.generator.title())),
            run: Box::new(|| bench.cold(program, site).map(|(sample, _)| sample)),
        })
        .collect();
    bench.rounds(&mut contenders)?;
    let mut rows: Vec<Row> = contenders.into_iter().map(|contender| contender.row).collect();
    rows.rotate_left(1); // Layer9's cold build stands with its other ones.

    let site = &sites[0].1;
    let mut edited = Edited::new(site, Generator::Layer9)?;
    let (_, dist) = bench.cold(&bench.layer9, site)?;
    let mut again: Vec<Row> = Edit::ALL.map(|change| Row::new(format!("Layer9, {}", change.name()))).to_vec();
    let mut before = stamps(&dist)?;
    let mut replaced = 0;
    for round in 0..bench.rounds {
        for (change, row) in Edit::ALL.into_iter().zip(&mut again) {
            if replaced > MANY && change.replaces_many() {
                bench.work.rest();
            }
            let word = edited.apply(change)?;
            let sample = bench.measure(&mut bench.layer9.build(site, &dist))?;
            told(&row.name, round, &sample);
            let after = stamps(&dist)?;
            let written = after.iter().filter(|(file, stamp)| before.get(*file) != Some(*stamp)).count();
            replaced = written.max(if change.replaces_many() { 0 } else { replaced });
            row.written.push(written);
            before = after;
            row.samples.push(sample);
            if let Some(word) = word
                && !shows(&dist, &edited.address, change, bench.options.nav, &word)?
            {
                row.missed += 1;
            }
        }
    }
    rows.extend(again);
    Ok(Section {
        name: format!("{} posts", grouped(posts as u64)),
        posts: Some(posts),
        case: None,
        baseline: bench.peers.first().map(|peer| format!("{}, cold", peer.generator.title())),
        rows,
        outputs: Vec::new(),
    })
}

/// Whether the page shows the edit, and for a title the home page, and a page that only has it in its navigation.
fn shows(dist: &Path, address: &str, change: Edit, nav: bool, word: &str) -> Result<bool> {
    let mut pages = vec![dist.join(&address[1..]).join("index.html")];
    if change == Edit::Title {
        pages.push(dist.join("index.html"));
        if nav {
            pages.push(dist.join("tags/index.html"));
        }
    }
    for page in pages {
        let text = fs::read_to_string(&page).context(|| format!("cannot read {}", page.display()))?;
        if !text.contains(word) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What tells whether a file was written: its inode, where there is one, and its time.
type Stamp = (u64, Option<std::time::SystemTime>);

fn stamps(folder: &Path) -> Result<BTreeMap<String, Stamp>> {
    let stamp = |data: fs::Metadata| (inode(&data), data.modified().ok());
    Ok(files(folder)?.into_iter().map(|(name, data)| (name, stamp(data))).collect())
}

#[cfg(unix)]
fn inode(data: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(data)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Corpus;
    use crate::site::{Options, assemble};

    #[test]
    fn edits_add_up_and_each_shows_where_it_must() {
        let root = std::env::temp_dir().join(format!("layer9-bench-edit-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        Corpus::new(30, 1).write(&root.join("corpus")).unwrap();
        for generator in [Generator::Layer9, Generator::Hugo, Generator::Zola] {
            let site = root.join(generator.name());
            assemble(generator, &root.join("corpus"), &site, Options { highlight: false, nav: true })
                .unwrap();
            let mut edited = Edited::new(&site, generator).unwrap();
            let corpus = Corpus::new(30, 1).identity(29);
            assert_eq!(edited.address, format!("/sec-{:02}/{}/", corpus.section, corpus.slug));
            let title = edited.apply(Edit::Title).unwrap().unwrap();
            let body = edited.apply(Edit::Body).unwrap().unwrap();
            let text = fs::read_to_string(&edited.post).unwrap();
            assert!(text.contains(&format!("\ntitle = \"{title} ")), "{text}");
            assert!(text.ends_with(&format!("\nA new line {body}.\n")), "{text}");
            let next = edited.apply(Edit::Body).unwrap().unwrap();
            let text = fs::read_to_string(&edited.post).unwrap();
            assert!(text.contains(&next) && text.contains(&title) && !text.contains(&body));
            let word = edited.apply(Edit::Template).unwrap().unwrap();
            assert!(fs::read_to_string(&edited.template).unwrap().contains(&word));
        }
        fs::remove_dir_all(&root).unwrap();
    }
}

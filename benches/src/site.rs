//! A program's site: the corpus's content, its static files, and the program's templates for the same output.

use crate::failure::{Context, Failure, Result};
use crate::walk::files;
use std::fs;
use std::path::{Path, PathBuf};

/// What the sites do beside Markdown; the same for every program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    /// Code blocks are highlighted, with classes.
    pub(crate) highlight: bool,
    /// Every page shows the ten most recent posts.
    pub(crate) nav: bool,
}

/// A generator that the corpus can be built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generator {
    Layer9,
    Hugo,
    Zola,
}

impl Generator {
    /// The name in tables.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Layer9 => "Layer9",
            Self::Hugo => "Hugo",
            Self::Zola => "Zola",
        }
    }

    /// The folder's name below `tpl/`, and the site's in the folder of work.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Layer9 => "layer9",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
        }
    }

    fn config(self) -> &'static str {
        match self {
            Self::Layer9 => "layer9.toml",
            Self::Hugo => "hugo.toml",
            Self::Zola => "config.toml",
        }
    }

    /// The template that every page is rendered with.
    pub(crate) fn page_template(self) -> &'static str {
        match self {
            Self::Hugo => "layouts/page.html",
            Self::Layer9 | Self::Zola => "templates/page.html",
        }
    }

    /// The templates as they lie in the repository.
    fn templates(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tpl").join(self.name())
    }
}

/// The folders of a corpus: one of our own, or one that another generator of the same layout made, where
/// Zola's flavour lies below `zola/`.
pub(crate) fn corpus_folders(corpus: &Path) -> Result<(PathBuf, PathBuf)> {
    for folder in [corpus.to_path_buf(), corpus.join("zola")] {
        if folder.join("content").is_dir() {
            return Ok((folder.join("content"), folder.join("static")));
        }
    }
    Err(Failure(format!("{} holds neither content/ nor zola/content/", corpus.display())))
}

/// Makes the site in `folder`, which must not be there yet.
pub(crate) fn assemble(generator: Generator, corpus: &Path, folder: &Path, options: Options) -> Result<()> {
    let (content, fixed) = corpus_folders(corpus)?;
    copy(&generator.templates(), folder, &|_, bytes| bytes)?;
    if fixed.is_dir() {
        copy(&fixed, &folder.join("static"), &|_, bytes| bytes)?;
    }
    copy(&content, &folder.join("content"), &|path, bytes| match generator {
        Generator::Hugo if path.extension().is_some_and(|e| e == "md") => for_hugo(&bytes).into_bytes(),
        _ => bytes,
    })?;
    let path = folder.join(generator.config());
    let text = fs::read_to_string(&path).context(|| format!("cannot read {}", path.display()))?;
    let text = configure(generator, &text, options)?;
    fs::write(&path, text).context(|| format!("cannot write {}", path.display()))
}

/// The configuration with the options set.
fn configure(generator: Generator, text: &str, options: Options) -> Result<String> {
    match generator {
        Generator::Layer9 => {
            let text = set(text, "highlight", options.highlight)?;
            set(&text, "nav_recent", options.nav)
        }
        Generator::Hugo => {
            let text = set(text, "codeFences", options.highlight)?;
            set(&text, "recent", options.nav)
        }
        Generator::Zola => {
            let mut text = set(text, "nav_recent", options.nav)?;
            if options.highlight {
                text.push_str("\n[markdown.highlighting]\ntheme = \"github-light\"\nstyle = \"class\"\n");
            }
            Ok(text)
        }
    }
}

/// Sets the one line `key = true` or `key = false`.
fn set(text: &str, key: &str, value: bool) -> Result<String> {
    let is_key =
        |line: &&str| line.split_once(" = ").is_some_and(|(k, v)| k == key && (v == "true" || v == "false"));
    if text.lines().filter(is_key).count() != 1 {
        return Err(Failure(format!("the configuration has not exactly one line `{key} = true` or `false`")));
    }
    let line = |line| if is_key(&line) { format!("{key} = {value}\n") } else { format!("{line}\n") };
    Ok(text.lines().map(line).collect())
}

/// Hugo has its taxonomies beside the other keys, and what Zola says about a section in its configuration.
fn for_hugo(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let Some((matter, body)) = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("+++\n")) else {
        return text.into_owned();
    };
    const OTHERS: [&str; 4] = ["sort_by", "paginate_by", "transparent", "generate_feeds"];
    let kept = |line: &&str| {
        *line != "[taxonomies]" && !OTHERS.iter().any(|key| line.split(' ').next() == Some(key))
    };
    let mut out = String::with_capacity(text.len());
    out.push_str("+++\n");
    for line in matter.lines().filter(kept) {
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("+++\n");
    out.push_str(body);
    out
}

/// Copies a folder, file by file through `change`.
pub(crate) fn copy(from: &Path, to: &Path, change: &dyn Fn(&Path, Vec<u8>) -> Vec<u8>) -> Result<()> {
    let what = || format!("cannot copy {} to {}", from.display(), to.display());
    fs::create_dir_all(to).context(what)?;
    for entry in fs::read_dir(from).context(what)? {
        let entry = entry.context(what)?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target, change)?;
        } else {
            let bytes = fs::read(&path).context(|| format!("cannot read {}", path.display()))?;
            fs::write(&target, change(&path, bytes))
                .context(|| format!("cannot write {}", target.display()))?;
        }
    }
    Ok(())
}

/// The posts of a content folder: every Markdown file but a section's own.
pub(crate) fn posts(content: &Path) -> Result<Vec<PathBuf>> {
    let is_post = |name: &str| name.ends_with(".md") && name.rsplit('/').next() != Some("_index.md");
    Ok(files(content)?
        .into_iter()
        .filter(|(name, _)| is_post(name))
        .map(|(name, _)| content.join(name))
        .collect())
}

/// The newest post by the date in its front matter: it is on the first page of every list that it is in.
pub(crate) fn newest(content: &Path) -> Result<PathBuf> {
    let mut newest: Option<(String, PathBuf)> = None;
    for path in posts(content)? {
        let text = fs::read_to_string(&path).context(|| format!("cannot read {}", path.display()))?;
        let date = text.lines().find_map(|line| line.strip_prefix("date = "));
        if let Some(date) = date
            && newest.as_ref().is_none_or(|(known, _)| date > known.as_str())
        {
            newest = Some((date.to_owned(), path));
        }
    }
    newest.map(|(_, path)| path).context(|| format!("{} has no post with a date", content.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_configuration_takes_every_option() {
        for generator in [Generator::Layer9, Generator::Hugo, Generator::Zola] {
            let text = fs::read_to_string(generator.templates().join(generator.config())).unwrap();
            let mut seen = Vec::new();
            for (highlight, nav) in [(false, false), (false, true), (true, false), (true, true)] {
                let text = configure(generator, &text, Options { highlight, nav }).unwrap();
                assert!(!seen.contains(&text), "{generator:?} does not tell {highlight} and {nav} apart");
                seen.push(text);
            }
            assert!(generator.templates().join(generator.page_template()).is_file());
        }
    }

    #[test]
    fn a_key_that_is_not_there_once_is_an_error() {
        assert!(set("a = true\n", "b", true).is_err());
        assert!(set("a = true\n[t]\na = false\n", "a", true).is_err());
        assert_eq!(set("a = true\nb = \"true\"\n", "a", false).unwrap(), "a = false\nb = \"true\"\n");
    }

    #[test]
    fn only_the_front_matter_is_changed_for_hugo() {
        let zola =
            "+++\ntitle = \"T\"\nsort_by = \"date\"\n[taxonomies]\ntags = [\"a\"]\n+++\n[taxonomies]\n+++\n";
        assert_eq!(for_hugo(zola.as_bytes()), "+++\ntitle = \"T\"\ntags = [\"a\"]\n+++\n[taxonomies]\n+++\n");
    }
}

//! `layer9 translations`: what each language lacks, and what changed since it was translated, on stdout.

use super::args::TranslationsArgs;
use super::terminal::Terminal;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::pipeline;
use crate::site::Progress;
use crate::source::History;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &TranslationsArgs, terminal: &Terminal) -> ExitCode {
    let mut out = Diagnostics::new();
    let outline = pipeline::sources(&args.publish.of(root), &mut out);
    let ages = match args.missing {
        true => Ages::default(),
        false => out.keep(Ages::read(root)).unwrap_or_default(),
    };
    let Some(outline) = outline.filter(|_| !terminal.report(&mut out)) else {
        return ExitCode::from(1);
    };
    if let Some(tag) = &args.lang
        && outline.languages.find(tag).is_none()
    {
        let tags: Vec<&str> = outline.languages.in_order().map(|language| language.tag.as_str()).collect();
        let message = format!("`{tag}` is no language of the site");
        let hint = format!("its languages are {}", tags.join(", "));
        terminal.diagnostic(Diagnostic::error(Code::CommandUsage, message).hint(hint));
        return ExitCode::from(2);
    }
    let wanted = |tag: &str| args.lang.as_ref().is_none_or(|lang| lang.eq_ignore_ascii_case(tag));
    let mut all = outline.progress(|original, translation| ages.is_newer(original, translation));
    all.retain(|progress| wanted(&progress.language));
    for progress in &mut all {
        if args.stale {
            progress.missing.clear();
        }
    }
    terminal.data(&if args.json { json(&all) } else { text(&all, args.stale) });
    let is_whole = all.iter().all(|progress| progress.missing.is_empty() && progress.stale.is_empty());
    ExitCode::from(u8::from(args.check && !is_whole))
}

/// When sources changed, as far as git knows.
#[derive(Default)]
struct Ages {
    history: History,
    uncommitted: BTreeSet<String>,
}

impl Ages {
    fn read(root: &Path) -> crate::diagnostics::Result<Self> {
        let refuse = |why: String, hint: &str| {
            let message = format!("which translations are stale cannot be said: {why}");
            Box::new(Diagnostic::error(Code::SourceGit, message).hint(hint))
        };
        let without = "`--missing` needs no history";
        let history = History::read(root, "content").map_err(|why| refuse(why, without))?;
        if history.is_shallow {
            let hint = "fetch all of it, as with `fetch-depth: 0` of actions/checkout";
            return Err(refuse("the repository's history is cut off".to_owned(), hint));
        }
        let uncommitted = History::uncommitted(root, "content").map_err(|why| refuse(why, without))?;
        Ok(Self { history, uncommitted })
    }

    /// Whether one file's last change came after that of another. What is not committed is the newest; both of them
    /// being so, or in one commit, counts as done together.
    fn is_newer(&self, path: &str, than: &str) -> bool {
        let is_open = |path: &str| self.uncommitted.contains(path);
        match (self.history.age(path), self.history.age(than)) {
            _ if is_open(than) => false,
            (_, Some(_)) if is_open(path) => true,
            (Some(age), Some(other)) => age < other,
            _ => false,
        }
    }
}

fn text(all: &[Progress], stale_only: bool) -> String {
    let mut text = String::new();
    for Progress { language, originals, missing, stale } in all {
        let _ = match stale_only {
            true => writeln!(text, "{language}: {} stale", stale.len()),
            false => {
                let done = originals - missing.len();
                writeln!(text, "{language}: {done} of {originals} translated, {} stale", stale.len())
            }
        };
        for original in missing {
            let _ = writeln!(text, "  missing  content/{original}");
        }
        for stale in stale {
            let _ = writeln!(
                text,
                "  stale    content/{}: content/{} changed since",
                stale.translation, stale.original
            );
        }
    }
    text
}

fn json(all: &[Progress]) -> String {
    let languages: Vec<serde_json::Value> = all
        .iter()
        .map(|progress| {
            let stale = progress.stale.iter().map(
                |stale| serde_json::json!({ "original": stale.original, "translation": stale.translation }),
            );
            serde_json::json!({
                "lang": progress.language,
                "originals": progress.originals,
                "missing": progress.missing,
                "stale": stale.collect::<Vec<_>>(),
            })
        })
        .collect();
    format!("{:#}\n", serde_json::json!({ "languages": languages }))
}

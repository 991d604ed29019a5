//! `layer9 new DIR`

use super::args::NewArgs;
use super::terminal::Terminal;
use crate::diagnostics::{Code, Diagnostic, Location, Result};
use std::path::Path;
use std::process::ExitCode;

/// The files of a new site. `TITLE` and `THEME` are replaced.
const FILES: [(&str, &str); 6] = [
    ("layer9.toml", include_str!("new/layer9.toml")),
    ("content/_index.md", include_str!("new/_index.md")),
    ("content/blog/_index.md", include_str!("new/blog.md")),
    ("content/blog/hello.md", include_str!("new/hello.md")),
    ("content/about.md", include_str!("new/about.md")),
    (".gitignore", "dist/\n.layer9/\nislands/target/\n"),
];

pub(super) fn run(args: &NewArgs, terminal: &Terminal) -> ExitCode {
    let Some(dir) = &args.dir else { return ExitCode::from(2) };
    match make(dir, args) {
        Ok(()) => {
            let dir = dir.display();
            terminal.say(&format!("made a site in {dir}; see it with `layer9 serve --root {dir}`"));
            ExitCode::SUCCESS
        }
        Err(diagnostic) => {
            terminal.diagnostic(*diagnostic);
            ExitCode::from(1)
        }
    }
}

fn make(dir: &Path, args: &NewArgs) -> Result<()> {
    let filled = crate::source::list(dir).is_ok_and(|entries| !entries.is_empty());
    if filled {
        let diagnostic = Diagnostic::error(Code::CommandUsage, "the folder is not empty");
        let place = Location::file(dir.display().to_string());
        return Err(Box::new(diagnostic.at(place).hint("name a folder that does not exist yet")));
    }
    let name = dir.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let title = if name.is_empty() { "My site".to_owned() } else { name.replace(['"', '\\'], "") };
    for (path, text) in FILES {
        write(&dir.join(path), &text.replace("TITLE", &title).replace("THEME", &args.theme))?;
    }
    if args.islands {
        let folder = dir.join("islands");
        crate::islands::new_islands_crate(&folder).map_err(|error| unwritable(&folder, &error))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(path, &error))?;
    }
    std::fs::write(path, text).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(Code::PublishWrite, format!("cannot be written: {error}"));
    Box::new(diagnostic.at(Location::file(path.display().to_string())))
}

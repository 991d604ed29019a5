//! `layer9 why`: what a published file was made of, on stdout.

use super::args::WhyArgs;
use super::terminal::{Terminal, bytes};
use crate::diagnostics::Diagnostics;
use crate::pipeline::{self, LoadOptions, Made, Origin, Why};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &WhyArgs, terminal: &Terminal) -> ExitCode {
    let options = LoadOptions { output: args.output.clone(), ..args.publish.of(root) };
    let mut out = Diagnostics::new();
    let why = pipeline::why(&options, &args.path, &|progress| terminal.progress(&progress), &mut out);
    if terminal.report(&mut out) {
        return ExitCode::from(1);
    }
    match why {
        Some(why) if why.record.is_some() || why.origin.is_some() => {
            terminal.data(&told(&why, root));
            ExitCode::SUCCESS
        }
        _ => {
            terminal.say(&format!("no build makes `{}`; `layer9 list` shows all paths", args.path));
            ExitCode::from(1)
        }
    }
}

fn told(why: &Why, root: &Path) -> String {
    let mut text = format!("{}\n", why.path);
    let mut line = |words: String| {
        text.push_str("  ");
        text.push_str(&words);
        text.push('\n');
    };
    match &why.origin {
        Some(Origin::Output(output)) => line(format!("made from {}", output.origin.file)),
        Some(Origin::Copy(path)) => {
            line(format!("a copy of {}", path.strip_prefix(root).unwrap_or(path).display()));
        }
        Some(Origin::Bytes(_)) => line("a style sheet, bundled from styles/".to_owned()),
        Some(Origin::Static(_)) => line("a file of the theme".to_owned()),
        None => {}
    }
    let Some(record) = &why.record else {
        line("the last build did not make it; the next one does".to_owned());
        return text;
    };
    line(bytes(record.stamp.length));
    let Made::Output { used, shipped, .. } = &record.made else {
        if why.origin.is_none() {
            line("made for the components of pages, or stale: then the next build removes it".to_owned());
        }
        return text;
    };
    for (read, same) in &why.reads {
        let mark = if *same { "" } else { " - changed since" };
        line(format!("read {read}{mark}"));
    }
    for component in &used.components {
        line(format!("uses <{component}>"));
    }
    for (island, client) in &used.islands {
        line(format!("hydrates <{island}> on {client}"));
    }
    if *shipped > 0 {
        line(format!("ships {} of scripts, modules and component styles", bytes(*shipped as u64)));
    }
    match (&why.origin, why.reads.iter().all(|(_, same)| *same)) {
        (None, _) => line("the next build removes it".to_owned()),
        (Some(_), true) => line("nothing that it read has changed: the next build keeps it".to_owned()),
        (Some(_), false) => line("the next build makes it again".to_owned()),
    }
    text
}

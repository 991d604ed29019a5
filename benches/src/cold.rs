//! `build`: cold builds, beside the floor that no generator can get under.

use crate::bench::{Bench, Contender};
use crate::compare::{self, Tolerance};
use crate::failure::{Context, Result};
use crate::floor;
use crate::report::{FLOOR, Kind, Report, Row, Section};
use crate::site::Generator;
use crate::table::grouped;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Measures all sizes.
pub(crate) fn run(bench: &Bench, sizes: &[usize]) -> Result<Report> {
    let sizes = bench.sizes(sizes)?;
    let sections = sizes.iter().map(|posts| section(bench, *posts)).collect::<Result<Vec<Section>>>()?;
    let mut notes = vec![
        "Cold builds: every run writes into a folder of its own, which is deleted when all is over, and finds no \
         cache of an earlier one. Inputs are in the page cache. The I/O floor reads every input and writes every \
         output of Layer9, with a thread a core, and computes nothing."
            .to_owned(),
    ];
    if bench.options.nav && bench.peers.iter().any(|peer| peer.generator == Generator::Zola) {
        notes.push(
            "Zola builds without the recent posts, which take it minutes at 1,000 posts; its output is smaller.".into(),
        );
    }
    Ok(bench.report(Kind::Build, format!("Cold build, {}", bench.about()), notes, sections))
}

/// How much a peer's output may differ.
pub(crate) fn tolerance(bench: &Bench, generator: Generator) -> Tolerance {
    if bench.options_of(generator) != bench.options {
        Tolerance::LessNavigation
    } else if bench.options.highlight {
        Tolerance::Highlighted
    } else {
        Tolerance::Plain
    }
}

/// What the floor reads and writes, and how it is started.
pub(crate) fn floor_command(manifest: &Path, output: &Path) -> Result<Command> {
    let own = std::env::current_exe().context(|| "cannot find this program".into())?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut command = Command::new(own);
    command.arg("floor").arg(manifest).arg(output).arg(threads.to_string());
    Ok(command)
}

fn section(bench: &Bench, posts: usize) -> Result<Section> {
    let corpus = bench.corpus(posts)?;
    let mut sites = Vec::new();
    for program in bench.programs() {
        sites.push((program, bench.site(program.generator, &corpus)?));
    }
    // Untimed: what the floor writes and `cp` copies, and what the peers' outputs are held against.
    let own = sites[0].1.clone();
    let (_, reference) = bench.cold(&bench.layer9, &own)?;
    let manifest = bench.work.fresh("manifest");
    floor::manifest(&[own.join("content"), own.join("static")], &reference, &manifest)?;

    let written: RefCell<Vec<Option<PathBuf>>> = RefCell::new(vec![None; sites.len()]);
    let mut contenders = Vec::new();
    for (i, (program, site)) in sites.iter().enumerate() {
        let written = &written;
        contenders.push(Contender {
            row: Row::new(program.generator.title()),
            run: Box::new(move || {
                let (sample, output) = bench.cold(program, site)?;
                written.borrow_mut()[i].get_or_insert(output);
                Ok(sample)
            }),
        });
    }
    contenders.push(Contender {
        row: Row::new(FLOOR),
        run: Box::new(|| bench.measure(&mut floor_command(&manifest, &bench.work.fresh("floor"))?)),
    });
    if cfg!(unix) {
        contenders.push(Contender {
            row: Row::new("cp -r"),
            run: Box::new(|| {
                bench.measure(Command::new("cp").arg("-r").arg(&reference).arg(bench.work.fresh("cp")))
            }),
        });
    }
    bench.rounds(&mut contenders)?;
    let rows: Vec<Row> = contenders.into_iter().map(|contender| contender.row).collect();

    let tree = compare::tree(&reference)?;
    let mut outputs = vec![compare::output(Generator::Layer9.title(), &reference, None)?];
    for ((program, _), folder) in sites.iter().zip(written.into_inner()).skip(1) {
        let Some(folder) = folder else { continue };
        let against = Some((&tree, tolerance(bench, program.generator)));
        outputs.push(compare::output(program.generator.title(), &folder, against)?);
    }
    Ok(Section {
        name: format!("{} posts", grouped(posts as u64)),
        posts: Some(posts),
        case: None,
        baseline: bench.peers.first().map(|peer| peer.generator.title().to_owned()),
        rows,
        outputs,
    })
}

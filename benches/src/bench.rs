//! What every benchmark needs: the programs, the corpus, the folder of work, and rounds that take turns.

use crate::args::Common;
use crate::corpus::{self, Corpus};
use crate::failure::{Context, Failure, Result};
use crate::machine::{self, Machine};
use crate::program::Program;
use crate::report::{Kind, Report, Row, Section};
use crate::run::{self, Sample};
use crate::site::{self, Generator, Options};
use crate::table::{self, BUSY};
use crate::work::Work;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A benchmark that is about to run.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) work: Work,
    pub(crate) options: Options,
    pub(crate) rounds: usize,
    pub(crate) layer9: Program,
    /// Those of Hugo and Zola that are here; the first is what ratios are to.
    pub(crate) peers: Vec<Program>,
    given: Option<PathBuf>,
    seed: u64,
}

/// A contender's runs of one round: it is told the round, runs its program, and gives the sample.
pub(crate) struct Contender<'a> {
    pub(crate) row: Row,
    pub(crate) run: Box<dyn FnMut() -> Result<Sample> + 'a>,
}

impl Bench {
    /// Finds the programs, and makes sure that the machine is quiet.
    pub(crate) fn open(args: &Common) -> Result<Self> {
        let layer9 = Program::layer9(args.layer9.as_deref())?;
        let mut peers = Vec::new();
        for (name, found) in
            [("hugo", Program::hugo(args.hugo.as_deref())), ("zola", Program::zola(args.zola.as_deref()))]
        {
            match found {
                _ if args.without.iter().any(|other| other == name) => {}
                Ok(program) => peers.push(program),
                Err(failure) => eprintln!("{failure}"),
            }
        }
        let root = args.work.clone().unwrap_or_else(|| crate::work::repository().join(".bench"));
        let work = Work::open(&root, args.hurry, args.keep)?;
        if let Some(cores) = machine::occupied().filter(|cores| *cores > BUSY) {
            let found = format!("other programs keep {cores:.1} cores busy");
            if !args.busy {
                return Err(Failure(format!(
                    "{found}: times would be theirs as much as ours. Wait for them, or measure anyway with --busy"
                )));
            }
            eprintln!("{found}");
        }
        let options = Options { highlight: args.highlight.into(), nav: args.nav.into() };
        let (given, seed) = (args.corpus.clone(), args.seed);
        Ok(Self { work, options, rounds: args.rounds.max(1), layer9, peers, given, seed })
    }

    /// Layer9 and the peers.
    pub(crate) fn programs(&self) -> impl Iterator<Item = &Program> {
        std::iter::once(&self.layer9).chain(&self.peers)
    }

    /// The sizes to measure, smallest first: those asked for, or that of the corpus that was given.
    pub(crate) fn sizes(&self, asked: &[usize]) -> Result<Vec<usize>> {
        match &self.given {
            None => {
                let mut sizes = asked.to_vec();
                sizes.sort_unstable();
                sizes.dedup();
                Ok(sizes)
            }
            Some(folder) => Ok(vec![site::posts(&site::corpus_folders(folder)?.0)?.len()]),
        }
    }

    /// The corpus of that many posts, made if it is not there.
    pub(crate) fn corpus(&self, posts: usize) -> Result<PathBuf> {
        if let Some(folder) = &self.given {
            return Ok(folder.clone());
        }
        let folder = self.work.path(&format!("corpus/{posts}-seed{}-v{}", self.seed, corpus::VERSION));
        eprintln!("corpus of {posts} posts: {}", folder.display());
        Corpus::new(posts, self.seed).write(&folder)?;
        Ok(folder)
    }

    /// The options that a generator's site is made with. Zola's one way to the recent posts of a site copies
    /// every page of it for every page: 1,000 posts take minutes, so it is measured without them.
    pub(crate) fn options_of(&self, generator: Generator) -> Options {
        Options { nav: self.options.nav && generator != Generator::Zola, ..self.options }
    }

    /// A site of the corpus, in a folder of its own.
    pub(crate) fn site(&self, generator: Generator, corpus: &Path) -> Result<PathBuf> {
        let folder = self.work.fresh(&format!("site-{}", generator.name()));
        site::assemble(generator, corpus, &folder, self.options_of(generator))?;
        Ok(folder)
    }

    /// Runs a command to its end and measures it.
    pub(crate) fn measure(&self, command: &mut Command) -> Result<Sample> {
        run::measure(command, &self.work.path("stderr.log"))
    }

    /// A cold build into a folder of its own: what an earlier build left in the site is moved away.
    pub(crate) fn cold(&self, program: &Program, site: &Path) -> Result<(Sample, PathBuf)> {
        for kept in [".layer9", "resources", ".hugo_build.lock"] {
            self.work.aside(&site.join(kept))?;
        }
        let output = self.work.fresh(program.generator.name());
        let sample = self.measure(&mut program.build(site, &output))?;
        Ok((sample, output))
    }

    /// Lets the contenders take turns, each round starting with another one.
    pub(crate) fn rounds(&self, contenders: &mut [Contender<'_>]) -> Result<()> {
        let count = contenders.len();
        for round in 0..self.rounds {
            for turn in 0..count {
                let contender = &mut contenders[(turn + round) % count];
                let sample = (contender.run)()?;
                told(&contender.row.name, round, &sample);
                contender.row.samples.push(sample);
            }
        }
        Ok(())
    }

    /// The report on what was measured.
    pub(crate) fn report(
        &self,
        kind: Kind,
        title: String,
        notes: Vec<String>,
        sections: Vec<Section>,
    ) -> Report {
        let measured =
            |title: &str| sections.iter().flat_map(|s| &s.rows).any(|row| row.name.starts_with(title));
        let programs = self
            .programs()
            .map(|program| (program.generator.title().to_owned(), program.version.clone()))
            .filter(|(title, _)| measured(title))
            .collect();
        Report {
            kind,
            title,
            command: command_line(std::env::args().skip(1)),
            date: machine::today(),
            rounds: self.rounds,
            machine: Machine::here(&self.work.path("")),
            programs,
            notes,
            sections,
        }
    }

    /// `highlighting off, ten recent posts on every page`
    pub(crate) fn about(&self) -> String {
        let highlight = if self.options.highlight { "on" } else { "off" };
        let nav =
            if self.options.nav { "ten recent posts on every page" } else { "no recent posts on the pages" };
        format!("highlighting {highlight}, {nav}")
    }
}

/// Says what a round took, on the terminal.
pub(crate) fn told(name: &str, round: usize, sample: &Sample) {
    eprintln!(
        "  round {} {name}: {} s, CPU {} s, {} MiB",
        round + 1,
        table::seconds(sample.wall),
        table::seconds(sample.cpu()),
        sample.memory >> 20
    );
}

/// The command as anyone can type it: without what only says where something lies on this machine.
fn command_line(args: impl Iterator<Item = String>) -> String {
    const PLACES: [&str; 7] = ["--layer9", "--hugo", "--zola", "--work", "--results", "--corpus", "--real"];
    const MANNERS: [&str; 3] = ["--hurry", "--keep", "--readme"];
    let mut command = String::from("cargo run --release -p layer9-bench --");
    let mut args = args;
    while let Some(arg) = args.next() {
        let name = arg.split('=').next().unwrap_or(&arg);
        if PLACES.contains(&name) {
            if name == arg {
                args.next();
            }
            if name == "--corpus" || name == "--real" {
                command.push_str(&format!(" {name} DIR"));
            }
        } else if !MANNERS.contains(&name) {
            command.push_str(&format!(" {arg}"));
        }
    }
    command
}

/// Reads the text, changes it, writes it.
pub(crate) fn edit(path: &Path, change: impl FnOnce(&str) -> String) -> Result<()> {
    let text = std::fs::read_to_string(path).context(|| format!("cannot read {}", path.display()))?;
    std::fs::write(path, change(&text)).context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_has_no_place_of_this_machine() {
        let args = "build --layer9 /a/b --posts 1000,10000 --work=/c --corpus /d --hurry --rounds 5";
        assert_eq!(
            command_line(args.split(' ').map(str::to_owned)),
            "cargo run --release -p layer9-bench -- build --posts 1000,10000 --corpus DIR --rounds 5"
        );
    }
}

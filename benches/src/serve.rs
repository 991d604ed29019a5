//! `serve`: how soon a development server answers, and how soon an edit is in the bytes that it serves.

use crate::bench::Bench;
use crate::failure::{Context, Failure, Result};
use crate::http;
use crate::machine::{self, TICKS_PER_SECOND, Watch};
use crate::program::Program;
use crate::rebuild::{Edit, Edited};
use crate::report::{Kind, Report, Row, Section};
use crate::run::{Sample, round, settle};
use crate::site::Generator;
use crate::table::{grouped, seconds};
use std::fs::{self, File};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Between two looks at a page.
const POLL: Duration = Duration::from_millis(3);
/// A server that has not answered by then is given up.
const PATIENCE: Duration = Duration::from_secs(600);
/// An edit that is not seen by then never will be.
const LIMIT: Duration = Duration::from_secs(120);

/// What is timed, in the order of the table.
const CASES: [&str; 5] = ["start to first byte", "body", "title", "title, on the home page", "page template"];

/// A server under watch. It is ended when it is dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// The CPU seconds used up to now in the program and in the kernel, where the platform says.
    fn cpu(&self) -> Option<(f64, f64)> {
        cpu(&self.child.id().to_string())
    }

    /// The peak resident memory in bytes.
    fn memory(&self) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line
            .and_then(|line| line.split_whitespace().next())
            .and_then(|number| number.parse::<u64>().ok());
        kib.unwrap_or(0) << 10
    }

    /// Waits until the server has nothing left to do: less than 30 ms of CPU in a second.
    fn rest(&self) {
        let total = || self.cpu().map_or(0.0, |(user, system)| user + system);
        let mut before = total();
        for _ in 0..120 {
            sleep(Duration::from_secs(1));
            let now = total();
            if now - before < 0.03 {
                return;
            }
            before = now;
        }
    }

    fn sample(&self, wall: Duration, before: (f64, f64)) -> Sample {
        let (user, system) = self.cpu().unwrap_or(before);
        Sample {
            wall: round(wall.as_secs_f64()),
            user: round(user - before.0),
            system: round(system - before.1),
            memory: self.memory(),
            load: machine::load(),
            others: None,
        }
    }

    /// When the page shows the word, counted from `start`.
    fn seen(&self, address: &str, word: &str, start: Instant) -> Option<Duration> {
        while start.elapsed() < LIMIT {
            if http::get(self.port, address).is_ok_and(|response| response.holds(word)) {
                return Some(start.elapsed());
            }
            sleep(POLL);
        }
        None
    }
}

/// The CPU seconds that a process has used in the program and in the kernel.
fn cpu(process: &str) -> Option<(f64, f64)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold spaces.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || Some(fields.next()?.parse::<f64>().ok()? / TICKS_PER_SECOND);
    Some((next()?, next()?))
}

/// Measures all sizes.
pub(crate) fn run(bench: &Bench, sizes: &[usize]) -> Result<Report> {
    let mut sections = Vec::new();
    for posts in bench.sizes(sizes)? {
        sections.extend(size(bench, posts)?);
    }
    let notes = vec![format!(
        "From the start of the server to the first page that it answers with, once; and {} times each from the \
         writing of a file to the first response with the changed bytes, asked for every {} ms over HTTP. \
         Between two edits the server comes to rest. The edited post is the newest. By default Hugo renders again \
         only what changed and what was looked at lately; the posts' page and the home page are looked at before \
         every edit.",
        bench.rounds,
        POLL.as_millis()
    )];
    Ok(bench.report(Kind::Serve, format!("Development server, {}", bench.about()), notes, sections))
}

fn size(bench: &Bench, posts: usize) -> Result<Vec<Section>> {
    let corpus = bench.corpus(posts)?;
    let mut modes: Vec<(&Program, &str, &[&str])> = Vec::new();
    for program in bench.programs() {
        match program.generator {
            Generator::Layer9 => modes.push((program, "Layer9", &[])),
            Generator::Hugo => {
                modes.push((program, "Hugo", &[]));
                modes.push((program, "Hugo --disableFastRender", &["--disableFastRender"]));
            }
            Generator::Zola => {
                modes.push((program, "Zola", &[]));
                modes.push((program, "Zola --fast", &["--fast"]));
            }
        }
    }
    let mut sections: Vec<Section> = CASES
        .iter()
        .map(|case| Section {
            name: format!("{} posts", grouped(posts as u64)),
            posts: None,
            case: Some((*case).to_owned()),
            baseline: bench.peers.first().map(|peer| peer.generator.title().to_owned()),
            rows: Vec::new(),
            outputs: Vec::new(),
        })
        .collect();
    for (program, name, flags) in modes {
        let site = bench.site(program.generator, &corpus)?;
        let rows = watch(bench, program, name, flags, &site)?;
        for (section, row) in sections.iter_mut().zip(rows) {
            section.rows.push(row);
        }
    }
    Ok(sections)
}

/// Starts the server, makes the edits, ends it; a row a case.
fn watch(
    bench: &Bench,
    program: &Program,
    name: &str,
    flags: &[&str],
    site: &std::path::Path,
) -> Result<[Row; CASES.len()]> {
    let mut rows = CASES.map(|_| Row::new(name));
    let mut edited = Edited::new(site, program.generator)?;
    let port = http::free_port().context(|| "no port is free".into())?;
    let log = bench.work.fresh("serve.log");
    let open = || File::create(&log).context(|| format!("cannot write {}", log.display()));
    let mut command = program.serve(site, port, flags);
    command.stdin(Stdio::null()).stdout(open()?).stderr(open()?);
    settle();
    let own = || cpu("self").map_or(0.0, |(user, system)| user + system);
    let (watch, before) = (Watch::start(), own());
    let begin = Instant::now();
    let child = command.spawn().context(|| format!("cannot run {name}"))?;
    let mut server = Server { child, port };
    while !http::get(port, &edited.address).is_ok_and(|response| response.status == 200) {
        let ended = server.child.try_wait().ok().flatten();
        if ended.is_some() || begin.elapsed() > PATIENCE {
            let said = fs::read_to_string(&log).unwrap_or_default();
            return Err(Failure(format!("{name} does not answer: {said}")));
        }
        sleep(POLL);
    }
    let [first, body, title, home, template] = &mut rows;
    first.samples.push(server.sample(begin.elapsed(), (0.0, 0.0)));
    told(name, "start", begin.elapsed());
    for _ in 0..bench.rounds {
        for (change, row) in [(Edit::Body, &mut *body), (Edit::Title, title), (Edit::Template, template)] {
            server.rest();
            for address in [&edited.address, "/"] {
                http::get(port, address).context(|| format!("{name} no longer answers"))?;
            }
            let before = server.cpu().unwrap_or_default();
            let start = Instant::now();
            let Some(word) = edited.apply(change)? else { continue };
            let seen = server.seen(&edited.address, &word, start);
            let listed = if change == Edit::Title { Some(server.seen("/", &word, start)) } else { None };
            server.rest();
            for (row, seen) in [(Some(row), Some(seen)), (listed.is_some().then_some(&mut *home), listed)] {
                match (row, seen) {
                    (Some(row), Some(Some(seen))) => {
                        told(name, change.name(), seen);
                        row.samples.push(server.sample(seen, before));
                    }
                    (Some(row), Some(None)) => row.missed += 1,
                    _ => {}
                }
            }
        }
    }
    // Ticks of 10 ms cannot tell who used the CPU during one edit, but they can over all of them.
    let served = server.cpu().map_or(0.0, |(user, system)| user + system);
    let elapsed = begin.elapsed().as_secs_f64();
    if let Some(others) = watch.others(served + own() - before) {
        for sample in rows.iter_mut().flat_map(|row| &mut row.samples) {
            sample.others = Some(round(others / elapsed * sample.wall));
        }
    }
    Ok(rows)
}

fn told(name: &str, what: &str, time: Duration) {
    eprintln!("  {name}, {what}: {} s", seconds(time.as_secs_f64()));
}

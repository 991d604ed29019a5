//! `layer9 sizes`: what a page with one island, or several, makes a visitor load.

use super::args::SizesArgs;
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::islands::{self, Client, Islands, Payload, Sizes, Starts};
use crate::source::Root;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

/// The row of a page that has all the islands that were named.
const TOGETHER: &str = "together";

pub(super) fn run(root: &Path, args: &SizesArgs, terminal: &Terminal) -> ExitCode {
    let mut out = Diagnostics::new();
    let lines = sizes(root, args, terminal, &mut out);
    if terminal.report(&mut out) {
        return ExitCode::from(1);
    }
    terminal.data(&lines.unwrap_or_default());
    ExitCode::SUCCESS
}

fn sizes(root: &Path, args: &SizesArgs, terminal: &Terminal, out: &mut Diagnostics) -> Option<String> {
    let client = match Client::parse(&args.client, args.media.as_deref()) {
        Ok(client) => client,
        Err(error) => {
            out.push(Diagnostic::error(Code::ComponentClient, error.to_string()).hint(error.hint()));
            return None;
        }
    };
    let site = out.keep(Root::open(root, ""))?;
    let say = |step: islands::Progress<'_>| terminal.say(&step.to_string());
    // What is wrong with the configuration, a build says.
    let config = site.read_text("layer9.toml").map(|source| Config::read(&source, &mut Diagnostics::new()));
    let options = islands::Options {
        wasm_opt: config.is_ok_and(|c| c.islands.wasm_opt),
        ..islands::Options::default()
    };
    let all = Islands::load(&site, None, &options, out, &say);
    let names: Vec<String> = all.signatures().iter().map(|s| s.name.clone()).collect();
    for wanted in args.islands.iter().filter(|name| !all.is_island(name)) {
        out.push(
            Diagnostic::error(Code::ComponentUnknown, format!("there is no island `{wanted}`"))
                .at(Location::file(site.name("islands")))
                .suggest(wanted, names.iter().map(String::as_str)),
        );
    }
    let shown = names
        .iter()
        .filter(|name| all.is_island(name) && (args.islands.is_empty() || args.islands.contains(name)));
    let used: BTreeSet<(String, Client)> = shown.map(|name| (name.clone(), client.clone())).collect();
    let mut rows: Vec<(String, Payload)> =
        used.iter().map(|one| (one.0.clone(), all.payload(&BTreeSet::from([one.clone()])))).collect();
    if args.islands.len() > 1 {
        let mut starts = Starts::default();
        let joinable = all.joinable();
        let on_page = used.iter().filter(|(name, client)| client.is_unasked() && joinable.contains(&**name));
        starts.add(on_page.map(|(name, _)| name.clone()).collect());
        all.join(&starts, out, &say);
        rows.push((TOGETHER.to_owned(), all.payload(&used)));
    }
    Some(if args.json { json(&rows) } else { table(&rows) })
}

fn table(rows: &[(String, Payload)]) -> String {
    let mut text = format!("{:<20} {:<16} {:>8} {:>8} {:>8}\n", "island", "part", "raw", "gzip", "brotli");
    for (name, payload) in rows {
        for (part, sizes) in parts(payload) {
            let Sizes { raw, gzip, brotli } = sizes;
            text.push_str(&format!("{name:<20} {part:<16} {raw:>8} {gzip:>8} {brotli:>8}\n"));
        }
    }
    text
}

fn json(rows: &[(String, Payload)]) -> String {
    let part = |s: Sizes| serde_json::json!({ "raw": s.raw, "gzip": s.gzip, "brotli": s.brotli });
    let map: serde_json::Map<String, serde_json::Value> = rows
        .iter()
        .map(|(name, payload)| {
            let parts: serde_json::Map<String, serde_json::Value> =
                parts(payload).into_iter().map(|(name, sizes)| (name.to_owned(), part(sizes))).collect();
            (name.clone(), parts.into())
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Object(map))
}

/// The parts of a payload that weigh anything, and their sum. Each file is compressed alone, as it travels.
fn parts(payload: &Payload) -> Vec<(&'static str, Sizes)> {
    let named = [
        ("loader", payload.loader),
        ("module", payload.module),
        ("blocking script", payload.blocking_script),
        ("total", payload.total()),
    ];
    named.into_iter().filter(|(_, sizes)| sizes.raw > 0).collect()
}

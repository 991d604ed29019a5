//! The blocks of templates that extend others.

use super::template_parts::{Part, parts, without_comments};
use crate::import::matter::line_of;
use crate::import::report::Report;
use std::collections::{BTreeMap, BTreeSet};

/// What stands outside of the blocks of a template that extends another: Tera 1 ignored it, Tera 2 refuses it.
pub(super) fn blocks_alone(
    text: &str,
    known: Option<&BTreeSet<String>>,
    file: &str,
    report: &mut Report,
) -> String {
    let all = parts(text);
    let extends = |part: &Part<'_>| matches!(part, Part::Block(_, inner, _) if inner.starts_with("extends "));
    if !all.iter().any(|(_, part)| extends(part)) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut depth = 0usize;
    let mut unknown = 0usize;
    for (i, (start, part)) in all.iter().enumerate() {
        let end = all.get(i + 1).map_or(text.len(), |(next, _)| *next);
        let whole = text.get(*start..end).unwrap_or("");
        // A block that nobody above has is never shown.
        let lost = match part {
            Part::Block(_, inner, _) if depth == 0 => inner
                .strip_prefix("block ")
                .filter(|name| known.is_some_and(|known| !known.contains(name.trim()))),
            _ => None,
        };
        if let (Some(name), 0) = (lost, unknown) {
            report.note(
                file,
                line_of(text, *start),
                format!("the block `{}` is in no template above; it is left out", name.trim()),
            );
            unknown = 1;
            continue;
        }
        if unknown > 0 {
            if let Part::Block(_, inner, _) = part {
                unknown += usize::from(inner.starts_with("block "));
                unknown -= usize::from(inner.starts_with("endblock"));
            }
            continue;
        }
        let word = match part {
            Part::Block(_, inner, _) => inner.split(' ').next().unwrap_or(""),
            Part::Text(_) | Part::Print(..) => "",
        };
        if word == "block" {
            depth += 1;
        }
        match part {
            _ if depth > 0 || extends(part) => out.push_str(whole),
            Part::Text(text) if without_comments(text).trim().is_empty() => out.push_str(whole),
            _ => report.note(
                file,
                line_of(text, *start),
                format!("left out, since it stands outside of all blocks: `{}`", whole.trim()),
            ),
        }
        if word == "endblock" {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                out.push('\n');
            }
        }
    }
    out
}

/// The blocks of the templates that a template extends; `None` where one of them is not known.
pub(super) fn blocks_above(name: &str, all: &BTreeMap<&str, String>) -> Option<BTreeSet<String>> {
    let mut blocks = BTreeSet::new();
    let mut at = name.to_owned();
    for _ in 0..all.len() {
        let text = all.get(at.as_str())?;
        let mut parent = None;
        for (_, part) in parts(text) {
            let Part::Block(_, inner, _) = part else { continue };
            if let Some(block) = inner.strip_prefix("block ").filter(|_| at != name) {
                blocks.insert(block.trim().to_owned());
            } else if let Some(above) = inner.strip_prefix("extends ") {
                parent = Some(above.trim().trim_matches(['"', '\'', '`']).to_owned());
            }
        }
        match parent {
            Some(above) => at = above,
            None => return Some(blocks),
        }
    }
    None
}

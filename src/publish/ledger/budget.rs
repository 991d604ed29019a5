//! Limits on what pages ship, and who broke them.

use super::{Kind, Ledger, LedgerPage, heaviest};
use crate::config::{Budget, Limit};
use crate::diagnostics::{Code, Diagnostic};

/// How many pages and files a message names.
const NAMED: usize = 5;

/// One error for each limit that something is over, which names the pages and what weighs most in the first of them.
pub fn over_budget(ledger: &Ledger, budget: &Budget) -> Vec<Diagnostic> {
    budget
        .limits
        .iter()
        .filter_map(|limit| if limit.key == "island" { island(ledger, limit) } else { pages(ledger, limit) })
        .collect()
}

fn pages(ledger: &Ledger, limit: &Limit) -> Option<Diagnostic> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == limit.key);
    let weight = |page: &LedgerPage| match kind {
        Some(kind) => page.kinds.get(&kind).map_or(0, |w| w.brotli),
        None => page.total.brotli,
    };
    let mut over: Vec<&LedgerPage> = ledger.pages.iter().filter(|page| weight(page) > limit.bytes).collect();
    over.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.page.cmp(&b.page)));
    let worst = *over.first()?;
    let what = kind.map_or_else(String::new, |kind| format!(" of {}", kind.name()));
    let message = format!(
        "{} ships {} bytes{what}, {} over the budget of {}",
        worst.page,
        weight(worst),
        weight(worst) - limit.bytes,
        limit.bytes
    );
    let mut diagnostic = Diagnostic::error(Code::PublishBudget, message).at(limit.at.clone());
    let mut heavy: Vec<(&str, u64)> = worst
        .files
        .iter()
        .filter_map(|path| {
            let file = ledger.files.get(path)?;
            kind.is_none_or(|kind| kind == file.kind).then_some((&**path, file.weight.brotli))
        })
        .collect();
    heavy.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let module = heavy.iter().find_map(|(path, _)| inside(ledger, path));
    if !heavy.is_empty() {
        let heavy = heavy.iter().take(NAMED).map(|(path, bytes)| format!("/{path} ({bytes} bytes)"));
        diagnostic = diagnostic.note(format!("what weighs most: {}", Vec::from_iter(heavy).join(", ")), None);
    }
    if let Some(module) = module {
        diagnostic = diagnostic.note(module, None);
    }
    if over.len() > 1 {
        let rest = over.iter().skip(1);
        let names: Vec<String> =
            rest.take(NAMED).map(|page| format!("{} ({})", page.page, weight(page))).collect();
        let more = over.len() - 1 - names.len();
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        diagnostic = diagnostic.note(format!("over it as well: {}{more}", names.join(", ")), None);
    }
    Some(diagnostic)
}

/// What is heavy in a module, where that is known.
fn inside(ledger: &Ledger, path: &str) -> Option<String> {
    let crates = &ledger.files.get(path).filter(|file| !file.crates.is_empty())?.crates;
    Some(format!("in /{path}, bytes uncompressed: {}", heaviest(crates, NAMED)))
}

fn island(ledger: &Ledger, limit: &Limit) -> Option<Diagnostic> {
    let modules = ledger.files.iter().filter(|(_, file)| file.kind == Kind::Modules);
    let mut over: Vec<(&String, u64)> =
        modules.map(|(path, f)| (path, f.weight.brotli)).filter(|(_, bytes)| *bytes > limit.bytes).collect();
    over.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let (path, bytes) = over.first()?;
    let on: Vec<&str> = ledger
        .pages
        .iter()
        .filter(|page| page.files.contains(*path))
        .map(|page| &*page.page)
        .take(NAMED)
        .collect();
    let message = format!(
        "the module /{path} has {bytes} bytes, {} over the budget of {}",
        bytes - limit.bytes,
        limit.bytes
    );
    let mut diagnostic = Diagnostic::error(Code::PublishBudget, message)
        .at(limit.at.clone())
        .note(format!("it is on {}", on.join(", ")), None);
    if let Some(module) = inside(ledger, path) {
        diagnostic = diagnostic.note(module, None);
    }
    if over.len() > 1 {
        let rest: Vec<String> =
            over.iter().skip(1).take(NAMED).map(|(path, bytes)| format!("/{path} ({bytes})")).collect();
        diagnostic = diagnostic.note(format!("over it as well: {}", rest.join(", ")), None);
    }
    Some(diagnostic)
}

#[cfg(test)]
mod tests {
    use super::super::tests::ledger;
    use super::*;
    use crate::diagnostics::Location;

    fn over(key: &'static str, bytes: u64) -> Vec<String> {
        let at = Location::file("layer9.toml");
        let budget = Budget { limits: vec![Limit { key, bytes, at }] };
        over_budget(&ledger(), &budget).iter().map(|d| d.message.clone()).collect()
    }

    #[test]
    fn the_heaviest_is_named_and_what_fits_is_not() {
        assert_eq!(over("fonts", 9), ["/ ships 10 bytes of fonts, 1 over the budget of 9"]);
        assert_eq!(over("fonts", 10), Vec::<String>::new());
        assert_eq!(over("modules", 0), Vec::<String>::new());
        assert_eq!(over("page", 1).len(), 1);
        assert!(over("page", 1)[0].starts_with("/ ships "));
        assert_eq!(over("island", 0), Vec::<String>::new());
    }
}

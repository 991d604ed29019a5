//! What is heavy inside a module, by crate and function.

use super::{Kind, Ledger};
use crate::islands::toolchain::parts::Part;
use serde::Serialize;
use std::collections::BTreeMap;

/// A crate's share of a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerCrate {
    /// Its name; or `exports`, `data` or `wasm`, for what belongs to no crate.
    pub name: String,
    /// Its bytes in the module, uncompressed: those of all crates are the bytes of the module.
    pub raw: u64,
    /// Its functions, the heaviest first.
    pub functions: Vec<LedgerFunction>,
}

/// A function's share of a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerFunction {
    /// Its name with its path.
    pub name: String,
    /// Its bytes in the module, uncompressed.
    pub raw: u64,
}

impl Ledger {
    /// Adds what modules are made of. `parts` gives it by the names of files.
    pub fn look_inside<'a>(&mut self, parts: impl Fn(&str) -> &'a [Part]) {
        for (path, file) in self.files.iter_mut().filter(|(_, file)| file.kind == Kind::Modules) {
            file.crates = crates(parts(path.rsplit('/').next().unwrap_or(path)));
        }
    }

    /// The modules of which it is known what they are made of, the heaviest first.
    pub fn modules(&self) -> Vec<(&str, &[LedgerCrate])> {
        let known = self.files.iter().filter(|(_, file)| !file.crates.is_empty());
        let mut modules: Vec<_> = known.collect();
        modules.sort_by(|a, b| b.1.weight.brotli.cmp(&a.1.weight.brotli).then(a.0.cmp(b.0)));
        modules.into_iter().map(|(path, file)| (&**path, &*file.crates)).collect()
    }
}

fn crates(parts: &[Part]) -> Vec<LedgerCrate> {
    let mut groups: BTreeMap<&str, Vec<LedgerFunction>> = BTreeMap::new();
    for part in parts {
        let function = LedgerFunction { name: part.name.clone(), raw: part.bytes };
        groups.entry(&part.group).or_default().push(function);
    }
    let share = |(name, functions): (&str, Vec<LedgerFunction>)| LedgerCrate {
        name: name.to_owned(),
        raw: functions.iter().map(|f| f.raw).sum(),
        functions,
    };
    let mut crates: Vec<LedgerCrate> = groups.into_iter().map(share).collect();
    crates.sort_by(|a, b| b.raw.cmp(&a.raw).then_with(|| a.name.cmp(&b.name)));
    crates
}

/// The heaviest crates of a module and its heaviest functions, for people: `alloc 310, core 120; most in a::b (98)`.
pub fn heaviest(crates: &[LedgerCrate], shown: usize) -> String {
    let shares: Vec<String> = crates.iter().take(shown).map(|c| format!("{} {}", c.name, c.raw)).collect();
    let mut functions: Vec<&LedgerFunction> = crates.iter().flat_map(|c| &c.functions).collect();
    functions.sort_by(|a, b| b.raw.cmp(&a.raw).then_with(|| a.name.cmp(&b.name)));
    let most: Vec<String> = functions.iter().take(shown).map(|f| format!("{} ({})", f.name, f.raw)).collect();
    format!("{}; most in {}", shares.join(", "), most.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_sorted_by_what_they_weigh() {
        let part = |group: &str, name: &str, bytes| Part { group: group.into(), name: name.into(), bytes };
        let parts = [part("b", "b::x", 9), part("a", "a::y", 8), part("a", "a::z", 7)];
        let crates = crates(&parts);
        assert_eq!(crates.iter().map(|c| (&*c.name, c.raw)).collect::<Vec<_>>(), [("a", 15), ("b", 9)]);
        assert_eq!(heaviest(&crates, 2), "a 15, b 9; most in b::x (9), a::y (8)");
    }
}

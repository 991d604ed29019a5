//! What the guide says of the diagnostic codes is what the program means by them.

use crate::harness::repository;
use layer9::diagnostics::Code;

/// A row of the guide's tables, in the words of the code's title: without marks, full stop or capital.
fn row(line: &str) -> Option<(String, String)> {
    let mut cells = line.strip_prefix("| `")?.split(" | ");
    let code = cells.next()?.strip_suffix('`').filter(|code| code.starts_with("L9-"))?;
    let meaning =
        cells.next()?.trim_end().trim_end_matches('|').trim_end().trim_end_matches('.').replace('`', "");
    Some((code.to_owned(), meaning))
}

#[test]
fn the_guide_lists_every_code_once_with_its_meaning() {
    let path = repository().join("content-example/content/guide/diagnostics.md");
    let text = std::fs::read_to_string(path).unwrap();
    let said: Vec<_> = text.lines().filter_map(row).map(|(c, m)| (c, m.to_lowercase())).collect();
    let meant: Vec<_> = Code::ALL.iter().map(|c| (c.as_str().to_owned(), c.title().to_lowercase())).collect();
    let missing: Vec<_> = meant.iter().filter(|row| !said.contains(row)).collect();
    let extra: Vec<_> = said.iter().filter(|row| !meant.contains(row)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "the guide lacks {missing:?}, and has instead {extra:?}");
    assert_eq!(said, meant, "the guide lists a code twice, or not in order");
}

#[test]
fn codes_are_unique_and_in_order() {
    let codes: Vec<&str> = Code::ALL.iter().map(|c| c.as_str()).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    assert!(codes.iter().all(|c| c.len() == 7 && c.starts_with("L9-")), "{codes:?}");
}

//! The words of a text, as they are searched. `search.js` does the same to what is typed: a rule that changes here changes
//! there, and the table of tests is read by both.
//!
//! Scripts that write no spaces have no words that could be told without a dictionary, so each pair of neighbours is one, and
//! the last character of a run is one by itself: whatever is typed of such a text begins with one of them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut, in characters: what is longer is a number, an address or a mistake.
const LONGEST: usize = 32;

/// Calls `each` with every word of a text, in the text's order.
pub(super) fn words(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    if text.is_ascii() {
        for part in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| part.len() > 1) {
            word.clear();
            word.extend(part.chars().take(LONGEST).map(|c| c.to_ascii_lowercase()));
            each(&word);
        }
        return;
    }
    let folded = fold(text);
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(belongs) {
        let run = rest.get(start..).unwrap_or_default();
        let dense = run.chars().next().is_some_and(is_dense);
        let end = run.find(|c| !belongs(c) || is_dense(c) != dense).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        rest = after;
        let mut characters = run.chars().peekable();
        if dense {
            while let Some(first) = characters.next() {
                word.clear();
                word.push(first);
                word.extend(characters.peek());
                each(&word);
            }
        } else if run.chars().nth(1).is_some() {
            word.clear();
            word.extend(characters.take(LONGEST));
            each(without_article(&word));
        }
    }
}

/// A text without what a visitor may leave out: capitals, accents and the vowel signs of Arabic and Hebrew; and with the
/// compatible forms of characters, such as full-width letters, as their ordinary ones.
fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_sign(*c)).collect();
    let mut folded = String::with_capacity(plain.len());
    for c in plain.to_lowercase().nfc() {
        match alike(c) {
            Some(other) => folded.push_str(other),
            None => folded.push(c),
        }
    }
    folded
}

/// What letters are written as where a keyboard has none of them, and letters that Arabic writes one for another.
fn alike(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        'ة' => "ه",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        _ => return None,
    })
}

/// An Arabic word without the article that is written as part of it, and without the conjunction or preposition before that:
/// a visitor who looks for a word leaves it out. What is left has three letters at least.
fn without_article(word: &str) -> &str {
    let rest = word.strip_prefix("لل").or_else(|| {
        word.strip_prefix("ال").or_else(|| word.strip_prefix(['و', 'ب', 'ك', 'ف'])?.strip_prefix("ال"))
    });
    rest.filter(|rest| rest.chars().nth(2).is_some()).unwrap_or(word)
}

fn is_sign(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn belongs(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Whether a character is of a script that writes no spaces, or of Korean, whose words take endings and are joined.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The part of an index that has a word and all that begin like it: by the first two characters, of a script without
/// spaces by the first. The hash is FNV-1a over code points, 32 bits.
pub(super) fn part_of(word: &str, parts: usize) -> usize {
    let count = match word.chars().next() {
        Some(first) if is_dense(first) => 1,
        _ => 2,
    };
    let hash = word
        .chars()
        .take(count)
        .fold(0x811c_9dc5_u32, |hash, c| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193));
    usize::try_from(hash).unwrap_or(0) % parts.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same table is held against `search.js` in a browser.
    const CASES: &str = include_str!("words.json");

    #[test]
    fn words_of_every_kind_of_script() {
        let cases: Vec<(String, Vec<String>)> = serde_json::from_str(CASES).expect("a table");
        assert!(cases.len() > 12);
        for (text, expected) in cases {
            let mut found = Vec::new();
            words(&text, |word| found.push(word.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn parts_hold_what_begins_alike() {
        for (word, longer) in [("in", "install"), ("検", "検索"), ("ق", "قط")] {
            let alike = part_of(longer, 64);
            if word.chars().count() > 1 || is_dense(word.chars().next().expect("a character")) {
                assert_eq!(part_of(word, 64), alike, "{word}");
            }
        }
        assert_eq!(
            (part_of("install", 64), part_of("検索", 64)),
            (part_of("inside", 64), part_of("検証", 64))
        );
        let spread: std::collections::BTreeSet<usize> =
            ["ab", "cd", "ef", "gh", "ij", "kl"].iter().map(|word| part_of(word, 64)).collect();
        assert!(spread.len() > 3);
    }
}

//! Counting words, in scripts with spaces between them and without.
//!
//! Dictionaries that find the words of Chinese, Japanese or Thai would be megabytes of the binary, for a number. So texts
//! in these scripts are counted as their readers do: Chinese and Japanese by the character; Thai, Lao, Khmer and Burmese,
//! whose words have no ends that can be seen, by a word for so many letters. Korean has spaces.

use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

/// Letters of a word in the scripts of South-East Asia that write none apart; signs above and below are not letters.
const LETTERS_A_WORD: usize = 4;

/// How long a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    /// Its words, the characters of Chinese and Japanese among them.
    pub(super) words: usize,
    /// The characters of Chinese and Japanese alone.
    pub(super) characters: usize,
}

impl std::ops::AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// How long a text is. Words are runs of characters that are neither white space nor of a script without spaces.
pub(super) fn count(text: &str) -> Length {
    if text.is_ascii() {
        return Length { words: ascii(text), characters: 0 };
    }
    // Nothing below this block is written without spaces, and looking at each character's script costs.
    if text.chars().all(|c| c < '\u{e00}') {
        return Length { words: text.split_whitespace().count(), characters: 0 };
    }
    const SCRIPTS: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::<Script>::new();
    const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> =
        CodePointMapData::<GeneralCategory>::new();
    let mut length = Length::default();
    let mut letters = 0;
    let mut is_in_word = false;
    for c in text.chars() {
        match SCRIPTS.get(c) {
            _ if c.is_whitespace() || is_punctuation_of_east_asia(c) => is_in_word = false,
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo => {
                length.characters += 1;
                is_in_word = false;
            }
            // The sign of a long vowel belongs to both kana.
            _ if c == 'ー' || c == 'ｰ' => length.characters += 1,
            Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar => {
                letters += usize::from(GeneralCategoryGroup::Letter.contains(CATEGORIES.get(c)));
                is_in_word = false;
            }
            // A mark or a joiner goes with what it stands on; so do the half-width marks of kana.
            Script::Inherited => {}
            _ if matches!(c, '\u{ff9e}' | '\u{ff9f}') => {}
            _ => {
                length.words += usize::from(!is_in_word);
                is_in_word = true;
            }
        }
    }
    length.words += length.characters + letters.div_ceil(LETTERS_A_WORD);
    length
}

/// Whether a character is one of Chinese or Japanese, or a sign that stands between such characters without a space. Korean
/// has spaces.
pub(super) fn is_east_asian(c: char) -> bool {
    if c < '\u{2e80}' {
        return false;
    }
    let script = CodePointMapData::<Script>::new().get(c);
    let is_character = matches!(script, Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo);
    is_character || matches!(c, 'ー' | 'ｰ') || is_punctuation_of_east_asia(c)
}

/// Signs between words that have no space beside them: `、`, `。`, `「`, and forms as wide as a character.
fn is_punctuation_of_east_asia(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3020}' | '\u{3030}' | '\u{30a0}' | '\u{30fb}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// The words of a text of ASCII, a byte at a time: most text is ASCII, and all text is counted.
fn ascii(text: &str) -> usize {
    let mut words = 0;
    let mut after_space = true;
    // As many bytes as words of one letter can be counted in a byte, so that sixteen are looked at at once.
    for bytes in text.as_bytes().chunks(usize::from(u8::MAX)) {
        let mut starts = 0_u8;
        for byte in bytes {
            let space = matches!(byte, b' ' | b'\t'..=b'\r');
            starts += u8::from(after_space && !space);
            after_space = space;
        }
        words += usize::from(starts);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_counted_whole() {
        for length in [254, 255, 256, 1021] {
            for text in ["a ", "ab", " "].map(|part| part.repeat(length)) {
                assert_eq!(count(&text).words, text.split_whitespace().count(), "{length}");
            }
        }
    }

    #[test]
    fn bytes_and_characters_agree() {
        for text in
            ["", " ", "a", " a  b ", "a\u{b}b\u{c}c\rd\te\nf", "a\u{1c}b", "é è", "a\u{a0}b", "a\u{85}b"]
        {
            let words = text.split_whitespace().count();
            assert_eq!(count(text), Length { words, characters: 0 }, "{text:?}");
            // With a character that has to be looked up.
            let length = count(&format!("{text} 字"));
            assert_eq!(length, Length { words: words + 1, characters: 1 }, "{text:?}");
        }
    }

    #[test]
    fn characters_without_spaces_between_them() {
        for c in "静サい、。「」ー々〆！𠮷ㄅ".chars() {
            assert!(is_east_asian(c), "{c}");
        }
        for c in "aé1 .“é한а".chars() {
            assert!(!is_east_asian(c), "{c}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_counted_by_characters_or_letters() {
        for (text, words, characters) in [
            ("静的サイト", 5, 5),
            ("データを読む。", 6, 6),
            ("Layer9は、速い「道具」です", 8, 7),
            ("ﾃﾞｰﾀ", 3, 3),
            ("我们用 Rust 写的。", 6, 5),
            ("𠮷野家", 3, 3),
            ("정적 사이트 생성기", 3, 0),
            // Twelve letters, and signs that are none.
            ("ภาษาไทยไม่มี", 3, 0),
            ("မြန်မာ", 1, 0),
            ("… — “", 3, 0),
            ("e\u{301}te\u{301} 字", 2, 1),
        ] {
            assert_eq!(count(text), Length { words, characters }, "{text:?}");
        }
    }
}

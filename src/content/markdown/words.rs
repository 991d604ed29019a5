//! Counting words.

/// How many words a text has: runs of characters that are not white space.
pub(super) fn count(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    // The same, a byte at a time: most text is ASCII, and all text is counted.
    let mut words = 0;
    let mut after_space = true;
    for byte in text.bytes() {
        let space = matches!(byte, b' ' | b'\t'..=b'\r');
        words += usize::from(after_space && !space);
        after_space = space;
    }
    words
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_and_characters_agree() {
        for text in
            ["", " ", "a", " a  b ", "a\u{b}b\u{c}c\rd\te\nf", "a\u{1c}b", "é è", "a\u{a0}b", "a\u{85}b"]
        {
            assert_eq!(super::count(text), text.split_whitespace().count(), "{text:?}");
        }
    }
}

//! `slugs`: how names become segments of addresses, and headings their ids.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How names become segments of addresses, and headings their ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slugs {
    /// Lower-case ASCII letters, digits and dashes; other scripts are transliterated, character by character.
    #[default]
    Ascii,
    /// Lower-case letters and digits of every script, and dashes; in Unicode's form NFC, as links are written.
    Unicode,
}

impl Slugs {
    /// The words of the configuration.
    pub(super) const WORDS: [(&'static str, Self); 2] = [("ascii", Self::Ascii), ("unicode", Self::Unicode)];

    /// A name as a segment of an address. A name of which no letter or digit is left, such as `!` or `[`, is spelled as
    /// the code points of its characters, so that it has an address at all. `+` and `#` are spelled out, so that C, C++ and
    /// C# are three.
    pub fn segment(self, name: &str) -> String {
        let slug = if name.contains(['+', '#']) {
            self.of(&name.replace('+', " plus ").replace('#', " sharp "))
        } else {
            self.of(name)
        };
        if slug.is_empty() {
            let points: Vec<String> = name.chars().map(|c| format!("u{:x}", c as u32)).collect();
            return points.join("-");
        }
        slug
    }

    /// A text as an id; empty where no letter or digit is left.
    pub fn of(self, text: &str) -> String {
        match self {
            Self::Ascii => slug::slugify(text),
            Self::Unicode if text.is_ascii() => slug::slugify(text),
            Self::Unicode => unicode(text),
        }
    }
}

fn unicode(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.to_lowercase().nfkc() {
        if c.is_alphanumeric() || is_combining_mark(c) && !slug.is_empty() && !gap {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(c);
        } else if !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') {
            // What has no width is no gap.
            gap = true;
        }
    }
    // A letter may join a mark of the one before it.
    slug.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments() {
        let (mut found, mut expected) = (Vec::new(), Vec::new());
        for (name, ascii, unicode) in [
            ("Hello World", "hello-world", "hello-world"),
            ("C++", "c-plus-plus", "c-plus-plus"),
            ("!", "u21", "u21"),
            ("！", "uff01", "uff01"),
            ("Crème Brûlée", "creme-brulee", "crème-brûlée"),
            ("全文検索 入門", "quan-wen-jian-suo-ru-men", "全文検索-入門"),
            ("「検索」とは？", "jian-suo-toha", "検索-とは"),
            ("ガイド", "gaido", "ガイド"),
            ("Ｒｕｓｔ　入門", "rust-ru-men", "rust-入門"),
            ("한국어 안내", "hangugeo-annae", "한국어-안내"),
            ("دليل البدء", "dlyl-lbd", "دليل-البدء"),
            ("हिन्दी में", "hindii-men", "हिन्दी-में"),
            ("ΌΔΟΣ", "odos", "όδος"),
            ("soft\u{ad}hyphen — dash", "softhyphen-dash", "softhyphen-dash"),
        ] {
            found.push((name, Slugs::Ascii.segment(name), Slugs::Unicode.segment(name)));
            expected.push((name, ascii.to_owned(), unicode.to_owned()));
        }
        assert_eq!(found, expected);
        assert_eq!(Slugs::Unicode.of("？！"), "");
        // The same letters in another form of Unicode are the same segment.
        assert_eq!(Slugs::Unicode.of("cafe\u{301}"), Slugs::Unicode.of("café"));
    }
}

//! The direction in which a language is written.

use icu_locale_core::LanguageIdentifier;

/// The direction of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// As in English.
    #[default]
    LeftToRight,
    /// As in Arabic.
    RightToLeft,
}

/// Scripts that are written from right to left (Unicode 17, `Bidi_Class` R and AL), by ISO 15924.
const RIGHT_TO_LEFT_SCRIPTS: [&str; 17] = [
    "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Gara", "Hebr", "Mand", "Mani", "Mend", "Nkoo", "Phnx",
    "Rohg", "Samr", "Syrc", "Thaa",
];

/// Languages whose likely script (CLDR `likelySubtags`) is one of these, by their primary subtag.
const RIGHT_TO_LEFT_LANGUAGES: [&str; 27] = [
    "ae", "ar", "arc", "azb", "bal", "bgn", "ckb", "dv", "fa", "glk", "he", "khw", "ks", "lrc", "mid", "mzn",
    "nqo", "ps", "rhg", "sam", "sd", "sdh", "skr", "syr", "ug", "ur", "yi",
];

impl Direction {
    /// The direction of a BCP 47 tag: by its script where it names one, otherwise by the language's likely script.
    pub fn of(tag: &str) -> Self {
        let Ok(tag) = LanguageIdentifier::try_from_str(tag) else { return Self::LeftToRight };
        let is_right_to_left = match &tag.script {
            Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script.as_str()),
            None => RIGHT_TO_LEFT_LANGUAGES.contains(&tag.language.as_str()),
        };
        if is_right_to_left { Self::RightToLeft } else { Self::LeftToRight }
    }

    /// As HTML's `dir` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Direction;

    #[test]
    fn scripts_decide_before_languages() {
        for (tag, direction) in [
            ("en", "ltr"),
            ("ar", "rtl"),
            ("ar-EG", "rtl"),
            ("fa", "rtl"),
            ("he", "rtl"),
            ("ur-Latn", "ltr"),
            ("az-Arab", "rtl"),
            ("ku", "ltr"),
            ("ckb", "rtl"),
            ("ja", "ltr"),
            ("?", "ltr"),
        ] {
            assert_eq!(Direction::of(tag).as_str(), direction, "{tag}");
        }
    }
}

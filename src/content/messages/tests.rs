use super::*;
use crate::source::SourceText;

fn messages(files: &[(&str, &str)], fallbacks: &[(&str, &[&str])]) -> (Messages, Vec<String>) {
    let mut out = Diagnostics::new();
    let files = files.iter().filter_map(|(below, text)| {
        let layer = if below.starts_with('<') { Layer::Theme } else { Layer::Site };
        let below = below.trim_start_matches('<');
        MessageFile::new(below, SourceText::new(format!("i18n/{below}"), *text), layer, &mut out)
    });
    let files = files.collect();
    let list = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
    let fallbacks = fallbacks.iter().map(|(tag, tags)| ((*tag).to_owned(), list(tags))).collect();
    let messages = Messages::new(files, "en", fallbacks, &mut out);
    let said = out.iter().map(|d| {
        let at = d.location.as_ref().map(|at| at.position());
        let place = at.map(|at| format!("{}:{} ", at.line, at.column)).unwrap_or_default();
        format!("{} {place}{}", d.code.as_str(), d.message)
    });
    (messages, said.collect())
}

fn say(messages: &Messages, language: &str, key: &str, count: f64) -> String {
    let arguments = BTreeMap::from([("count".to_owned(), Argument::Number(count))]);
    match messages.format(language, key, &arguments) {
        Ok(text) => text.into_owned(),
        Err(failure) => format!("{failure:?}"),
    }
}

const EN: &str = "\
-brand = Layer9
hello = Hello
by = Made with { -brand }
items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
search = Search
    .placeholder = Find in { $count } pages
only-en = Only in English, { $count ->
    [one] one
   *[other] many
}
";

#[test]
fn plurals_terms_and_attributes() {
    let ar = "items = { $count ->\n [zero] صفر\n [one] واحد\n [two] اثنان\n [few] قليل\n [many] كثير\n *[other] آخر\n}\n";
    let (messages, said) = messages(&[("en.ftl", EN), ("ar.ftl", ar)], &[]);
    assert_eq!(said, [""; 0]);
    assert_eq!(say(&messages, "en", "items", 1.0), "1 item");
    assert_eq!(say(&messages, "en", "items", 1234.0), "1,234 items");
    assert_eq!(say(&messages, "en", "by", 0.0), "Made with Layer9");
    assert_eq!(say(&messages, "en", "search.placeholder", 3.0), "Find in 3 pages");
    let all: Vec<String> = [0.0, 1.0, 2.0, 3.0, 11.0, 100.0].map(|n| say(&messages, "ar", "items", n)).into();
    assert_eq!(all, ["صفر", "واحد", "اثنان", "قليل", "كثير", "آخر"]);
}

#[test]
fn a_message_is_looked_for_along_the_chain_and_keeps_its_own_plurals() {
    let fr = "hello = Bonjour\n";
    let ca = "bye = Salut\n";
    let (messages, said) = messages(
        &[("en.ftl", EN), ("fr.ftl", fr), ("fr-CA.ftl", ca), ("oc/a.ftl", "x = x\n")],
        &[("oc", &["fr-CA"])],
    );
    assert_eq!(said, [""; 0]);
    assert_eq!(say(&messages, "fr-CA", "hello", 0.0), "Bonjour");
    assert_eq!(say(&messages, "oc", "hello", 0.0), "Bonjour");
    // In French nought is singular; this sentence is English.
    assert_eq!(say(&messages, "fr", "only-en", 0.0), "Only in English, many");
    assert_eq!(messages.source("oc", "bye"), Some("fr-CA"));
    assert_eq!(messages.source("de-AT", "hello"), Some("en"));
    assert_eq!(messages.source("fr-BE", "hello"), Some("fr"));
    assert_eq!(say(&messages, "fr", "helo", 0.0), "Missing");
    assert_eq!(messages.nearest("fr", "helo"), Some("hello"));
}

#[test]
fn a_site_overrides_its_theme_message_by_message() {
    let theme = "next = Next\nsearch = Search\n    .placeholder = Words\nback = Back\nref = { next }\n";
    let site = "next = Onward\nsearch = Look\n";
    let (messages, said) = messages(&[("<en.ftl", theme), ("en.ftl", site)], &[]);
    assert_eq!(said, [""; 0]);
    assert_eq!(say(&messages, "en", "next", 0.0), "Onward");
    assert_eq!(say(&messages, "en", "back", 0.0), "Back");
    assert_eq!(say(&messages, "en", "ref", 0.0), "Onward");
    assert_eq!(say(&messages, "en", "search.placeholder", 0.0), "Missing");
}

#[test]
fn numbers_in_messages_follow_the_language() {
    let de = "a = { $count } B\nb = { NUMBER($count, minimumFractionDigits: 2) }\n\
              c = { NUMBER($count, style: \"percent\") }\nd = { NUMBER($count, style: \"currency\", currency: \"EUR\") }\n";
    let (messages, said) = messages(&[("de.ftl", de), ("ar.ftl", "a = { $count } ب\n")], &[]);
    assert_eq!(said, [""; 0]);
    assert_eq!(say(&messages, "de", "a", 1234.5), "1.234,5 B");
    assert_eq!(say(&messages, "de", "b", 1234.0), "1.234,00");
    assert_eq!(say(&messages, "de", "c", 0.42), "42\u{a0}%");
    assert_eq!(say(&messages, "de", "d", 2.5), "2,50\u{a0}€");
    assert_eq!(say(&messages, "de", "a", 1e300).chars().next(), Some('1'));
    assert_eq!(say(&messages, "de", "a", f64::NAN), "NaN B");
    // Values in a right-to-left sentence keep their direction to themselves.
    assert!(say(&messages, "ar", "a", 3.0).starts_with('\u{2068}'));
}

#[test]
fn mistakes_are_found_before_anything_is_rendered() {
    let text = "a = { -brnd }\n-brand = B\nb = { c }\nd = { FOO(1) }\nb = again\ne = { NUMBER($n, minimumFractionDigits: 99) }\n";
    let (messages, said) = messages(
        &[("en.ftl", text), ("en.txt", ""), ("no tag.ftl", ""), ("fr.ftl", "x = {\ny = y\nz = z\n")],
        &[],
    );
    assert_eq!(
        said,
        [
            "L9-0335 1:1 not a file of messages",
            "L9-0335 1:1 `no tag` is no language tag",
            "L9-0333 4:7 there is no function `FOO` in messages",
            "L9-0332 5:1 two messages named `b` in `en`",
            "L9-0333 6:18 `minimumFractionDigits` is a whole number up to 15",
            "L9-0331 2:3 expected a token starting with `}`",
            "L9-0333 1:8 there is no term `-brnd`",
            "L9-0333 3:7 there is no message `c`",
        ]
    );
    assert_eq!(say(&messages, "fr", "z", 0.0), "z");
    assert_eq!(
        messages.format("en", "e", &BTreeMap::new()),
        Err(Failure::Arguments("it needs the argument `n`".to_owned()))
    );
}

#[test]
fn a_digest_tells_what_a_message_is_made_of_and_nothing_else() {
    let of = |text: &str, key: &str| messages(&[("en.ftl", text)], &[]).0.digest("en", key);
    let before = of(EN, "by");
    assert!(before.is_some());
    assert_eq!(before, of(&EN.replace("hello = Hello", "# A comment.\nhello = Hi"), "by"));
    assert_ne!(before, of(&EN.replace("-brand = Layer9", "-brand = Layer 9"), "by"));
    assert_eq!(of(EN, "none"), None);
}

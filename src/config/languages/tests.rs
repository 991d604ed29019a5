//! Languages as configurations write them.

use super::*;
use crate::config::Config;

fn read(text: &str) -> (std::sync::Arc<Languages>, Vec<String>) {
    let mut out = Diagnostics::new();
    let config = Config::read(&SourceText::new("layer9.toml", text), &mut out);
    (config.languages, out.iter().map(|d| d.message.clone()).collect())
}

#[test]
fn a_site_has_one_language_unless_it_says_more() {
    let (languages, found) = read("default_language = \"fa\"\ntitle = \"T\"");
    assert!(found.is_empty() && !languages.are_many() && !languages.are_named());
    let only = languages.default();
    assert_eq!((only.tag.as_str(), only.title.as_str(), only.prefix.as_str()), ("fa", "T", ""));
    assert_eq!(only.direction, Direction::RightToLeft);
}

#[test]
fn what_a_language_leaves_out_comes_from_its_fallbacks() {
    let (languages, found) = read(
        "title = \"Site\"\ndescription = \"D\"\n[languages.fr]\ntitle = \"Le site\"\nweight = 2\n\
         [languages.fr-CA]\nfallback = \"fr\"\nweight = 1\nname = \"québécois\"",
    );
    assert_eq!(found, [""; 0]);
    let tags: Vec<&str> = languages.iter().map(|l| l.tag.as_str()).collect();
    assert_eq!(tags, ["en", "fr-CA", "fr"]);
    let ca = languages.find("fr-ca").unwrap();
    assert_eq!((ca.title.as_str(), ca.description.as_str()), ("Le site", "D"));
    assert_eq!((ca.prefix.as_str(), ca.name.as_str()), ("/fr-ca", "québécois"));
    assert_eq!(ca.fallback, [languages.find("fr").unwrap().id]);
}

#[test]
fn the_order_for_readers_is_by_weight_and_the_default_language_keeps_its_number() {
    let (languages, _) = read("[languages.ja]\n[languages.ar]\nweight = -1\n[languages.en]\nweight = 5");
    let order: Vec<&str> = languages.in_order().map(|l| l.tag.as_str()).collect();
    assert_eq!(order, ["ar", "ja", "en"]);
    assert_eq!(languages.default().tag, "en");
    assert_eq!(languages.find("ar").unwrap().direction, Direction::RightToLeft);
}

#[test]
fn a_prefix_is_the_tag_in_small_letters_unless_the_table_says_another() {
    let (languages, found) = read(
        "default_language_prefix = true\n[languages.en]\nprefix = \"/int/\"\n[languages.zh-CN]\nprefix = \"zh-CN\"",
    );
    assert_eq!(found, [""; 0]);
    let prefixes: Vec<&str> = languages.iter().map(|l| l.prefix.as_str()).collect();
    assert_eq!(prefixes, ["/int", "/zh-CN"]);
    assert_eq!(read("[languages.en]\nprefix = \"int\"").0.default().prefix, "");
}

#[test]
fn a_prefix_for_the_default_language_is_asked_for() {
    let (languages, _) = read("default_language_prefix = true\n[languages.fr]");
    assert_eq!(languages.default().prefix, "/en");
    assert!(languages.root_is_free());
}

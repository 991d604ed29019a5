//! Grammars and themes of a site's own.

use crate::harness::Site;

const GRAMMAR: &str = r#"{
  "scopeName": "source.recipe",
  "name": "Recipe",
  "fileTypes": ["cook"],
  "patterns": [{ "match": "\\b(stir|bake)\\b", "name": "keyword.control.recipe" }, { "include": "source.units" }]
}"#;

const UNITS: &str = r#"{ "scopeName": "source.units", "patterns": [{ "match": "\\d+ g", "name": "constant.numeric.units" }] }"#;

const THEME: &str = r##"{
  "colors": { "editor.foreground": "#123", "editor.background": "#fefefe" },
  "tokenColors": [
    { "settings": { "foreground": "#000000" } },
    { "scope": ["keyword", "storage"], "settings": { "foreground": "#0badc0de", "fontStyle": "bold italic" } },
    { "scope": "constant.numeric, string", "settings": { "foreground": "#abcdef" } }
  ]
}"##;

fn site() -> Site {
    let site = Site::new();
    site.write("layer9.toml", "base_url = \"https://example.org\"\n[markdown]\nlight_theme = \"kitchen\"\n");
    site.write("templates/page.html", "{{ page.content | safe }}");
    site.write("highlight/grammars/recipe.json", GRAMMAR);
    site.write("highlight/grammars/units.json", UNITS);
    site.write("highlight/themes/kitchen.json", THEME);
    site.write("styles/main.css", "@import \"layer9:highlight.css\";\n");
    site.write(
        "content/a.md",
        "```recipe\nstir 200 g\n```\n\n```COOK\nbake it\n```\n\n```rust\nlet x;\n```\n",
    );
    site
}

fn style(site: &Site) -> String {
    let tree = crate::harness::tree(&site.dist());
    let sheets = tree.iter().filter(|(path, _)| path.ends_with(".css"));
    sheets.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
}

#[test]
fn a_site_has_grammars_and_themes_of_its_own() {
    let site = site();
    site.build();
    let page = site.page("/a/");
    for expected in [">stir</span>", ">200 g</span>", ">bake</span>", ">let</span>"] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let css = style(&site);
    assert!(css.contains("#0badc0de") && css.contains("#abcdef"), "{css}");
    // An edit of the grammar makes the page again, one of the theme does not.
    site.write("highlight/grammars/recipe.json", GRAMMAR.replace("stir|", ""));
    site.build();
    assert!(!site.page("/a/").contains(">stir</span>"), "{}", site.page("/a/"));
    site.write("highlight/themes/kitchen.json", THEME.replace("#abcdef", "#fedcba"));
    site.build();
    assert!(style(&site).contains("#fedcba"));
    assert_eq!(site.run(&["build", "--verify"]).code, Some(0));
}

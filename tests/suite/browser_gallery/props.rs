//! What the pages of the gallery say of their islands.

use crate::harness::{Site, repository};
use crate::server::example;

/// The front page of the gallery says "each".
#[test]
fn every_page_has_a_demo_its_generated_props_its_keys_and_its_size() {
    let source = repository().join("islands/gallery/src/lib.rs");
    let source = std::fs::read_to_string(source).unwrap();
    let modules = source.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let modules: Vec<&str> = modules.collect();
    assert!(modules.len() >= 16, "{modules:?}");
    for module in modules {
        let slug = module.replace('_', "-");
        let name: String = module.split('_').map(|w| w[..1].to_uppercase() + &w[1..]).collect();
        let page = std::fs::read_to_string(example().join(format!("dist/gallery/{slug}/index.html")));
        let page = page.unwrap_or_else(|e| panic!("{slug}: {e}"));
        assert!(page.contains(&format!("aria-label=\"Props of {name}\"")), "{slug} has no table of props");
        assert!(page.contains("<h2 id=\"keyboard"), "{slug} does not say its keys");
        assert!(page.contains("id=\"without-scripts\"") || name == "Accordion", "{slug}: without scripts?");
        let island = page.contains(&format!("<layer9-island name=\"{name}\""));
        assert!(island || name == "Accordion", "{slug} has no live demo");
        let weighs = page.contains("bytes of script and WebAssembly with brotli");
        assert_eq!(weighs, island, "{slug}: its size");
        assert!(!page.contains("<td></td></tr>"), "{slug}: a prop without a meaning");
    }
}

/// What a template knows as `page.toc` is what the table of contents takes, however deep the headings go.
#[test]
fn a_table_of_contents_takes_the_headings_of_a_page() {
    let site = Site::new();
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\n# One\n\n## Two\n\n### Three\n\n#### Four\n\n##### Five\n\n###### Six\n\n## Again\n");
    site.write(
        "templates/page.html",
        "{{ <TableOfContents entries={page.toc} client=\"none\" /> }}{{ page.content | safe }}",
    );
    site.build();
    let html = site.page("/a/");
    for link in ["<a href=\"#one\">One</a>", "<a href=\"#two\">Two</a>", "<a href=\"#again\">Again</a>"] {
        assert!(html.contains(link), "{link} is missing in {html}");
    }
    assert!(!html.contains("<a href=\"#three\">Three</a>"), "{html}");
}

/// A wrong name is an error at the call, with the one that was meant.
#[test]
fn a_component_that_does_not_exist_has_no_props() {
    let site = Site::new();
    site.write("templates/index.html", "{% set it = get_component(name=\"Tab\") %}{{ it.docs }}");
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("there is no component `Tab`; did you mean `Tabs`?"), "{}", run.stderr);
}

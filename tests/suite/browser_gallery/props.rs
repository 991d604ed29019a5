//! What the pages of the gallery say of their islands.

use crate::harness::repository;
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
        assert!(page.contains("<kbd>"), "{slug} does not say its keys");
        assert!(page.contains("id=\"without-scripts\"") || name == "Accordion", "{slug}: without scripts?");
        let island = page.contains(&format!("<layer9-island name=\"{name}\""));
        assert!(island || name == "Accordion", "{slug} has no live demo");
        let weighs = page.contains("bytes of script and WebAssembly with brotli");
        assert_eq!(weighs, island, "{slug}: its size");
        assert!(!page.contains("<td></td></tr>") || name == "Menu", "{slug}: a prop without a meaning");
    }
}

//! What a path means in a language is a thing that outputs read: a translation that comes or goes changes what leads to it.

use crate::harness::Site;

/// A page asks for another by a path in each way there is, and sees its translation come and go although neither the
/// page, nor its template, nor what it saw before was edited.
#[test]
fn a_translation_that_comes_or_goes_remakes_what_leads_to_it() {
    for ask in [
        "{% set found = get_page(path=\"b.md\") %}{{ found.title }}",
        "{{ get_url(path=\"@/b.md\") }}",
        "{% set found = get_section(path=\"s/_index.md\") %}{{ found.title }}",
    ] {
        for in_text in [false, true] {
            let site = Site::empty();
            site.write(
                "layer9.toml",
                "base_url = \"https://example.org\"\n[languages.fr]\n[languages.fr-CA]\nfallback = \"fr\"\nfallback_pages = false\n",
            );
            let here = if in_text { "" } else { ask };
            site.write("templates/page.html", format!("{here}{{{{ page.content | safe }}}}"));
            site.write(
                "templates/components/Ask.html",
                format!("{{% component Ask() %}}{ask}{{% endcomponent Ask %}}"),
            );
            let text = if in_text { "<Ask />\n" } else { "Text.\n" };
            for (path, text) in [
                ("content/a.fr.md", format!("# A\n\n{text}")),
                ("content/a.fr-CA.md", format!("# A\n\n{text}")),
                ("content/b.md", "+++\ntitle = \"English\"\n+++\n".to_owned()),
                ("content/s/_index.md", "+++\ntitle = \"English\"\n+++\n".to_owned()),
            ] {
                site.write(path, text);
            }
            let read = || {
                site.build();
                ["/fr/a/", "/fr-ca/a/"].map(|page| site.page(page))
            };
            let first = read();
            let french = || {
                site.write("content/b.fr.md", "+++\ntitle = \"French\"\n+++\n");
                site.write("content/s/_index.fr.md", "+++\ntitle = \"French\"\n+++\n");
            };
            french();
            let second = read();
            // The French of Canada falls back to it.
            assert!(first.iter().zip(&second).all(|(before, after)| before != after), "{ask}: {second:?}");
            site.write("content/b.fr-CA.md", "+++\ntitle = \"Canadian\"\n+++\n");
            site.write("content/s/_index.fr-CA.md", "+++\ntitle = \"Canadian\"\n+++\n");
            let third = read();
            assert!(second[0] == third[0] && second[1] != third[1], "{ask}: {third:?}");
            for path in ["b.fr.md", "s/_index.fr.md", "b.fr-CA.md", "s/_index.fr-CA.md"] {
                std::fs::remove_file(site.path().join("content").join(path)).unwrap();
            }
            assert_eq!(read(), first, "{ask}");
        }
    }
}

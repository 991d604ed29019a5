//! Terms and taxonomies with content of their own.

use crate::harness::Site;

fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Notes\"\ntaxonomies = [{ name = \"tags\", feed = true }]\n",
    );
    site.write(
        "templates/taxonomy_single.html",
        "{{ term.title }}|{{ term.description }}|{{ term.extra.icon or \"-\" }}|{{ term.content | safe }}|{{ taxonomy.title }}|{% for p in term.pages %}{{ p.title }}{% endfor %}",
    );
    site.write(
        "templates/taxonomy_list.html",
        "{{ taxonomy.title }}:{% for t in terms | sort(attribute=\"weight\") %} {{ t.title }}{% endfor %}",
    );
    site.write("content/a.md", "+++\ntitle = \"A\"\ndate = 2024-01-01\ntaxonomies.tags = [\"Rust\", \"web\"]\n+++\n[about](@/tags/rust/_index.md)\n");
    site.write("content/tags/_index.md", "+++\ntitle = \"Subjects\"\n+++\n");
    site.write(
        "content/tags/rust/_index.md",
        "+++\ntitle = \"The Rust language\"\ndescription = \"Of crabs.\"\nweight = 9\nextra.icon = \"crab\"\n+++\nAbout *Rust*. <Counter client=\"load\" />\n",
    );
    site.write("content/tags/web/_index.md", "+++\nweight = 1\n+++\n");
    site
}

#[test]
fn a_term_has_content_of_its_own() {
    let site = site();
    site.build();
    let term = site.page("/tags/rust/");
    assert!(
        term.starts_with("The Rust language|Of crabs.|crab|<p>About <em>Rust</em>. <layer9-island"),
        "{term}"
    );
    assert!(term.contains("|Subjects|A") && term.contains("<script"), "{term}");
    assert!(
        site.page("/tags/web/").starts_with("Web|||-||Subjects|A")
            || site.page("/tags/web/").starts_with("Web||-||Subjects|A"),
        "{}",
        site.page("/tags/web/")
    );
    assert_eq!(site.page("/tags/"), "Subjects: Web The Rust language");
    assert!(site.page("/a/").contains("href=\"/tags/rust/\""));
    assert!(site.dist().join("tags/rust/atom.xml").exists());
}

#[test]
fn an_edit_of_it_makes_its_page_again_and_no_other() {
    let site = site();
    site.build();
    std::thread::sleep(std::time::Duration::from_millis(60));
    site.write(
        "content/tags/rust/_index.md",
        "+++\ntitle = \"The Rust language\"\nweight = 9\n+++\nEdited.\n",
    );
    let run = site.build();
    assert!(run.stderr.contains("1 file written"), "{}", run.stderr);
    assert!(site.page("/tags/rust/").contains("<p>Edited.</p>"));
    site.write("content/tags/_index.md", "+++\ntitle = \"Topics\"\n+++\n");
    site.build();
    assert!(site.page("/tags/web/").contains("|Topics|"));
}

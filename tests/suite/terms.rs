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
        term.starts_with("The Rust language|Of crabs.|crab|<p>About <em>Rust</em>.</p>\n<layer9-island"),
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

/// `/tags/` with `by` terms on a page, of five terms; each page shows its terms and what the paginator says.
fn split_in(by: usize) -> Site {
    let site = Site::empty();
    let config = "base_url = \"https://example.org\"\ntitle = \"Notes\"\n";
    site.write(
        "layer9.toml",
        format!("{config}taxonomies = [{{ name = \"tags\", paginate_terms_by = {by} }}]\n"),
    );
    site.write(
        "templates/taxonomy_list.html",
        "{% for t in terms %}{{ t.name }} {% endfor %}{% if paginator %}| {{ paginator.current_index }} of \
         {{ paginator.number_pagers }}, {{ paginator.total_pages }} terms, {{ paginator.terms | length }} here{% if paginator.next %}, \
         then {{ paginator.next }}{% endif %}{% endif %}",
    );
    site.write("templates/taxonomy_single.html", "{{ term.name }}");
    site.write(
        "content/a.md",
        "+++\ntitle = \"A\"\ntaxonomies.tags = [\"e\", \"d\", \"c\", \"b\", \"a\"]\n+++\n",
    );
    site
}

#[test]
fn a_long_list_of_terms_is_split() {
    let site = split_in(2);
    site.build();
    assert_eq!(site.page("/tags/"), "a b | 1 of 3, 5 terms, 2 here, then https://example.org/tags/page/2/");
    assert_eq!(
        site.page("/tags/page/2/"),
        "c d | 2 of 3, 5 terms, 2 here, then https://example.org/tags/page/3/"
    );
    assert_eq!(site.page("/tags/page/3/"), "e | 3 of 3, 5 terms, 1 here");
    assert!(site.page("/tags/page/1/").contains("url=/tags/"), "{}", site.page("/tags/page/1/"));
    assert!(!site.dist().join("tags/page/4").exists());

    // A term more moves the ones after it.
    site.write("content/b.md", "+++\ntitle = \"B\"\ntaxonomies.tags = [\"aa\"]\n+++\n");
    site.build();
    assert!(site.page("/tags/").starts_with("a aa |") && site.page("/tags/page/3/").starts_with("d e |"));

    let whole = split_in(0);
    whole.build();
    assert_eq!(whole.page("/tags/"), "a b c d e ");
    assert!(!whole.dist().join("tags/page").exists());
}

//! Sites in several languages.

use crate::harness::Site;

const PAGE: &str = "{{ lang }} {{ page.lang }} {{ page.path }} {{ page.title }}";

fn site(config: &str) -> Site {
    let site = Site::empty();
    site.write("layer9.toml", format!("base_url = \"https://example.org\"\ntitle = \"Site\"\n{config}"));
    site.write("templates/page.html", PAGE);
    site.write(
        "templates/index.html",
        "home {{ lang }} {{ section.lang }} {{ section.path }} {{ section.title }}",
    );
    site.write(
        "templates/section.html",
        "{{ section.lang }} {{ section.path }} {{ section.title }}:{% for p in section.pages %} {{ p.path }}{% endfor %}",
    );
    site
}

#[test]
fn suffixes_and_folders_say_the_language_of_sources() {
    let site = site(
        "[languages.fr]\ntitle = \"Le site\"\n[languages.ar]\n[languages.de]\ncontent_dir = \"texte\"\n",
    );
    site.write("content/about.md", "# About\n");
    site.write("content/about.fr.md", "# À propos\n");
    site.write("content/ar/about.md", "# عن\n");
    site.write("content/texte/about.md", "# Über\n");
    site.write("content/blog/_index.md", "+++\ntitle = \"Blog\"\nsort_by = \"date\"\n+++\n");
    site.write("content/blog/_index.fr.md", "+++\ntitle = \"Journal\"\nsort_by = \"title\"\n+++\n");
    site.write("content/blog/2026-01-01-a.md", "# A\n");
    site.write("content/blog/2026-01-01-a.fr.md", "# B fr\n");
    site.write("content/blog/2026-02-01-b.fr.md", "# A fr\n");
    site.write("content/texte/blog/2026-03-01-c.md", "# C\n");
    site.write("content/texte/blog/2026-04-01-d/index.md", "# D\n![](x.txt)\n");
    site.write("content/texte/blog/2026-04-01-d/x.txt", "x");
    site.write("content/notes.it.md", "# Not Italian\n");
    site.build();
    assert_eq!(site.page("/about/"), "en en /about/ About");
    assert_eq!(site.page("/fr/about/"), "fr fr /fr/about/ À propos");
    assert_eq!(site.page("/ar/about/"), "ar ar /ar/about/ عن");
    assert_eq!(site.page("/de/about/"), "de de /de/about/ Über");
    assert_eq!(site.page("/notes-it/"), "en en /notes-it/ Not Italian");
    assert_eq!(site.page("/"), "home en en / Site");
    assert_eq!(site.page("/fr/"), "home fr fr /fr/ Le site");
    assert_eq!(site.page("/blog/"), "en /blog/ Blog: /blog/a/");
    assert_eq!(site.page("/fr/blog/"), "fr /fr/blog/ Journal: /fr/blog/b/ /fr/blog/a/");
    // Without an `_index` of its own a folder is ordered as the default language's.
    assert_eq!(site.page("/de/blog/"), "de /de/blog/ Blog: /de/blog/d/ /de/blog/c/");
    assert_eq!(site.read("dist/de/blog/d/x.txt"), "x");
}

#[test]
fn the_default_language_can_have_a_prefix() {
    let site = site("default_language_prefix = true\n[languages.fr]\n");
    site.write("content/about.md", "# About\n");
    site.write("content/about.fr.md", "+++\npath = \"a-propos\"\n+++\n# À propos\n");
    site.build();
    assert_eq!(site.page("/en/about/"), "en en /en/about/ About");
    assert_eq!(site.page("/fr/a-propos/"), "fr fr /fr/a-propos/ À propos");
    assert_eq!(site.page("/en/"), "home en en /en/ Site");
}

#[test]
fn a_site_without_languages_takes_no_suffix_for_one() {
    let site = site("default_language = \"en\"\n");
    site.write("content/about.md", "# About\n");
    site.write("content/about.fr.md", "# Fr\n");
    site.write("content/fr/x.md", "# X\n");
    site.build();
    assert_eq!(site.page("/about-fr/"), "en en /about-fr/ Fr");
    assert_eq!(site.page("/fr/x/"), "en en /fr/x/ X");
}

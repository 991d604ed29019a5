//! Sites in several languages.

use crate::harness::{Site, repository, tree};

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

fn translated() -> Site {
    let site = site(
        "generate_feeds = true\nfeeds = [\"atom\", \"rss\", \"json\"]\n\
         taxonomies = [\"tags\"]\n[menus]\nmain = [{ url = \"@/about.md\" }, { name = \"Top\", url = \"/\" }]\n\
         [languages.fr]\ntitle = \"Le site\"\ndescription = \"En français\"\nname = \"français\"\ntaxonomies.tags = \"Étiquettes\"\n\
         [languages.ar]\nname = \"العربية\"\nmenus.main = [{ name = \"عن\", url = \"@/about.ar.md\" }]\n",
    );
    let links = "{% for t in page.translations %} {{ t.lang }}={{ t.path }}|{{ t.title }}{% endfor %}";
    let menu = "{% for item in get_menu(name=\"main\") %} {{ item.name }}>{{ item.path }}{% endfor %}";
    let about = "{% set a = get_page(path=\"about.md\") %}{% set b = get_page(path=\"about.md\", lang=\"en\") %}\
                 {{ a.path }} {{ b.path }} \
                 {{ get_url(path=\"@/about.md\") }} {{ get_url(path=\"@/about.md#x\", lang=\"en\") }}";
    site.write(
        "templates/page.html",
        format!("{links};{menu};{about};{{{{ config.title }}}} {{{{ language.direction }}}};{{{{ page.content | safe }}}}"),
    );
    site.write("content/about.md", "# About\n\n[home](@/_index.md) [b](@/blog/b.md)\n");
    site.write(
        "content/about.fr.md",
        "# À propos\n\n[home](@/_index.md) [b](@/blog/b.md) [en](@/about.en.md)\n",
    );
    site.write("content/about.ar.md", "+++\ntitle = \"عن\"\npath = \"خبر\"\n+++\n");
    site.write("content/_index.fr.md", "");
    site.write(
        "content/blog/b.md",
        "+++\ntitle = \"B\"\ndate = 2026-01-02\ntaxonomies.tags = [\"Red\"]\n+++\n",
    );
    site.write(
        "content/blog/lettre.fr.md",
        "+++\ntitle = \"Lettre\"\ndate = 2026-01-03\ntranslation_key = \"blog/b\"\ntaxonomies.tags = [\"Rouge\"]\n+++\n",
    );
    site.write(
        "templates/taxonomy_list.html",
        "{{ taxonomy.title }} {{ lang }}{% for t in terms %} {{ t.path }}{% endfor %}",
    );
    site.write(
        "templates/taxonomy_single.html",
        "{{ term.name }}{% for p in term.pages %} {{ p.path }}{% endfor %}",
    );
    site.write("templates/404.html", "{{ lang }} {{ config.title }}");
    site
}

#[test]
fn translations_know_each_other_and_links_stay_in_the_language() {
    let site = translated();
    site.build();
    let all = " en=/about/|About fr=/fr/about/|À propos ar=/ar/خبر/|عن";
    let base = "https://example.org";
    let en = site.page("/about/");
    assert!(
        en.starts_with(&format!(
            "{all}; About>/about/ Top>/;/about/ /about/ {base}/about/ {base}/about/#x;Site ltr;"
        )),
        "{en}"
    );
    assert!(en.contains("href=\"/\">home") && en.contains("href=\"/blog/b/\">b"), "{en}");
    let fr = site.page("/fr/about/");
    let expected = format!(
        "{all}; À propos>/fr/about/ Top>/fr/;/fr/about/ /about/ {base}/fr/about/ {base}/about/#x;Le site ltr;"
    );
    assert!(fr.starts_with(&expected), "{fr}");
    // A path that names no language means the translation, by a key too; one that names one means just that.
    assert!(fr.contains("href=\"/fr/\">home") && fr.contains("href=\"/fr/blog/lettre/\">b"), "{fr}");
    assert!(fr.contains("href=\"/about/\">en"), "{fr}");
    let ar = site.page("/ar/خبر/");
    assert!(ar.starts_with(&format!("{all}; عن>/ar/خبر/;")) && ar.contains(";Site rtl;"), "{ar}");
    assert!(site.page("/blog/b/").starts_with(" en=/blog/b/|B fr=/fr/blog/lettre/|Lettre;"));
}

#[test]
fn every_language_has_lists_feeds_terms_and_a_404_of_its_own() {
    let site = translated();
    site.build();
    assert_eq!(site.page("/tags/"), "tags en /tags/red/");
    assert_eq!(site.page("/fr/etiquettes/"), "Étiquettes fr /fr/etiquettes/rouge/");
    assert_eq!(site.page("/fr/etiquettes/rouge/"), "Rouge /fr/blog/lettre/");
    assert_eq!(site.read("dist/404.html"), "en Site");
    assert_eq!(site.read("dist/fr/404.html"), "fr Le site");
    let atom = site.read("dist/fr/atom.xml");
    assert!(atom.contains("xml:lang=\"fr\"") && atom.contains("<title>Le site</title>"), "{atom}");
    assert!(atom.contains("Lettre") && !atom.contains("<title>B</title>"), "{atom}");
    assert!(site.read("dist/fr/rss.xml").contains("<language>fr</language>"));
    assert!(site.read("dist/fr/feed.json").contains("\"language\": \"fr\""));
    assert!(!site.read("dist/atom.xml").contains("Lettre"));
    let map = site.read("dist/sitemap.xml");
    let link = |lang: &str, path: &str| {
        format!("<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"https://example.org{path}\"/>")
    };
    // Both name both, and themselves.
    for found in [link("en", "/blog/b/"), link("fr", "/fr/blog/lettre/"), link("x-default", "/blog/b/")] {
        assert_eq!(map.matches(&found).count(), 2, "{found}\n{map}");
    }
}

fn falling_back(more: &str) -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        format!(
            "base_url = \"https://example.org\"\ntitle = \"Site\"\ntheme = \"strata\"\ngenerate_feeds = true\n\
             [languages.en]\nname = \"English\"\n\
             [languages.fr]\ntitle = \"Le site\"\nfallback = [\"en\"]\nname = \"français\"\n{more}\
             [languages.ar]\nname = \"العربية\"\nfallback = [\"fr\", \"en\"]\n"
        ),
    );
    site.write("content/_index.md", "Welcome.\n");
    site.write("content/about.md", "# About\n\n[news](@/blog/news.md) ![](blog/a.txt)\n");
    site.write("content/about.fr.md", "# À propos\n");
    site.write("content/blog/_index.md", "+++\ntitle = \"Blog\"\nsort_by = \"date\"\n+++\n");
    site.write(
        "content/blog/news.md",
        "+++\ntitle = \"News\"\ndate = 2026-01-01\naliases = [\"old\"]\n+++\nFresh.\n",
    );
    site.write("content/blog/a.txt", "a");
    site.write("content/blog/nur.ar.md", "+++\ntitle = \"نور\"\ndate = 2026-01-02\n+++\nText.\n");
    site
}

#[test]
fn what_is_not_translated_is_shown_in_the_fallback() {
    let site = falling_back("");
    site.build();
    let news = site.page("/fr/blog/news/");
    for part in [
        "<html lang=\"fr\">",
        "Fresh.",
        "<div lang=\"en\" dir=\"ltr\">",
        "<link rel=\"canonical\" href=\"https://example.org/blog/news/\">",
        "class=\"fallback-notice\"",
        "pas encore traduite",
        "<title>News · Le site</title>",
    ] {
        assert!(news.contains(part), "{part}\n{news}");
    }
    // The nearest of the chain that has it: French before English.
    let about = site.page("/ar/about/");
    assert!(about.contains("À propos") && about.contains("<html lang=\"ar\" dir=\"rtl\">"), "{about}");
    assert!(about.contains("<div lang=\"fr\" dir=\"ltr\">"), "{about}");
    assert!(site.page("/ar/").contains("Welcome.") && site.page("/fr/blog/").contains("/fr/blog/news/"));
    // Its links stay in the language that it is shown in; it is no page of the language's feed, nor of the sitemap.
    let hreflang = "<link rel=\"alternate\" hreflang=\"fr\" href=\"https://example.org/fr/about/\">";
    let own = site.page("/about/");
    assert!(
        own.contains(hreflang) && own.contains("hreflang=\"x-default\" href=\"https://example.org/about/\""),
        "{own}"
    );
    assert!(!own.contains("https://example.org/ar/about/\">"), "{own}");
    assert!(!site.read("dist/sitemap.xml").contains("/fr/blog/news/"));
    assert!(!site.read("dist/fr/atom.xml").contains("News"));
    assert!(!site.dist().join("blog/nur").exists() && site.dist().join("ar/blog/nur/index.html").exists());
    // A translation takes its place, and its removal brings it back.
    let before = site.page("/blog/news/");
    site.write("content/blog/news.fr.md", "+++\ntitle = \"Nouvelles\"\ndate = 2026-01-01\n+++\nFrais.\n");
    site.build();
    assert!(site.page("/fr/blog/news/").contains("Frais.") && site.page("/ar/blog/news/").contains("Frais."));
    assert!(site.page("/blog/news/").contains("https://example.org/fr/blog/news/"));
    std::fs::remove_file(site.path().join("content/blog/news.fr.md")).unwrap();
    site.build();
    assert_eq!((site.page("/fr/blog/news/"), site.page("/blog/news/")), (news, before));
}

#[test]
fn fields_alone_can_fall_back() {
    let site = falling_back("fallback_pages = false\n");
    site.build();
    assert!(!site.dist().join("fr/blog").exists() && site.dist().join("ar/blog/news/index.html").exists());
}

/// The theme's own words: each language that it brings has all of them, with the same attributes, and nothing else of
/// its templates is written in a language.
#[test]
fn the_theme_speaks_its_languages_and_a_site_overrides_a_word() {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Site\"\ntheme = \"strata\"\n\
         taxonomies = [{ name = \"tags\" }]\narchives = [{ section = \"blog\" }]\n\
         [languages.fr]\ntaxonomies.tags = \"Étiquettes\"\n[languages.ar]\n[languages.ja]\n[languages.de]\n",
    );
    site.write("i18n/ja.ftl", "strata-newer = 次の号\n");
    for suffix in ["", ".fr", ".ar", ".ja", ".de"] {
        site.write(&format!("content/_index{suffix}.md"), "Home.\n");
        site.write(
            &format!("content/blog/_index{suffix}.md"),
            "+++\ntitle = \"Blog\"\nsort_by = \"date\"\npaginate_by = 1\n+++\n",
        );
        for day in 1..=3 {
            site.write(
                &format!("content/blog/post{day}{suffix}.md"),
                format!(
                    "+++\ntitle = \"P{day}\"\ndate = 2026-11-0{day}\n[taxonomies]\ntags = [\"x\"]\n+++\n\
                     ## A\n\n## B\n\n<Callout>C</Callout>\n"
                ),
            );
        }
    }
    site.build();
    for (page, parts) in [
        ("/blog/", ["Skip to content", "November 3, 2026", "Page 1 of 3", "1 min read", "Older"]),
        (
            "/fr/blog/",
            ["Aller au contenu", "3 novembre 2026", "Page 1 sur 3", "min de lecture", "Plus ancien"],
        ),
        ("/ja/blog/", ["本文へ移動", "2026年11月3日", "3ページ中1ページ目", "約1分で読めます", "古い記事"]),
        ("/ar/blog/", ["انتقل إلى المحتوى", "نوفمبر", "الصفحة", "دقيقة قراءة واحدة", "الأقدم"]),
        // A language that the theme does not bring has its dates, and the words of English.
        ("/de/blog/", ["Skip to content", "3. November 2026", "Page 1 of 3", "1 min read", "Older"]),
        ("/fr/blog/post2/", ["Sur cette page", "Fil d’Ariane", "Étiquettes", "Remarque", "Plus récent"]),
        ("/ja/blog/post2/", ["このページの内容", "パンくずリスト", "Tags", "補足", "次の号"]),
        ("/fr/etiquettes/", ["Étiquettes", "3 pages", "Thème", "Clair", "Langues"]),
        (
            "/blog/2026/",
            [
                "<h1 class=\"page-title\">2026</h1>",
                "Light",
                "November 2026 (3)",
                "Parts of this archive",
                "Languages",
            ],
        ),
        (
            "/ar/404.html",
            ["لا شيء في هذه الطبقة", "dir=\"rtl\"", "href=\"/ar/\"", "الرئيسية", "الصفحة غير موجودة"],
        ),
    ] {
        let html = if page.ends_with(".html") { site.read(&format!("dist{page}")) } else { site.page(page) };
        for part in parts {
            assert!(html.contains(part), "{page}: {part}\n{html}");
        }
    }
    let theme = repository().join("themes/strata");
    let keys = |language: &str| {
        let text = std::fs::read_to_string(theme.join(format!("i18n/{language}.ftl"))).unwrap();
        let keys = text.lines().filter(|line| line.starts_with("strata-") || line.starts_with("    ."));
        keys.filter_map(|line| line.split_once('=')).map(|(key, _)| key.to_owned()).collect::<Vec<_>>()
    };
    for language in ["fr", "ar", "ja"] {
        assert_eq!(keys(language), keys("en"), "{language}");
    }
    // What stands between the tags of a template and in its labels is said by `t` or by the site.
    let mut words = Vec::new();
    for (path, text) in tree(&theme.join("templates")) {
        let Some(text) = path.ends_with(".html").then(|| String::from_utf8_lossy(&text).into_owned()) else {
            continue;
        };
        let text = without(&without(&without(&text, "{#", "#}"), "{%", "%}"), "{{", "}}");
        words.extend(text.match_indices("aria-label=\"").filter_map(|(at, label)| {
            let label = text[at + label.len()..].split('"').next()?;
            label.chars().any(char::is_alphabetic).then(|| format!("{path}: {label}"))
        }));
        let text = without(&without(&text, "<!", ">"), "<", ">");
        words.extend(
            text.split_whitespace()
                .filter(|w| w.len() > 1 && w.chars().all(char::is_alphabetic))
                .map(|w| format!("{path}: {w}")),
        );
    }
    assert_eq!(words, Vec::<String>::new());
}

/// A text without what stands between two marks.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |all, part| all + " " + part.split_once(to).map_or("", |(_, rest)| rest))
}

#[test]
fn titles_and_terms_are_in_the_order_of_their_language() {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Site\"\ntheme = \"strata\"\n\
         default_language = \"de\"\ntaxonomies = [{ name = \"tags\" }]\n[languages.sv]\n",
    );
    site.write(
        "templates/section.html",
        "{% for p in section.pages %}{{ p.title }}{% if not loop.last %} {% endif %}{% endfor %}",
    );
    for suffix in ["", ".sv"] {
        site.write(&format!("content/a/_index{suffix}.md"), "+++\nsort_by = \"title\"\n+++\n");
        for (at, title) in ["z10", "Ära", "Zebra", "z9", "Bo"].into_iter().enumerate() {
            site.write(
                &format!("content/a/{at}{suffix}.md"),
                format!("+++\ntitle = \"{title}\"\n[taxonomies]\ntags = [\"{title}\"]\n+++\n"),
            );
        }
    }
    site.build();
    assert_eq!(site.page("/a/"), "Ära Bo z9 z10 Zebra");
    assert_eq!(site.page("/sv/a/"), "Bo z9 z10 Zebra Ära");
    for (page, first, last) in [("/tags/", "Ära", "Zebra"), ("/sv/tags/", "Bo", "Ära")] {
        let html = site.page(page);
        let (first, last) =
            (html.find(&format!(">{first} <")).unwrap(), html.find(&format!(">{last} <")).unwrap());
        assert!(
            ["z9", "z10"].iter().all(|t| (first..last).contains(&html.find(&format!(">{t} <")).unwrap())),
            "{html}"
        );
    }
}

#[test]
fn a_language_keeps_its_letters_in_addresses_where_it_says_so() {
    let site =
        site("taxonomies = [\"tags\"]\n[markdown]\nwikilinks = true\n[languages.ja]\nslugs = \"unicode\"\n");
    site.write("templates/page.html", "{{ page.path }} {{ page.content | safe }}");
    site.write("templates/taxonomy_single.html", "{{ term.path }}");
    site.write("templates/taxonomy_list.html", "{% for t in terms %}{{ t.path }}{% endfor %}");
    site.write("content/Crème Brûlée.md", "# Crème\n\n## Très bien\n");
    site.write("content/ja/入門/_index.md", "+++\ntitle = \"入門\"\n+++\n");
    site.write(
        "content/ja/入門/検索の 仕方.md",
        "+++\ntitle = \"検索\"\ntaxonomies.tags = [\"全文 検索\"]\n+++\n\n## 仕方とは？\n\n[そこ](#仕方とは) [[#仕方とは？]] [他](@/入門/別.md#中身)\n",
    );
    site.write("content/ja/入門/別.md", "+++\ntitle = \"別\"\n+++\n\n## 中身\n");
    site.build();
    assert!(site.page("/creme-brulee/").contains("id=\"tres-bien\""));
    let page = site.page("/ja/入門/検索の-仕方/");
    assert!(page.starts_with("/ja/入門/検索の-仕方/ "), "{page}");
    assert!(page.contains("<h2 id=\"仕方とは\">"), "{page}");
    // By its id and by its words, RFC 3986, as Markdown writes links.
    assert_eq!(page.matches("<a href=\"#%E4%BB%95%E6%96%B9%E3%81%A8%E3%81%AF\">").count(), 2, "{page}");
    assert!(page.contains("<a href=\"/ja/%E5%85%A5%E9%96%80/%E5%88%A5/#%E4%B8%AD%E8%BA%AB\">"), "{page}");
    assert_eq!(site.page("/ja/tags/全文-検索/"), "/ja/tags/全文-検索/");
    assert_eq!(site.page("/ja/tags/"), "/ja/tags/全文-検索/");
    let sitemap = site.read("dist/sitemap.xml");
    assert!(sitemap.contains("https://example.org/ja/%E5%85%A5%E9%96%80/"), "{sitemap}");
    assert!(!sitemap.contains("入"), "{sitemap}");
}

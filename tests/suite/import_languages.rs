//! Sites in several languages: what says the language stays, and the words of templates become messages.

use crate::import::Import;

#[test]
fn zola_languages_stay_languages() {
    let import = Import::zola();
    import.old.write(
        "config.toml",
        "base_url = \"https://example.org\"\ntitle = \"Old\"\ngenerate_feeds = true\ntaxonomies = [{ name = \"tags\" }]\n\
         [translations]\nread = \"Read {more}\"\n\"not there\" = \"Missing\"\n\
         [languages.fr]\ntitle = \"Vieux\"\ngenerate_feeds = true\ntaxonomies = [{ name = \"tags\" }]\n\
         [languages.fr.translations]\nread = \"\"\"\n<b>Lire</b>\n*la suite*\n\"\"\"\n\
         [languages.zh-CN]\n",
    );
    for (path, title) in [
        ("_index.md", "Home"),
        ("_index.fr.md", "Accueil"),
        ("blog/_index.md", "Blog"),
        ("blog/a.md", "A"),
        ("blog/a.fr.md", "Ah"),
        ("blog/a.zh-CN.md", "Zh"),
        ("blog/only.fr.md", "Seul"),
        ("trip/index.md", "Trip"),
        ("trip/index.fr.md", "Voyage"),
    ] {
        let tags = if path == "blog/a.fr.md" { "[taxonomies]\ntags = [\"mot\"]\n" } else { "" };
        import.old.write(
            &format!("content/{path}"),
            format!("+++\ntitle = \"{title}\"\n{tags}+++\n[a](@/blog/a.fr.md)\n"),
        );
    }
    import.old.write("content/blog/slugged.fr.md", "+++\ntitle = \"S\"\nslug = \"autre\"\n+++\n");
    import.old.write("content/trip/x.png", "x");
    import.old.write("templates/index.html", "home {{ section.title }} {{ lang }}");
    import.old.write("templates/section.html", "section");
    import.old.write(
        "templates/page.html",
        "{% for t in page.translations %}{{ t.lang }} {% endfor %}|{{ trans(key=\"read\", lang=lang) | safe }}|\
         {{ trans(key=\"not there\", lang=\"en\") }}|{{ get_url(path=\"@/blog/a.md\", lang=\"fr\") }}",
    );
    let run = import.run("zola");
    let config = import.read("layer9.toml");
    for part in ["[languages.fr]", "title = \"Vieux\"", "[languages.zh-CN]", "prefix = \"zh-CN\""] {
        assert!(config.contains(part), "{part}: {config}");
    }
    assert!(
        !config.contains("translations") && run.stdout.contains("`not there` is called `not-there`"),
        "{config}"
    );
    assert!(import.read("content/blog/a.fr.md").contains("@/blog/a.fr.md"));
    import.build();
    let run = import.check(
        "/\n/fr/\n/blog/a/\n/fr/blog/a/\n/zh-CN/blog/a/\n/fr/blog/only/\n/fr/blog/autre/\n/trip/x.png\n/fr/trip/\n/fr/trip/x.png\n\
         /fr/atom.xml\n/fr/tags/mot/\n/atom.xml\n",
    );
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    let (english, french) = (import.read("dist/blog/a/index.html"), import.read("dist/fr/blog/a/index.html"));
    assert!(english.contains("en fr zh-CN |Read {more}|Missing|"), "{english}");
    assert!(french.contains("<b>Lire</b>\n*la suite*|Missing|https://example.org/fr/blog/a/"), "{french}");
}

#[test]
fn hugo_languages_stay_languages() {
    let import = Import::hugo();
    import.old.write(
        "hugo.toml",
        "baseURL = \"https://example.org/\"\ndefaultContentLanguage = \"en\"\ndefaultContentLanguageInSubdir = true\n\
         [languages.en]\nlanguageName = \"English\"\ntitle = \"Old\"\nweight = 2\n\
         [languages.fr]\nlabel = \"français\"\ntitle = \"Vieux\"\nweight = 1\n[languages.fr.params]\nmood = \"calme\"\n\
         [[languages.fr.menus.main]]\nname = \"Accueil\"\nurl = \"/fr/\"\n\
         [languages.ar]\nlanguageDirection = \"rtl\"\ncontentDir = \"content-ar\"\n",
    );
    import.old.write("content/post/a.md", "---\ntitle: A\n---\n");
    import.old.write("content/post/a.fr.md", "---\ntitle: Ah\n---\n[b]({{< ref \"b\" >}})\n");
    import.old.write("content/post/b.fr.md", "---\ntitle: B\n---\n");
    import.old.write("content/trip/index.md", "---\ntitle: Trip\n---\n");
    import.old.write("content/trip/index.fr.md", "---\ntitle: Voyage\n---\n");
    import.old.write("content/trip/x.png", "x");
    import.old.write("content/trip/y.fr.png", "y");
    import.old.write("content-ar/post/c.md", "---\ntitle: C\n---\n");
    import.old.write(
        "i18n/en.toml",
        "[readMore]\nother = \"Read {{ .Name }}\"\n[pages]\none = \"One page\"\nother = \"{{ .Count }} pages\"\n[nav.home]\nother = \"Home\"\n",
    );
    import.old.write("i18n/fr.yaml", "- id: readMore\n  translation: \"Lire {{ .Name | upper }}\"\n");
    let run = import.run("hugo");
    let config = import.read("layer9.toml");
    for part in [
        "default_language_prefix = true",
        "[languages.fr]\nname = \"français\"\ntitle = \"Vieux\"\nweight = 1",
        "[languages.fr.extra]\nmood = \"calme\"",
        "[[languages.fr.menus.main]]",
        "direction = \"rtl\"",
    ] {
        assert!(config.contains(part), "{part}: {config}");
    }
    assert!(!config.contains("extra.languages"), "{config}");
    assert_eq!(
        import.read("i18n/en.ftl"),
        "nav-home = Home\npages = { $count ->\n    [one] One page\n   *[other] { $count } pages\n}\nreadMore = Read { $name }\n"
    );
    assert!(
        import.read("i18n/fr.ftl").starts_with("readMore = Lire { \"{\" }"),
        "{}",
        import.read("i18n/fr.ftl")
    );
    assert!(
        run.stdout.contains("i18n/fr.yaml: the message `readMore`: `{{ .Name | upper }}` is text now"),
        "{}",
        run.stdout
    );
    assert!(import.read("content/post/a.fr.md").contains("[b](@/post/b.fr.md)"));
    assert!(import.read("content/ar/post/c.md").contains("title = \"C\""));
    let run = import.check(
        "/en/\n/fr/\n/ar/\n/en/post/a/\n/fr/post/a/\n/fr/post/b/\n/ar/post/c/\n/en/trip/x.png\n/fr/trip/x.png\n/fr/trip/y.png\n\
         /fr/post/index.xml\n/ar/index.xml\n",
    );
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    import.build();
    let feed = import.read("dist/fr/post/index.xml");
    assert!(!feed.contains("/en/"), "{feed}");
}

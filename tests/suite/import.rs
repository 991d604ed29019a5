//! Sites of other generators become sites of this one: each construct on its own, and a small site of each kind whole.

use crate::harness::{Folder, Run, Site, layer9, tree};
use std::path::PathBuf;

/// The old site, and the folder that the new one is made in.
pub(crate) struct Import {
    pub(crate) old: Site,
    home: Folder,
}

impl Import {
    pub(crate) fn zola() -> Self {
        let import = Self { old: Site::empty(), home: Folder::new("import") };
        import.old.write("config.toml", "base_url = \"https://example.org\"\ntitle = \"Old\"\n");
        import
    }

    pub(crate) fn hugo() -> Self {
        let import = Self { old: Site::empty(), home: Folder::new("import") };
        import.old.write("hugo.toml", "baseURL = \"https://example.org/\"\ntitle = \"Old\"\n");
        import
    }

    fn new_site(&self) -> PathBuf {
        self.home.path().join("new")
    }

    pub(crate) fn run(&self, generator: &str) -> Run {
        let before = tree(self.old.path());
        let output = layer9()
            .args(["import", generator])
            .arg(self.old.path())
            .arg("--to")
            .arg(self.new_site())
            .output()
            .unwrap();
        let run = Run::of(&output);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(before == tree(self.old.path()), "the old site was written to");
        run
    }

    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.new_site().join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// Builds the new site, and gives the HTML of an address.
    pub(crate) fn build(&self) {
        let output = layer9().arg("build").arg("--root").arg(self.new_site()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub(crate) fn check(&self, addresses: &str) -> Run {
        let list = self.home.path().join("old.txt");
        std::fs::write(&list, addresses).unwrap();
        let output = layer9()
            .args(["check", "--json", "--root"])
            .arg(self.new_site())
            .arg("--against")
            .arg(&list)
            .output()
            .unwrap();
        Run::of(&output)
    }
}

/// What a text of the old site becomes.
fn bodies(generator: &str, cases: &[(&str, &str)]) {
    let import = if generator == "zola" { Import::zola() } else { Import::hugo() };
    for (i, (old, _)) in cases.iter().enumerate() {
        import.old.write(&format!("content/p{i}.md"), format!("+++\ntitle = \"T\"\n+++\n{old}\n"));
    }
    import.run(generator);
    for (i, (old, new)) in cases.iter().enumerate() {
        let text = import.read(&format!("content/p{i}.md"));
        let body = text.split("+++\n").nth(2).unwrap().trim();
        assert_eq!(body, *new, "{old}");
    }
    import.build();
}

#[test]
fn zola_shortcodes_become_components() {
    bodies(
        "zola",
        &[
            ("{{ youtube(id=\"abc\", autoplay=true) }}", "<Youtube id=\"abc\" autoplay={true} />"),
            ("{% note(kind=\"tip\") %}\nText\n{% end %}", "<Note kind=\"tip\">\nText\n</Note>"),
            ("See {{ badge(n=3) }} there.", "See <Badge n={3} /> there."),
            ("{{/* badge(n=3) */}}", "{{ badge(n=3) }}"),
            ("a `{{ badge(n=3) }}` b", "a `{{ badge(n=3) }}` b"),
            ("A Vec<String> of tags", "A Vec&lt;String> of tags"),
            ("# Title {#own data-x=1}", "# Title {#own}"),
            ("{{ <badge n={3} /> }}", "<Badge n={3} />"),
        ],
    );
}

#[test]
fn hugo_shortcodes_become_components() {
    bodies(
        "hugo",
        &[
            ("{{< youtube abc123 >}}", "<Youtube _0=\"abc123\" />"),
            ("{{% note title=\"x\" %}}\nText\n{{% /note %}}", "<Note title=\"x\">\nText\n</Note>"),
            ("text {{% note %}}a\n\nb{{% /note %}} more", "text \n\n<Note>\na\n\nb\n</Note>\n\n more"),
            ("{{</* youtube abc */>}}", "{{< youtube abc >}}"),
            ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "```go\nx := 1\n```"),
            ("[a]({{< ref \"p0.md\" >}})", "[a](@/p0.md)"),
            ("[a]({{< relref \"/p1\" >}}#there)", "[a](@/p1.md#there)"),
            ("<a href=\"{{< ref p0 >}}\">x</a>", "<a href=\"/p0/\">x</a>"),
            (
                "```go {linenos=table,hl_lines=[1],style=x}\ny\n```",
                "```go,linenos=table,hl_lines=[1]\ny\n```",
            ),
            ("{{< fig src=\"a\" src=\"b\" />}}", "<Fig src=\"b\" />"),
        ],
    );
}

#[test]
fn zola_front_matter() {
    let import = Import::zola();
    import.old.write(
        "config.toml",
        "base_url = \"https://example.org\"\ntaxonomies = [{ name = \"tags\", feed = true }]\n",
    );
    import.old.write(
        "content/blog/2024-03-07-first.md",
        "+++\ntitle = \"First\"\nslug = \"Other Name\"\nunknown = 3\n[taxonomies]\ntags = [\"a\"]\nstray = [\"b\"]\n+++\n",
    );
    import
        .old
        .write("content/blog/_index.md", "+++\nsort_by = \"title_bytes\"\npaginate_reversed = true\n+++\n");
    let run = import.run("zola");
    let page = import.read("content/blog/2024-03-07-first.md");
    assert!(page.contains("slug = \"other-name\""), "{page}");
    assert!(page.contains("[extra]\nunknown = 3"), "{page}");
    assert!(page.contains("[extra.taxonomies]\nstray"), "{page}");
    assert!(import.read("content/blog/_index.md").contains("sort_by = \"title\""));
    assert!(
        run.stdout.contains("content/blog/_index.md: `paginate_reversed` has no counterpart"),
        "{}",
        run.stdout
    );
    assert_eq!(import.check("/blog/other-name/\n/tags/a/\n/tags/a/atom.xml\n").code, Some(0));
}

#[test]
fn hugo_front_matter_in_its_three_formats() {
    let import = Import::hugo();
    for (name, text) in [
        (
            "yaml",
            "---\ntitle: 7\ndate: 2024-3-7\ntags: [One]\nlinkTitle: Short\nmenu:\n  main:\n    weight: 2\naliases: [old, /top/]\n---\n",
        ),
        (
            "toml",
            "+++\ntitle = \"T\"\nurl = \"/x/y.html\"\npublishDate = 2024-01-02\n[params]\nmine = 1\n+++\n",
        ),
        ("json", "{\n\"title\": \"J\", \"slug\": \"jay\"\n}\ntext\n"),
    ] {
        import.old.write(&format!("content/post/{name}.md"), text);
    }
    import.run("hugo");
    let yaml = import.read("content/post/yaml.md");
    for part in [
        "title = \"7\"",
        "date = 2024-03-07",
        "tags = [\"One\"]",
        "nav_title = \"Short\"",
        "[menus.main]\nweight = 2",
        "\"/post/old\"",
        "\"/top/\"",
    ] {
        assert!(yaml.contains(part), "{part}: {yaml}");
    }
    let toml = import.read("content/post/toml.md");
    assert!(toml.contains("publish_date = 2024-01-02") && toml.contains("mine = 1"), "{toml}");
    let run = import.check("/post/yaml/\n/x/y.html\n/post/jay/\n/post/old/\n/top/\n/tags/one/\n/index.xml\n");
    assert_eq!(run.code, Some(0), "{}", run.stdout);
}

#[test]
fn hugo_addresses() {
    let import = Import::hugo();
    import.old.write(
        "hugo.toml",
        "baseURL = \"https://example.org/\"\nrelativeURLs = true\ndefaultContentLanguage = \"en\"\n[permalinks]\npost = \"/:year/:month/:slug/\"\n[uglyURLs]\nnotes = true\n[languages.en]\n[languages.fr]\ntitle = \"Vieux\"\n",
    );
    import.old.write("content/post/a.md", "---\ntitle: Hello, World\ndate: 2024-03-07\n---\n");
    import.old.write("content/notes/b.md", "---\ntitle: B\n---\n");
    import.old.write("content/Docs/v1.0/_index.md", "---\ntitle: Docs\n---\n");
    import.old.write("content/Docs/v1.0/c d.md", "---\ntitle: C\n---\n");
    import.old.write("content/about.fr.md", "---\ntitle: Sur\n---\n");
    import.old.write("content/trip/index.md", "---\ntitle: Trip\n---\n![x](x.png)\n");
    import.old.write("content/trip/x.png", "x");
    import.old.write("content/trip/part.md", "no page\n");
    import.old.write("content/loose/y.pdf", "y");
    let run = import.run("hugo");
    let run_check = import.check(
        "/2024/03/hello-world/\n/notes/b.html\n/docs/v1.0/\n/docs/v1.0/c-d/\n/fr/about/\n/trip/\n/trip/x.png\n/loose/y.pdf\n",
    );
    assert_eq!(run_check.code, Some(0), "{}", run_check.stdout);
    assert!(run.stdout.contains("content/trip/part.md: a file within a bundle is no page"), "{}", run.stdout);
    assert_eq!(import.read("unconverted/content/trip/part.md"), "no page\n");
}

#[test]
fn zola_templates_of_tera_1() {
    let import = Import::zola();
    import.old.write(
        "content/_index.md",
        "+++\ntitle = \"Home\"\n[extra]\nmood = \"calm\"\n+++\n{% box(kind=\"a\") %}*in*{% end %}\n",
    );
    import.old.write("templates/macros.html", "{% macro badge(text, tone=\"x\") %}<b class=\"{{ tone }}\">{{ text | upper }}</b>{% endmacro badge %}");
    import.old.write("templates/shortcodes/box.html", "<div class=\"{{ kind | default(value='z') }}\">{% if size is defined %}big{% endif %}{{ body | markdown | safe }}</div>");
    import.old.write(
        "templates/index.html",
        "{% import \"macros.html\" as m %}<p>{{ m::badge(text=section.title) }}{{ section.extra.mood }}{% if section.extra.a.b %}no{% endif %}</p>\
         <a title=\"{{ m::badge(text='q') | safe }}!\">{{ now() }}</a>{{ section.content | safe }}{{ \"abc\" | trim_start_matches(pat=\"a\") }}",
    );
    let run = import.run("zola");
    import.build();
    let html = import.read("dist/index.html");
    for part in ["<p><b class=\"x\">HOME</b>calm</p>", "<div class=\"a\"><p><em>in</em></p>", "bc"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("big"), "{html}");
    assert!(
        run.stdout.contains("templates/index.html:1: the function `now` has no counterpart"),
        "{}",
        run.stdout
    );
    assert!(
        import
            .read("templates/components/Badge.html")
            .starts_with("{% component Badge(text, tone = \"x\") -%}")
    );
}

#[test]
fn zola_templates_of_tera_2() {
    let import = Import::zola();
    import.old.write("content/_index.md", "+++\ntitle = \"Home\"\n+++\n{{ <pill label=\"one\" /> }}\n");
    import.old.write(
        "components/pill.html",
        "{% component pill(label: string) %}<i>{{ label }}</i>{% endcomponent pill %}",
    );
    import
        .old
        .write("templates/index.html", "{{ <pill label={section.title} /> }}{{ section.content | safe }}");
    import.run("zola");
    import.build();
    let html = import.read("dist/index.html");
    assert!(html.contains("<i>Home</i>") && html.contains("<i>one</i>"), "{html}");
}

#[test]
fn a_template_that_does_not_work_gives_way() {
    let import = Import::zola();
    import.old.write("content/a.md", "+++\ntitle = \"A\"\n+++\nText\n");
    import
        .old
        .write("templates/page.html", "{{ page.title }}{% if page.title is matching(\"[A]\") %}x{% endif %}");
    let run = import.run("zola");
    assert!(run.stdout.contains("does not work yet"), "{}", run.stdout);
    assert!(import.read("unconverted/templates/page.html").contains("matching"));
    assert!(import.read("IMPORT.md").contains("templates/page.html"));
    import.build();
    assert!(import.read("dist/a/index.html").contains("Text"));
}

#[test]
fn a_shortcode_without_a_counterpart_gets_a_stand_in() {
    let import = Import::hugo();
    import.old.write("content/a.md", "---\ntitle: A\n---\n{{< magic x=1 >}}\n**body**\n{{< /magic >}}\n");
    import.run("hugo");
    assert!(import.read("IMPORT.md").contains("| `Magic` | 1 |"), "{}", import.read("IMPORT.md"));
    import.build();
    assert!(import.read("dist/a/index.html").contains("<strong>body</strong>"));
}

#[test]
fn zola_sass_becomes_css() {
    let import = Import::zola();
    import.old.write("config.toml", "base_url = \"https://example.org\"\ncompile_sass = true\n");
    import.old.write("sass/site.scss", "@import \"part\";\np { b { color: $c } }");
    import.old.write("sass/_part.scss", "$c: red;");
    import.run("zola");
    assert!(import.read("static/site.css").contains("p b {\n  color: red;"));
}

#[test]
fn an_import_refuses_what_it_would_mix() {
    let import = Import::zola();
    let fails = |to: PathBuf, code: &str| {
        let output =
            layer9().args(["import", "zola"]).arg(import.old.path()).arg("--to").arg(to).output().unwrap();
        let run = Run::of(&output);
        assert_eq!(run.code, Some(1));
        assert!(run.stderr.contains(code), "{}", run.stderr);
    };
    fails(import.old.path().join("new"), "L9-1102");
    std::fs::write(import.home.path().join("file"), "x").unwrap();
    fails(import.home.path().to_path_buf(), "L9-1102");
    fails(import.home.path().join("file"), "L9-1102");
    std::fs::create_dir(import.old.path().join("empty")).unwrap();
    let output = layer9()
        .args(["import", "hugo"])
        .arg(import.old.path().join("empty"))
        .arg("--to")
        .arg(import.new_site())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("L9-1101"));
}

#[test]
fn check_against_finds_what_is_missing() {
    let site = Site::new();
    site.write("content/guide/start.md", "+++\naliases = [\"begin\"]\n+++\n").write("static/a.png", "x");
    let sitemap = |urls: &[&str]| {
        let entries: String =
            urls.iter().map(|url| format!("<url><loc>https://example.org{url}</loc></url>")).collect();
        format!(
            "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</urlset>"
        )
    };
    site.write("old/sitemap.xml", sitemap(&["/", "/guide/start/", "/begin/", "/a.png"]));
    let run = site.run(&["check", "--against", "old/sitemap.xml"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    site.write("old/sitemap.xml", sitemap(&["/guide/", "/intro/start/"]));
    let run = site.run(&["check", "--against", "old/sitemap.xml"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("L9-1104") && run.stderr.contains("/intro/start/ is not served"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("near to it: /guide/start/"), "{}", run.stderr);
    let run = site.run(&["check", "--against", "old/sitemap.xml", "--json"]);
    assert_eq!(run.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&json["old"], &json["served"]), (&2.into(), &1.into()));
    // An output folder, an index of sitemaps, and what is neither.
    site.write("was/guide/start/index.html", "x").write("was/gone.html", "x");
    let run = site.run(&["check", "--against", "was"]);
    assert!(run.code == Some(1) && run.stderr.contains("/gone.html is not served"), "{}", run.stderr);
    site.write(
        "index.xml",
        "<sitemapindex><sitemap><loc>https://example.org/old/sitemap.xml</loc></sitemap></sitemapindex>",
    );
    assert!(site.run(&["check", "--against", "index.xml"]).stderr.contains("/intro/start/"));
    for (name, text) in [("empty.txt", ""), ("bad.xml", "<urlset"), ("other.xml", "<html/>")] {
        site.write(name, text);
        let run = site.run(&["check", "--against", name]);
        assert!(run.code == Some(1) && run.stderr.contains("L9-1103"), "{name}: {}", run.stderr);
    }
}

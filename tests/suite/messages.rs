//! Messages of `i18n/`, and what is written in the words of a language.

use crate::harness::Site;

const EN: &str = "\
-brand = Layer9
hello = Hello, { $name }
made = Made with { -brand }
pages = { $count ->
    [one] One page
   *[other] { $count } pages
}
search = Search
    .placeholder = Find \"anything\"
rich = See <a href=\"{ $url }\">{ $name }</a>
";

fn site() -> Site {
    let site = Site::new();
    site.write("i18n/en.ftl", EN);
    site.write("i18n/fr/a.ftl", "hello = Bonjour { $name }\npages = { $count ->\n    [one] { $count } page\n   *[other] { $count } pages\n}\n");
    site
}

#[test]
fn templates_and_components_say_messages() {
    let site = site();
    site.write(
        "templates/components/Made.html",
        "{% component Made() %}<b>{{ t(key=\"made\") }}</b>{% endcomponent Made %}",
    );
    site.write("content/a.md", "<Made />\n");
    site.write("templates/page.html", "{{ page.content | safe }}|{{ t(key=\"pages\", count=1) }}");
    site.write(
        "templates/index.html",
        "{{ t(key=\"hello\", name=\"<Ann>\") }}|{{ t(key=\"pages\", count=1200) }}|\
         <input placeholder=\"{{ t(key=\"search.placeholder\") }}\">|\
         {{ t(key=\"rich\", url=\"/a?b&c\", name=\"<i>\", html=true) }}|\
         {{ t(key=\"hello\", name=\"x\", lang=\"fr\") }}|{{ t(key=\"pages\", count=0, lang=\"fr-CA\") }}|\
         {{ t(key=\"made\", lang=\"fr\") }}|{% set k = \"ma\" %}{{ t(key=k ~ \"de\") }}",
    );
    site.build();
    assert_eq!(
        site.page("/"),
        "Hello, &lt;Ann&gt;|1,200 pages|<input placeholder=\"Find &quot;anything&quot;\">|\
         See <a href=\"/a?b&amp;c\">&lt;i&gt;</a>|Bonjour x|0 page|Made with Layer9|Made with Layer9"
    );
    assert_eq!(site.page("/a/"), "<b>Made with Layer9</b>|One page");
}

#[test]
fn a_theme_brings_messages_and_the_site_overrides_them_one_by_one() {
    let site = site();
    site.write("layer9.toml", "theme = \"own\"\ndefault_language = \"de\"\n");
    site.write("themes/own/i18n/en.ftl", "next = Next\nhello = Theme\nback = Back\n");
    site.write("themes/own/i18n/de.ftl", "next = Weiter\n");
    site.write("i18n/de.ftl", "back = Los\n");
    site.write(
        "templates/index.html",
        "{{ t(key=\"next\") }} {{ t(key=\"back\") }} {{ t(key=\"hello\", name=\"N\") }}",
    );
    site.build();
    assert_eq!(site.page("/"), "Weiter Los Hello, N");
}

#[test]
fn a_missing_message_is_an_error_where_it_is_asked_for_or_a_warning() {
    let site = site();
    site.write(
        "templates/index.html",
        "{% if false %}{{ t(key=\"helo\") }}{% endif %}{{ t(key=\"pages\", count=2) }}",
    );
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1));
    for said in ["L9-0334", "templates/index.html:1:24", "no message `helo`", "did you mean `hello`?"] {
        assert!(run.stderr.contains(said), "{said}\n{}", run.stderr);
    }
    site.write("layer9.toml", "missing_messages = \"warning\"\n");
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("helo") && run.stderr.contains("1 warning"), "{}", run.stderr);
    site.write("templates/index.html", "{% set k = \"helo\" %}{{ t(key=k) }}");
    assert_eq!(site.run(&["build"]).code, Some(0));
    assert_eq!(site.page("/"), "helo");
    site.write("layer9.toml", "");
    for (call, said) in [
        ("{% set k = \"helo\" %}{{ t(key=k) }}", "did you mean `hello`?"),
        ("{{ t(key=\"hello\") }}", "message `hello` in `en`: it needs the argument `name`"),
    ] {
        site.write("templates/index.html", call);
        let run = site.run(&["build"]);
        assert_eq!(run.code, Some(1), "{call}");
        assert!(run.stderr.contains(said), "{said} is missing\n{}", run.stderr);
    }
}

/// An edit of one message makes those files again that asked for it, whether in a template, in a component of a
/// text or through a term, and no others.
#[test]
fn a_message_remakes_what_asked_for_it() {
    let site = site();
    site.write("templates/index.html", "{{ t(key=\"hello\", name=\"N\") }}");
    site.write(
        "templates/page.html",
        "{% if page.title == \"B\" %}{{ t(key=\"pages\", count=2) }}{% endif %}{{ page.content | safe }}",
    );
    site.write(
        "templates/components/Made.html",
        "{% component Made() %}{{ t(key=\"made\") }}{% endcomponent Made %}",
    );
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\n<Made />\n");
    site.write("content/b.md", "+++\ntitle = \"B\"\n+++\nPlain.\n");
    site.build();
    let edit = |from: &str, to: &str| {
        let text = site.read("i18n/en.ftl");
        assert!(text.contains(from), "{text}");
        site.write("i18n/en.ftl", text.replace(from, to));
        std::thread::sleep(std::time::Duration::from_millis(120));
        site.build().stderr
    };
    for (from, to, written) in [
        ("Hello", "Hi", "1 file written"),
        ("One page", "A page", "nothing changed"),
        ("{ $count } pages", "{ $count } sheets", "1 file written"),
        ("-brand = Layer9", "-brand = Layer 9", "1 file written"),
        ("Search", "Look", "nothing changed"),
        ("made =", "# comment\nmade =", "nothing changed"),
    ] {
        let said = edit(from, to);
        assert!(said.contains(written), "{from}: {said}");
    }
    assert_eq!((site.page("/"), site.page("/a/")), ("Hi, N".to_owned(), "Made with Layer 9".to_owned()));
    let why = site.run(&["why", "/"]);
    assert!(why.stdout.contains("messages in en: hello"), "{}", why.stdout);
}

#[test]
fn dates_numbers_and_money_follow_the_language() {
    let site = Site::new();
    let write = |text: &str| {
        site.write("templates/index.html", text);
        site.build();
        site.page("/")
    };
    site.write("layer9.toml", "default_language = \"fr\"\n");
    assert_eq!(
        write(
            "{{ \"2026-11-23\" | date(format=\"long\") }}|{{ \"2026-11-23\" | date(format=\"full\", lang=\"ja\") }}|\
             {{ \"2026-11-23\" | date(format=\"%d %B %Y\") }}|{{ \"2026-11-23\" | date }}|\
             {{ \"2026-11-23T18:05:09Z\" | date(format=\"short\", time=\"short\", lang=\"de\") }}"
        ),
        "23 novembre 2026|2026年11月23日月曜日|23 November 2026|2026-11-23|23.11.26, 18:05"
    );
    assert_eq!(
        write(
            "{{ 1234.5 | number }}|{{ 1234.5 | number(digits=2, lang=\"de\") }}|{{ 0.256 | percent }}|\
             {{ 0.256 | percent(digits=1, lang=\"en\") }}|{{ 9.9 | currency(code=\"EUR\") }}|\
             {{ 9.9 | currency(code=\"JPY\", lang=\"ja\") }}|{{ 3 | number(lang=\"ar-EG\") }}"
        ),
        "1\u{202f}234,5|1.234,50|26\u{a0}%|25.6%|9,90\u{a0}€|￥10|٣"
    );
    assert_eq!(
        write(
            "{% set l = [\"zone\", \"été\", \"Eta\", \"eau\"] %}{{ l | collate | join(sep=\" \") }}|{{ l | collate(lang=\"sv\") | join(sep=\" \") }}"
        ),
        "eau Eta été zone|eau Eta été zone"
    );
    for (text, said) in [
        ("{{ \"2026-11-23\" | date(format=\"lang\", lang=\"fr\") }}", "did you mean `long`?"),
        ("{{ \"2026-11-23\" | date(format=\"%B\", lang=\"fr\") }}", "`lang` and `time` go with the styles"),
        ("{{ \"2026-11-23\" | date(format=\"long\", lang=\"f r\") }}", "`f r` is no language tag"),
        ("{{ \"x\" | number }}", "`x` is not a number"),
        ("{{ 1 | currency(code=\"euros\") }}", "`euros` is no currency code"),
    ] {
        site.write("templates/index.html", text);
        let run = site.run(&["build"]);
        assert_eq!(run.code, Some(1), "{text}");
        assert!(run.stderr.contains(said), "{said} is missing\n{}", run.stderr);
    }
}

/// Each page says the messages of its language, and each message that this lacks is its fallback's.
#[test]
fn pages_say_the_messages_of_their_language() {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "title = \"T\"\nbase_url = \"https://example.org\"\n[languages.en]\nname = \"English\"\n[languages.fr]\nname = \"Français\"\n",
    );
    site.write(
        "i18n/en.ftl",
        "hello = Hello\nread = { $n ->\n    [one] one minute\n   *[other] { $n } minutes\n}\n",
    );
    site.write("i18n/fr.ftl", "hello = Bonjour\n");
    for name in ["index", "section", "404"] {
        site.write(&format!("templates/{name}.html"), "{{ t(key=\"hello\") }}");
    }
    site.write(
        "templates/page.html",
        "{{ t(key=\"hello\") }} {{ t(key=\"read\", n=2) }} {{ page.date | date(format=\"long\") }}",
    );
    site.write("content/a.md", "+++\ntitle = \"A\"\ndate = 2026-03-04\n+++\n");
    site.write("content/a.fr.md", "+++\ntitle = \"A\"\ndate = 2026-03-04\n+++\n");
    site.build();
    assert_eq!(site.page("/a/"), "Hello 2 minutes March 4, 2026");
    assert_eq!(site.page("/fr/a/"), "Bonjour 2 minutes 4 mars 2026");
    assert_eq!(site.page("/fr/"), "Bonjour");
}

#[test]
fn markdown_speaks_the_language_of_the_page() {
    let site = Site::new();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\n[languages.en]\n[languages.fr]\n[languages.ja]\n[languages.de]\n\
         [markdown]\nheading_anchors = \"right\"\n",
    );
    // The site says one of them otherwise, with a sign that HTML has a meaning for.
    site.write("i18n/fr.ftl", "markdown-tip = À savoir & à faire\n");
    site.write(
        "templates/page.html",
        "{{ page.content | safe }}{{ page.extra.more | default(value=\"\") | markdown }}",
    );
    let text =
        "## Part\n\n> [!NOTE]\n> Text.[^a]\n\n> [!TIP]\n> Text.\n\n- [x] one\n- [ ] two\n\n[^a]: Foot.\n";
    for suffix in ["", ".fr", ".ja", ".de"] {
        site.write(
            &format!("content/a{suffix}.md"),
            format!("+++\nextra.more = \"> [!NOTE]\\n> x\"\n+++\n{text}"),
        );
    }
    site.build();
    for (path, words) in [
        ("/a/", ["Note", "Tip", "Back to reference 1", "Link to: Part", "Done", "To do"]),
        (
            "/fr/a/",
            [
                "Remarque",
                "À savoir &amp; à faire",
                "Retour à l’appel de note 1",
                "Lien vers : Part",
                "Fait",
                "À faire",
            ],
        ),
        ("/ja/a/", ["メモ", "ヒント", "参照 1 に戻る", "リンク：Part", "完了", "未完了"]),
        // English is what a language has that nobody speaks.
        ("/de/a/", ["Note", "Tip", "Back to reference 1", "Link to: Part", "Done", "To do"]),
    ] {
        let html = site.page(path);
        let [note, tip, back, link, done, open] = words;
        assert_eq!(html.matches(&format!("<p class=\"alert-title\">{note}</p>")).count(), 2, "{html}");
        assert!(html.contains(&format!("<p class=\"alert-title\">{tip}</p>")), "{tip}: {html}");
        for label in [back, link, done, open] {
            assert!(html.contains(&format!("aria-label=\"{label}\"")), "{label}: {html}");
        }
    }
}

#[test]
fn a_line_break_between_characters_of_chinese_or_japanese_is_no_space() {
    let site = Site::new();
    for (name, text, html) in [
        ("ja", "静的な\nサイト、\nです。", "<p>静的なサイト、です。</p>"),
        ("strong", "これは**太い**\n文字", "<p>これは<strong>太い</strong>文字</p>"),
        (
            "link",
            "これは[頁](https://a.example)\n[頁](https://b.example)へ",
            "頁</a><a href=\"https://b.example\">頁</a>へ</p>",
        ),
        ("code", "これは`ls`\nです", "<p>これは<code>ls</code>\nです</p>"),
        ("quote", "> 引用の\n> 続き", "<blockquote>\n<p>引用の続き</p>"),
        ("mixed", "速い\nRust\nです", "<p>速い\nRust\nです</p>"),
        ("korean", "정적\n사이트", "<p>정적\n사이트</p>"),
        ("hard", "静的な\\\nサイト", "<p>静的な<br />\nサイト</p>"),
    ] {
        site.write(&format!("content/{name}.md"), format!("+++\ntitle = \"T\"\n+++\n{text}\n"));
        site.build();
        let page = site.page(&format!("/{name}/"));
        assert!(page.contains(html), "{name}: {page}");
    }
}

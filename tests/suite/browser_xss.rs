//! Content that tries to run a script. With the default settings each attempt is refused by a diagnostic or comes
//! out as text; a browser is the judge.

use crate::chromium::Browser;
use crate::harness::Site;
use crate::server::{Server, pages};
use std::collections::{BTreeMap, BTreeSet};

/// Markdown that would set `__xss`, were it not for what is tested here.
const MARKDOWN: &[&str] = &[
    // HTML
    "<script>window.__xss=1</script>",
    "<ScRiPt>window.__xss=1</ScRiPt>",
    "text <script>window.__xss=1</script> text",
    "<<script>window.__xss=1//<</script>",
    "<img src=x onerror=\"window.__xss=1\">",
    "text <img src=x onerror=window.__xss=1> text",
    "<img src=x onerror=window.__xss=1 ",
    "<img src=x onerror=window.__xss=1 //",
    "<img/src=x/onerror=window.__xss=1>",
    "<svg onload=window.__xss=1>",
    "<svg><script>window.__xss=1</script></svg>",
    "<b onmouseover=window.__xss=1>hover</b>",
    "<iframe srcdoc=\"<script>parent.__xss=1</script>\"></iframe>",
    "<iframe src=\"javascript:parent.__xss=1\"></iframe>",
    "<details open ontoggle=window.__xss=1><summary>x</summary></details>",
    "<a href=\"javascript:window.__xss=1\">x</a>",
    "<form action=\"javascript:window.__xss=1\"><button>x</button></form>",
    "<object data=\"javascript:window.__xss=1\"></object>",
    "<base href=\"https://example.invalid/\">",
    "<meta http-equiv=\"refresh\" content=\"0;url=javascript:window.__xss=1\">",
    "<style>@import \"javascript:window.__xss=1\";</style>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.__xss=1>\">",
    "<math><a xlink:href=\"javascript:window.__xss=1\">x</a></math>",
    "<layer9-island name=\"X\" src=\"data:text/javascript,window.__xss=1//.js\" client=\"load\"></layer9-island>",
    "<!-- --><img src=x onerror=window.__xss=1> -->",
    "<!--><img src=x onerror=window.__xss=1>-->",
    "<!-- x --!><img src=x onerror=window.__xss=1> -->",
    "text <!--> <img src=x onerror=window.__xss=1> --> text",
    "<![CDATA[<img src=x onerror=window.__xss=1>]]>",
    "<?php <img src=x onerror=window.__xss=1> ?>",
    "<!X <img src=x onerror=window.__xss=1>",
    "&lt;script&gt;window.__xss=1&lt;/script&gt;",
    "&lt;img src=x onerror=window.__xss=1&gt;",
    "\\<img src=x onerror=window.__xss=1>",
    // Links
    "[x](javascript:window.__xss=1)",
    "[x](JaVaScRiPt:window.__xss=1)",
    "[x](<java\tscript:window.__xss=1>)",
    "[x](&#106;avascript:window.__xss=1)",
    "[x](javascript&colon;window.__xss=1)",
    "[x](java&#10;script:window.__xss=1)",
    "[x](&#1;javascript:window.__xss=1)",
    "[x](< javascript:window.__xss=1>)",
    "[x](<javascript&#58;//%0awindow.__xss=1>)",
    "[x](vbscript:window.__xss=1)",
    "[x](<data:text/html,<script>window.__xss=1</script>>)",
    "[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cuX194c3M9MTwvc2NyaXB0Pg==)",
    "[x](//example.invalid/\"onmouseover=\"window.__xss=1)",
    "[x](https://example.invalid/\"><img/src=x/onerror=window.__xss=1>)",
    "<javascript:window.__xss=1>",
    "[x][1]\n\n[1]: javascript:window.__xss=1",
    "[x][1]\n\n[1]: https://example.invalid/ \"\\\"><script>window.__xss=1</script>\"",
    "[x](https://example.invalid/ \"\\\" onmouseover=\\\"window.__xss=1\")",
    "[x](https://example.invalid/ '\"><img src=x onerror=window.__xss=1>')",
    "[&lt;img src=x onerror=window.__xss=1&gt;](https://example.invalid/)",
    "[x](@/javascript:window.__xss=1.md)",
    "[x](#\"onclick=\"window.__xss=1)",
    // Images
    "![x](javascript:window.__xss=1)",
    "![x](data:text/html,window.__xss=1)",
    "![x](<data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='parent.__xss=1'/>>)",
    "![\" onerror=\"window.__xss=1](https://example.invalid/x.png)",
    "![&quot; onerror=&quot;window.__xss=1](https://example.invalid/x.png)",
    "![x](https://example.invalid/x.png \"\\\" onerror=\\\"window.__xss=1\")",
    "![x](https://example.invalid/x.png\"onerror=\"window.__xss=1)",
    "![[x](javascript:window.__xss=1)<img src=x onerror=window.__xss=1>](https://example.invalid/x.png)",
    // Code
    "```\"><script>window.__xss=1</script>\ncode\n```",
    "```rust\" onmouseover=\"window.__xss=1\ncode\n```",
    "```rust\n</code></pre><script>window.__xss=1</script>\n```",
    "```html\n<img src=x onerror=window.__xss=1>\n```",
    "~~~&quot;&gt;&lt;img src=x onerror=window.__xss=1&gt;\n</code></pre><img src=x onerror=window.__xss=1>\n~~~",
    "    </code></pre><script>window.__xss=1</script>",
    "`</code><script>window.__xss=1</script>`",
    // Headings
    "# x {#a\" onmouseover=\"window.__xss=1}",
    "# x {onclick=\"window.__xss=1\"}",
    "# x {.a\" onclick=\"window.__xss=1}",
    "# x {style=\"background:url(javascript:window.__xss=1)\"}",
    "## &lt;img src=x onerror=window.__xss=1&gt;\n\n## `<img src=x onerror=window.__xss=1>`\n\n## \"onmouseover=\"window.__xss=1",
    "## x <img src=x onerror=window.__xss=1>\n\n## y",
    // Tables, footnotes, lists, alerts, summaries
    "| a |\n|---|\n| <img src=x onerror=window.__xss=1> |",
    "| &lt;img src=x onerror=window.__xss=1&gt; |\n|---|\n| `<script>window.__xss=1</script>` |",
    "x[^a\"onclick=\"window.__xss=1]\n\n[^a\"onclick=\"window.__xss=1]: note",
    "x[^1]\n\n[^1]: <img src=x onerror=window.__xss=1>",
    "x[^1]\n\n[^1]: [x](javascript:window.__xss=1)",
    "term\n: <img src=x onerror=window.__xss=1>",
    "> [!NOTE]\n> <img src=x onerror=window.__xss=1>",
    "> [!NOTE\" onclick=\"window.__xss=1]\n> x",
    "- [ ] <img src=x onerror=window.__xss=1>",
    "&lt;img src=x onerror=window.__xss=1&gt;\n\n<!-- more -->\n\nrest",
    "$<img src=x onerror=window.__xss=1>$ and $$</span><script>window.__xss=1</script>$$",
    // Components
    "<Callout title=\"<img src=x onerror=window.__xss=1>\">x</Callout>",
    "<Callout title=\"\\\" onclick=\\\"window.__xss=1\">x</Callout>",
    "<Callout kind=\"note\\\" onclick=\\\"window.__xss=1\">x</Callout>",
    "<Badge text='\"><script>window.__xss=1</script>' tone='\" onclick=\"window.__xss=1' />",
    "<Card title=\"x\" href=\"javascript:window.__xss=1\">x</Card>",
    "<Card title=\"x\" href=\"http:\\\" onclick=\\\"window.__xss=1\">x</Card>",
    "<Figure src=\"javascript:window.__xss=1\" alt=\"\\\" onerror=\\\"window.__xss=1\" caption=\"<script>window.__xss=1</script>\" />",
    "<Kbd keys=\"<img src=x onerror=window.__xss=1>\" />",
    "<Details summary=\"<img src=x onerror=window.__xss=1>\">x</Details>",
    "<Callout>\n<script>window.__xss=1</script>\n</Callout>",
    "<Callout>\n\n&lt;img src=x onerror=window.__xss=1&gt;\n\n</Callout>",
    "<Counter label='\" onmouseover=\"window.__xss=1' client=\"load\" />",
    "<Counter label='\"><script>window.__xss=1</script>' client=\"load\" />",
    "<Counter client='load\" onclick=\"window.__xss=1' />",
    "<Counter client=\"media\" media='\" onclick=\"window.__xss=1' />",
    "<Tabs labels={[\"<script>window.__xss=1</script>\", \"\\\" onclick=\\\"window.__xss=1\"]} label='\" onclick=\"window.__xss=1' client=\"load\"><Slot name=\"panel-1\">x</Slot></Tabs>",
    "<CopyButton label='\" onclick=\"window.__xss=1' copied=\"<img src=x onerror=window.__xss=1>\" client=\"load\">x</CopyButton>",
    "<ThemeSwitch label=\"<img src=x onerror=window.__xss=1>\" dark='\" onclick=\"window.__xss=1' client=\"load\" />",
    "\u{1}sdefault\u{2}<Callout>\u{1}i\u{2}\" onclick=\"window.__xss=1</Callout>",
    "<Counter\" onclick=\"window.__xss=1 />",
    "<Counter start={window.__xss=1} />",
    "{{ \"<script>window.__xss=1</script>\" | safe }} {% raw %}<script>window.__xss=1</script>{% endraw %}",
];

/// The same through front matter.
const FRONT_MATTER: &[&str] = &[
    "title = \"<script>window.__xss=1</script>\"",
    "title = \"</title><img src=x onerror=window.__xss=1>\"",
    "title = \"\\\" onmouseover=\\\"window.__xss=1\"",
    "description = \"\\\"><script>window.__xss=1</script>\"",
    "description = \"</description><img src=x onerror=window.__xss=1> ]]> <img src=x onerror=window.__xss=1>\"",
    "[taxonomies]\ntags = [\"<img src=x onerror=window.__xss=1>\", \"\\\" onclick=\\\"window.__xss=1\"]",
    "authors = [\"<script>window.__xss=1</script>\"]",
    "aliases = [\"/old\\\"><script>window.__xss=1</script>/\"]",
    "aliases = [\"javascript:window.__xss=1\"]",
    "slug = \"a\\\" onclick=\\\"window.__xss=1\"",
    "path = \"javascript:window.__xss=1\"",
    "path = \"/a\\\"><script>window.__xss=1</script>/\"",
    "[extra]\nimage = \"javascript:window.__xss=1\"",
    "[extra]\nnav_title = \"<img src=x onerror=window.__xss=1>\"",
    "template = \"<img src=x onerror=window.__xss=1>\"",
];

const CONFIG: &str = "base_url = \"https://example.org\"\ntitle = \"A <b>title</b> & \\\"more\\\"\"\ntheme = \"strata\"\ngenerate_feeds = true\n\
    feeds = [\"atom\", \"rss\"]\nfeed_limit = 0\ntaxonomies = [{ name = \"tags\", feed = true }]\n";

/// Every attempt, as a page of a docs section and of a blog, by its file.
fn attempts() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (n, body) in MARKDOWN.iter().enumerate() {
        let head = format!("+++\ntitle = \"Attempt {n}\"\ndate = 2026-01-02\n+++\n\n");
        files.insert(format!("content/blog/markdown-{n}.md"), format!("{head}Before.\n\n{body}\n"));
    }
    for (n, line) in FRONT_MATTER.iter().enumerate() {
        let title = if line.starts_with("title") { "" } else { "title = \"x\"\n" };
        let text = format!("+++\n{title}date = 2026-01-02\n{line}\n+++\n\nText.\n");
        files.insert(format!("content/blog/front-matter-{n}.md"), text);
    }
    files
}

/// Builds what is not refused. The diagnostics name what is, and nothing else.
fn built(config: &str) -> (Site, BTreeSet<String>) {
    let site = Site::empty();
    site.write("layer9.toml", config)
        .write("content/_index.md", "+++\ntitle = \"Home\"\n[extra]\nlatest = \"blog/_index.md\"\n+++\n")
        .write("content/blog/_index.md", "+++\ntitle = \"Blog\"\nsort_by = \"date\"\n+++\n");
    let attempts = attempts();
    for (path, text) in &attempts {
        site.write(path, text);
    }
    let mut refused = BTreeSet::new();
    // Some mistakes are only looked for where there are none of an earlier kind.
    for _ in 0..6 {
        let run = site.run(&["build", "--message-format", "json"]);
        if run.code == Some(0) {
            return (site, refused);
        }
        let before = refused.len();
        for line in run.stderr.lines() {
            let diagnostic: serde_json::Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
            if diagnostic["severity"] != "error" {
                continue;
            }
            let file = diagnostic["file"].as_str().unwrap_or_default().to_owned();
            assert!(attempts.contains_key(&file), "{line}");
            assert!(diagnostic["code"].as_str().is_some_and(|code| code.starts_with("L9-")), "{line}");
            if refused.insert(file.clone()) {
                std::fs::remove_file(site.path().join(&file)).unwrap();
            }
        }
        assert!(refused.len() > before, "{}", run.stderr);
    }
    panic!("the site never builds");
}

/// What could run a script, in a document: handlers, addresses, and scripts that are not the project's own. What search engines
/// read (`application/ld+json`) is a block of data, which no browser runs.
const DANGERS: &str = "(doc => [...doc.querySelectorAll('*')].flatMap(e => [
        ...[...e.attributes].filter(a => /^on/i.test(a.name)).map(a => `${e.nodeName} has ${a.name}`),
        // What an image's address names is never run by the page.
        ...[...e.attributes].filter(a => !(e.localName === 'img' && a.name === 'src') && /^(href|src|action|formaction|data|srcdoc|poster|xlink:href|content|background)$/i.test(a.name) &&
            /(^|url=)[\\x00-\\x20]*(j\\s*a\\s*v\\s*a\\s*s\\s*c\\s*r\\s*i\\s*p\\s*t|vbscript|data:text|data:image.svg)[^ ]*[:,]/i.test(a.value))
            .map(a => `${e.nodeName} has ${a.name}=${a.value}`),
        ...(e.localName === 'script' && e.type !== 'application/ld+json' && !/^\\/_layer9\\//.test(e.getAttribute('src') ?? '') ? ['a script: ' + e.outerHTML.slice(0, 80)] : []),
        ...(['iframe', 'object', 'embed', 'base', 'style'].includes(e.localName) ? ['an element: ' + e.localName] : []),
    ]))";

/// Opens every page of a site and looks into every feed; gives what ran or could run.
fn found(site: &Site) -> Vec<String> {
    let server = Server::preview(site.path());
    let mut browser = Browser::start();
    browser.before_each_page("globalThis.alert = () => globalThis.__xss = 1");
    // Addresses on other hosts would be looked up.
    browser.block(&["*example.invalid*"]);
    let mut found = Vec::new();
    let mut pages = pages(&site.dist());
    pages.push("/404.html".to_owned());
    for page in pages {
        let page = page.replace('"', "%22");
        browser.open(&server.url(&page));
        browser.wait(
            "the islands",
            "[...document.querySelectorAll('layer9-island[client=load]')].every(e => e.hydrated)",
        );
        // What waits for the mouse or the keyboard has its chance now.
        let state = browser.eval(&format!(
            "(() => {{
                for (const e of document.querySelectorAll('body *'))
                    for (const type of ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error'])
                        e.dispatchEvent(new Event(type));
                return {{ran: globalThis.__xss ?? 0, dangers: {DANGERS}(document)}};
            }})()"
        ));
        if state["ran"] != 0 || state["dangers"] != serde_json::json!([]) {
            found.push(format!("{page}: {state}"));
        }
    }
    // A reader shows the HTML of a feed: the same must hold there.
    browser.open(&server.url("/"));
    for feed in crate::harness::tree(&site.dist())
        .into_keys()
        .filter(|name| name.ends_with("atom.xml") || name.ends_with("rss.xml"))
    {
        let feed = feed.replace('"', "%22");
        let state = browser.eval(&format!(
            "(async () => {{
                const xml = new DOMParser().parseFromString(await (await fetch({})).text(), 'text/xml');
                const dangers = [...xml.querySelectorAll('*')].some(e => e.localName === 'parsererror') ? ['not well-formed'] : [];
                // In Atom an attribute says what is HTML; in RSS descriptions are.
                const html = [...xml.querySelectorAll('[type=html], description, encoded')];
                for (const e of html) {{
                    const shown = document.createElement('div');
                    shown.innerHTML = e.textContent;
                    dangers.push(...{DANGERS}(shown));
                }}
                for (const e of xml.querySelectorAll('link'))
                    if (!/^https?:/.test(e.getAttribute('href') ?? e.textContent)) dangers.push(e.outerHTML);
                return {{ran: globalThis.__xss ?? 0, entries: html.length, dangers}};
            }})()",
            serde_json::json!(format!("/{feed}"))
        ));
        if state["ran"] != 0 || state["dangers"] != serde_json::json!([]) {
            found.push(format!("{feed}: {state}"));
        }
        assert!(state["entries"].as_u64() > Some(0), "{feed} is empty: {state}");
    }
    found
}

#[test]
fn no_content_runs_a_script_with_the_default_settings() {
    assert!(MARKDOWN.len() + FRONT_MATTER.len() >= 40);
    let (site, refused) = built(CONFIG);
    // HTML and addresses that run scripts are not merely left out, they are said to be wrong.
    for (n, body) in MARKDOWN.iter().enumerate() {
        let refuse = body.starts_with("<script")
            || body.starts_with("<img src") && body.ends_with('>')
            || body.starts_with("[x](javascript:")
            || body.starts_with("![x](javascript:");
        assert!(
            !refuse || refused.contains(&format!("content/blog/markdown-{n}.md")),
            "{body} is not refused"
        );
    }
    let built = attempts().len() - refused.len();
    assert!(refused.len() >= 30 && built >= 30, "{} are refused, {built} are built", refused.len());
    let found = found(&site);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_content_runs_a_script_when_html_is_escaped_and_everything_is_on() {
    let config = format!(
        "{CONFIG}\n[markdown]\nraw_html = \"escape\"\nmath = true\nsmart_punctuation = true\nheading_anchors = \"left\"\n\
         copy_button = true\nexternal_links_target_blank = true\nbroken_links = \"warn\"\n"
    );
    let (site, refused) = built(&config);
    for (n, body) in MARKDOWN.iter().enumerate() {
        let html = body.starts_with("<script") || body.starts_with("<img src=x onerror=\"");
        assert!(
            !html || !refused.contains(&format!("content/blog/markdown-{n}.md")),
            "{body} is refused, not escaped"
        );
    }
    let found = found(&site);
    assert!(found.is_empty(), "{found:#?}");
}

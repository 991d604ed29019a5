//! Sites that use what takes part in a build.

use crate::harness::Site;
use std::fs;

/// A site that uses what takes part in a build: sections, taxonomies, pagination, feeds, components in content
/// and in templates, islands of the gallery, lists with and without bodies, assets, styles, static files.
pub(crate) fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org/sub\"\ntitle = \"Test\"\ntheme = \"plain\"\ngenerate_feeds = true\nfeeds = [\"atom\", \"rss\"]\n\
         taxonomies = [{ name = \"tags\", feed = true, paginate_by = 2 }]\narchives = [{ section = \"posts\", paginate_by = 2 }]\n[markdown]\nimage_sizes = true\n[dates.sections.docs]\nupdated = [\"file_time\"]\n[search]\n[menus]\nmain = [{ name = \"Home\", url = \"/\" }]\n[extra]\nmotto = \"first\"\n",
    );
    site.write(
        "templates/base.html",
        "<!doctype html><html><head><title>{% block t %}{{ config.title }}{% endblock t %}</title>\
         <link rel=\"stylesheet\" href=\"{{ get_url(path=\"main.css\") }}\"></head><body>\
         <nav>{% set s = get_section(path=\"posts/_index.md\") %}{% for p in s.pages | slice(end=3) %}<a href=\"{{ p.permalink }}\">{{ p.title }}</a>{% endfor %}</nav>\
         {% block c %}{% endblock c %}{% include \"credit.html\" %}<footer>{{ t(key=\"motto\", count=2) }}{{ config.extra.motto }} {{ data.shown.name }}{% set menu = get_menu(name=\"main\") %}{% for i in menu %}{{ i.name }}{{ i.is_active }}{% endfor %}</footer></body></html>",
    );
    site.write(
        "templates/page.html",
        "{% extends \"base.html\" %}{% block t %}{{ page.title }}{% endblock t %}{% block c %}<h1>{{ page.title }}</h1>\
         {% for h in page.toc %}<i>{{ h.title }}</i>{% endfor %}{{ page.content | safe }}\
         {% for p in page.backlinks %}<u>{{ p.title }}</u>{% endfor %}{{ page.extra.by | default(value=\"\") }}{{ page.extra.rating | default(value=\"\") }}\
         {% if page.lower %}<a href=\"{{ page.lower.permalink }}\">{{ page.lower.title }}</a>{% endif %}{% endblock c %}",
    );
    site.write(
        "templates/section.html",
        "{% extends \"base.html\" %}{% block c %}{{ section.content | safe }}<ul>\
         {% for p in paginator.pages if paginator else section.pages %}{{ <Item page={p} /> }}{% endfor %}</ul>{% endblock c %}"
            .replace("paginator.pages if paginator else section.pages", "section.pages"),
    );
    site.write("templates/index.html", "{% extends \"section.html\" %}");
    site.write(
        "templates/taxonomy_single.html",
        "{% extends \"base.html\" %}{% block c %}{{ term.name }}{% for p in paginator.pages %}{{ p.title }} {{ p.word_count }}{% endfor %}{% endblock c %}",
    );
    site.write(
        "templates/archive.html",
        "{{ list.title }} {{ list.count }}{% for c in list.children %}{{ c.path }}{% endfor %}{% for p in paginator.pages %}{{ p.title }}{% endfor %}",
    );
    site.write(
        "templates/taxonomy_list.html",
        "{% extends \"base.html\" %}{% block c %}{% for t in terms %}{{ t.name }} {{ t.page_count }}{% endfor %}{% endblock c %}",
    );
    site.write(
        "templates/components/Item.html",
        "{% component Item(page) %}<li>{{ page.title }}: {{ page.summary }}</li>{% endcomponent Item %}",
    );
    site.write("templates/components/Note.html", "{% component Note(kind: string = \"tip\") %}<aside class=\"{{ kind }}\">{{ body }}</aside>{% endcomponent Note %}");
    site.write("templates/components/Note.css", "aside { color: red }");
    site.write(
        "templates/components/Latest.html",
        "{% component Latest() %}{{ t(key=\"latest\", lang=\"fr-CA\") }}{% set s = get_section(path=\"posts/_index.md\") %}{% for p in s.pages | slice(end=2) %}<b>{{ p.title }}</b>{% endfor %}{% endcomponent Latest %}",
    );
    site.write("styles/main.css", "@import \"part.css\"; body { margin: 0 }");
    site.write("styles/part.css", "p { color: blue }");
    site.write("static/robots-extra.txt", "static");
    site.write("themes/plain/theme.toml", "[extra]\nby = \"plain\"\n");
    site.write("themes/plain/templates/credit.html", "<i>{{ config.extra.by }}{{ t(key=\"by\") }}</i>");
    site.write("themes/plain/styles/theme.css", "i { color: grey }");
    site.write("themes/plain/static/theme.txt", "theme");
    site.write("i18n/en.ftl", MESSAGES);
    site.write("i18n/fr.ftl", "latest = Derniers\n");
    site.write("themes/plain/i18n/en.ftl", "by = By { -name }\n-name = theme\nmotto = Overridden\n");
    site.write("data/shown.toml", "name = \"shown\"\n");
    site.write("content/_index.md", "+++\nsort_by = \"date\"\n+++\nHome. <Latest />\n");
    site.write(
        "content/posts/_index.md",
        "+++\nsort_by = \"date\"\ntransparent = true\ntitle = \"Posts\"\n+++\n",
    );
    site.write(
        "content/docs/_index.md",
        "+++\nsort_by = \"weight\"\ntitle = \"Docs\"\n+++\nSee [the start](@/docs/p0.md).\n",
    );
    for n in 0..6 {
        post(&site, n, &format!("Post {n}"), "a", "Some *text* here.");
    }
    for n in 0..3 {
        let text = format!(
            "+++\ntitle = \"Doc {n}\"\nweight = {n}\n+++\n<Note>With **care**.</Note>\n\n> [!NOTE]\n> Its title is a message.\n\n## Part {n}\n\n[next](@/docs/p{}.md)\n",
            (n + 1) % 3
        );
        site.write(&format!("content/docs/p{n}.md"), text);
    }
    site.write("content/docs/alone.md", "+++\ntitle = \"Alone\"\nweight = 9\n+++\nNobody links here.\n");
    site.write(
        "content/bundle/index.md",
        "+++\ntitle = \"Bundle\"\ndate = 2024-02-02\n+++\n![](a.txt)\n\n<Counter client=\"load\" />\n",
    );
    site.write("content/bundle/a.txt", "asset");
    site
}

pub(super) const MESSAGES: &str = "motto = { $count ->\n    [one] One\n   *[other] Many\n}\nlatest = Latest\nunused = Unused\nmarkdown-note = Mind\n";

pub(super) fn post(site: &Site, n: usize, title: &str, tag: &str, body: &str) {
    let text = format!(
        "+++\ntitle = \"{title}\"\ndate = 2024-01-{:02}\ntaxonomies.tags = [\"{tag}\", \"all\"]\n+++\n{body}\n\nMore of {n}.\n",
        n % 28 + 1
    );
    site.write(&format!("content/posts/p{n}.md"), text);
}

/// Remote data as `layer9 data update` leaves it: a body in the cache, its hash in the lock file; nobody is asked.
pub(super) fn remote(site: &Site, n: usize) {
    use sha2::{Digest, Sha256};
    let body = format!("{{\"n\": {n}}}");
    let name: String = Sha256::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
    site.write(&format!(".layer9/cache/remote/{name}"), body);
    let url = "https://data.example/n.json";
    site.write("layer9.lock", format!("version = 1\n[[data]]\nurl = \"{url}\"\nsha256 = \"{name}\"\n"));
    site.write(
        "templates/remote.html",
        format!("{{{{ page.title }}}}{{% set got = load_data(url=\"{url}\") %}}{{{{ got.n }}}}"),
    );
    site.write(
        "content/docs/remote.md",
        "+++\ntitle = \"Remote\"\ntemplate = \"remote.html\"\nweight = 9\n+++\n",
    );
}

/// The site with its texts in three languages, by suffix and by folder, with fallbacks.
pub(crate) fn site_in_languages() -> Site {
    let site = site();
    let path = site.path().join("layer9.toml");
    let text = fs::read_to_string(&path).unwrap();
    let languages = "[languages.fr]\ntitle = \"Essai\"\nfallback = [\"en\"]\n[languages.ar]\nmenus.main = [{ url = \"@/docs/alone.md\" }]\n";
    fs::write(path, text.replace("[extra]", &format!("{languages}[extra]"))).unwrap();
    let path = site.path().join("templates/base.html");
    let text = fs::read_to_string(&path).unwrap();
    let shown = "{{ lang }}{% for t in get_translations() %}<u>{{ t.lang }}{{ t.path }}{{ t.title }}{{ t.is_fallback }}</u>{% endfor %}\
                 {% set d = get_page(path=\"docs/p0.md\") %}{{ d.title }}{{ get_url(path=\"@/docs/p1.md\") }}{% set all = get_pages(below=\"docs\") %}{{ all | length }}<footer>";
    fs::write(path, text.replace("<footer>", shown)).unwrap();
    site.write("content/docs/p0.fr.md", "+++\ntitle = \"Doc fr\"\nweight = 1\n+++\n[next](@/docs/p1.md)\n");
    site.write("content/docs/p0.ar.md", "+++\ntitle = \"Doc ar\"\nweight = 1\n+++\n[next](@/docs/p1.md)\n");
    site
}

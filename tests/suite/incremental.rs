//! Builds that follow builds: whatever was edited, the output folder is what a clean build makes.

use crate::harness::{Site, layer9, tree};
use layer9::diagnostics::Diagnostics;
use layer9::pipeline::{self, BuildOptions, LoadOptions, Summary};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// A small generator of numbers: the same seed gives the same edits everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

pub(crate) fn options(site: &Path) -> BuildOptions {
    let load = LoadOptions { root: site.to_path_buf(), ..LoadOptions::default() };
    BuildOptions { load, ..BuildOptions::default() }
}

pub(crate) fn build(options: &BuildOptions) -> (Option<Summary>, Diagnostics) {
    let mut out = Diagnostics::new();
    let summary = pipeline::build(options, &|_| {}, &mut out);
    (summary, out)
}

fn good(site: &Site) -> Summary {
    let (summary, problems) = build(&options(site.path()));
    summary.unwrap_or_else(|| panic!("{:#?}", problems.iter().collect::<Vec<_>>()))
}

/// What a clean build of the site makes, in a folder of its own.
fn clean(site: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    let beside = Site::empty();
    let mut options = options(site);
    options.clean = true;
    options.load.output = Some(beside.dist());
    build(&options).0.map(|_| tree(&beside.dist()))
}

/// A site that uses what takes part in a build: sections, taxonomies, pagination, feeds, components in content
/// and in templates, islands of the gallery, lists with and without bodies, assets, styles, static files.
pub(crate) fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org/sub\"\ntitle = \"Test\"\ntheme = \"plain\"\ngenerate_feeds = true\nfeeds = [\"atom\", \"rss\"]\n\
         taxonomies = [{ name = \"tags\", feed = true, paginate_by = 2 }]\narchives = [{ section = \"posts\", paginate_by = 2 }]\n[markdown]\nimage_sizes = true\n[dates.sections.docs]\nupdated = [\"file_time\"]\n[menus]\nmain = [{ name = \"Home\", url = \"/\" }]\n[extra]\nmotto = \"first\"\n",
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
            "+++\ntitle = \"Doc {n}\"\nweight = {n}\n+++\n<Note>With **care**.</Note>\n\n## Part {n}\n\n[next](@/docs/p{}.md)\n",
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

const MESSAGES: &str =
    "motto = { $count ->\n    [one] One\n   *[other] Many\n}\nlatest = Latest\nunused = Unused\n";

fn post(site: &Site, n: usize, title: &str, tag: &str, body: &str) {
    let text = format!(
        "+++\ntitle = \"{title}\"\ndate = 2024-01-{:02}\ntaxonomies.tags = [\"{tag}\", \"all\"]\n+++\n{body}\n\nMore of {n}.\n",
        n % 28 + 1
    );
    site.write(&format!("content/posts/p{n}.md"), text);
}

/// Remote data as `layer9 data update` leaves it: a body in the cache, its hash in the lock file; nobody is asked.
fn remote(site: &Site, n: usize) {
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

/// One random edit. Some break the site: then nothing may be published.
pub(crate) fn edit(site: &Site, dice: &mut Dice, step: usize) -> String {
    let at = |path: &str| site.path().join(path);
    let n = dice.roll(8);
    let append = |path: &str, text: &str| {
        if let Ok(old) = fs::read_to_string(at(path)) {
            fs::write(at(path), format!("{old}{text}")).unwrap();
        }
        format!("append to {path}")
    };
    match dice.roll(58) {
        0..4 | 31..39 => append(&format!("content/posts/p{n}.md"), &format!("Added in {step}.\n")),
        4 => {
            post(site, n, &format!("Title of {step}"), ["a", "b", "c"][n % 3], "A new body.");
            format!("rewrite post {n}")
        }
        5 => {
            let _ = fs::remove_file(at(&format!("content/posts/p{n}.md")));
            format!("remove post {n}")
        }
        6 => {
            let (from, to) =
                (at(&format!("content/posts/p{n}.md")), at(&format!("content/posts/p{}.md", 8 + n)));
            let _ = fs::rename(from, to);
            format!("rename post {n}")
        }
        7 => append("templates/page.html", &format!("{{# {step} #}}")),
        8 => {
            let text = fs::read_to_string(at("templates/base.html")).unwrap();
            fs::write(at("templates/base.html"), text.replace("<nav>", "<nav class=\"x\">")).unwrap();
            "edit base.html".to_owned()
        }
        9 => {
            let fields = ["title", "summary", "content", "word_count", "date"];
            let field = fields[dice.roll(fields.len())];
            site.write(
                "templates/components/Item.html",
                format!(
                    "{{% component Item(page) %}}<li>{{{{ page.{field} }}}}</li>{{% endcomponent Item %}}"
                ),
            );
            format!("Item shows {field}")
        }
        10 => {
            site.write("templates/components/Note.html", format!("{{% component Note(kind: string = \"tip\") %}}<p class=\"n{step}\">{{{{ body }}}}</p>{{% endcomponent Note %}}"));
            "edit Note".to_owned()
        }
        11 => append("templates/components/Note.css", &format!("\n.n{step} {{ color: green }}")),
        12 => append("styles/part.css", &format!("\n.s{step} {{ color: green }}")),
        13 => {
            site.write("static/robots-extra.txt", format!("static {step}"));
            "edit a static file".to_owned()
        }
        14 => {
            site.write("content/bundle/a.txt", format!("asset {step}"));
            "edit an asset".to_owned()
        }
        15 => {
            let text = fs::read_to_string(at("layer9.toml")).unwrap();
            let motto = text.split("motto").next().unwrap().to_owned();
            site.write("layer9.toml", format!("{motto}motto = \"{step}\"\n"));
            "edit the configuration".to_owned()
        }
        16 => {
            site.write(
                "content/docs/p1.md",
                format!("+++\ntitle = \"Doc of {step}\"\nslug = \"d{}\"\n+++\nMoved.\n", step % 3),
            );
            "move a doc to another address".to_owned()
        }
        17 => append("content/docs/_index.md", "\n<Note kind=\"x\">Again.</Note>\n"),
        18 => append("content/docs/p2.md", &format!("\n## Heading {step}\n")),
        19 => {
            // An unknown component, or its repair.
            let broken = fs::read_to_string(at("content/docs/p0.md")).unwrap_or_default().contains("<Nope");
            let body = if broken { "Fine." } else { "<Nope />" };
            site.write("content/docs/p0.md", format!("+++\ntitle = \"Start\"\n+++\n{body}\n"));
            "break or mend a page".to_owned()
        }
        20 => {
            let folder = at("content/new");
            if fs::remove_dir_all(&folder).is_err() {
                site.write(
                    "content/new/_index.md",
                    "+++\ntitle = \"New\"\npaginate_by = 1\npermalink = \"/{slug}-of-{section}/\"\n+++\n",
                );
                site.write("content/new/a.md", "+++\ntitle = \"A\"\naliases = [\"old/a\"]\n+++\nNew.\n");
                site.write("content/new/b.md", "+++\ntitle = \"B\"\n+++\nNew, [too](@/posts/_index.md).\n");
            }
            "add or remove a section".to_owned()
        }
        21 => append("content/_index.md", "\nMore. <Latest />\n"),
        30 => {
            let menu = ["", "menus.main = { weight = 3 }\n", "menus = \"main\"\n"][dice.roll(3)];
            site.write(
                "content/docs/alone.md",
                format!("+++\ntitle = \"Alone {}\"\nweight = 9\n{menu}+++\nAt {step}.\n", step % 3),
            );
            "put a page into a menu".to_owned()
        }
        27 => {
            site.write("data/shown.toml", format!("name = \"of {step}\"\n"));
            site.write("data/other.toml", "name = \"never shown\"\n");
            "edit the data that templates show".to_owned()
        }
        28 => {
            site.write(
                "data/rows.csv",
                format!("id,title,note\na,First,{}\nb,Second of {step},x\n", step % 3),
            );
            site.write(
                "content/rows/_index.md",
                "+++\ntitle = \"Rows\"\n[[pages_from]]\ndata = \"rows\"\nbody = \"Body {note}\"\n+++\n",
            );
            "edit rows of data".to_owned()
        }
        29 => {
            site.write("static/loaded.json", format!("[\"{}\"]", step % 2));
            let card = "{% component Latest(@data) %}{% set list = load_data(path=\"static/loaded.json\") %}{{ list[0] }}{{ data.shown.name }}{% endcomponent Latest %}";
            site.write("templates/components/Latest.html", card);
            "edit a file that a component loads".to_owned()
        }
        47 => {
            site.write(
                "snippets/part.md",
                format!("## Part of {step}\n\n<Note>In it, [a doc](@/docs/p{}.md).</Note>\n", step % 3),
            );
            "edit what is included".to_owned()
        }
        48 => {
            site.write("snippets/part.md", "Included.\n");
            let link = ["[one](@/docs/p1.md)", "[two](@/posts/p2.md)", "> quoted"][dice.roll(3)];
            let text = format!(
                "+++\ntitle = \"Marked {}\"\nweight = 7\n+++\n{link}\n\n<Include src=\"/snippets/part.md\" />\n",
                step % 2
            );
            site.write("content/docs/marked.md", text);
            "edit a page that includes and links".to_owned()
        }
        49 => {
            let name = ["Link", "Blockquote", "Heading"][dice.roll(3)];
            let file = format!("templates/components/Markdown{name}.html");
            if fs::remove_file(at(&file)).is_err() {
                site.write(&file, format!("{{% component Markdown{name}(level: integer = 2, url: string = \"\") %}}<b class=\"n{step}\">{{{{ level }}}}{{{{ url }}}}{{{{ body }}}}</b>{{% endcomponent Markdown{name} %}}"));
            }
            format!("take over {name} or not")
        }
        39 => append("themes/plain/templates/credit.html", &format!("<b>{step}</b>")),
        40 => append("themes/plain/styles/theme.css", &format!("\n.t{step} {{ color: green }}")),
        41 => {
            site.write("themes/plain/static/theme.txt", format!("theme {step}"));
            site.write("themes/plain/theme.toml", format!("[extra]\nby = \"{}\"\n", step % 2));
            "edit the theme's configuration and a file of it".to_owned()
        }
        45 => {
            let name = ["tags/a", "tags"][dice.roll(2)];
            site.write(
                &format!("content/{name}/_index.md"),
                format!("+++\ntitle = \"Of {step}\"\n+++\nAbout it.\n"),
            );
            let text = "{{ term.title }}{{ term.content | safe }}{{ taxonomy.title }}{% for p in paginator.pages %}{{ p.title }}{% endfor %}";
            site.write("templates/taxonomy_single.html", text);
            "say more of a term".to_owned()
        }
        46 => {
            site.write("templates/page.json", format!("{{{{ page.title | json_encode }}}} {}", step % 2));
            let outputs = ["\"html\", \"json\"", "\"json\""][dice.roll(2)];
            site.write(
                "content/docs/alone.md",
                format!(
                    "+++\ntitle = \"Alone {}\"\nweight = 9\noutputs = [{outputs}]\n+++\nAt {step}.\n",
                    step % 3
                ),
            );
            "publish a page as JSON".to_owned()
        }
        42 => {
            let which = ["rating >= 2 or weight", "tags has 'a'", "word_count > 5"][dice.roll(3)];
            let by = ["month", "tags", "extra.rating"][dice.roll(3)];
            let shown = ["count", "pages | length"][dice.roll(2)];
            let card = format!(
                "{{% component Latest() %}}{{% set list = get_pages(where=\"{}\", sort=\"-date\", limit=3) %}}{{% for p in list %}}{{{{ p.title }}}}{{% endfor %}}\
                 {{% set groups = group_pages(by=\"{by}\") %}}{{% for g in groups %}}{{{{ g.key }}}}{{{{ g.{shown} }}}}{{% endfor %}}{{% endcomponent Latest %}}",
                which.replace("rating", "extra.rating")
            );
            site.write("templates/components/Latest.html", card);
            "query pages in a component".to_owned()
        }
        43 => {
            let text = [
                "{% set r = get_related(path=page.relative_path, limit=2) %}{% for p in r %}{{ p.title }}{% endfor %}",
                "{{ head_meta(path=page.relative_path) }}{% set c = get_breadcrumbs(path=page.relative_path) %}{% for x in c %}{{ x.title }}{% endfor %}",
                "{% set s = get_series(path=page.relative_path, taxonomy=\"tags\") %}{% if s %}{{ s.position }}{% if s.next %}{{ s.next.title }}{% endif %}{% endif %}",
                "{% set l = get_lists(path=\"posts/{year}\") %}{% for x in l %}{{ x.title }}{{ x.count }}{% for y in x.children %}{{ y.path }}{% endfor %}{% endfor %}",
            ][dice.roll(4)];
            site.write("templates/page.html", format!("<h1>{{{{ page.title }}}}</h1>{text}"));
            "ask for pages that belong together".to_owned()
        }
        44 => {
            let keys =
                ["in_lists = false", "render = false", "in_feeds = false", "sitemap = { priority = 0.5 }"];
            let text = format!(
                "+++\ntitle = \"Alone {}\"\nweight = 9\n{}\n+++\nAt {step}.\n",
                step % 3,
                keys[dice.roll(4)]
            );
            site.write("content/docs/alone.md", text);
            "hide a page".to_owned()
        }
        50 => {
            let text = MESSAGES.replace("Unused", &format!("Unused {step}"));
            let changed = ["Many", "Latest", "Unused"][dice.roll(3)];
            site.write("i18n/en.ftl", text.replace(changed, &format!("{changed} of {step}")));
            format!("edit the message {changed}")
        }
        51 => {
            site.write(
                "themes/plain/i18n/en.ftl",
                format!("by = By {{ -name }}\n-name = theme {}\n", step % 3),
            );
            "edit a term of the theme".to_owned()
        }
        52 => {
            // A message of a language comes and goes, and what stands in for it with it.
            let texts = ["latest = Derniers\n", "", "latest = Récents\n"];
            site.write("i18n/fr.ftl", texts[dice.roll(3)]);
            let _ = fs::remove_dir_all(at("i18n/fr-CA"));
            if dice.roll(2) == 0 {
                site.write("i18n/fr-CA/a.ftl", "latest = Derniers d'ici\n");
            }
            "edit the messages of other languages".to_owned()
        }
        53 => {
            let broken = fs::read_to_string(at("i18n/en.ftl")).unwrap().contains("{ -nothing }");
            let more = if broken { "" } else { "broken = { -nothing }\n" };
            site.write("i18n/en.ftl", format!("{MESSAGES}{more}"));
            "break or mend the messages".to_owned()
        }
        24 => {
            // A cascade that changes what its pages show, and one that hides some of them.
            let more = ["", "target = { path = \"docs/alone.md\" }\ndraft = true\n"][dice.roll(2)];
            let text = format!(
                "+++\nsort_by = \"weight\"\ntitle = \"Docs\"\n[[cascade]]\nextra.by = \"{step}\"\n[[cascade]]\n{more}+++\n"
            );
            site.write("content/docs/_index.md", text);
            "edit the cascade of docs".to_owned()
        }
        25 => {
            let (default, required) = (step % 4, step.is_multiple_of(16));
            let text = format!(
                "+++\nsort_by = \"date\"\ntransparent = true\ntitle = \"Posts\"\n[schema.fields]\nrating = {{ type = \"integer\", default = {default} }}\nneeded = {{ type = \"any\", required = {required} }}\n+++\n"
            );
            site.write("content/posts/_index.md", text);
            "edit the schema of posts".to_owned()
        }
        26 => {
            let date = ["2001-01-01", "2999-01-01"][dice.roll(2)];
            let text = format!(
                "+++\ntitle = \"Scheduled\"\ndate = 2024-03-03\npublish_date = {date}\n+++\nAt {step}.\n"
            );
            site.write("content/posts/scheduled.md", text);
            format!("schedule a post for {date}")
        }
        57 => {
            let word = ["stir", "bake"][step % 2];
            site.write("highlight/grammars/recipe.json", format!("{{\"scopeName\": \"source.recipe\", \"patterns\": [{{\"match\": \"{word}\", \"name\": \"keyword.control\"}}]}}"));
            site.write(
                "content/docs/recipe.md",
                "+++\ntitle = \"Recipe\"\nweight = 10\n+++\n```recipe\nstir bake\n```\n",
            );
            "edit a grammar".to_owned()
        }
        56 => {
            site.write("static/pic.png", crate::images::png(1 + step as u32 % 2, 3));
            site.write(
                "content/docs/pictured.md",
                "+++\ntitle = \"Pictured\"\nweight = 8\n+++\n![Pic](/pic.png)\n",
            );
            "edit an image whose size pages show".to_owned()
        }
        55 => {
            let text = fs::read_to_string(at("layer9.toml")).unwrap();
            let told =
                format!("redirects_file = true\nredirects = [{{ from = \"/shop/*\", to = \"/{step}/\" }}]\n");
            let text = match text.strip_prefix("redirects_file") {
                Some(rest) => rest.split_once("]\n").map_or("", |(_, rest)| rest).to_owned(),
                None => format!("{told}{text}"),
            };
            site.write("layer9.toml", text);
            "tell the host of redirects or not".to_owned()
        }
        54 => {
            remote(site, step % 3);
            "update remote data".to_owned()
        }
        22 => {
            let _ = fs::remove_file(site.dist().join("posts/p1/index.html"));
            "lose a published file".to_owned()
        }
        _ => {
            let file = site.dist().join("index.html");
            if file.exists() {
                fs::write(file, "somebody's edit").unwrap();
            }
            "spoil a published file".to_owned()
        }
    }
}

/// Gives everything that changed a time of its own, long ago: files that changed just now are read again anyway,
/// which would hide a time that is trusted wrongly.
fn age(folder: &Path, step: usize, known: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in walk(folder) {
        let Ok(bytes) = fs::read(&entry) else { continue };
        if known.get(&entry) != Some(&bytes) {
            let time = UNIX_EPOCH + Duration::from_secs(1_000_000_000 + step as u64);
            File::options().write(true).open(&entry).unwrap().set_modified(time).unwrap();
            known.insert(entry, bytes);
        }
    }
}

pub(crate) fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name();
            if name == "dist" || name == ".layer9" {
                continue;
            }
            if entry.path().is_dir() { open.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files
}

/// 500 scripts of one to three random edits, each followed by a build: the output folder equals a clean one's,
/// and a build that fails leaves it as it was.
#[test]
fn any_edit_ends_in_what_a_clean_build_makes() {
    let kept = scripts(10, 0x9e37_79b9_7f4a_7c15, &site, &edit);
    // A record that never held would pass all of the above.
    assert!(kept > 200, "only {kept} of 500 builds kept anything");
}

/// The same for a site in three languages, of which many edits are of translations: 50 scripts.
#[test]
fn any_edit_of_a_translation_ends_in_what_a_clean_build_makes() {
    let kept = scripts(1, 0x0bad_5eed_1234_5678, &site_in_languages, &edit_in_languages);
    assert!(kept > 10, "only {kept} of 50 builds kept anything");
}

/// Runs 50 scripts of edits a round, and counts the builds that kept something.
fn scripts(
    rounds: usize,
    seed: u64,
    site: &dyn Fn() -> Site,
    edit: &dyn Fn(&Site, &mut Dice, usize) -> String,
) -> usize {
    let mut dice = Dice(seed);
    let mut kept = 0;
    for round in 0..rounds {
        let site = site();
        let mut known = BTreeMap::new();
        age(site.path(), 0, &mut known);
        good(&site);
        let mut last = tree(&site.dist());
        for script in 0..50 {
            let step = round * 50 + script + 1;
            let edits: Vec<String> = (0..=dice.roll(3)).map(|_| edit(&site, &mut dice, step)).collect();
            age(site.path(), step, &mut known);
            let told = || format!("script {step}: {edits:?}");
            let spoilt = tree(&site.dist());
            let (summary, problems) = build(&options(site.path()));
            let Some(wanted) = clean(site.path()) else {
                assert!(summary.is_none(), "{}: published a broken site", told());
                assert_eq!(tree(&site.dist()), spoilt, "{}: changed the output of a broken site", told());
                continue;
            };
            let summary = summary.unwrap_or_else(|| panic!("{}: {problems:?}", told()));
            let made = tree(&site.dist());
            for (path, bytes) in &wanted {
                let text = |bytes: Option<&Vec<u8>>| bytes.map(|b| String::from_utf8_lossy(b).into_owned());
                assert_eq!(text(made.get(path)), text(Some(bytes)), "{}: {path}", told());
            }
            assert_eq!(made.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{}", told());
            kept += usize::from(summary.written < summary.files);
            last = made;
        }
        assert!(!last.is_empty());
    }
    kept
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

/// One random edit of a site in three languages.
pub(crate) fn edit_in_languages(site: &Site, dice: &mut Dice, step: usize) -> String {
    let n = dice.roll(3);
    let tag = ["fr", "ar"][dice.roll(2)];
    let toggle = |path: String, text: String| {
        if fs::remove_file(site.path().join(&path)).is_err() {
            site.write(&path, text);
        }
        format!("add or remove {path}")
    };
    let doc = |more: &str| format!("+++\ntitle = \"Of {step}\"\n{more}+++\nText, [too](@/docs/p2.md).\n");
    match dice.roll(10) {
        0 | 1 => toggle(format!("content/docs/p{n}.{tag}.md"), doc("weight = 1\n")),
        2 => {
            let path = format!("content/docs/p{n}.{tag}.md");
            if let Ok(old) = fs::read_to_string(site.path().join(&path)) {
                site.write(&path, format!("{old}More in {step}.\n"));
            }
            format!("append to {path}")
        }
        3 => toggle(format!("content/{tag}/docs/extra{n}.md"), doc("weight = 2\n")),
        4 => toggle(
            format!("content/docs/_index.{tag}.md"),
            doc("sort_by = \"title\"\ncascade.extra.by = \"x\"\n"),
        ),
        5 => toggle(
            format!("content/posts/nom{n}.fr.md"),
            doc(&format!("translation_key = \"posts/p{n}\"\ndate = 2024-05-05\n")),
        ),
        6 => toggle("content/_index.fr.md".to_owned(), doc("sort_by = \"date\"\n")),
        _ => edit(site, dice, step),
    }
}

/// 200 damages of the record: each is noticed, or harmless.
#[test]
fn a_damaged_record_is_never_trusted() {
    let site = site();
    age(site.path(), 0, &mut BTreeMap::new());
    good(&site);
    let wanted = tree(&site.dist());
    let folder = site.path().join(".layer9/cache");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|file| file.path()).collect();
    files.sort();
    assert_eq!(files.len(), 2, "the record, and the bodies beside it: {files:?}");
    let template = fs::read_to_string(site.path().join("templates/page.html")).unwrap();
    let mut dice = Dice(0x0123_4567_89ab_cdef);
    for n in 0..200 {
        let record = &files[n / 4 % 2];
        let mut bytes = fs::read(record).unwrap();
        let at = dice.roll(bytes.len());
        match n % 4 {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes.truncate(at),
            2 => bytes.extend_from_slice(&[7; 5]),
            _ => {
                let end = bytes.len().min(at + 64);
                bytes[at..end].reverse();
                bytes[at] = bytes[at].wrapping_add(1);
            }
        }
        fs::write(record, &bytes).unwrap();
        // Every page is rendered again, with the body that is kept.
        site.write("templates/page.html", format!("{template}{{# {n} #}}"));
        let file = site.path().join("content/posts/p0.md");
        let body = fs::read_to_string(&file).unwrap();
        fs::write(&file, &body).unwrap();
        let (summary, problems) = build(&options(site.path()));
        assert!(summary.is_some(), "damage {n} at {at}: {problems:?}");
        assert!(tree(&site.dist()) == wanted, "damage {n} at {at}");
    }
}

/// Written for one edit: nothing but what shows it.
#[test]
fn only_what_changed_is_written() {
    let site = site();
    type Case<'c> = (&'c str, &'c dyn Fn(), &'c [&'c str]);
    let cases: [Case<'_>; 4] = [
        ("nothing", &|| {}, &[]),
        (
            "a body, beyond its summary",
            &|| post(&site, 2, "Post 2", "a", "Some *text* here.\n\nA third paragraph."),
            &["posts/p2/index.html", "atom.xml", "tags/a/atom.xml", "tags/all/atom.xml"],
        ),
        (
            "a static file",
            &|| {
                site.write("static/robots-extra.txt", "x");
            },
            &["robots-extra.txt"],
        ),
        (
            "the sheet of a component",
            &|| {
                site.write("templates/components/Note.css", "aside { color: blue }");
            },
            &["docs/p0/index.html", "docs/p1/index.html", "docs/p2/index.html"],
        ),
    ];
    good(&site);
    for (what, edit, expected) in cases {
        let before = times(&site.dist());
        edit();
        good(&site);
        let after = times(&site.dist());
        let mut written: Vec<&str> = after
            .iter()
            .filter(|(path, time)| before.get(*path) != Some(*time))
            .map(|(path, _)| path.as_str())
            .filter(|path| !path.starts_with("_layer9/"))
            .collect();
        written.sort_unstable();
        let mut expected: Vec<&str> = expected.to_vec();
        // The pages of the tag that count words.
        if what.starts_with("a body") {
            expected.extend(["rss.xml", "tags/a/rss.xml", "tags/all/rss.xml"]);
            expected.extend(written.iter().filter(|p| p.starts_with("tags/") && p.ends_with("index.html")));
        }
        expected.sort_unstable();
        assert_eq!(written, expected, "{what}");
    }
}

fn times(dist: &Path) -> BTreeMap<String, std::time::SystemTime> {
    tree(dist)
        .into_keys()
        .map(|path| {
            let time = fs::metadata(dist.join(&path)).unwrap().modified().unwrap();
            (path, time)
        })
        .collect()
}

/// The command line says what it did, and compares when it is asked to.
#[test]
fn the_command_says_what_changed() {
    let site = site();
    let run = |args: &[&str]| {
        let output = layer9().args(["build"]).args(args).current_dir(site.path()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&[]).0, Some(0));
    let (code, said) = run(&[]);
    assert!(code == Some(0) && said.contains("(nothing changed)"), "{said}");
    site.write("static/robots-extra.txt", "other");
    let (code, said) = run(&["--verify"]);
    assert!(code == Some(0) && said.contains("(1 file written)"), "{said}");
    assert!(said.contains("equal those of a clean build"), "{said}");
    // A file that nobody made is found by the comparison.
    site.write("dist/posts/p1/extra.html", "left by somebody");
    let (code, said) = run(&["--verify"]);
    assert!(code == Some(1) && said.contains("L9-0906") && said.contains("extra.html"), "{said}");
    let (code, said) = run(&["--clean", "--verify"]);
    assert!(code == Some(0), "{said}");
}

/// With hardly any memory a build makes the same.
#[test]
fn a_build_that_keeps_little_makes_the_same() {
    let site = site();
    let wanted = clean(site.path()).expect("a sound site");
    let mut options = options(site.path());
    options.memory = Some(1);
    let (summary, problems) = build(&options);
    assert!(summary.is_some(), "{problems:?}");
    assert!(tree(&site.dist()) == wanted);
    post(&site, 2, "Another title", "b", "Another body.");
    let (summary, problems) = build(&options);
    assert!(summary.is_some_and(|summary| summary.written < summary.files), "{problems:?}");
    assert!(tree(&site.dist()) == clean(site.path()).expect("a sound site"));

    let run = |size: &str| {
        let output =
            layer9().args(["build", "--clean", "--memory", size]).current_dir(site.path()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run("2G").0, Some(0));
    let (code, said) = run("much");
    assert!(code == Some(2) && said.contains("is no amount of memory: write it like 512M or 2G"), "{said}");
}

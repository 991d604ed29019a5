//! Random edits of a site: of everything that a build reads.

use super::Dice;
use super::site::{MESSAGES, post, remote};
use crate::harness::Site;
use std::fs;

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
    match dice.roll(62) {
        0..4 | 31..39 => append(&format!("content/posts/p{n}.md"), &format!("Added in {step}.\n")),
        4 => {
            post(site, n, &format!("Title of {step}"), ["a", "b", "c"][n % 3], "A new body.");
            format!("rewrite post {n}")
        }
        58..62 => {
            let paths = [format!("posts/p{n}.md"), format!("docs/p{}.md", n % 3), "docs/alone.md".to_owned()];
            let path = format!("content/{}", paths[dice.roll(paths.len())]);
            if let Ok(old) = fs::read_to_string(at(&path)) {
                let is_name =
                    |line: &&str| line.starts_with("title = ") || line.starts_with("description = ");
                let rest: Vec<&str> = old.lines().skip(1).filter(|line| !is_name(line)).collect();
                let more = ["", "description = \"Of it\"\n"][dice.roll(2)];
                let text = format!("+++\ntitle = \"Name of {step}\"\n{more}{}\n", rest.join("\n"));
                fs::write(at(&path), text).unwrap();
            }
            format!("rename {path}")
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
            let relative =
                ["", "relative_urls = true\n", "relative_urls = \"files\"\ntrailing_slash = false\n"]
                    [step % 3];
            let kept = motto
                .split_inclusive('\n')
                .filter(|line| !["relative_urls", "trailing_slash"].iter().any(|key| line.starts_with(key)));
            let kept = kept.collect::<String>().replacen("\ntitle", &format!("\n{relative}title"), 1);
            site.write("layer9.toml", format!("{kept}motto = \"{step}\"\n"));
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
            let keys = [
                "in_lists = false",
                "render = false",
                "in_feeds = false",
                "sitemap = { priority = 0.5 }",
                "search = false",
            ];
            let text = format!(
                "+++\ntitle = \"Alone {}\"\nweight = 9\n{}\n+++\nAt {step}.\n",
                step % 3,
                keys[dice.roll(5)]
            );
            site.write("content/docs/alone.md", text);
            "hide a page".to_owned()
        }
        50 => {
            let text = MESSAGES.replace("Unused", &format!("Unused {step}"));
            let changed = ["Many", "Latest", "Unused", "Mind"][dice.roll(4)];
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

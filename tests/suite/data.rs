//! Data in templates, and pages from data.

use crate::harness::{Site, tree};

fn site() -> Site {
    let site = Site::new();
    site.write("data/team/people.toml", "[ada]\nname = \"Ada\"\n[bob]\nname = \"Bob\"\n");
    site.write("data/list.yaml", "- a\n- b\n");
    site.write("data/json-file.json", "{\"x\": {\"y\": [1, 2.5, null, true]}}");
    site.write("data/rows.csv", "id,name\n1,One\n2,\"Two, too\"\n");
    site.write("data/feed.xml", "<feed v=\"2\"><entry>A</entry><entry>B</entry></feed>");
    site
}

#[test]
fn templates_see_all_formats() {
    let site = site();
    site.write(
        "templates/index.html",
        "{{ data.team.people.ada.name }} {{ data.list[1] }} {{ data[\"json-file\"].x.y[1] }} {{ data.rows[1].name }} \
         {{ data.feed.feed[\"@v\"] }} {% for e in data.feed.feed.entry %}{{ e }}{% endfor %}{% for k, p in data.team.people %}{{ k }}{% endfor %}",
    );
    site.build();
    assert_eq!(site.page("/"), "Ada b 2.5 Two, too 2 ABadabob");
}

#[test]
fn load_data_reads_files() {
    let site = site();
    site.write("content/bundle/index.md", "A bundle.\n");
    site.write("content/bundle/own.csv", "a;b\n");
    site.write("static/notes.txt", "plain & simple");
    site.write(
        "templates/index.html",
        "{% set rows = load_data(path=\"data/rows.csv\") %}{{ rows[0].name }} \
         {% set text = load_data(path=\"static/notes.txt\") %}{{ text }} \
         {% set own = load_data(path=\"content/bundle/own.csv\", format=\"plain\") %}{{ own }} \
         {% set no = load_data(path=\"data/nope.json\", required=false) %}{{ no is none }}",
    );
    site.build();
    assert_eq!(site.page("/"), "One plain &amp; simple a;b\n true");
    for (call, message) in [
        ("load_data(path=\"data/nope.json\")", "nope.json"),
        ("load_data(path=\"layer9.toml\")", "does not lie in data/, content/ or static/"),
        ("load_data(path=\"data/../layer9.toml\")", "does not lie in"),
        ("load_data(path=\"data/rows.csv\", format=\"jsn\")", "did you mean `json`?"),
        ("load_data(path=\"static/notes.txt\", format=\"json\")", "static/notes.txt:1:1: expected"),
        ("data.nope.x", "`nope` is not defined"),
    ] {
        site.write("templates/index.html", format!("{{% set x = {call} %}}{{{{ x }}}}"));
        let run = site.run(&["build"]);
        assert_eq!(run.code, Some(1), "{call}");
        assert!(run.stderr.contains(message), "{message} is missing\n{}", run.stderr);
    }
}

/// An edit of a data file makes those files again whose templates name it, and no others.
#[test]
fn a_data_file_remakes_what_reads_it() {
    let site = site();
    site.write("templates/index.html", "{{ data.list[0] }}");
    site.write("templates/page.html", "{{ data.rows[0].name }}{{ page.content | safe }}");
    site.write(
        "templates/components/Ada.html",
        "{% component Ada(@data) %}{{ data.team.people.ada.name }}{% endcomponent Ada %}",
    );
    site.write("content/a.md", "<Ada />\n");
    site.write("content/b.md", "Plain.\n");
    site.build();
    std::thread::sleep(std::time::Duration::from_millis(250));
    for (file, text, written) in [
        ("data/list.yaml", "- c\n", "1 file written"),
        ("data/rows.csv", "id,name\n1,Other\n", "2 files written"),
        ("data/team/people.toml", "[ada]\nname = \"Countess\"\n", "1 file written"),
        ("data/feed.xml", "<feed/>", "nothing changed"),
    ] {
        site.write(file, text);
        let run = site.build();
        assert!(run.stderr.contains(written), "{file}: {}", run.stderr);
    }
    assert_eq!((site.page("/"), site.page("/a/")), ("c".to_owned(), "OtherCountess".to_owned()));
    let why = site.run(&["why", "/"]);
    assert!(why.stdout.contains("read data.list") && !why.stdout.contains("data.rows"), "{}", why.stdout);
}

#[test]
fn rows_become_pages() {
    let site = Site::empty();
    site.write("layer9.toml", "title = \"T\"\ntaxonomies = [{ name = \"tags\" }]\n");
    site.write(
        "data/shop/products.csv",
        "id,name,price,kind,added\np1,Pen,3,tool,2024-01-02\np2,Ink & Co,7,,\n",
    );
    site.write(
        "data/people.toml",
        "[ada]\ntitle = \"Ada\"\nbody = \"*Countess*\"\n[bob]\ntitle = \"Bob\"\ndraft = true\n",
    );
    site.write(
        "templates/page.html",
        "{{ page.title }}|{{ page.description }}|{{ page.date }}|{{ page.extra.price | default(value=\"\") }}|{{ page.relative_path }}|{{ page.content | safe }}",
    );
    site.write(
        "templates/section.html",
        "{% for p in section.pages %}{{ p.title }} {{ p.path }} {% endfor %}",
    );
    site.write(
        "content/shop/_index.md",
        "+++\nsort_by = \"title\"\n[[pages_from]]\ndata = \"shop.products\"\ntitle = \"{name}\"\nslug = \"{name}\"\ndate = \"{added}\"\n\
         description = \"{name} for {price}\"\nbody = \"## {name}\\n\\nCosts **{price}**. See [home](@/_index.md).\"\ntaxonomies.tags = [\"{kind}\", \"shop\"]\n+++\n",
    );
    site.write("content/shop/extra.md", "+++\ntitle = \"A file\"\n+++\nBeside [the pen](@/shop/pen.md).\n");
    site.write("content/people/_index.md", "+++\n[[pages_from]]\ndata = \"people\"\n+++\n");
    site.build();
    assert_eq!(
        site.page("/shop/pen/"),
        "Pen|Pen for 3|2024-01-02|3|shop/pen.md|<h2 id=\"pen\">Pen</h2>\n<p>Costs <strong>3</strong>. See <a href=\"/\">home</a>.</p>\n"
    );
    assert!(site.page("/shop/ink-co/").starts_with("Ink &amp; Co|Ink &amp; Co for 7||7|shop/ink-co.md|"));
    assert_eq!(
        site.page("/people/ada/"),
        "Ada|||||people/ada.md|<p><em>Countess</em></p>\n".replace("|||||", "||||")
    );
    assert!(!site.dist().join("people/bob").exists(), "a draft row was published");
    assert_eq!(site.page("/shop/"), "A file /shop/extra/ Ink &amp; Co /shop/ink-co/ Pen /shop/pen/ ");
    assert!(site.dist().join("tags/tool/index.html").exists());
    assert!(site.page("/shop/extra/").contains("href=\"/shop/pen/\""));
    // A row has no file that its text could be read from again.
    let whole = tree(&site.dist());
    let run = site.run(&["build", "--clean", "--memory", "1M"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(tree(&site.dist()) == whole, "a build with little memory differs");
}

#[test]
fn rows_inherit_and_are_held_against_schemas() {
    let site = Site::new();
    site.write("data/books.csv", "id,title,pages,ignored\na,A,12,x\nb,B,,y\n");
    site.write("templates/page.html", "{{ page.extra.pages or \"none\" }} {{ page.extra.shelf }}");
    let index = |field: &str| {
        format!(
            "+++\n[[pages_from]]\ndata = \"books\"\n[cascade]\nextra.shelf = 4\n[schema.fields]\npages = {field}\nshelf = \"integer\"\n+++\n"
        )
    };
    site.write("content/books/_index.md", index("\"integer\""));
    site.build();
    assert_eq!((site.page("/books/a/").as_str(), site.page("/books/b/").as_str()), ("12 4", "none 4"));
    site.write("content/books/_index.md", index("{ type = \"integer\", required = true }"));
    let run = site.run(&["build"]);
    assert!(run.stderr.contains("L9-0321") && run.stderr.contains("data/books.csv[b]"), "{}", run.stderr);
}

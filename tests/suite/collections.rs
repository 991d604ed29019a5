//! Front matter that sections hand down, and schemas that it is held against.

use crate::harness::Site;

#[test]
fn a_cascade_reaches_those_it_is_meant_for() {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "title = \"T\"\ntaxonomies = [{ name = \"tags\" }]\n[cascade]\nextra.from = \"site\"\nextra.deep.a = 1\n",
    );
    site.write(
        "templates/page.html",
        "{{ page.extra.from }} {{ page.extra.deep.a }} {{ page.extra.deep.b | default(value=\"\") }} {{ page.taxonomies | json_encode }}",
    );
    site.write("templates/other.html", "other {{ page.extra.from }}");
    site.write("templates/section.html", "section {{ section.extra.from }} {{ section.pages | length }}");
    site.write(
        "content/guide/_index.md",
        "+++\ntitle = \"Guide\"\n[[cascade]]\nextra.from = \"guide\"\nextra.deep.b = 2\ntaxonomies.tags = [\"guide\"]\n\
         [[cascade]]\ntemplate = \"other.html\"\ntarget = { path = \"guide/**/special-*.md\", kind = \"page\" }\n\
         [[cascade]]\nextra.from = \"french\"\ntarget = { lang = \"fr\" }\n\
         [[cascade]]\nextra.from = \"sections\"\nsort_by = \"title\"\ntarget = { kind = \"section\" }\n+++\n",
    );
    site.write("content/top.md", "Top.\n");
    site.write("content/guide/a.md", "A.\n");
    site.write(
        "content/guide/b.md",
        "---\nextra: { from: own, deep: { a: 9 } }\ntaxonomies: { tags: [own] }\n---\n",
    );
    site.write("content/guide/deep/_index.md", "+++\n[cascade]\nextra.from = \"deep\"\n+++\n");
    site.write("content/guide/deep/c.md", "C.\n");
    site.write("content/guide/deep/special-d/index.md", "D.\n");
    site.write("content/guide/deep/special-e.md", "E.\n");
    site.build();
    for (address, expected) in [
        ("/top/", "site 1  {}"),
        ("/guide/a/", "guide 1 2 {\"tags\":[\"guide\"]}"),
        ("/guide/b/", "own 9 2 {\"tags\":[\"own\"]}"),
        ("/guide/deep/c/", "deep 1 2 {\"tags\":[\"guide\"]}"),
        ("/guide/deep/special-d/", "deep 1 2 {\"tags\":[\"guide\"]}"),
        ("/guide/deep/special-e/", "other deep"),
        ("/guide/", "section site 2"),
        ("/guide/deep/", "section sections 3"),
    ] {
        assert_eq!(site.page(address).replace("\\u0022", "\""), expected, "{address}");
    }
    assert!(site.dist().join("tags/guide/index.html").exists());
}

#[test]
fn drafts_and_dates_cascade_too() {
    let site = Site::new();
    site.write("content/a/_index.md", "+++\n[cascade]\ndraft = true\n+++\n");
    site.write("content/a/x.md", "X.\n");
    site.write("content/a/y.md", "+++\ndraft = false\n+++\nY.\n");
    site.build();
    assert!(!site.dist().join("a/x").exists() && site.dist().join("a/y").exists());
}

fn typed() -> Site {
    let site = Site::new();
    site.write(
        "content/books/_index.md",
        "+++\ntitle = \"Books\"\n[schema.fields]\ntitle = { type = \"string\", required = true, max = 40 }\n\
         rating = { type = \"integer\", min = 1, max = 5, default = 3 }\n\
         level = { type = \"enum\", values = [\"easy\", \"hard\"], required = true }\n\
         author = { type = \"reference\", to = \"people\", required = true, description = \"Who wrote it\" }\n\
         also = { type = \"list\", of = { type = \"reference\", to = \"people\" } }\n\
         links = { type = \"map\", of = \"url\" }\n\
         size = { type = \"table\", fields = { pages = \"integer\", unit = { type = \"string\", default = \"mm\" } } }\n\
         out = \"date\"\n+++\n",
    );
    site.write("content/people/_index.md", "+++\ntitle = \"People\"\n+++\n");
    site.write("content/people/jane.md", "+++\ntitle = \"Jane\"\n+++\n");
    site.write("content/people/2020-01-01-max/index.md", "+++\ntitle = \"Max\"\n+++\n");
    site
}

#[test]
fn a_schema_fills_in_checks_and_resolves() {
    let site = typed();
    site.write(
        "templates/page.html",
        "{% if page.extra.author is defined %}{% set author = get_page(path=page.extra.author) %}{{ author.title }} {{ page.extra.rating }} {{ page.extra.level }} \
         {% for path in page.extra.also %}{% set also = get_page(path=path) %}{{ also.title }}{% endfor %} {{ page.extra.size.unit }}{% endif %}",
    );
    // At the top or in `extra`: both are the same.
    site.write(
        "content/books/a.md",
        "+++\ntitle = \"A\"\nlevel = \"easy\"\nauthor = \"jane\"\nalso = [\"max\", \"people/jane.md\"]\nlinks = { home = \"https://a.example\" }\nsize = { pages = 3 }\nout = 2024-01-01\n+++\n",
    );
    site.write(
        "content/books/more/b.md",
        "---\ntitle: B\nextra:\n  level: hard\n  author: 2020-01-01-max\n  rating: 5\n  also: []\n  size: { unit: cm }\n---\n",
    );
    site.build();
    assert_eq!(site.page("/books/a/"), "Jane 3 easy MaxJane mm");
    assert_eq!(site.page("/books/more/b/"), "Max 5 hard  cm");
}

/// One mistake each, with the code and the place where it must be said.
#[test]
fn each_violation_is_said_at_its_place() {
    let good = "title: A\nlevel: easy\nauthor: jane\n";
    for (matter, code, place, message) in [
        ("level: easy\nauthor: jane\n", "L9-0321", "books/x.md:1:1", "`title` is missing"),
        (
            "title: A\nlevel: easy\nauthor: jane\nrating: 9\n",
            "L9-0323",
            "books/x.md:5:9",
            "at most 5 is allowed",
        ),
        (
            "title: A\nlevel: easy\nauthor: jane\nrating: good\n",
            "L9-0322",
            "books/x.md:5:9",
            "must be a whole number",
        ),
        ("title: A\nlevel: medium\nauthor: jane\n", "L9-0323", "books/x.md:3:8", "cannot be `medium`"),
        ("title: A\nlevel: easy\nauthor: jan\n", "L9-0506", "books/x.md:4:9", "has no page `jan`"),
        ("title: A\nlevel: easy\nauthor: jane\nout: soon\n", "L9-0323", "books/x.md:5:6", "not a date"),
        (
            "title: A\nlevel: easy\nauthor: jane\nlinks: { a: javascript }\n",
            "L9-0323",
            "books/x.md:5",
            "`links.a` is not an address",
        ),
        (
            "title: A\nlevel: easy\nauthor: jane\nsize: { page: 3 }\n",
            "L9-0324",
            "books/x.md:5",
            "`size` has no field `page`",
        ),
        ("title: A\nlevel: easy\nauthor: jane\nratng: 3\n", "L9-0324", "books/x.md:5:1", "no field `ratng`"),
        (
            "title: A\nlevel: easy\nauthor: jane\nextra: { ratng: 3 }\n",
            "L9-0324",
            "books/x.md:5:10",
            "no field `ratng`",
        ),
        (
            "title: A\nlevel: easy\nauthor: jane\nalso: [jane, jon]\n",
            "L9-0506",
            "books/x.md:5",
            "has no page `jon`",
        ),
    ] {
        let site = typed();
        site.write("content/books/x.md", format!("---\n{matter}---\n"));
        let run = site.run(&["build"]);
        assert_eq!(run.code, Some(1), "{matter}");
        for part in [code, place, message] {
            assert!(run.stderr.contains(part), "{part} is missing for\n{matter}\n{}", run.stderr);
        }
        assert!(run.stderr.contains("1 error, "), "{}", run.stderr);
    }
    let site = typed();
    site.write("content/books/x.md", format!("---\n{good}---\n"));
    site.build();
}

#[test]
fn unknown_keys_are_allowed_where_the_schema_says_so() {
    let site = Site::new();
    site.write("templates/page.html", "{{ page.extra.any }} {{ page.extra.other }}");
    site.write(
        "content/a/_index.md",
        "+++\n[schema]\nunknown = \"allow\"\n[schema.fields]\nn = \"integer\"\n+++\n",
    );
    site.write("content/a/x.md", "+++\nany = \"thing\"\n[extra]\nother = 1\n+++\n");
    site.build();
    assert_eq!(site.page("/a/x/"), "thing 1");
    site.write("content/b.md", "+++\nany = \"thing\"\n+++\n");
    assert_eq!(site.run(&["build"]).code, Some(1));
}

#[test]
fn schemas_are_written_for_editors() {
    let site = typed();
    let run = site.run(&["schema", "books"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let schema: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(schema["properties"]["rating"]["maximum"], 5);
    assert_eq!(schema["properties"]["rating"]["default"], 3);
    assert_eq!(schema["properties"]["level"]["enum"][1], "hard");
    assert_eq!(schema["properties"]["author"]["description"], "Who wrote it");
    assert_eq!(schema["properties"]["size"]["properties"]["unit"]["type"], "string");
    assert_eq!(schema["required"], serde_json::json!(["title", "level", "author"]));
    assert_eq!(schema["additionalProperties"], false);
    let run = site.run(&["schema", "--output", "schemas"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(site.read("schemas/books.schema.json").contains("\"level\""));
    assert_eq!(site.run(&["schema", "people"]).code, Some(1));
}

/// Keys of another generator's front matter are as welcome in a cascade as in a page.
#[test]
fn a_cascade_takes_the_keys_that_pages_take() {
    let site = Site::empty();
    site.write("layer9.toml", "title = \"T\"\nunknown_front_matter = \"extra\"\n");
    site.write("templates/page.html", "{{ page.extra.version }}");
    site.write("templates/section.html", "");
    site.write("content/docs/_index.md", "---\ncascade:\n  version: v3.1\n---\n");
    site.write("content/docs/a.md", "A.\n");
    site.build();
    assert_eq!(site.page("/docs/a/").trim(), "v3.1");
}

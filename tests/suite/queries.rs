//! Queries over pages in templates: conditions, order, groups, sets, typed by fields and schemas.

use crate::harness::Site;

fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Notes\"\ntaxonomies = [{ name = \"tags\" }, { name = \"series\" }]\n",
    );
    site.write(
        "content/blog/_index.md",
        "+++\n[schema.fields]\nrating = { type = \"integer\" }\nkind = { type = \"enum\", values = [\"note\", \"essay\"] }\n+++\n",
    );
    for (name, date, rest) in [
        ("a", "2024-01-05", "weight = 3\nrating = 5\nkind = \"note\"\ntaxonomies.tags = [\"rust\", \"web\"]"),
        ("b", "2024-03-01", "rating = 2\nkind = \"essay\"\ntaxonomies.tags = [\"rust\"]"),
        ("c", "2025-03-09", "weight = 1\nrating = 4\nauthors = [\"Ada\"]\ntaxonomies.tags = [\"web\"]"),
        ("d10", "2025-11-02", "kind = \"note\"\nin_lists = false"),
        ("d9", "2025-11-01", "kind = \"note\""),
    ] {
        let text = format!("+++\ntitle = \"Post {name}\"\ndate = {date}\n{rest}\n+++\nText of {name}.\n");
        site.write(&format!("content/blog/{name}.md"), text);
    }
    site.write("content/other.md", "+++\ntitle = \"Other\"\nextra.mood = \"calm\"\n+++\nOther.\n");
    site
}

/// What a template shows for each of these expressions.
fn shown(site: &Site, expressions: &[&str]) -> Vec<String> {
    let lines: Vec<String> = expressions
        .iter()
        .enumerate()
        .map(|(n, e)| format!("{{% set x{n} = {e} %}}{{% for p in x{n} %}}{{{{ p.slug }}}} {{% endfor %}}\n"))
        .collect();
    site.write("templates/index.html", lines.concat());
    site.build();
    site.page("/").lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn pages_are_filtered_sorted_and_limited() {
    let cases = [
        ("get_pages(below=\"blog\")", "a b c d9"),
        ("get_pages(below=\"blog\", where=\"tags has 'rust'\")", "a b"),
        ("get_pages(where=\"taxonomies.tags has 'rust' and not extra.rating < 3\")", "a"),
        ("get_pages(below=\"blog\", where=\"extra.kind == 'note' or authors has 'Ada'\")", "a c d9"),
        ("get_pages(below=\"blog\", where=\"date >= 2024-03-01 and date < 2025-11-01\")", "b c"),
        ("get_pages(below=\"blog\", where=\"year == 2025 and (month == 3 or weight)\")", "c"),
        ("get_pages(below=\"blog\", where=\"weight == none\")", "b d9"),
        ("get_pages(below=\"blog\", where=\"kind in ['essay']\")", "b"),
        ("get_pages(below=\"blog\", where=\"rating and kind not in ['essay']\")", "a c"),
        ("get_pages(below=\"blog\", where=\"tags in ['web', 'none']\")", "a c"),
        ("get_pages(below=\"blog\", where=\"title starts_with 'Post' and title contains '9'\")", "d9"),
        ("get_pages(below=\"blog\", where=\"tags has $tag\", tag=\"web\")", "a c"),
        ("get_pages(below=\"blog\", sort=\"-date\")", "d9 c b a"),
        ("get_pages(below=\"blog\", sort=\"weight\")", "c a b d9"),
        ("get_pages(below=\"blog\", sort=\"-weight, title\")", "a c b d9"),
        ("get_pages(below=\"blog\", sort=\"-date\", offset=1, limit=2)", "c b"),
        ("get_pages(below=\"blog\", sort=\"date\", reverse=true, limit=1)", "d9"),
        ("get_pages(where=\"extra.mood\")", "other"),
        ("get_pages(where=\"word_count > 2\")", "a b c d9"),
        ("get_pages(where=\"tags has 'rust'\") | union(with=get_pages(where=\"tags has 'web'\"))", "a b c"),
        ("get_pages(where=\"tags has 'rust'\") | intersect(with=get_pages(where=\"tags has 'web'\"))", "a"),
        ("get_pages(where=\"tags has 'rust'\") | except(with=get_pages(where=\"tags has 'web'\"))", "b"),
    ];
    let expressions: Vec<&str> = cases.iter().map(|(expression, _)| *expression).collect();
    let shown = shown(&site(), &expressions);
    for ((expression, expected), shown) in cases.iter().zip(shown) {
        assert_eq!(shown, *expected, "{expression}");
    }
}

#[test]
fn pages_come_in_groups() {
    let site = site();
    site.write(
        "templates/index.html",
        "{% for by in [\"year\", \"month\", \"tags\", \"extra.kind\"] %}{% set groups = group_pages(by=by, below=\"blog\", sort=\"date\") %}{{ by }}:{% for g in groups %} {{ g.key }}={% for p in g.pages %}{{ p.slug }}{% endfor %}{% endfor %}\n{% endfor %}\
         {% set months = group_pages(by=\"month\", below=\"blog\", limit=1) %}{{ months[0].date }} {{ months[0].year + 1 }} {{ months[0].month }} {{ months[0].count }}",
    );
    site.build();
    let lines: Vec<String> = site.page("/").lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "year: 2025=cd9 2024=ab");
    assert_eq!(lines[1], "month: 2025-11=d9 2025-03=c 2024-03=b 2024-01=a");
    assert_eq!(lines[2], "tags: rust=ab web=ac =d9");
    assert_eq!(lines[3], "extra.kind: essay=b note=ad9 =c");
    assert_eq!(lines[4], "2024-01-01 2025 1 1");
}

#[test]
fn what_is_wrong_with_a_query_is_said_with_its_place() {
    let site = site();
    for (arguments, said) in [
        (
            "where=\"tags has 'x' and wieght > 1\"",
            "`where`: there is no field `wieght`; did you mean `weight`? (column 18)",
        ),
        (
            "below=\"blog\", where=\"extra.ratng > 1\"",
            "there is no field of the schema `ratng`; did you mean `rating`? (column 1)",
        ),
        ("where=\"mood == 'x'\"", "there is no field `mood`; did you mean `extra.mood`?"),
        ("where=\"taxonomies.tag has 'x'\"", "there is no taxonomy `tag`; did you mean `tags`?"),
        ("where=\"date > 5\"", "`date` is a date, and a number never is that (column 8)"),
        (
            "below=\"blog\", where=\"rating == 'five'\"",
            "`rating` is a number, and text never is that (column 11)",
        ),
        ("where=\"draft < true\"", "`draft` is true or false, which cannot be more or less than something"),
        (
            "where=\"title has 'x'\"",
            "`title` is text, which cannot be asked for what it has; use `==` or `contains`",
        ),
        ("where=\"title ==\"", "a value is missing at the end"),
        ("where=\"(title\"", "`)` is missing at the end"),
        ("where=\"title == bare\"", "a value was expected, not `bare` (column 10); text stands in quotes"),
        ("where=\"title == 'open\"", "text that starts at column 10 does not end"),
        ("where=\"title == $name\"", "`$name` has no argument `name` (column 10)"),
        ("sort=\"-dat\"", "`sort`: there is no field `dat`; did you mean `date`?"),
        ("below=\"blag\"", "there are no pages below `blag`; did you mean `blog`?"),
        ("limt=3", "get_pages has no argument `limt`; did you mean `limit`?"),
        ("where=\"draft\", tag=\"x\"", "get_pages has no argument `tag`; `where` does not use `$tag`"),
    ] {
        site.write("templates/index.html", format!("\n{{% set x = get_pages({arguments}) %}}"));
        let run = site.run(&["build"]);
        assert_eq!(run.code, Some(1), "{arguments}");
        let text = run.stderr.replace("\n  │ ", " ").replace("\n   ", "");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&text).contains(&words(said)), "{arguments}: {}", run.stderr);
        assert!(run.stderr.contains("templates/index.html:2:12"), "{arguments}: {}", run.stderr);
    }
}

#[test]
fn only_a_changed_answer_makes_an_output_again() {
    let site = site();
    site.write(
        "templates/index.html",
        "{% set x = get_pages(below=\"blog\", where=\"rating >= 4\", sort=\"-date\") %}{% for p in x %}{{ p.title }}{% endfor %}",
    );
    site.write("templates/page.html", "{{ page.title }}");
    site.write("templates/section.html", "{{ section.title }}");
    site.build();
    let edit = |name: &str, text: &str| {
        std::thread::sleep(std::time::Duration::from_millis(60));
        site.write(&format!("content/blog/{name}.md"), text);
        let run = site.build();
        run.stderr
    };
    let said = edit("d9", "+++\ntitle = \"Other title\"\ndate = 2025-11-01\nrating = 2\n+++\n");
    assert!(said.contains("1 file written"), "{said}");
    assert_eq!(site.page("/"), "Post cPost a");
    let said = edit("d9", "+++\ntitle = \"Other title\"\ndate = 2025-11-01\nrating = 4\n+++\n");
    assert!(said.contains("1 file written"), "{said}");
    assert_eq!(site.page("/"), "Other titlePost cPost a");
    let why = site.run(&["why", "/index.html"]);
    assert!(why.stdout.contains("all pages below content/blog where rating >= 4 by -date"), "{}", why.stdout);
}

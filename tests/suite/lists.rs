//! Lists at addresses of their own: date archives, lists for each value of a field, rows of data; paginated, with feeds.

use crate::harness::Site;

fn site(lists: &str) -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        format!(
            "base_url = \"https://example.org/sub\"\ntitle = \"Notes\"\nfeeds = [\"atom\", \"json\"]\ntaxonomies = [{{ name = \"tags\" }}]\n{lists}"
        ),
    );
    for (n, date) in ["2024-01-05", "2024-01-09", "2024-03-01", "2025-03-09"].iter().enumerate() {
        let text = format!(
            "+++\ntitle = \"P{n}\"\ndate = {date}\nauthors = [\"Ada L\", \"Bob\"]\ntaxonomies.tags = [\"t{}\"]\n+++\nText.\n",
            n % 2
        );
        site.write(&format!("content/blog/p{n}.md"), text);
    }
    let list = "{{ list.title }}|{{ list.count }}|{{ list.date }}|{% for c in list.children %}{{ c.title }}={{ c.permalink }};{% endfor %}|\
                {% if paginator %}{{ paginator.current_index }}/{{ paginator.number_pagers }}:{% for p in paginator.pages %}{{ p.title }} {% endfor %}{{ paginator.next }}\
                {% else %}{% for p in list.pages %}{{ p.title }} {% endfor %}{% endif %}";
    site.write("templates/list.html", list);
    site.write("templates/archive.html", list);
    site
}

#[test]
fn archives_are_lists_of_years_and_months() {
    let site = site("[archives]\nsection = \"blog\"\npaginate_by = 2\nfeed = true\n");
    site.write("templates/page.html", "{{ page.title }}");
    site.write(
        "templates/index.html",
        "{% set years = get_lists(path=\"blog/{year}\") %}{% for y in years %}{{ y.title }}({{ y.count }}){% for m in y.children %} {{ m.keys.month }}:{{ m.count }}{% endfor %} {% endfor %}",
    );
    site.build();
    let base = "https://example.org/sub/blog/2024";
    assert_eq!(
        site.page("/blog/2024/"),
        format!("2024|3|2024-01-01|2024-01={base}/01/;2024-03={base}/03/;|1/2:P2 P1 {base}/page/2/")
    );
    assert_eq!(site.page("/blog/2024/page/2/").split('|').nth(4), Some("2/2:P0 "));
    assert_eq!(site.page("/blog/2024/01/"), "2024-01|2|2024-01-01||1/1:P1 P0 ");
    assert_eq!(site.page("/"), "2024(3) 01:2 03:1 2025(1) 03:1 ");
    assert!(site.read("dist/blog/2024/01/atom.xml").contains("<title>P1</title>"));
    assert!(site.read("dist/sitemap.xml").contains("<loc>https://example.org/sub/blog/2024/01/</loc>"));
    // A page that leaves a month leaves its list, and no list stays without pages.
    std::thread::sleep(std::time::Duration::from_millis(60));
    site.write("content/blog/p2.md", "+++\ntitle = \"P2\"\ndate = 2025-03-01\n+++\nText.\n");
    site.build();
    assert!(!site.dist().join("blog/2024/03").exists());
    assert_eq!(site.page("/blog/2025/03/").split('|').nth(1), Some("2"));
}

#[test]
fn a_list_for_each_value_and_a_list_of_a_query() {
    let site = site(
        "[[lists]]\npath = \"by/{authors}\"\ntitle = \"By {authors}\"\nbelow = \"blog\"\nsort = \"date\"\nlimit = 3\n\
         [[lists]]\npath = \"t0\"\ntitle = \"Of t0\"\nwhere = \"tags has 't0'\"\npaginate_by = 1\npaginate_path = \"p\"\n",
    );
    site.build();
    assert_eq!(site.page("/by/ada-l/"), "By Ada L|3|||P0 P1 P2 ");
    assert_eq!(site.page("/by/bob/"), "By Bob|3|||P0 P1 P2 ");
    assert_eq!(site.page("/t0/"), "Of t0|2|||1/2:P2 https://example.org/sub/t0/p/2/");
    assert_eq!(site.page("/t0/p/2/").split('|').nth(4), Some("2/2:P0 "));
}

#[test]
fn rows_of_data_are_paginated() {
    let site = site(
        "[[lists]]\npath = \"people\"\ndata = \"people\"\npaginate_by = 2\ntemplate = \"people.html\"\n",
    );
    site.write("data/people.csv", "name,age\nAda,36\nBob,4\nCleo,7\n");
    site.write(
        "templates/people.html",
        "{{ list.title }} {{ paginator.current_index }} of {{ paginator.number_pagers }} ({{ paginator.total_pages }}):{% for r in paginator.items %} {{ r.name }}{% endfor %}",
    );
    site.build();
    assert_eq!(site.page("/people/"), "People 1 of 2 (3): Ada Bob");
    assert_eq!(site.page("/people/page/2/"), "People 2 of 2 (3): Cleo");
    std::thread::sleep(std::time::Duration::from_millis(60));
    site.write("data/people.csv", "name,age\nAda,36\nBob,4\nDora,7\n");
    let run = site.build();
    assert!(run.stderr.contains("1 file written"), "{}", run.stderr);
    assert_eq!(site.page("/people/page/2/"), "People 2 of 2 (3): Dora");
}

#[test]
fn each_language_has_its_lists_and_routes() {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Notes\"\n\
         [languages.fr]\ntitle = \"Carnet\"\nslugs = \"unicode\"\n[languages.de]\n\
         [[archives]]\nsection = \"blog\"\nby = \"year\"\nfeed = true\n\
         [[lists]]\npath = \"by/{authors}\"\ntitle = { en = \"By {authors}\", fr = \"De {authors}\" }\npaginate_by = 1\n\
         [[lists]]\npath = \"only\"\ntitle = \"Only\"\nlanguages = [\"fr\"]\npaginate_by = 9\n\
         [[lists]]\npath = \"rows\"\ndata = \"rows\"\nlanguages = [\"en\", \"fr\"]\npaginate_by = 1\n\
         [[routes]]\npath = \"api/posts.json\"\ntemplate = \"posts.json\"\nlanguages = [\"en\", \"fr\"]\n\
         [[routes]]\npath = \"plain.txt\"\ntemplate = \"plain.txt\"\n",
    );
    site.write("data/rows.csv", "n\n1\n2\n");
    let list = "{{ lang }} {{ list.title }} {{ list.count }}:{% for p in paginator.pages %}{{ p.title }}{% endfor %}{% for i in paginator.items | default(value=[]) %}{{ i.n }}/{{ paginator.total_pages }}{% endfor %}\
         |{% for t in get_translations() %}{{ t.lang }}={{ t.path }};{% endfor %}|{{ \"Été 2\" | slugify }}";
    site.write("templates/list.html", list);
    site.write(
        "templates/archive.html",
        "{{ lang }} {{ list.date }} {% for p in list.pages %}{{ p.title }}{% endfor %}",
    );
    site.write(
        "templates/page.html",
        "{% for l in get_lists(path=\"by/{authors}\") %}{{ l.path }};{% endfor %}",
    );
    site.write(
        "templates/posts.json",
        "{{ lang }}{% for p in get_pages(below=\"blog\", sort=\"title\") %} {{ p.title }}{% endfor %}",
    );
    site.write("templates/plain.txt", "plain");
    site.write("content/blog/_index.md", "+++\ntitle = \"Blog\"\n+++\n");
    let post = |title: &str, authors: &str| {
        format!("+++\ntitle = \"{title}\"\ndate = 2024-01-02\nauthors = [\"{authors}\"]\n+++\n")
    };
    site.write("content/blog/a.md", post("A", "Ada"));
    site.write("content/blog/a.fr.md", post("Aa", "Ada"));
    site.write("content/blog/b.fr.md", post("Bb", "Zoé"));
    site.build();

    let both = "en=/by/ada/;fr=/fr/by/ada/;";
    assert_eq!(site.page("/by/ada/"), format!("en By Ada 1:A|{both}|ete-2"));
    assert_eq!(site.page("/fr/by/ada/"), format!("fr De Ada 1:Aa|{both}|été-2"));
    assert_eq!(site.page("/fr/by/zoé/"), "fr De Zoé 1:Bb|fr=/fr/by/zoé/;|été-2");
    assert_eq!(site.page("/fr/only/"), "fr Only 2:AaBb|fr=/fr/only/;|été-2");
    assert!(!site.dist().join("only").exists() && !site.dist().join("de").join("by").exists());
    assert_eq!(site.page("/blog/2024/"), "en 2024-01-01 A");
    assert_eq!(site.page("/fr/blog/2024/"), "fr 2024-01-01 AaBb");
    assert!(site.read("dist/fr/blog/2024/atom.xml").contains("<title>Carnet - 2024</title>"));
    assert_eq!(site.page("/rows/page/2/"), "en Rows 2:2/2|en=/rows/;fr=/fr/rows/;|ete-2");
    assert_eq!(site.page("/fr/rows/"), "fr Rows 2:1/2|en=/rows/;fr=/fr/rows/;|été-2");
    assert_eq!(site.read("dist/api/posts.json"), "en A");
    assert_eq!(site.read("dist/fr/api/posts.json"), "fr Aa Bb");
    assert!(site.dist().join("plain.txt").exists() && !site.dist().join("fr/plain.txt").exists());
    // Pages name the lists of their own language.
    assert_eq!(site.page("/blog/a/"), "/by/ada/;");
    assert_eq!(site.page("/fr/blog/b/"), "/fr/by/ada/;/fr/by/zoé/;");
    assert!(site.read("dist/sitemap.xml").contains("https://example.org/fr/by/ada/"));

    // A translation that is retitled makes its own language's lists again.
    std::thread::sleep(std::time::Duration::from_millis(250));
    site.write("content/blog/b.fr.md", post("Cc", "Zoé"));
    site.build();
    assert_eq!(site.page("/fr/by/zoé/"), "fr De Zoé 1:Cc|fr=/fr/by/zoé/;|été-2");
    assert_eq!(site.read("dist/fr/api/posts.json"), "fr Aa Cc");
}

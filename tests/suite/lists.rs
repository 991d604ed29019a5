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

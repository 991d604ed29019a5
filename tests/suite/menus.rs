//! Menus from the configuration, from front matter and from sections.

use crate::harness::Site;

fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org/sub\"\n[menus]\nauto = \"sections\"\n\
         main = [{ name = \"Home\", url = \"/\" }, { url = \"@/guide/_index.md\", id = \"guide\", weight = 2 },\n\
         { name = \"Code\", url = \"https://code.example\", weight = 9 }, { name = \"More\", children = [{ url = \"@/about.md#us\" }], weight = 3 }]\n",
    );
    let row = "{% component Row(item) %}{{ item.name }}={{ item.url }}{% if item.is_active %}*{% endif %}{% if item.is_open %}+{% endif %}\
         {% if item.children %}[{% for child in item.children %}{{ <Row item={child} /> }}{% endfor %}]{% endif %};{% endcomponent Row %}";
    site.write("templates/components/Row.html", row);
    let menu = |name: &str| {
        format!(
            "{{% set menu = get_menu(name=\"{name}\") %}}{{% for item in menu %}}{{{{ <Row item={{item}} /> }}}}{{% endfor %}}"
        )
    };
    site.write("templates/page.html", menu("main"));
    site.write("templates/section.html", menu("auto"));
    site.write("templates/index.html", "home");
    site.write("content/about.md", "+++\ntitle = \"About\"\n+++\n");
    site.write("content/guide/_index.md", "+++\ntitle = \"Guide\"\nweight = 2\n+++\n");
    site.write(
        "content/guide/start.md",
        "+++\ntitle = \"Start\"\nmenus.main = { parent = \"guide\", weight = 1 }\n+++\n",
    );
    site.write(
        "content/guide/deep.md",
        "+++\ntitle = \"Deep\"\nmenus.main = { parent = \"Start\", name = \"Deeper\" }\n+++\n",
    );
    site.write("content/guide/part/_index.md", "+++\ntitle = \"Part\"\n+++\n");
    site.write("content/blog/_index.md", "+++\ntitle = \"Blog\"\nweight = 1\n+++\n");
    site.write("content/contact.md", "---\ntitle: Contact\nmenus: [main, footer]\nweight: 5\n---\n");
    site
}

#[test]
fn a_menu_is_a_tree_that_knows_where_it_is() {
    let site = site();
    site.build();
    let base = "https://example.org/sub";
    let expected = |guide: &str, start: &str, deep: &str, about: &str, contact: &str| {
        format!(
            "Home={base}/;Guide={base}/guide/{guide}[Start={base}/guide/start/{start}[Deeper={base}/guide/deep/{deep};];];\
             More={about}[About={base}/about/#us{about2};];Contact={base}/contact/{contact};Code=https://code.example;",
            about2 = if about.is_empty() { "" } else { "*+" },
        )
    };
    assert_eq!(site.page("/guide/deep/"), expected("+", "+", "*+", "", ""));
    assert_eq!(site.page("/contact/"), expected("", "", "", "", "*+"));
    assert_eq!(site.page("/about/"), expected("", "", "", "+", ""));
    assert_eq!(
        site.page("/guide/part/"),
        format!("Blog={base}/blog/;Guide={base}/guide/+[Part={base}/guide/part/*+;];")
    );
}

/// An edit of a page's title makes those again that show the menu it stands in.
#[test]
fn a_menu_is_read_by_those_who_show_it() {
    let site = site();
    site.build();
    std::thread::sleep(std::time::Duration::from_millis(250));
    site.write("content/contact.md", "---\ntitle: Write\nmenus: [main, footer]\nweight: 5\n---\n");
    site.build();
    assert!(site.page("/about/").contains("Write="), "{}", site.page("/about/"));
    let why = site.run(&["why", "/about/"]);
    assert!(why.stdout.contains("read menu main"), "{}", why.stdout);
}

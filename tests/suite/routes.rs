//! Templates at addresses of their own, lists of all pages, feeds in JSON.

use crate::harness::Site;

fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org/sub\"\ntitle = \"Notes\"\nauthor = \"Ada\"\ngenerate_feeds = true\nfeeds = [\"atom\", \"json\"]\n\
         taxonomies = [{ name = \"tags\", feed = true }]\n\
         [[routes]]\npath = \"api/posts.json\"\ntemplate = \"api/posts.json\"\n\
         [[routes]]\npath = \"people/{key}/\"\ntemplate = \"person.html\"\neach = \"people\"\n\
         [[routes]]\npath = \"rows/{id}.txt\"\ntemplate = \"row.txt\"\neach = \"rows\"\n",
    );
    site.write("data/people.toml", "[\"Ada L\"]\nname = \"Ada\"\n[bob]\nname = \"Bob & Co\"\n");
    site.write("data/rows.csv", "id,text\n1,one <b>\n2,two\n");
    site.write(
        "templates/api/posts.json",
        "[{% set posts = get_pages(below=\"blog\") %}{% for p in posts %}{\"title\": {{ p.title | json_encode }}, \"url\": {{ p.permalink | json_encode }}}{% if not loop.last %},{% endif %}{% endfor %}]",
    );
    site.write("templates/person.html", "{{ item.name }} {{ key }} {{ current_path }}");
    site.write("templates/row.txt", "{{ item.text }}");
    site.write("content/blog/_index.md", "+++\ngenerate_feeds = true\n+++\n");
    site.write("content/blog/a.md", "+++\ntitle = \"A \\\"quoted\\\"\"\ndate = 2024-01-02\ntaxonomies.tags = [\"x\"]\n+++\nText of *a*.\n");
    site.write(
        "content/blog/deep/b.md",
        "+++\ntitle = \"B\"\ndate = 2024-01-03\nauthors = [\"Bob\"]\n+++\nText of b.\n",
    );
    site.write("content/other.md", "+++\ntitle = \"Other\"\n+++\n");
    site
}

#[test]
fn routes_are_files_of_their_own() {
    let site = site();
    site.build();
    let posts: serde_json::Value = serde_json::from_str(&site.read("dist/api/posts.json")).unwrap();
    assert_eq!(posts.as_array().unwrap().len(), 2);
    assert_eq!(posts[0]["title"], "A \"quoted\"");
    assert_eq!(posts[1]["url"], "https://example.org/sub/blog/deep/b/");
    assert_eq!(site.page("/people/ada-l/"), "Ada Ada L /people/ada-l/");
    assert_eq!(site.page("/people/bob/"), "Bob &amp; Co bob /people/bob/");
    assert_eq!(site.read("dist/rows/1.txt"), "one <b>");
}

#[test]
fn an_edit_of_a_row_makes_its_file_again_and_no_other() {
    let site = site();
    site.build();
    std::thread::sleep(std::time::Duration::from_millis(250));
    site.write("data/rows.csv", "id,text\n1,one <b>\n2,zwei\n");
    let run = site.build();
    assert!(run.stderr.contains("1 file written"), "{}", run.stderr);
    site.write("content/other.md", "+++\ntitle = \"Elsewhere\"\n+++\n");
    site.build();
    let why = site.run(&["why", "/api/posts.json"]);
    assert!(why.stdout.contains("read all pages below content/blog"), "{}", why.stdout);
}

#[test]
fn feeds_come_as_json_too() {
    let site = site();
    site.build();
    let feed = |path: &str| -> serde_json::Value { serde_json::from_str(&site.read(path)).unwrap() };
    let whole = feed("dist/feed.json");
    assert_eq!(whole["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(whole["feed_url"], "https://example.org/sub/feed.json");
    assert_eq!(whole["authors"][0]["name"], "Ada");
    let items = whole["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["title"], "B");
    assert_eq!(items[0]["authors"][0]["name"], "Bob");
    assert_eq!(items[1]["content_html"], "<p>Text of <em>a</em>.</p>\n");
    assert_eq!(
        (&items[1]["date_published"], &items[1]["tags"][0]),
        (&"2024-01-02T00:00:00Z".into(), &"x".into())
    );
    assert_eq!(feed("dist/blog/feed.json")["items"].as_array().unwrap().len(), 1);
    assert_eq!(feed("dist/tags/x/feed.json")["home_page_url"], "https://example.org/sub/tags/x/");
}

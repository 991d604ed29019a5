//! `layer9 why` and `layer9 impact`: what they say is what builds do.

use crate::harness::{Site, layer9, tree};
use crate::incremental::site;
use std::collections::BTreeSet;
use std::fs;

fn run(site: &Site, args: &[&str]) -> (Option<i32>, String, String) {
    let output = layer9().args(args).current_dir(site.path()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn built(site: &Site) {
    let (code, _, said) = run(site, &["build"]);
    assert_eq!(code, Some(0), "{said}");
}

/// The edits that `impact` tells of, each with its files.
fn impact(site: &Site, file: &str) -> Vec<(String, BTreeSet<String>)> {
    let (code, told, said) = run(site, &["impact", file]);
    assert_eq!(code, Some(0), "{file}: {said}");
    let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in told.lines() {
        match (line.strip_prefix("  "), found.last_mut()) {
            (Some(path), Some((_, files))) => drop(files.insert(path.to_owned())),
            _ => found.push((line.to_owned(), BTreeSet::new())),
        }
    }
    found
}

/// The files of the output folder that differ after `edit` and a build.
fn changed(site: &Site, edit: impl FnOnce()) -> BTreeSet<String> {
    let before = tree(&site.dist());
    edit();
    built(site);
    let after = tree(&site.dist());
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    all.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

#[test]
fn impact_names_what_an_edit_changes() {
    let site = site();
    site.write("data/unread.toml", "name = 1\n");
    site.write("data/rows.csv", "id,title,note\na,First,x\nb,Second,y\n");
    site.write(
        "content/rows/_index.md",
        "+++\ntitle = \"Rows\"\n[[pages_from]]\ndata = \"rows\"\nbody = \"Body {note}\"\n+++\n",
    );
    site.write("snippets/part.md", "A part.\n");
    site.write("content/including.md", "+++\ntitle = \"I\"\n+++\n<Include src=\"/snippets/part.md\" />\n");
    built(&site);
    let append = |file: &str, text: &str| {
        let old = fs::read_to_string(site.path().join(file)).unwrap();
        match file {
            "templates/page.html" => site.write(file, old.replace("<h1>", text)),
            "i18n/en.ftl" => site.write(file, old.replace("Many", text).replace("Latest", text)),
            "data/rows.csv" => site.write(file, old.replace("y", text)),
            "data/shown.toml" => site.write(file, old.replace("shown", text)),
            _ => site.write(file, format!("{old}{text}")),
        };
    };
    let cases = [
        ("content/posts/p2.md", "\n\nMore words.\n\n## And a heading\n", "an edit of its body"),
        ("content/docs/p1.md", "\n<Latest />\n", "an edit of its body"),
        ("content/docs/_index.md", "\nMore.\n", "an edit of its body"),
        ("templates/page.html", "<h1 class=x>", "an edit of it"),
        ("templates/components/Item.html", "", "an edit of it"),
        ("templates/components/Note.css", "b { color: red }", "an edit of it"),
        ("styles/part.css", "b { color: red }", "an edit of it"),
        ("static/robots-extra.txt", "more", "an edit of it"),
        ("content/bundle/a.txt", "more", "an edit of it"),
        ("data/shown.toml", "another", "an edit of it"),
        ("data/unread.toml", "more = 1\n", "an edit of it"),
        ("data/rows.csv", "z", "an edit of it"),
        ("i18n/en.ftl", "Others", "an edit of it"),
        ("snippets/part.md", "More of it.\n", "an edit of it"),
        ("layer9.toml", "other = 1\n", "an edit of it"),
    ];
    for (file, text, edit) in cases {
        let told = impact(&site, file);
        let all = tree(&site.dist()).len();
        let (_, files) =
            told.iter().find(|(head, _)| head.starts_with(edit)).unwrap_or_else(|| panic!("{told:?}"));
        let changed = changed(&site, || append(file, text));
        let shows = !["data/unread.toml", "templates/components/Item.html", "layer9.toml"].contains(&file);
        assert_eq!(!changed.is_empty(), shows, "{file}");
        // What rendering makes for the components of pages has its hash for a name.
        let changed: BTreeSet<String> =
            changed.into_iter().filter(|path| !path.starts_with("_layer9/")).collect();
        let missed: Vec<&String> = changed.difference(files).collect();
        // A style sheet's new address is a new file.
        let missed: Vec<&&String> = missed.iter().filter(|path| !path.ends_with(".css")).collect();
        assert!(missed.is_empty(), "{file}: {missed:?} of {changed:?} not in {files:?}");
        if shows && !file.starts_with("styles/") {
            // Every page writes a message, and what is searched is their text; feeds and files have none.
            let most = if file.starts_with("i18n/") { all * 2 / 3 } else { all / 2 };
            assert!(files.len() < most, "{file}: {} of {all}: {files:?}", files.len());
        }
    }
    // A title is shown in more places than a body.
    let told = impact(&site, "content/posts/p5.md");
    let [(_, body), (title, of_title)] = told.as_slice() else { panic!("{told:?}") };
    assert!(title.starts_with("an edit of its title") && of_title.len() > body.len(), "{told:?}");
    let edited = changed(&site, || {
        let old = fs::read_to_string(site.path().join("content/posts/p5.md")).unwrap();
        site.write("content/posts/p5.md", old.replace("title = \"Post 5\"", "title = \"Another\""));
    });
    assert!(edited.is_subset(of_title), "{:?}", edited.difference(of_title).collect::<Vec<_>>());
    assert!(edited.len() > 5, "{edited:?}");
}

#[test]
fn impact_says_what_it_cannot_know() {
    let site = site();
    let (code, _, said) = run(&site, &["impact", "content/posts/p1.md"]);
    assert!(code == Some(1) && said.contains("run `layer9 build` first"), "{said}");
    built(&site);
    let (code, _, said) = run(&site, &["impact", "content/nope.md"]);
    assert!(code == Some(1) && said.contains("the site has no file `content/nope.md`"), "{said}");
}

#[test]
fn why_names_what_a_file_read() {
    let site = site();
    let why = |path: &str| {
        let (code, told, said) = run(&site, &["why", path]);
        (code, format!("{told}{said}"))
    };
    let (code, told) = why("/posts/p1/");
    assert!(code == Some(0) && told.contains("the last build did not make it; the next one does"), "{told}");
    built(&site);
    let (_, told) = why("/posts/p1/");
    for words in [
        "made from content/posts/p1.md",
        "template page.html",
        "content/posts/p1.md, its body (with extra, lower, higher, backlinks)",
        "section content/posts/_index.md (with extra, the first 3 pages)",
        "keeps it",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // An edit that it does not show, and one that it does.
    site.write("templates/taxonomy_list.html", "other");
    assert!(why("posts/p1/index.html").1.contains("keeps it"));
    let old = fs::read_to_string(site.path().join("content/posts/p1.md")).unwrap();
    site.write("content/posts/p1.md", format!("{old}More.\n"));
    let (_, told) = why("posts/p1/index.html");
    assert!(
        told.contains("content/posts/p1.md, its body (with extra, lower, higher, backlinks) - changed since")
            && told.contains("makes it again"),
        "{told}"
    );
    assert!(!told.contains("template page.html and what it leads to - changed"), "{told}");
    assert!(why("bundle/").1.contains("hydrates <Counter> on load"), "{}", why("bundle/").1);
    let (code, said) = why("nowhere/at/all");
    assert!(code == Some(1) && said.contains("no build makes"), "{said}");
}

//! `layer9 new page`: archetypes, and pages that their section's schema accepts.

use crate::harness::Site;

fn site() -> Site {
    let site = Site::empty();
    site.write("layer9.toml", "base_url = \"https://example.org\"\ntitle = \"Notes\"\n");
    site
}

#[test]
fn a_page_has_what_its_schema_requires() {
    let site = site();
    site.write(
        "content/blog/_index.md",
        "+++\n[schema.fields]\ndescription = { type = \"string\", required = true }\nrating = { type = \"integer\", required = true, min = 1, description = \"from 1 to 5\" }\nkind = { type = \"enum\", values = [\"note\", \"essay\"], required = true }\nlinks = { type = \"list\", of = { type = \"url\" }, min = 1, required = true }\nmood = { type = \"string\" }\n+++\n",
    );
    let run = site.run(&["new", "page", "blog/my-first_post.md"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let text = site.read("content/blog/my-first_post.md");
    assert!(text.starts_with("+++\ntitle = \"My first post\"\ndate = 20"), "{text}");
    for line in
        ["draft = true", "rating = 1 # from 1 to 5", "kind = \"note\"", "links = [\"https://example.org/\"]"]
    {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains("mood"));
    let run = site.run(&["build", "--drafts"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let again = site.run(&["new", "page", "blog/my-first_post"]);
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("the page exists, and is left as it is"), "{}", again.stderr);
    assert_eq!(site.read("content/blog/my-first_post.md"), text);
}

#[test]
fn archetypes_are_files_and_folders() {
    let site = site();
    site.write(
        "archetypes/default.md",
        "+++\ntitle = \"{{ title }}\"\nslug = \"{{ slug }}\"\n+++\nIn {{section}}.\n",
    );
    site.write("archetypes/trips/index.md", "+++\ntitle = \"{{ title }}\"\n+++\n![](map.svg)\n");
    site.write("archetypes/trips/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>");
    let new = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["new", "page"].iter().chain(arguments).copied().collect();
        let run = site.run(&arguments);
        (run.code, run.stderr)
    };
    assert_eq!(new(&["deep/down/a-page.md", "--title", "Say \"hi\""]).0, Some(0));
    assert_eq!(
        site.read("content/deep/down/a-page.md"),
        "+++\ntitle = \"Say \\\"hi\\\"\"\nslug = \"a-page\"\n+++\nIn deep/down.\n"
    );
    assert_eq!(new(&["trips/alps"]).0, Some(0));
    assert_eq!(site.read("content/trips/alps/index.md"), "+++\ntitle = \"Alps\"\n+++\n![](map.svg)\n");
    assert!(site.path().join("content/trips/alps/map.svg").exists());
    assert_eq!(new(&["trips/rhine.md", "--archetype", "default"]).0, Some(0));
    let (code, said) = new(&["x.md", "--archetype", "nope"]);
    assert!(code == Some(1) && said.contains("there is no archetype `nope`"), "{said}");
    for path in ["../x.md", "/", "a//b.md"] {
        assert_eq!(new(&[path]).0, Some(1), "{path}");
    }
    site.build();
}

//! Loads that follow loads in one process, as `serve` has them: whatever was edited, a site that was loaded again is
//! the site that a fresh load gives.

use crate::harness::Site;
use crate::incremental::{Dice, edit, edit_in_languages, site, site_in_languages, walk};
use layer9::diagnostics::Diagnostics;
use layer9::pipeline::{self, Before, LoadOptions, Loaded, Origin};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every rendered file; `Err` where one cannot be rendered.
fn rendered(loaded: &Loaded) -> Result<BTreeMap<String, String>, String> {
    let mut out = Diagnostics::new();
    let mut files = BTreeMap::new();
    for file in pipeline::plan(loaded, &mut out) {
        if let Origin::Output(output) = &file.origin {
            let bytes = loaded.renderer.render(output).map_err(|problems| format!("{problems:?}"))?.bytes;
            files.insert(file.path.as_str().to_owned(), String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    if out.has_errors() { Err(format!("{out:?}")) } else { Ok(files) }
}

/// Every file that will be published, with what it comes from.
fn planned(loaded: &Loaded) -> Vec<String> {
    let origin = |origin: &Origin| match origin {
        Origin::Output(output) => format!("{:?}", output.kind),
        other => format!("{other:?}"),
    };
    let files = pipeline::plan(loaded, &mut Diagnostics::new());
    files.iter().map(|file| format!("{} {}", file.path, origin(&file.origin))).collect()
}

fn titles(loaded: &Loaded) -> Vec<&str> {
    loaded.renderer.site().pages.iter().map(|page| page.title.as_str()).collect()
}

fn said(out: &Diagnostics) -> Vec<String> {
    let mut said: Vec<String> = out.iter().map(|d| format!("{} {}", d.code.as_str(), d.message)).collect();
    said.sort();
    said
}

/// The paths of what came, went or changed since `known`.
fn changes(root: &Path, known: &mut BTreeMap<PathBuf, Vec<u8>>) -> BTreeSet<String> {
    let now: BTreeMap<PathBuf, Vec<u8>> =
        walk(root).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    let all: BTreeSet<&PathBuf> = now.keys().chain(known.keys()).collect();
    let changed = all.into_iter().filter(|path| now.get(*path) != known.get(*path));
    let below = |path: &PathBuf| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    let changed = changed.map(below).collect();
    *known = now;
    changed
}

#[test]
fn a_site_loaded_again_is_the_site() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let (mut shared, mut renamed, mut relaid, mut whole) = (0, 0, 0, 0);
    for round in 0..10 {
        let in_languages = round >= 8;
        let site = if in_languages { site_in_languages() } else { site() };
        let edit = if in_languages { edit_in_languages } else { edit };
        let options = LoadOptions { root: site.path().to_path_buf(), ..LoadOptions::default() };
        let mut known = BTreeMap::new();
        changes(site.path(), &mut known);
        let mut out = Diagnostics::new();
        let mut live = pipeline::load(&options, Before::default(), &|_| {}, &mut out).expect("a site");
        let mut waiting = BTreeSet::new();
        for step in 0..40 {
            let told = edit(&site, &mut dice, step);
            waiting.extend(changes(site.path(), &mut known));
            if waiting.is_empty() {
                continue;
            }
            let (mut of_reload, mut of_load) = (Diagnostics::new(), Diagnostics::new());
            let next = pipeline::reload(&live, &options, &waiting, &|_| {}, &mut of_reload);
            let fresh = pipeline::load(&options, Before::default(), &|_| {}, &mut of_load).expect("a site");
            let next = next.expect("a site");
            assert_eq!(said(&of_reload), said(&of_load), "step {step}: {told}");
            if of_load.has_errors() {
                continue;
            }
            assert_eq!(rendered(&next), rendered(&fresh), "step {step}: {told}");
            if next.is_laid_out_as(&live) {
                assert_eq!(planned(&next), planned(&live), "step {step}: {told}");
            }
            match waiting.iter().all(|path| path.starts_with("content/")) {
                true if next.is_laid_out_as(&live) && titles(&next) == titles(&live) => shared += 1,
                true if next.is_laid_out_as(&live) => renamed += 1,
                true => relaid += 1,
                false => whole += 1,
            }
            waiting.clear();
            live = next;
        }
    }
    // Each of the ways was taken.
    assert!(shared > 8 && renamed > 4 && relaid > 30 && whole > 30, "{shared} {renamed} {relaid} {whole}");
}

/// The site loaded again after these files changed, which is what a fresh load gives.
fn reloaded(live: &Loaded, options: &LoadOptions, changed: &BTreeSet<String>, what: &str) -> Loaded {
    let (mut of_reload, mut of_load) = (Diagnostics::new(), Diagnostics::new());
    let next = pipeline::reload(live, options, changed, &|_| {}, &mut of_reload).expect("a site");
    let fresh = pipeline::load(options, Before::default(), &|_| {}, &mut of_load).expect("a site");
    assert_eq!(said(&of_reload), said(&of_load), "{what}");
    assert_eq!(rendered(&next), rendered(&fresh), "{what}");
    next
}

/// A new title alone lays nothing out anew, unless it decides where something stands.
#[test]
fn a_new_title_moves_what_it_decides() {
    let all = "{% for p in section.pages %}{{ p.path }} {{ p.title }} {{ p.description }}{% endfor %}";
    for (what, config, section, body, stays) in [
        ("nothing", "", "sort_by = \"date\"", "Text", true),
        ("the order of a section", "", "sort_by = \"title\"", "Text", false),
        ("an address", "", "permalink = \"/of/{title}/\"", "Text", false),
        ("a link", "[markdown]\nwikilinks = true\n", "", "[[b one]]", false),
        ("a list", "[[lists]]\npath = \"by\"\ntitle = \"By\"\nsort = \"title\"\n", "", "Text", false),
        ("a menu", "", "", "Text", true),
    ] {
        let site = Site::empty();
        site.write("layer9.toml", format!("base_url = \"https://example.org\"\ntitle = \"T\"\n{config}"));
        site.write("templates/section.html", all);
        site.write(
            "templates/index.html",
            "{% set m = get_menu(name=\"main\") %}{% for i in m %}{{ i.name }}{% endfor %}",
        );
        site.write(
            "templates/page.html",
            "{{ page.title }}{{ page.content | safe }}{{ page.higher.title | default(value=\"\") }}",
        );
        site.write("templates/list.html", "{% for p in list.pages %}{{ p.title }}{% endfor %}");
        site.write("content/_index.md", "");
        site.write("content/posts/_index.md", format!("+++\n{section}\n+++\n"));
        let menus = "menus = [\"main\"]\n";
        let post = |title: &str, day: usize| {
            format!(
                "+++\ntitle = \"{title}\"\ndescription = \"Of {title}\"\ndate = 2024-01-0{day}\n{menus}+++\n{body}\n"
            )
        };
        site.write("content/posts/a.md", post("a one", 1));
        site.write("content/posts/b.md", post("b one", 2));
        let options = LoadOptions { root: site.path().to_path_buf(), ..LoadOptions::default() };
        let mut out = Diagnostics::new();
        let live = pipeline::load(&options, Before::default(), &|_| {}, &mut out).expect("a site");
        assert_eq!(said(&out), [""; 0], "{what}");
        site.write("content/posts/b.md", post("B another, of greater length", 2));
        site.write("content/posts/a.md", post("c last", 1));
        let changed = BTreeSet::from(["a", "b"].map(|name| format!("content/posts/{name}.md")));
        let next = reloaded(&live, &options, &changed, what);
        assert_eq!(next.is_laid_out_as(&live), stays, "{what}");
        if stays {
            assert_eq!(planned(&next), planned(&live), "{what}");
        }
    }
}

/// An edit of a body is of that page alone, unless others link to what it has or it links to others.
#[test]
fn an_edit_of_a_body_that_concerns_others_is_told_them() {
    const LINKS: &str = "[B](@/posts/b.md#two)";
    for (what, path, text, stays) in [
        ("words", "posts/b.md", "# B\n\n## Two\n\nOther text.\n", true),
        ("a heading that a page links to", "posts/b.md", "# B\n\n## Three\n\nText.\n", false),
        ("a heading that nobody links to", "posts/b.md", "# B\n\n## Two\n\n## Three\n\nText.\n", false),
        ("a link to a heading that is not there", "posts/a.md", "# A\n\n[B](@/posts/b.md#three)\n", false),
        ("a link to a page", "posts/b.md", "# B\n\n## Two\n\n[C](@/posts/c.md)\n", false),
        ("no link any more", "posts/a.md", "# A\n\nText.\n", false),
        ("the title of a section", "posts/_index.md", "# Others\n", false),
    ] {
        let site = Site::new();
        site.write("templates/index.html", "{% for s in section.subsections %}{{ s.title }}{% endfor %}");
        site.write(
            "templates/section.html",
            "{{ section.title }}{% for p in section.pages %}{{ p.title }}{% endfor %}",
        );
        site.write(
            "templates/page.html",
            "{{ page.title }}{{ page.content | safe }}{% for p in page.backlinks %}{{ p.title }}{% endfor %}\
             {% for h in page.toc %}{{ h.id }}{% endfor %}",
        );
        site.write("content/_index.md", "# Home\n");
        site.write("content/posts/_index.md", "# Posts\n");
        site.write("content/posts/a.md", format!("# A\n\n{LINKS}\n"));
        site.write("content/posts/b.md", "# B\n\n## Two\n\nText.\n");
        site.write("content/posts/c.md", "# C\n\nText.\n");
        let options = LoadOptions { root: site.path().to_path_buf(), ..LoadOptions::default() };
        let mut out = Diagnostics::new();
        let live = pipeline::load(&options, Before::default(), &|_| {}, &mut out).expect("a site");
        assert_eq!(said(&out), [""; 0], "{what}");
        site.write(&format!("content/{path}"), text);
        let changed = BTreeSet::from([format!("content/{path}")]);
        let next = reloaded(&live, &options, &changed, what);
        assert_eq!(next.is_laid_out_as(&live), stays, "{what}");
    }
}

//! `layer9 build --ledger FILE.json`, and `[budget]`.

use crate::harness::{Site, tree};

fn site() -> Site {
    let site = Site::new();
    site.write("static/big.css", format!("p {{ content: \"{}\" }}", noise(4000)));
    site.write("static/x.png", noise(3000));
    site.write(
        "templates/page.html",
        "<link rel=stylesheet href=\"/big.css\"><img src=\"/x.png\" alt=\"\">{{ page.content | safe }}",
    );
    site.write("content/heavy.md", "<Counter start={1} />\n");
    site
}

/// Text that does not compress well, the same each time.
fn noise(length: usize) -> String {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (state >> 24) as u8 % 26)
    };
    (0..length).map(|_| next()).collect()
}

fn with_budget(site: &Site, budget: &str) {
    let config = site.read("layer9.toml");
    let config = config.split("[budget]").next().unwrap();
    site.write("layer9.toml", format!("{config}\n[budget]\n{budget}\n"));
}

#[test]
fn every_page_is_weighed_with_all_it_loads() {
    let site = site();
    let file = site.path().join("ledger.json");
    // The second build finds nothing to do, and weighs what stands.
    for _ in 0..2 {
        let run = site.run(&["build", "--ledger", file.to_str().unwrap()]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(run.stderr.contains("what pages ship"), "{}", run.stderr);
        let ledger: serde_json::Value = serde_json::from_str(&site.read("ledger.json")).unwrap();
        let pages = ledger["pages"].as_array().unwrap();
        let heavy = pages.iter().find(|p| p["page"] == "/heavy/").unwrap();
        assert_eq!(heavy["kinds"]["images"]["brotli"], 3000);
        assert!(heavy["kinds"]["css"]["brotli"].as_u64().unwrap() > 1000, "{heavy}");
        let modules = heavy["kinds"]["modules"]["brotli"].as_u64().unwrap();
        assert!(modules > 1000 && modules < 2500, "{heavy}");
        assert!(heavy["kinds"]["scripts"]["brotli"].as_u64().unwrap() > 500, "{heavy}");
        let kinds = heavy["kinds"].as_object().unwrap();
        let sum: u64 = kinds.values().map(|weight| weight["brotli"].as_u64().unwrap()).sum();
        assert_eq!(heavy["total"]["brotli"], sum);
        assert!(site.read("ledger.html").contains("/x.png: 3000 bytes"));
        // What is inside the module, by crate and function: all of its bytes, and names as they are written.
        let files = ledger["files"].as_object().unwrap();
        let (path, module) = files.iter().find(|(_, file)| file["kind"] == "modules").unwrap();
        let crates = module["crates"].as_array().unwrap();
        let raw = |share: &serde_json::Value| share["raw"].as_u64().unwrap();
        assert_eq!(crates.iter().map(raw).sum::<u64>(), raw(module), "{module:#}");
        let wasm = std::fs::read(site.dist().join(path)).unwrap();
        assert_eq!(wasm.len() as u64, raw(module), "names reach no visitor");
        let runtime = crates.iter().find(|c| c["name"] == "layer9_islands").unwrap();
        let functions = runtime["functions"].as_array().unwrap();
        assert_eq!(functions.iter().map(raw).sum::<u64>(), raw(runtime));
        assert!(functions.iter().any(|f| f["name"] == "layer9_islands::graph::flush"), "{runtime:#}");
        assert!(run.stderr.contains(&format!("in /{path}, bytes uncompressed: ")), "{}", run.stderr);
        assert!(site.read("ledger.html").contains("<title>layer9_islands::graph::flush: "));
    }
}

#[test]
fn a_build_over_its_budget_publishes_nothing_and_names_the_culprit() {
    let site = site();
    with_budget(&site, "images = 3000\nmodules = 3000\npage = 20000\nisland = 2500");
    let run = site.build();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let before = tree(&site.dist());
    // An edit of one page, which a build after a build makes alone.
    site.write("static/y.png", noise(10));
    site.write("content/heavy.md", "<Counter start={1} />\n\n![more](/y.png)\n");
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let said = [
        "L9-0907",
        "/heavy/ ships 3010 bytes of images",
        "10 over the budget of 3000",
        "/x.png (3000 bytes)",
    ];
    for part in said {
        assert!(run.stderr.contains(part), "{part} in {}", run.stderr);
    }
    assert!(
        run.stderr.contains("layer9.toml") && run.stderr.contains("nothing was published"),
        "{}",
        run.stderr
    );
    assert_eq!(tree(&site.dist()), before);
    with_budget(&site, "images = 3010\nisland = 1000");
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("the module /_layer9/counter-"), "{}", run.stderr);
    assert!(run.stderr.contains("it is on /heavy/"), "{}", run.stderr);
    with_budget(&site, "images = 3010\nmodule = 1000");
    let run = site.run(&["build"]);
    assert!(run.stderr.contains("L9-0102") && run.stderr.contains("modules"), "{}", run.stderr);
    with_budget(&site, "images = 3010");
    assert_eq!(site.build().code, Some(0));
}

#[test]
fn a_module_over_its_budget_is_explained_by_crate_and_function() {
    let site = site();
    for limit in ["island = 1000", "modules = 1000"] {
        with_budget(&site, limit);
        let run = site.run(&["build"]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        let explained = run.stderr.lines().find(|line| line.contains("bytes uncompressed: ")).unwrap_or("");
        assert!(
            explained.contains("in /_layer9/counter-") && explained.contains("layer9_islands "),
            "{limit}: {}",
            run.stderr
        );
        assert!(explained.contains("most in ") && explained.contains("::"), "{explained}");
    }
}

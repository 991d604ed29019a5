//! The same input gives the same bytes, whatever the threads, the folder, the clock's zone and the locale.

use crate::harness::{Site, layer9, repository, tree};
use std::collections::BTreeMap;

fn example() -> Site {
    Site::copy_of(&repository().join("content-example"))
}

fn build(site: &Site, settings: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let mut command = layer9();
    command.arg("build").current_dir(site.path());
    for (name, value) in settings {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    tree(&site.dist())
}

#[test]
fn the_example_is_the_same_everywhere() {
    let (here, there) = (example(), example());
    let first = build(&here, &[("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("LANG", "C")]);
    assert!(first.len() > 30, "only {} files", first.len());
    for (site, settings) in [
        (&here, [("RAYON_NUM_THREADS", "2"), ("TZ", "Asia/Tokyo"), ("LANG", "tr_TR.UTF-8")]),
        (&there, [("RAYON_NUM_THREADS", "3"), ("TZ", "America/New_York"), ("LANG", "de_DE.UTF-8")]),
    ] {
        let again = build(site, &settings);
        let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&first), names(&again));
        for (name, bytes) in &first {
            assert!(again.get(name) == Some(bytes), "{name} differs");
        }
    }
}

#[test]
fn ids_of_instances_stay_when_others_are_added_before_them() {
    let site = Site::new();
    let uids = |body: &str| {
        site.write("content/a.md", body);
        site.build();
        let page = site.page("/a/");
        let found = page.split(" uid=\"").skip(1);
        found.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let before = uids("<Counter start={1} />\n\n<Counter start={2} />\n");
    let after = uids(
        "<Counter start={3} />\n\n<Counter start={1} />\n\nText.\n\n<Counter start={2} />\n\n<Counter start={2} />\n",
    );
    assert_eq!((before.len(), after.len()), (2, 4));
    assert_eq!(after[1..3], before);
    let distinct: std::collections::BTreeSet<&String> = after.iter().collect();
    assert_eq!(distinct.len(), after.len());
}

//! Every way in which files are saved, as `layer9 serve` notices it.

use crate::serve::{FakeSite, PAGE, start_with, wait_for};
use crate::wire::Scratch;
use layer9::server::ServeOptions;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Editors save in several ways; a version control system changes many files; folders come and go. Whatever it is,
/// it ends in a rebuild that saw it, and a burst is one or a few.
#[test]
fn every_way_of_saving_is_noticed() {
    save_in_every_way(false);
}

#[test]
fn every_way_of_saving_is_noticed_by_polling() {
    save_in_every_way(true);
}

fn save_in_every_way(poll: bool) {
    let home = Scratch::new(if poll { "saving-poll" } else { "saving" });
    let file = home.write("content/a.md", "0");
    let config = home.write("layer9.toml", "");
    home.write("ignored.txt", "");
    let late = home.join("static");
    let site = FakeSite::new(&[home.join("content"), config.clone(), late.clone()], &[("index.html", PAGE)]);
    let server = start_with(&site, ServeOptions { base_path: "/".to_owned(), poll });
    // Polling compares with how it was; the next look is half a second away.
    std::thread::sleep(Duration::from_millis(if poll { 700 } else { 0 }));
    let saw = |what: &str, act: &dyn Fn(), expect: Option<&PathBuf>| {
        let before = site.rebuilds.load(Ordering::SeqCst);
        let known = site.changed.lock().unwrap().len();
        act();
        wait_for(what, || site.rebuilds.load(Ordering::SeqCst) > before);
        wait_for(what, || {
            let changed = site.changed.lock().unwrap();
            changed[known..].iter().any(|paths| paths.is_empty() || expect.is_none_or(|e| paths.contains(e)))
        });
        // Let stragglers come before the next is counted.
        std::thread::sleep(Duration::from_millis(if poll { 700 } else { 150 }));
    };
    saw("write", &|| fs::write(&file, "one").unwrap(), Some(&file));
    saw(
        "save by rename",
        &|| {
            fs::write(home.join("content/.a.md.swp"), "two!").unwrap();
            fs::rename(home.join("content/.a.md.swp"), &file).unwrap();
        },
        Some(&file),
    );
    saw(
        "backup and write anew",
        &|| {
            fs::rename(&file, home.join("content/a.md~")).unwrap();
            fs::write(&file, "three").unwrap();
            fs::remove_file(home.join("content/a.md~")).unwrap();
        },
        Some(&file),
    );
    let new = home.join("content/new/deep/b.md");
    saw(
        "new folder",
        &|| {
            fs::create_dir_all(new.parent().unwrap()).unwrap();
            fs::write(&new, "x").unwrap();
        },
        None,
    );
    saw("file in the new folder", &|| fs::write(&new, "xy").unwrap(), Some(&new));
    saw("rename", &|| fs::rename(&new, home.join("content/new/c.md")).unwrap(), None);
    saw("removal", &|| fs::remove_dir_all(home.join("content/new")).unwrap(), None);
    saw("watched file", &|| fs::write(&config, "title = 1").unwrap(), Some(&config));
    saw(
        "watched file, by rename",
        &|| {
            fs::write(home.join("layer9.toml.new"), "title = 22").unwrap();
            fs::rename(home.join("layer9.toml.new"), &config).unwrap();
        },
        Some(&config),
    );
    saw(
        "a watched folder appears",
        &|| {
            fs::create_dir(&late).unwrap();
            fs::write(late.join("x.png"), "x").unwrap();
        },
        None,
    );
    saw("and changes", &|| fs::write(late.join("x.png"), "xyz").unwrap(), Some(&late.join("x.png")));
    saw(
        "a watched folder is replaced",
        &|| {
            fs::rename(home.join("content"), home.join("gone")).unwrap();
            fs::create_dir(home.join("content")).unwrap();
            fs::write(&file, "replaced").unwrap();
        },
        None,
    );
    saw("and changes", &|| fs::write(&file, "and again").unwrap(), Some(&file));
    // What is none of the site's business.
    let before = site.rebuilds.load(Ordering::SeqCst);
    fs::write(home.join("ignored.txt"), "x").unwrap();
    fs::write(home.join("content/.hidden"), "x").unwrap();
    fs::write(home.join("content/4913"), "x").unwrap();
    fs::read(&file).unwrap();
    std::thread::sleep(Duration::from_millis(if poll { 1200 } else { 400 }));
    assert_eq!(site.rebuilds.load(Ordering::SeqCst), before);
    drop(server);
}

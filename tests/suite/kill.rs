//! A build that is killed leaves the old output or the new one, and the next build works.

use crate::harness::{Site, layer9, tree};
use std::time::{Duration, Instant};

const KILLS: u32 = 50;

fn write(site: &Site, generation: u32) {
    for page in 0..60 {
        let text = format!("# Page {page}\n\nGeneration {generation}.\n\n{}", "word ".repeat(2000));
        site.write(&format!("content/p{page}.md"), text);
    }
}

#[test]
fn fifty_kills_leave_a_whole_output() {
    let site = Site::new();
    write(&site, 0);
    let start = Instant::now();
    site.build();
    let whole = start.elapsed().max(Duration::from_millis(20));
    let mut old = tree(&site.dist());
    let mut kept = 0;
    for n in 1..=KILLS {
        write(&site, n);
        let mut child = layer9().arg("build").current_dir(site.path()).spawn().unwrap();
        // Spread over the whole build and a little beyond, in an order that is not a sweep.
        std::thread::sleep(whole.mul_f64(f64::from(n * 17 % KILLS) / f64::from(KILLS) * 1.2));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = tree(&site.dist());
        assert_eq!(now.len(), old.len(), "kill {n}: {} of {} files", now.len(), old.len());
        if now == old {
            kept += 1;
        } else {
            for (path, bytes) in &now {
                if path.starts_with('p') {
                    let text = String::from_utf8_lossy(bytes);
                    assert!(text.contains(&format!("Generation {n}.")), "kill {n}: {path} is a mixture");
                }
            }
        }
        old = now;
    }
    assert!(kept > 0, "no kill came in time; nothing was tested");
    write(&site, 1000);
    site.build();
    let html = site.page("/p7/");
    assert!(html.contains("Generation 1000."));
    let left: Vec<String> = std::fs::read_dir(site.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !["content", "dist", "layer9.toml", ".layer9"].contains(&name.as_str()))
        .collect();
    assert!(left.len() <= 1, "left behind: {left:?}");
}

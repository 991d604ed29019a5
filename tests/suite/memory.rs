//! How much memory builds take: what `--memory` says is kept, and output that grows too fast is told.

use crate::harness::{Site, layer9};
use std::process::{Child, Stdio};
use std::time::Duration;

/// Pages, and the bytes of text of each.
const PAGES: usize = 1_500;
const TEXT: usize = 64 << 10;

/// The most memory that a process had, in bytes, once it has ended well.
#[cfg(target_os = "linux")]
fn peak(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = peak.max(number.unwrap_or(0) << 10);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(child.wait().unwrap().success());
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn a_build_takes_no_more_memory_than_it_may() {
    let site = Site::empty();
    site.write("layer9.toml", "base_url = \"https://example.org\"\ntitle = \"Large\"\n");
    site.write("templates/page.html", "<h1>{{ page.title }}</h1>{{ page.content | safe }}");
    site.write("templates/index.html", "{% for page in section.pages %}{{ page.title }}{% endfor %}");
    let paragraph = "Words of a long text, ".repeat(90) + "\n\n";
    let words = paragraph.repeat(TEXT / paragraph.len());
    for n in 0..PAGES {
        site.write(&format!("content/p{n}.md"), format!("+++\ntitle = \"{n}\"\n+++\n{n} {words}\n"));
    }
    let build = |args: &[&str]| {
        let output = Site::empty();
        let mut command = layer9();
        command.args(["build", "--clean", "--output"]).arg(output.dist()).args(args);
        let child = command.current_dir(site.path()).stderr(Stdio::null()).spawn().unwrap();
        peak(child)
    };
    let (free, bound) = (build(&["--memory", "2G"]), build(&["--memory", "128M"]));
    assert!(bound <= 128 << 20, "{} MiB", bound >> 20);
    // Otherwise the limit would not have been in the way.
    assert!(free > 128 << 20, "{} MiB", free >> 20);
}

#[test]
fn a_list_of_all_pages_on_every_page_is_told_with_its_numbers() {
    let site = Site::empty();
    site.write("layer9.toml", "base_url = \"https://example.org\"\ntitle = \"Quadratic\"\n");
    site.write("content/posts/_index.md", "+++\ntitle = \"Posts\"\n+++\n");
    site.write("templates/section.html", "");
    site.write("templates/index.html", "");
    let line =
        "a line that is as long as what a navigation says of a page, with its address and all ".repeat(2);
    let list = |cut: &str| {
        format!(
            "{{% set posts = get_section(path=\"posts/_index.md\") %}}{{% for page in posts.pages{cut} %}}\
             <a href=\"{{{{ page.path }}}}\">{{{{ page.title }}}} {line}</a>{{% endfor %}}"
        )
    };
    site.write("templates/page.html", list(""));
    for n in 0..700 {
        site.write(&format!("content/posts/p{n}.md"), format!("+++\ntitle = \"{n}\"\n+++\n"));
    }
    let build = || {
        let output = layer9().arg("build").current_dir(site.path()).output().unwrap();
        assert!(output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = build();
    assert!(said.contains("700 files show a list of 700 pages each"), "{said}");
    site.write("templates/page.html", list("[:10]"));
    let said = build();
    assert!(!said.contains("show a list"), "{said}");
}

//! A patched page is the page that a fresh load gives, to the last node: random pages, random edits, in a real browser.

use crate::browser_live::CONNECTED;
use crate::chromium::Browser;
use crate::serve::{FakeSite, content, start_with};
use crate::wire::Scratch;
use layer9::server::ServeOptions;
use std::fs;

/// So many edits are made.
const EDITS: u64 = 60;

/// The same numbers every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's constants; the upper bits are the random ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn word(&mut self) -> String {
        self.pick(&["alpha", "b&amp;b", "caf\u{e9}", "d &lt; e", "\u{1f600}", "f", "g h"]).to_owned()
    }
}

/// A part of a page: what comes before its parts, the parts, what comes after.
#[derive(Clone, Debug)]
struct Part {
    open: String,
    parts: Vec<Part>,
    close: String,
}

impl Part {
    fn leaf(text: String) -> Self {
        Self { open: text, parts: Vec::new(), close: String::new() }
    }

    fn write(&self, out: &mut String) {
        out.push_str(&self.open);
        self.parts.iter().for_each(|part| part.write(out));
        out.push_str(&self.close);
    }

    /// How many parts there are, this one included.
    fn count(&self) -> usize {
        1 + self.parts.iter().map(Part::count).sum::<usize>()
    }

    /// Does something to one of the lists of parts.
    fn change(&mut self, chance: &mut Chance) {
        let inside = self.parts.iter().position(|part| !part.parts.is_empty() && chance.below(3) == 0);
        match inside {
            Some(at) => self.parts[at].change(chance),
            None => self.change_here(chance),
        }
    }

    fn change_here(&mut self, chance: &mut Chance) {
        let end = self.parts.len();
        match chance.below(7) {
            0 | 1 => self.parts.insert(chance.below(end + 1), part(chance, 2)),
            2 if end > 0 => drop(self.parts.remove(chance.below(end))),
            3 if end > 1 => {
                let moved = self.parts.remove(chance.below(end));
                self.parts.insert(chance.below(end), moved);
            }
            4 if end > 1 => self.parts.swap(0, end - 1),
            5 if end > 0 => {
                let at = chance.below(end);
                let copy = self.parts[at].clone();
                self.parts.insert(at, copy);
            }
            _ if end > 0 => {
                let at = chance.below(end);
                self.parts[at] = part(chance, 2);
            }
            _ => self.parts.push(part(chance, 1)),
        }
    }
}

fn attributes(chance: &mut Chance) -> String {
    let mut names = vec!["class", "title", "lang", "data-x", "@click", "style"];
    let mut text = String::new();
    for _ in 0..chance.below(4) {
        let name = names.remove(chance.below(names.len()));
        let value = if name == "style" { "color: red".to_owned() } else { chance.word() };
        text += &format!(" {name}=\"{value}\"");
    }
    if chance.below(6) == 0 {
        text += &format!(" id=\"i{}\"", chance.below(1000));
    }
    text
}

fn part(chance: &mut Chance, depth: usize) -> Part {
    let with = attributes(chance);
    let wrap = |open: &str, parts: Vec<Part>, close: &str| Part {
        open: open.replace('@', &with),
        parts,
        close: close.to_owned(),
    };
    let count = chance.below(4);
    let parts = |chance: &mut Chance| -> Vec<Part> {
        (0..if depth == 0 { 0 } else { count }).map(|_| part(chance, depth - 1)).collect()
    };
    let text = chance.word();
    match chance.below(22) {
        0..=2 => Part::leaf(text),
        3 => Part::leaf("\n  ".to_owned()),
        4 => Part::leaf(format!("<!-- {text} -->")),
        5 | 6 => wrap("<div@>", parts(chance), "</div>"),
        7 => wrap("<section@>\n", parts(chance), "\n</section>"),
        8 => wrap("<p@>", vec![Part::leaf(text)], "</p>"),
        9 => wrap("<ul@>", (0..count).map(|n| Part::leaf(format!("<li>{n} {text}</li>"))).collect(), "</ul>"),
        10 => wrap(
            "<table@><tr><th>h</th></tr>",
            (0..count).map(|n| Part::leaf(format!("<tr><td>{n}<td>{text}</tr>"))).collect(),
            "</table>",
        ),
        11 => wrap("<details@><summary>s</summary>", parts(chance), "</details>"),
        12 => wrap(
            "<svg@ viewBox='0 0 9 9'><linearGradient id=g></linearGradient>",
            vec![Part::leaf(format!(
                "<use xlink:href='#{text}'/><text>{text}</text><foreignObject><p>x</p></foreignObject>"
            ))],
            "</svg>",
        ),
        13 => wrap("<template@>", parts(chance), "</template>"),
        14 => wrap("<pre@>\n\n", vec![Part::leaf(format!("{text}\n<b>x</b>"))], "</pre>"),
        15 => Part::leaf(format!("<input value=\"{text}\"{with}><br><textarea>{text}</textarea>")),
        16 => wrap("<select@>", vec![Part::leaf(format!("<option selected>{text}<option>b"))], "</select>"),
        17 => wrap(
            &format!("<layer9-island name=\"A\" props=\"{count};\" uid=\"l9-{count}\">"),
            vec![Part::leaf(format!(
                "<b>{text}</b><layer9-slot name=\"default\"><p>{text}</p></layer9-slot>"
            ))],
            "</layer9-island>",
        ),
        18 => Part::leaf(format!("<noscript><p>{text}</p></noscript>")),
        19 => {
            wrap("<a@ href=/x>", vec![Part::leaf(format!("<em>{text}</em> and <code>{text}</code>"))], "</a>")
        }
        20 => Part::leaf(format!("<script type=\"application/json\">{{\"a\": \"{count}\"}}</script>")),
        // Broken markup, which a parser repairs.
        _ => Part::leaf(
            chance
                .pick(&["<b><p>over</b>lap</p>", "<p><div>in</div></p>", "</p>", "<i>open", "<td>no table"])
                .to_owned(),
        ),
    }
}

/// What stands in `<head>`, but for the title.
const HEAD: [&str; 6] = [
    "<meta name=\"description\" content=\"d\">",
    "<meta property=\"og:title\" content=\"&quot;\">",
    "<link rel=\"stylesheet\" href=\"/a.1.css\">",
    "<link rel=\"stylesheet\" href=\"/a.2.css\">",
    "<style>p { margin: 1px }</style>",
    "<script type=\"application/ld+json\">{}</script>",
];

struct Page {
    head: Vec<usize>,
    title: String,
    html: String,
    body: Part,
}

impl Page {
    fn change(&mut self, chance: &mut Chance) {
        for _ in 0..=chance.below(3) {
            match chance.below(8) {
                0 => self.title = chance.word(),
                1 => self.html = format!(" lang=\"{}\"", chance.pick(&["en", "de", "fr"])),
                2 => {
                    let n = chance.below(HEAD.len());
                    match self.head.iter().position(|other| *other == n) {
                        Some(at) => drop(self.head.remove(at)),
                        None => self.head.insert(chance.below(self.head.len() + 1), n),
                    }
                }
                _ => self.body.change(chance),
            }
        }
    }

    fn html(&self) -> String {
        let mut out = format!("<!doctype html>\n<html{}>\n<head><title>{}</title>\n", self.html, self.title);
        self.head.iter().for_each(|n| out += HEAD[*n]);
        out += "</head>\n<body>\n";
        self.body.write(&mut out);
        out + "\n</body>\n</html>\n"
    }
}

/// All of the document, with the contents of templates, and without what islands own.
const WHOLE: &str = "(() => { const strip = root => { root.querySelectorAll('layer9-island').forEach(e => e.replaceChildren());\
    root.querySelectorAll('template').forEach(e => e.content && strip(e.content)); return root; };\
    const show = node => node.nodeType !== 1 ? node.nodeType + JSON.stringify(node.data)\
    : node.namespaceURI + ' ' + node.nodeName + JSON.stringify([...node.attributes].map(a => [a.namespaceURI, a.name, a.value]))\
    + '{' + [...(node.nodeName === 'TEMPLATE' ? node.content ?? node : node).childNodes].map(show).join() + '}';\
    const whole = strip(document.documentElement.cloneNode(true)); return whole.outerHTML + '\\n' + show(whole); })()";

#[test]
fn a_patched_page_is_what_a_fresh_load_gives() {
    let seed = std::env::var("LAYER9_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    let edits = std::env::var("LAYER9_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(EDITS);
    let mut chance = Chance(seed);
    let home = Scratch::new("patch-property");
    let file = home.write("content/a.md", "");
    let body = Part {
        open: String::new(),
        parts: (0..6).map(|_| part(&mut chance, 3)).collect(),
        close: String::new(),
    };
    let mut page = Page { head: vec![0, 2], title: "T".to_owned(), html: String::new(), body };
    let site = FakeSite::new(
        &[home.join("content")],
        &[("index.html", &page.html()), ("a.1.css", "p { color: red }"), ("a.2.css", "p { color: blue }")],
    );
    let server = start_with(&site, ServeOptions::default());
    let url = format!("http://{}/", server.address);
    let (mut patched, mut fresh) = (Browser::start(), Browser::start());
    // How often the page asked for both versions whole, since a patch did not fit.
    patched.before_each_page(
        "globalThis.whole = 0; const send = WebSocket.prototype.send;\
         WebSocket.prototype.send = function(text) { whole++; return send.call(this, text); }",
    );
    patched.open(&url);
    patched.wait("the page to be connected", CONNECTED);
    patched.eval("globalThis.mark = 1");
    let mut shown = page.html();
    for edit in 0..edits {
        while page.html() == shown || page.body.count() > 400 {
            page.change(&mut chance);
            while page.body.count() > 400 {
                page.body.parts.pop();
            }
        }
        let before = shown;
        shown = page.html();
        site.script(content(), &[("index.html", &shown)]);
        fs::write(&file, edit.to_string()).unwrap();
        let version = layer9::source::hash(shown.as_bytes()).short();
        patched.wait("the patch", &format!("{CONNECTED}?.version === '{version}'"));
        fresh.open(&url);
        fresh.wait("the page to be connected", CONNECTED);
        let (left, right) = (patched.text(WHOLE), fresh.text(WHOLE));
        assert_eq!(left, right, "seed {seed}, edit {edit}\nbefore: {before}\nafter: {shown}");
    }
    assert_eq!(patched.eval("mark"), 1, "the page was loaded again");
    assert_eq!(patched.eval("whole"), 0, "a patch did not fit");
}

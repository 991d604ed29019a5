//! Slots that take a value: filled in Rust, checked by the compiler; refused in pages and templates.

use crate::browser_styles::site;
use crate::chromium::Browser;
use crate::server::Server;

/// A component with a slot that must be filled, and one that may be.
const TABLE: &str = "#[derive(Prop, Clone, PartialEq)]\npub struct Book { title: String }\n\
     #[component]\npub fn Rows(books: Vec<Book>, row: SlotOf<Book>, head: Option<SlotOf<usize>>, foot: Slot) -> impl View {\n    \
     let count = books.len();\n    let head = head.map(|head| vec![head.fill(count)]).unwrap_or_default();\n    \
     let rows: Vec<_> = books.into_iter().map(|book| row.fill(book)).collect();\n    \
     view! { <div>{head}{rows}<p>{foot}</p></div> }\n}\n";

#[test]
fn a_component_fills_the_slots_of_another_with_each_value() {
    let site = site(&format!(
        "{TABLE}#[component]\npub fn Shelf(books: Vec<Book>, children: Slot) -> impl View {{\n    view! {{\n        \
         <Rows books={{books}}>\n            <slot:row let:book><b>{{book.title}}</b></slot:row>\n            \
         <slot:head let:count><i>{{count}}</i></slot:head>\n            <slot:foot>{{children.clone()}}</slot:foot>\n        \
         </Rows>\n    }}\n}}\n"
    ));
    site.write("content/a.md", "<Shelf books={[{title: \"A\"}, {title: \"B & C\"}]}>\nThe *end*\n</Shelf>\n");
    site.build();
    let page = site.page("/a/").replace("<!---->", "");
    assert!(page.contains("<div><i>2</i><b>A</b><b>B &amp; C</b><p>"), "{page}");
    assert!(page.contains("The <em>end</em>"), "{page}");
}

#[test]
fn what_fills_a_slot_works_in_the_browser() {
    let site = site(&format!(
        "use alloc::{{string::String, vec, vec::Vec}};\n{TABLE}fn pick(picked: Signal<String>, book: &Book) -> impl Fn() + use<> {{\n    let title = book.title.clone();\n    move || picked.set(title.clone())\n}}\n#[island]\npub fn Shelf(books: Vec<Book>) -> impl View {{\n    \
         let (open, picked, books) = (signal(true), signal(String::new()), signal(books));\n    view! {{\n        \
         <button type=\"button\" class=\"turn\" on:click={{move || open.update(|open| *open = !*open)}}>\"Turn\"</button>\n        \
         <button type=\"button\" class=\"add\" on:click={{move || books.update(|books| books.push(Book {{ title: text!(\"new\") }}))}}>\"Add\"</button>\n        \
         <output>{{move || picked.get()}}</output>\n        \
         {{if open.get() {{\n            <Rows books={{books.get()}}>\n                \
         <slot:row let:book><button type=\"button\" class=\"book\" on:click={{pick(picked, &book)}}>{{book.title}}</button></slot:row>\n                \
         <slot:head let:count><i>{{count}}</i></slot:head>\n                <slot:foot>\"the end\"</slot:foot>\n            \
         </Rows>\n        }}}}\n    }}\n}}\n\
         #[island]\npub fn Board(books: Vec<Book>) -> impl View {{\n    let picked = signal(String::new());\n    view! {{\n        \
         <output>{{move || picked.get()}}</output>\n        <Rows books={{books}}>\n            \
         <slot:row let:book><button type=\"button\" class=\"book\" on:click={{pick(picked, &book)}}>{{book.title}}</button></slot:row>\n            \
         <slot:head let:count><i>{{count}}</i></slot:head>\n            <slot:foot>\"the end\"</slot:foot>\n        \
         </Rows>\n    }}\n}}\n"
    ));
    site.write("content/a.md", "<Shelf books={[{title: \"A\"}, {title: \"B\"}]} />\n");
    site.write("content/b.md", "<Board books={[{title: \"C\"}, {title: \"D\"}]} />\n");
    site.write("static/favicon.ico", "");
    site.build();
    let server = Server::preview(site.path());
    let mut browser = Browser::start();
    browser.watch_changes();
    browser.open(&server.url("/a/"));
    browser.wait_hydrated("layer9-island");
    assert_eq!(browser.changes(), Vec::<String>::new(), "hydrating changes nothing");
    browser.click(".book:nth-of-type(2)");
    browser.wait("the second book", "document.querySelector('output').textContent === 'B'");
    // Made in the browser, with one more.
    browser.click(".turn");
    browser.wait("nothing", "!document.querySelector('.book, i')");
    browser.click(".add");
    browser.click(".turn");
    browser.wait("all", "document.querySelectorAll('.book').length === 3");
    assert_eq!(browser.text("document.querySelector('layer9-island > div').textContent"), "3ABnewthe end");
    browser.click(".book:nth-of-type(3)");
    browser.wait("the new book", "document.querySelector('output').textContent === 'new'");
    assert_eq!(browser.console(), Vec::<String>::new());
    // Where no condition stands around it, it is hydrated with the island.
    browser.open(&server.url("/b/"));
    browser.wait_hydrated("layer9-island");
    assert_eq!(browser.changes(), Vec::<String>::new(), "hydrating changes nothing");
    assert_eq!(browser.text("document.querySelector('layer9-island > div').textContent"), "2CDthe end");
    browser.click(".book:nth-of-type(1)");
    browser.wait("the first book", "document.querySelector('output').textContent === 'C'");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn pages_and_templates_cannot_fill_a_slot_that_takes_a_value() {
    let site = site(&format!(
        "{TABLE}#[component]\npub fn Head(head: Option<SlotOf<usize>>) -> impl View {{ \
         let _ = head.is_some(); view! {{ <p>\"a\"</p> }} }}\n"
    ));
    site.write("content/a.md", "# A\n\n<Rows books={[]} />\n");
    site.write("content/b.md", "<Head />\n\n<Head>\n<Slot name=\"head\">x</Slot>\n</Head>\n");
    site.write("templates/page.html", "<p>{{<Rows books={[]} />}}</p>{{ page.content | safe }}\n");
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    for said in [
        "L9-0411",
        "`<Rows>` needs its slot `row`, which takes a value, a `Book`, and can only be filled in Rust",
        "content/a.md:3:2",
        "templates/page.html:1:7",
        "the slot `head` of `<Head>` takes a value, a `usize`, and can only be filled in Rust",
        "content/b.md:4:1",
        "call `<Rows>` in the `view!` of a component of your own",
    ] {
        assert!(run.stderr.contains(said), "{said}:\n{}", run.stderr);
    }
}

#[test]
fn mistakes_with_slots_are_compiler_errors_at_their_place() {
    let call = |name: &str, call: &str| {
        format!("#[component]\npub fn {name}() -> impl View {{\n    view! {{ {call} }}\n}}\n")
    };
    let calls = [
        ("Missing", "<Rows books={vec![]}/>", "missing_slot_row"),
        (
            "Unknown",
            "<Rows books={vec![]} row={|_| \"x\"}><slot:feet>\"x\"</slot:feet></Rows>",
            "no method named `feet`",
        ),
        (
            "Typed",
            "<Rows books={vec![]}><slot:row let:book>{book.name}</slot:row></Rows>",
            "no field `name` on type `Book`",
        ),
        (
            "Untyped",
            "<Rows books={vec![]}><slot:row>\"x\"</slot:row></Rows>",
            "expected a `Fn(Book)` closure, found `layer9_islands::Slot`",
        ),
        (
            "Twice",
            "<Rows books={vec![]} row={|_| \"x\"}><slot:row let:_>\"x\"</slot:row></Rows>",
            "`row` is given twice",
        ),
        ("Astray", "<p><slot:row let:book>\"x\"</slot:row></p>", "this fills a slot of a component"),
        ("Let", "<p let:book>\"x\"</p>", "let: names what a component gives to a slot that takes a value"),
        ("Nothing", "<Rows books={vec![]} let:book/>", "let: names a value for what stands between the tags"),
    ];
    let mut source = TABLE.to_owned();
    let mut places = Vec::new();
    for (name, text, said) in calls {
        source.push_str(&call(name, text));
        places.push((3 + source.matches('\n').count() - 1, said));
    }
    source.push_str("#[island]\npub fn Wide(row: SlotOf<u8>) -> impl View { row.fill(1) }\n");
    let run = site(&source).run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(
        run.stderr.contains("pages call islands, and cannot fill a slot that takes a value"),
        "{}",
        run.stderr
    );
    for (line, said) in places {
        assert!(run.stderr.contains(said), "{said}:\n{}", run.stderr);
        assert!(run.stderr.contains(&format!("islands/src/lib.rs:{line}:")), "{line}:\n{}", run.stderr);
    }
}

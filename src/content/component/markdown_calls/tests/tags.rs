//! Slots, and tags that do not belong together.

use super::check;

#[test]
fn slots() {
    check(
        "<Card>\n\n<Slot name=\"title\">\n# T\n</Slot>\n\nbody\n\n<Slot name=\"the-end\">*e*</Slot>\n</Card>",
        "{Card default:[<p>body</p>] the-end:[<p><em>e</em></p>] title:[<h1>T</h1>]}",
    );
    check("<Card>\n<Slot name=\"x\"></Slot>\n</Card>", "{Card x:[]}");
    check("<Card>\n<Slot name=\"x\"/>\n</Card>", "{Card x:[]}");
    check("<Card>\n<!-- note -->\n<Slot name=\"x\"/>\n</Card>", "{Card x:[]}");
    check("a <B>x <Slot name=\"s\">*y*</Slot> z</B>", "<p>a {B default:[x  z] s:[<em>y</em>]}</p>");
    check("<A><Slot name=\"s\"><B>x</B></Slot></A>", "{A s:[{B default:[<p>x</p>]}]}");
    check(
        "<Tabs>\n  <Tab label=\"a\">\n    x\n  </Tab>\n  <Tab label=\"b\">\n    y\n  </Tab>\n</Tabs>",
        "{Tabs default:[{Tab label=\"a\" default:[<p>x</p>]}·{Tab label=\"b\" default:[<p>y</p>]}]}",
    );
    check(
        "<Slot name=\"x\">y</Slot>",
        "<p>y</p> ! L9-0405 1:1 `<Slot>` does not stand in the body of a component",
    );
    for (slot, message) in [
        ("<Slot/>", "4 `<Slot>` has no name"),
        ("<Slot name={1}/>", "15 the name of a slot is a string"),
        ("<Slot name=\"default\"/>", "15 the slot `default` is the body itself"),
        ("<Slot name=\"A\"/>", "15 `A` is not the name of a slot: lower-case letters, digits, `_` and `-`"),
        ("<Slot id=\"a\"/>", "10 `<Slot>` has no prop `id`"),
    ] {
        check(&format!("<A>{slot}</A>"), &format!("{{A}} ! L9-0405 1:{message}"));
    }
    check(
        "<A><Slot name=\"s\">x</Slot><Slot name=\"s\">y</Slot></A>",
        "{A s:[x]} ! L9-0405 1:27 the slot `s` is filled twice",
    );
}

#[test]
fn unbalanced() {
    check("x <Card", "<p>x &lt;Card</p> ! L9-0406 1:3 the tag `<Card` is never closed");
    check("<Card", "<p>&lt;Card</p> ! L9-0406 1:1 the tag `<Card` is never closed");
    check("<Card\n\nx", "<p>&lt;Card</p>·<p>x</p> ! L9-0406 1:1 the tag `<Card` is never closed");
    check("<Card>\nx", "{Card default:[<p>x</p>]} ! L9-0406 1:1 `<Card>` is not closed anywhere in the page");
    check("</Card>", "<p>&lt;/Card&gt;</p> ! L9-0405 1:1 `</Card>` closes a component that is not open");
    check(
        "Vec<String> is",
        "<p>Vec{String default:[is</p>]} ! L9-0406 1:4 `<String>` is not closed before its paragraph ends",
    );
    check("a <B>\n\nc</B>", "<p>a {B} ! L9-0406 1:3 `<B>` is not closed before its paragraph ends");
    check(
        "<A>\n<B>\nx\n</A>",
        "{A default:[{B default:[<p>x</p>]}]} ! L9-0406 2:1 `<B>` is not closed before `</A>`",
    );
    check(
        "a <A b=>x</A>",
        "<p>a &lt;A b=&gt;x&lt;/A&gt;</p> ! L9-0405 1:6 the prop `b` has `=` and no value",
    );
    check(
        "<Style b=c>\n\n*x*\n</Style>",
        "<p>&lt;Style b=c&gt;</p>·<p><em>x</em>·&lt;/Style&gt;</p> ! L9-0405 1:10 the value of `b` has no quotes or braces",
    );
    check(
        "**a <B>b** c</B>",
        "<p><strong>a {B default:[b</strong> c]}</p> \
         ! L9-0405 1:5 `<B>` stands where no component can stand",
    );
    check(
        "a <B>**b</B> c**",
        "<p>a {B default:[<strong>b]} c</strong></p> \
         ! L9-0405 1:3 `<B>` stands where no component can stand",
    );
    check(
        "![<B/>](x)",
        "<p><img src=\"x\" alt=\"&lt;l9c0-0e&gt;\" /></p> ! L9-0405 1:3 `<B>` stands where no component can stand",
    );
    check(
        "| a |\n|---|\n| <B>x | y</B> |",
        "<table><thead><tr><th>a</th></tr></thead><tbody>·<tr><td>{B default:[x</td></tr>·</tbody></table>]} \
         ! L9-0405 3:3 `<B>` stands where no component can stand",
    );
}

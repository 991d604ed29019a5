//! Manifests, as the tool reads them.

use layer9_islands::prelude::*;

/// First line.
///
/// Second "paragraph".
#[island(css = "sample.css", blocking_script = "sample.js")]
pub fn Sample(
    /// Where to start.
    #[prop(default = -1)]
    start: i32,
    label: String,
    #[prop(default = "a\"b")] quoted: String,
    #[prop(default)] list: Vec<bool>,
    maybe: Option<char>,
    side_bar: Slot,
) -> impl View {
    let _ = (start, label, quoted, list, maybe);
    view! { <p><slot name="x"/>{if true { <slot/> }}{side_bar}</p> }
}

#[test]
fn a_manifest_says_it_all() {
    let json = Sample::__manifest();
    let (head, tail) = json.split_once("\"line\":").expect("a line");
    assert_eq!(
        head,
        r#"{"abi":1,"name":"Sample","kind":"island","crate":"layer9-islands","file":"tests/suite/manifest.rs","#
    );
    let (_, tail) = tail.split_once(',').expect("a number");
    assert_eq!(
        tail,
        concat!(
            r#""docs":"First line.\u000a\u000aSecond \"paragraph\".","props":["#,
            r#"{"name":"start","type":{"int":{"min":-2147483648,"max":2147483647}},"required":false,"default":-1,"docs":"Where to start."},"#,
            r#"{"name":"label","type":"string","required":true,"default":null,"docs":""},"#,
            r#"{"name":"quoted","type":"string","required":false,"default":"a\"b","docs":""},"#,
            r#"{"name":"list","type":{"list":"bool"},"required":false,"default":[],"docs":""},"#,
            r#"{"name":"maybe","type":{"option":"char"},"required":false,"default":null,"docs":""}],"#,
            r#""slots":["x","default","side-bar"],"css":".sample {\u000a  color: red;\u000a}\u000a","css_file":"tests/suite/sample.css","css_line":1,"css_column":1,"scope":"","blocking_script":"document.title;\u000a"}"#,
        )
    );
}

//! The wire of props: random values come back as they went.

use std::collections::BTreeMap;

use layer9_islands::Wire;
use layer9_islands::prelude::*;
use proptest::prelude::*;

#[derive(Prop, Clone, Debug, PartialEq)]
struct Row {
    /// A title.
    title: String,
    count: i64,
    #[prop(default = 0.5)]
    ratio: f64,
    tags: Vec<(char, Option<bool>)>,
    kind: Kind,
    notes: BTreeMap<String, u8>,
    r#type: Option<Option<String>>,
}

#[derive(Prop, Clone, Copy, Debug, PartialEq)]
enum Kind {
    Small,
    ExtraLarge,
    Xml,
}

fn row() -> impl Strategy<Value = Row> {
    (
        any::<String>(),
        any::<i64>(),
        any::<f64>().prop_filter("equal to itself", |x| !x.is_nan()),
        proptest::collection::vec((any::<char>(), any::<Option<bool>>()), 0..5),
        prop_oneof![Just(Kind::Small), Just(Kind::ExtraLarge), Just(Kind::Xml)],
        proptest::collection::btree_map(any::<String>(), any::<u8>(), 0..4),
        any::<Option<Option<String>>>(),
    )
        .prop_map(|(title, count, ratio, tags, kind, notes, r#type)| Row {
            title,
            count,
            ratio,
            tags,
            kind,
            notes,
            r#type,
        })
}

fn trip<T: Prop>(value: &T) -> T {
    let mut text = String::new();
    value.encode(&mut text);
    let mut wire = Wire::new(&text);
    let back = T::decode(&mut wire);
    assert!(wire.is_empty(), "all of {text:?} was read");
    back
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn rows_round_trip(row in row()) {
        prop_assert_eq!(trip(&row), row);
    }

    #[test]
    fn numbers_round_trip(n in any::<(i8, u16, i32, u64, i64, usize)>(), f in any::<f32>()) {
        prop_assert_eq!(trip(&n), n);
        prop_assert_eq!(trip(&f).to_bits(), f.to_bits());
    }

    #[test]
    fn texts_round_trip(list in proptest::collection::vec(any::<String>(), 0..8)) {
        prop_assert_eq!(trip(&list), list);
    }

    /// What is malformed panics here and traps in a browser; it never reads what is not there, nor without end.
    #[test]
    fn malformed_text_is_refused_or_read(text in "[0-9;:a-f]{0,40}") {
        let _ = std::panic::catch_unwind(|| Vec::<Row>::decode(&mut Wire::new(&text)));
    }

    #[test]
    fn json_of_defaults_is_json(row in row()) {
        let mut json = String::new();
        row.json(&mut json);
        check_json(&json);
    }
}

/// Strings closed, brackets balanced, no control characters.
fn check_json(json: &str) {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    for c in json.chars() {
        assert!(c >= ' ', "{json:?}");
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth -= 1,
            _ => {}
        }
    }
    assert!(depth == 0 && !quoted, "{json:?}");
}

#[test]
fn the_wire_is_the_contract() {
    let wire = |value: &dyn Fn(&mut String)| {
        let mut out = String::new();
        value(&mut out);
        out
    };
    assert_eq!(wire(&|o| true.encode(o)), "1");
    assert_eq!(wire(&|o| (-12_i32).encode(o)), "-12;");
    assert_eq!(wire(&|o| 1.5_f64.encode(o)), "4609434218613702656;");
    assert_eq!(wire(&|o| "é:".to_owned().encode(o)), "3:é:");
    assert_eq!(wire(&|o| Some('x').encode(o)), "11:x");
    assert_eq!(wire(&|o| None::<i32>.encode(o)), "0");
    assert_eq!(wire(&|o| vec![1_u8, 2].encode(o)), "2;1;2;");
    assert_eq!(wire(&|o| Kind::ExtraLarge.encode(o)), "1;");
    assert_eq!(wire(&|o| BTreeMap::from([("a".to_owned(), false)]).encode(o)), "1;1:a0");
}

#[test]
fn types_are_described() {
    let mut out = String::new();
    Row::describe(&mut out);
    assert_eq!(
        out,
        concat!(
            r#"{"struct":{"name":"Row","fields":["#,
            r#"{"name":"title","type":"string","required":true,"default":null,"docs":"A title."},"#,
            r#"{"name":"count","type":{"int":{"min":-9223372036854775808,"max":9223372036854775807}},"required":true,"default":null,"docs":""},"#,
            r#"{"name":"ratio","type":"float","required":false,"default":5e-1,"docs":""},"#,
            r#"{"name":"tags","type":{"list":{"tuple":["char",{"option":"bool"}]}},"required":true,"default":null,"docs":""},"#,
            r#"{"name":"kind","type":{"enum":{"name":"Kind","variants":["small","extra-large","xml"]}},"required":true,"default":null,"docs":""},"#,
            r#"{"name":"notes","type":{"map":{"int":{"min":0,"max":255}}},"required":true,"default":null,"docs":""},"#,
            r#"{"name":"type","type":{"option":{"option":"string"}},"required":false,"default":null,"docs":""}]}}"#,
        )
    );
}

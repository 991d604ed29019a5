//! Props on their whole way: as an author writes them in a page, checked against what the derive says of their type,
//! sent as the build sends them, read as an island reads them when it hydrates.

use super::manifest::Manifest;
use super::wire::encode;
use crate::content::component::{check_call, scan};
use crate::source::SourceText;
use layer9_islands::Wire;
use layer9_islands::prelude::{Date, Prop};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// One of each kind of type that a prop may have.
#[derive(Prop, Clone, Debug, PartialEq)]
struct Row {
    title: String,
    mark: char,
    open: bool,
    count: i64,
    small: u8,
    ratio: f64,
    side: Side,
    day: Date,
    /// Left out by the page where it is nothing.
    note: Option<String>,
    cells: Vec<(bool, i32)>,
    rates: BTreeMap<String, f64>,
    place: Place,
    others: Vec<Option<Place>>,
    /// Left out by the page where it is what it is by itself.
    #[prop(default = -7)]
    weight: i16,
}

#[derive(Prop, Clone, Debug, PartialEq)]
struct Place {
    name: String,
    at: (f32, f32),
}

#[derive(Prop, Clone, Copy, Debug, PartialEq)]
enum Side {
    Left,
    FarRight,
}

/// A value in the notation of pages.
trait Written {
    fn write(&self, out: &mut String);
}

fn written(value: &impl Written) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

macro_rules! written {
    ($($ty:ty: |$value:ident, $out:ident| $write:expr;)*) => {$(
        impl Written for $ty {
            fn write(&self, $out: &mut String) {
                let $value = self;
                $write
            }
        }
    )*};
}

written! {
    bool: |b, out| write!(out, "{b}").unwrap();
    i32: |n, out| write!(out, "{n}").unwrap();
    f32: |x, out| write!(out, "{x:?}").unwrap();
    f64: |x, out| write!(out, "{x:?}").unwrap();
    char: |c, out| c.to_string().write(out);
    Date: |date, out| {
        out.push('"');
        layer9_islands::prelude::Text::write(date, out);
        out.push('"');
    };
    String: |text, out| {
        out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                c => out.push(c),
            }
        }
        out.push('"');
    };
    Side: |side, out| out.push_str(match side { Side::Left => "\"left\"", Side::FarRight => "\"far-right\"" });
    Place: |place, out| {
        write!(out, "{{name: {}, at: {}}}", written(&place.name), written(&place.at)).unwrap();
    };
    Row: |row, out| {
        write!(out, "{{mark: {}, title: {}, open: {}, ", written(&row.mark), written(&row.title), row.open).unwrap();
        write!(out, "count: {}, small: {}, ratio: {:?}, ", row.count, row.small, row.ratio).unwrap();
        write!(out, "side: {}, cells: {}, ", written(&row.side), written(&row.cells)).unwrap();
        write!(out, "day: {}, ", written(&row.day)).unwrap();
        if row.note.is_some() {
            write!(out, "note: {}, ", written(&row.note)).unwrap();
        }
        if row.weight != -7 {
            write!(out, "weight: {}, ", row.weight).unwrap();
        }
        write!(out, "rates: {}, place: {}, ", written(&row.rates), written(&row.place)).unwrap();
        write!(out, "others: {}}}", written(&row.others)).unwrap();
    };
}

impl<T: Written> Written for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("none"),
        }
    }
}

impl<A: Written, B: Written> Written for (A, B) {
    fn write(&self, out: &mut String) {
        write!(out, "[{}, {}]", written(&self.0), written(&self.1)).unwrap();
    }
}

impl<T: Written> Written for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for item in self {
            item.write(out);
            out.push(',');
        }
        out.push(']');
    }
}

impl<T: Written> Written for BTreeMap<String, T> {
    fn write(&self, out: &mut String) {
        out.push('{');
        // Backwards: the order in which a page has the keys is not that of the wire.
        for (key, value) in self.iter().rev() {
            write!(out, "{}: {}, ", written(key), written(value)).unwrap();
        }
        out.push('}');
    }
}

/// What `#[island]` writes down of a component with the one prop `row`.
static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    let mut ty = String::new();
    Row::describe(&mut ty);
    let json = format!(
        r#"{{"abi":1,"name":"Rows","kind":"island","props":[{{"name":"row","type":{ty},"required":true}}]}}"#
    );
    Manifest::parse("Rows", &json, "islands/").unwrap()
});

fn hydrated(page: &str) -> Row {
    let source = SourceText::new("page.md", page);
    let scan = scan(&source, 0..page.len());
    assert!(scan.diagnostics.is_empty(), "{:?}", scan.diagnostics);
    let signature = &MANIFEST.signature;
    let (checked, problems) = check_call(&scan.calls[0], false, signature, &|span| source.at(span));
    assert!(problems.is_empty(), "{problems:?}");
    let sent = encode(&signature.props, &checked.values).unwrap();
    let mut wire = Wire::new(&sent);
    let row = Row::decode(&mut wire);
    assert!(wire.is_empty(), "all of {sent:?} was read");
    row
}

/// Any character that pages have: the end of a line is `\n` in what a build reads of them.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => any::<char>().prop_filter("kept in pages", |c| !matches!(c, '\0' | '\r' | '\u{feff}')),
        1 => prop_oneof![Just('"'), Just('\\'), Just('\n'), Just('<'), Just('>'), Just('}'), Just(';'), Just('`')],
    ]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(character(), 0..6).prop_map(|chars| chars.into_iter().collect())
}

fn float() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO
}

fn place() -> impl Strategy<Value = Place> {
    use proptest::num::f32::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    let side = POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO;
    (text(), (side, side)).prop_map(|(name, at)| Place { name, at })
}

/// Days and moments of the years that have four digits, with every offset.
fn date() -> impl Strategy<Value = Date> {
    prop_oneof![
        (0..9999, 1..13_u32, 1..29_u32).prop_map(|(year, month, day)| Date::day(year, month, day)),
        (-62_000_000_000..250_000_000_000_i64, -1_439..1_440_i16)
            .prop_map(|(seconds, offset)| { Date::decode(&mut Wire::new(&format!("{seconds};1{offset};"))) }),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let plain = (text(), character(), any::<bool>(), any::<i64>(), any::<u8>(), float());
    let made = (
        prop_oneof![Just(Side::Left), Just(Side::FarRight)],
        date(),
        proptest::option::of(text()),
        proptest::collection::vec(any::<(bool, i32)>(), 0..4),
        proptest::collection::btree_map(text(), float(), 0..3),
        place(),
        proptest::collection::vec(proptest::option::of(place()), 0..3),
        prop_oneof![Just(-7), any::<i16>()],
    );
    (plain, made).prop_map(
        |(
            (title, mark, open, count, small, ratio),
            (side, day, note, cells, rates, place, others, weight),
        )| Row {
            title,
            mark,
            open,
            count,
            small,
            ratio,
            side,
            day,
            note,
            cells,
            rates,
            place,
            others,
            weight,
        },
    )
}

proptest! {
    // A row has more than eight values, so these are more than 100,000.
    #![proptest_config(ProptestConfig::with_cases(12_500))]

    #[test]
    fn what_a_page_says_is_what_an_island_hydrates_with(row in row()) {
        let page = format!("<Rows row={{{}}} />\n", written(&row));
        // As text: a negative zero is a value of its own.
        prop_assert_eq!(format!("{:?}", hydrated(&page)), format!("{row:?}"));
    }
}

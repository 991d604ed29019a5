use super::*;
use crate::content::component::{Field, PropType, Trigger, ValueSlot, scan};
use crate::source::SourceText;

fn prop(name: &str, ty: PropType, default: Option<Literal>) -> Prop {
    let required = default.is_none() && !matches!(ty, PropType::Option(_));
    Prop { name: name.into(), ty, required, default, docs: format!("the {name}") }
}

fn field(name: &str, ty: PropType, default: Option<Literal>) -> Field {
    Field { name: name.into(), ty, required: default.is_none(), default, docs: String::new() }
}

fn signature(kind: ComponentKind) -> Signature {
    let byte = PropType::Int { min: 0, max: 255 };
    let item = PropType::Struct {
        name: "Item".into(),
        fields: vec![
            field("label", PropType::String, None),
            field("weight", PropType::Float, Some(Literal::Float(1.0))),
        ],
    };
    let side = PropType::Enum { name: "Side".into(), variants: vec!["left".into(), "right".into()] };
    Signature {
        name: "C".into(),
        kind,
        origin: "islands/src/c.rs".into(),
        docs: String::new(),
        props: vec![
            prop("title", PropType::String, None),
            prop("start", byte, Some(Literal::Int(0))),
            prop("ratio", PropType::Option(Box::new(PropType::Float)), None),
            prop("items", PropType::List(Box::new(item)), Some(Literal::List(vec![]))),
            prop("side", side, Some(Literal::String("left".into()))),
            prop("mark", PropType::Char, Some(Literal::String("x".into()))),
            prop("open", PropType::Bool, Some(Literal::Bool(false))),
            prop("pair", PropType::Tuple(vec![PropType::Bool, PropType::Any]), Some(Literal::None)),
            prop("sizes", PropType::Map(Box::new(PropType::Float)), Some(Literal::None)),
        ],
        open: false,
        slots: Some(vec!["default".into(), "title".into()]),
        value_slots: Vec::new(),
    }
}

fn outcome(page: &str, signature: &Signature) -> (Checked, String) {
    let source = SourceText::new("page.md", page);
    let scan = scan(&source, 0..page.len());
    assert!(scan.diagnostics.is_empty(), "{:?}", scan.diagnostics);
    let (checked, problems) = check_call(&scan.calls[0], false, signature, &|span| source.at(span));
    let lines: Vec<String> = problems
        .iter()
        .map(|d| {
            let span = d.location.as_ref().unwrap().span.clone();
            let hint = d.hint.as_deref().unwrap_or("-");
            format!("{} {} | {} | {hint}", d.code.as_str(), &page[span], d.message)
        })
        .collect();
    (checked, lines.join("\n"))
}

#[track_caller]
fn check(page: &str, expected: &str) {
    assert_eq!(outcome(page, &signature(ComponentKind::Island)).1, expected, "{page}");
}

#[test]
fn values_in_signature_order() {
    let page =
        "<C ratio={2} items={[{label: \"a\"}, {label: 'b', weight: 3}]} title=\"t\" pair={[true, 1]}/>";
    let (checked, problems) = outcome(page, &signature(ComponentKind::Rust));
    assert_eq!(problems, "");
    let item = |label: &str, weight: f64| {
        Literal::Map(vec![
            ("label".into(), Literal::String(label.into())),
            ("weight".into(), Literal::Float(weight)),
        ])
    };
    assert_eq!(
        checked.values,
        [
            Literal::String("t".into()),
            Literal::Int(0),
            Literal::Float(2.0),
            Literal::List(vec![item("a", 1.0), item("b", 3.0)]),
            Literal::String("left".into()),
            Literal::String("x".into()),
            Literal::Bool(false),
            Literal::List(vec![Literal::Bool(true), Literal::Int(1)]),
            Literal::None,
        ]
    );
}

#[test]
fn wrong_props() {
    check(
        "<C/>",
        "L9-0403 C | `<C>` needs the prop `title`, which takes a string | add `title=\"…\"`: the title",
    );
    check("<C title=\"\" tilte=\"\"/>", "L9-0402 tilte | `<C>` has no prop `tilte` | did you mean `title`?");
    check(
        "<C title={3}/>",
        "L9-0404 {3} | `title` of `<C>` takes a string, found the whole number 3 | write `title=\"3\"`",
    );
    check(
        "<C title=\"\" start=\"3\"/>",
        "L9-0404 \"3\" | `start` of `<C>` takes a whole number from 0 to 255, found the string \"3\" | write `start={3}`",
    );
    check(
        "<C title=\"\" start={3.0}/>",
        "L9-0404 {3.0} | `start` of `<C>` takes a whole number from 0 to 255, found the number 3.0 | write `start={3}`",
    );
    check(
        "<C title=\"\" start={256}/>",
        "L9-0404 {256} | `start` of `<C>` takes a whole number from 0 to 255, found the whole number 256 | the start",
    );
    check(
        "<C title=\"\" ratio=\"a\"/>",
        "L9-0404 \"a\" | `ratio` of `<C>` takes a number or none, found the string \"a\" | the ratio",
    );
    check(
        "<C title=\"\" side=\"rigth\"/>",
        "L9-0404 \"rigth\" | `side` of `<C>` takes one of \"left\", \"right\", found the string \"rigth\" | write `side=\"right\"`",
    );
    check(
        "<C title=\"\" mark=\"ab\"/>",
        "L9-0404 \"ab\" | `mark` of `<C>` takes a string of one character, found the string \"ab\" | the mark",
    );
    check(
        "<C title=\"\" open=\"true\"/>",
        "L9-0404 \"true\" | `open` of `<C>` takes true or false, found the string \"true\" | write `open={true}`",
    );
    check(
        "<C title=\"\" items={[{label: \"a\"}, {label: 2}]}/>",
        "L9-0404 {[{label: \"a\"}, {label: 2}]} | `items[1].label` of `<C>` takes a string, found the whole number 2 | write `\"2\"`",
    );
    check(
        "<C title=\"\" items={[{}]}/>",
        "L9-0404 {[{}]} | `items[0]` of `<C>` takes a Item with `label`, found a map without it | the items",
    );
    check(
        "<C title=\"\" items={[{label: \"\", wieght: 1}]}/>",
        "L9-0404 {[{label: \"\", wieght: 1}]} | `items[0]` of `<C>` takes a Item with `label`, `weight`, found the key `wieght` | write `weight`",
    );
    check(
        "<C title=\"\" pair={[1]}/>",
        "L9-0404 {[1]} | `pair` of `<C>` takes a list of 2 (true or false, any value), found a list of 1 | the pair",
    );
    check(
        "<C title=\"\" sizes={{a: \"b\"}}/>",
        "L9-0404 {{a: \"b\"}} | `sizes.a` of `<C>` takes a number, found the string \"b\" | the sizes",
    );
}

#[test]
fn directives() {
    check("<C title=\"\" client=\"visible\"/>", "");
    check(
        "<C title=\"\" client=\"visable\"/>",
        "L9-0409 \"visable\" | `client` of `<C>` cannot be the string \"visable\" | did you mean `client=\"visible\"`?",
    );
    check(
        "<C title=\"\" client/>",
        "L9-0409 client | `client` of `<C>` cannot be true | it is one of `load`, `idle`, `visible`, `media`, \
         `interaction`, `only`, `none`",
    );
    check("<C title=\"\" client=\"media (hover) + visible 10%\"/>", "");
    check("<C title=\"\" client=\"visible + media\" media=\"print\"/>", "");
    check(
        "<C title=\"\" client=\"visible 2em\"/>",
        "L9-0409 \"visible 2em\" | in `client` of `<C>`, `visible` cannot take `2em` | write how near, in px or %, such as \
         `visible 400px` or `visible 0px 10%`",
    );
    check(
        "<C title=\"\" client=\"media\"/>",
        "L9-0409 \"media\" | `client=\"media\"` of `<C>` lacks its media query | add `media=\"(min-width: 40em)\"`",
    );
    check(
        "<C title=\"\" media=\"print\"/>",
        "L9-0409 media | `media` of `<C>` has no meaning without `client=\"media\"` | add `client=\"media\"`, or remove it",
    );
    let (checked, problems) =
        outcome("<C title=\"\" client=\"media\" media=\"print\"/>", &signature(ComponentKind::Island));
    assert_eq!(
        (checked.client, problems.as_str()),
        (Some(Client::On(vec![Trigger::Media("print".into())])), "")
    );
    assert_eq!(
        outcome("<C title=\"\" client=\"load\"/>", &signature(ComponentKind::Rust)).1,
        "L9-0409 client | `<C>` is no island, so `client` has no meaning | remove it: the component is plain HTML \
         and ships nothing to the browser"
    );
}

#[test]
fn slots_and_open_props() {
    check("<C title=\"\">x<Slot name=\"title\"/></C>", "");
    check(
        "<C title=\"\"><Slot name=\"titel\"/></C>",
        "L9-0408 <Slot name=\"titel\"/> | `<C>` has no slot `titel` | did you mean `title`?",
    );
    check("<C title=\"\"><Slot name=\"fallback\"/></C>", "");
    let mut closed = signature(ComponentKind::Rust);
    closed.slots = Some(Vec::new());
    assert_eq!(outcome("<C title=\"\">x</C>", &closed).1, "L9-0408 x | `<C>` takes no body | write `<C />`");
    let mut table = signature(ComponentKind::Rust);
    let slot = |name: &str, required| ValueSlot { name: name.into(), takes: "Book".into(), required };
    table.value_slots = vec![slot("row", true), slot("head", false)];
    assert_eq!(
        outcome("<C title=\"\"/>", &table).1,
        "L9-0411 C | `<C>` needs its slot `row`, which takes a value, a `Book`, and can only be filled in Rust | call \
         `<C>` in the `view!` of a component of your own, and that one here"
    );
    table.value_slots.remove(0);
    assert_eq!(outcome("<C title=\"\"/>", &table).1, "");
    assert_eq!(
        outcome("<C title=\"\"><Slot name=\"head\"/></C>", &table).1,
        "L9-0411 <Slot name=\"head\"/> | the slot `head` of `<C>` takes a value, a `Book`, and can only be filled in \
         Rust | call `<C>` in the `view!` of a component of your own, and that one here"
    );
    let mut open = signature(ComponentKind::Template);
    open.open = true;
    open.slots = None;
    let (checked, problems) = outcome("<C title=\"\" data-x=\"1\" y>x<Slot name=\"z\"/></C>", &open);
    assert_eq!(problems, "");
    assert_eq!(
        checked.extra,
        [("data_x".to_owned(), Literal::String("1".into())), ("y".to_owned(), Literal::Bool(true))]
    );
}

#[test]
fn names() {
    let near = unknown("Crad", &["Card", "Tabs"]);
    assert_eq!((near.code.as_str(), near.hint.as_deref()), ("L9-0401", Some("did you mean `Card`?")));
    assert!(unknown("String", &["Card"]).hint.is_some_and(|h| h.contains("\\<String")));
}

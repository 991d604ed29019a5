//! Component calls and the components behind them, as text.

use crate::config::data::{Data, Node};
use std::collections::{BTreeMap, BTreeSet};

/// Words that cannot be the name of an argument.
const RESERVED: [&str; 21] = [
    "body", "slots", "client", "true", "false", "loop", "self", "and", "or", "not", "is", "in", "continue",
    "break", "none", "null", "if", "else", "for", "set", "super",
];

/// The names of components that stand for shortcodes: no two shortcodes share one.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// The component's name for a shortcode: `my-box` is `MyBox`.
    pub(super) fn of(&mut self, shortcode: &str) -> String {
        self.named(shortcode, shortcode)
    }

    /// The component's name for what is known by `key` and called `name`.
    pub(super) fn named(&mut self, key: &str, name: &str) -> String {
        if let Some(name) = self.0.get(key) {
            return name.clone();
        }
        let taken: BTreeSet<&String> = self.0.values().collect();
        let plain = component_name(name);
        let mut name = plain.clone();
        let mut n = 2;
        while taken.contains(&name) {
            name = format!("{plain}{n}");
            n += 1;
        }
        self.0.insert(key.to_owned(), name.clone());
        name
    }
}

/// A name in capitals: `my-box` is `MyBox`, `blocks/cover` is `BlocksCover`.
pub(super) fn component_name(name: &str) -> String {
    let mut out = String::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        let mut chars = part.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.extend(chars);
    }
    if out.starts_with(|c: char| c.is_ascii_uppercase()) { out } else { format!("X{out}") }
}

/// A name as that of a prop: dashes become underscores, reserved words get one behind them.
pub(super) fn prop_name(name: &str) -> String {
    let mut out: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    if !out.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        out.insert(0, '_');
    }
    if RESERVED.contains(&out.as_str()) {
        out.push('_');
    }
    out
}

/// The opening tag of a call, or the whole of it.
pub(super) fn tag(name: &str, props: &[(String, Node)], closed: bool) -> String {
    let mut out = format!("<{name}");
    for (i, (key, value)) in props.iter().enumerate() {
        // Of a prop that is given twice the last one counts, as with the other generators.
        if props.iter().skip(i + 1).any(|(other, _)| prop_name(other) == prop_name(key)) {
            continue;
        }
        out.push(' ');
        out.push_str(&prop_name(key));
        match &value.value {
            Data::String(text) | Data::Date(text) => out.push_str(&format!("={}", quoted(text))),
            _ => out.push_str(&format!("={{{}}}", literal(value))),
        }
    }
    out.push_str(if closed { " />" } else { ">" });
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A value as a literal of a call.
fn literal(node: &Node) -> String {
    match &node.value {
        Data::Null => "none".to_owned(),
        Data::Bool(b) => b.to_string(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => format!("{n:?}"),
        Data::String(text) | Data::Date(text) => quoted(text),
        Data::List(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Data::Table(table) => {
            let pairs = table.iter().map(|(key, node)| format!("{}: {}", quoted(&key.name), literal(node)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A component that shows its body and nothing else, in place of a shortcode that has no counterpart.
pub(super) fn stand_in(name: &str, shortcode: &str, generator: &str) -> String {
    format!(
        "{{#- Stands in for the {generator} shortcode `{shortcode}`: it shows its body, whatever its arguments. -#}}\n\
         {{% component {name}(...rest) -%}}\n{{% if body %}}{{{{ body | safe }}}}{{% endif %}}\n{{%- endcomponent {name} %}}\n"
    )
}

/// Where the component of that name lives.
pub(super) fn component_path(name: &str) -> String {
    format!("templates/components/{name}.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_tags() {
        let mut names = Names::default();
        for (shortcode, name) in [
            ("youtube", "Youtube"),
            ("my-box", "MyBox"),
            ("my_box", "MyBox2"),
            ("blocks/cover", "BlocksCover"),
            ("2col", "X2col"),
            ("my-box", "MyBox"),
        ] {
            assert_eq!(names.of(shortcode), name);
        }
        let props = vec![
            ("id".to_owned(), Node::new(Data::String("a\"b\n".to_owned()))),
            ("data-x".to_owned(), Node::new(Data::Int(3))),
            ("for".to_owned(), Node::new(Data::Bool(true))),
        ];
        assert_eq!(tag("X", &props, true), r#"<X id="a\"b\n" data_x={3} for_={true} />"#);
        assert_eq!(prop_name("0"), "_0");
    }
}

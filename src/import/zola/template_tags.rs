//! The tags of a template, written as Tera 2 reads them.

use super::expression::{Rewritten, Scope, macro_call, nested_macro, rewrite};
use super::template_parts::{Part, parts, tokens};
use crate::import::calls::prop_name;
use crate::import::matter::line_of;
use crate::import::report::Report;

/// A template with each tag rewritten.
pub(super) fn translate(
    text: &str,
    scope: &Scope,
    (file, first_line): (&str, usize),
    report: &mut Report,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut out_of_line = 0usize;
    for (start, part) in parts(text) {
        let line = first_line + line_of(text, start) - 1;
        let (left, inner, right, print) = match part {
            Part::Text(text) => {
                out.push_str(text);
                continue;
            }
            Part::Print(left, inner, right) => (left, inner, right, true),
            Part::Block(left, inner, right) => (left, inner, right, false),
        };
        let dash = |yes: bool| if yes { "-" } else { "" };
        let (l, r) = (dash(left), dash(right));
        let call = |component: &str, args: &[(String, String)]| {
            let props: String = args
                .iter()
                .map(|(key, value)| format!(" {}={{{}}}", prop_name(key), rewrite(value, scope).text))
                .collect();
            format!("<{component}{props} />")
        };
        if print && let Some((component, args)) = macro_call(inner, scope) {
            out.push_str(&format!("{{{{{l} {} {r}}}}}", call(&component, &args)));
            continue;
        }
        if !print && inner.starts_with("import ") {
            continue;
        }
        if !print
            && let Some((variable, value)) = inner.strip_prefix("set ").and_then(|set| set.split_once('='))
            && let Some((component, args)) = macro_call(value.trim(), scope)
        {
            let call = call(&component, &args);
            out.push_str(&format!("{{%{l} set {} %}}{{{{ {call} }}}}{{% endset {r}%}}", variable.trim()));
            continue;
        }
        let inner = renamed_component(inner, scope);
        let inner = renamed_template(&inner, scope, (file, line), report);
        let (mut inner, hoisted) = hoist(&inner, scope, print, &mut out_of_line);
        for (variable, component, args) in hoisted {
            out.push_str(&format!(
                "{{% set {variable} %}}{{{{ {} }}}}{{% endset %}}",
                call(&component, &args)
            ));
        }
        if print && inner.is_empty() {
            inner = "\"\"".to_owned();
        }
        if inner.contains("::") && tokens(&inner).iter().any(|token| token.is("::")) {
            report.note(
                file,
                line,
                format!("a macro within an expression: call its component on its own instead of `{inner}`"),
            );
        }
        let Rewritten { text: new, notes } = rewrite(&inner, scope);
        for note in &notes {
            report.note(file, line, format!("{note}: `{inner}`"));
        }
        let lost = notes.iter().any(|note| note.starts_with("the function"));
        match (lost, print) {
            (true, true) => out.push_str(&format!("{{#- not converted: {} -#}}", inner.replace("#}", "# }"))),
            (true, false) if new.starts_with("set ") || new.starts_with("set_global ") => {
                let variable = new.split('=').next().unwrap_or("set lost").trim_end();
                out.push_str(&format!("{{%{l} {variable} = none {r}%}}"));
            }
            (_, true) => out.push_str(&format!("{{{{{l} {new} {r}}}}}")),
            (_, false) => out.push_str(&format!("{{%{l} {new} {r}%}}")),
        }
    }
    out
}

/// Calls of macros within an expression, made before it: the expression with variables in their places, and the calls.
type Hoisted = Vec<(String, String, Vec<(String, String)>)>;

fn hoist(inner: &str, scope: &Scope, print: bool, count: &mut usize) -> (String, Hoisted) {
    let word = inner.split(' ').next().unwrap_or("");
    let mut hoisted = Vec::new();
    let mut text = inner.to_owned();
    if !print && !matches!(word, "if" | "set" | "set_global" | "for") {
        return (text, hoisted);
    }
    while let Some((range, component, args)) = nested_macro(&text, scope) {
        *count += 1;
        let variable = format!("from_macro_{count}");
        text.replace_range(range, &variable);
        hoisted.push((variable, component, args));
    }
    (text, hoisted)
}

/// A component of Tera 2 under its new name.
fn renamed_component(inner: &str, scope: &Scope) -> String {
    let (mark, rest) = match inner.strip_prefix("</") {
        Some(rest) => ("</", rest),
        None => match inner.strip_prefix('<') {
            Some(rest) => ("<", rest),
            None => return inner.to_owned(),
        },
    };
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    match scope.components.get(&format!("<{name}")) {
        Some(component) => format!("{mark}{component}{after}"),
        None => inner.to_owned(),
    }
}

/// `extends` and `include` by new names; of a list of templates the first.
fn renamed_template(inner: &str, scope: &Scope, (file, line): (&str, usize), report: &mut Report) -> String {
    let Some((word, rest)) =
        ["extends ", "include "].iter().find_map(|word| Some((*word, inner.strip_prefix(word)?)))
    else {
        return inner.to_owned();
    };
    let mut rest = rest.trim();
    if rest.starts_with('[') || rest.ends_with("ignore missing") {
        report.note(
            file,
            line,
            format!("only the first template is included, and it must be there: `{inner}`"),
        );
        rest = rest
            .trim_start_matches('[')
            .split([',', ']'])
            .next()
            .unwrap_or(rest)
            .trim_end_matches("ignore missing")
            .trim();
    }
    let name = rest.trim_matches(['"', '\'', '`']);
    let name = scope.templates.get(name).map_or(name, String::as_str);
    format!("{word}\"{name}\"")
}

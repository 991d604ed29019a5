//! Functions of templates that ask for pages: `get_pages`, `group_pages`, `get_related`, `get_series`,
//! `get_breadcrumbs`, `get_lists` and `head_meta`; and what joins lists of pages.

use super::functions::{Lookups, outside};
use super::questions::Question;
use super::reads::Read;
use super::scope::Scope;
use crate::diagnostics::nearest;
use crate::site::{Argument, QueryText};
use tera::{Error, Kwargs, State, Tera, Value};

/// The arguments of a query; any other is what `$name` in its condition stands for.
const QUERY: [&str; 8] = ["below", "where", "sort", "reverse", "offset", "limit", "lang", "by"];

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("get_pages", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let text = query("get_pages", &args, &QUERY[..7])?;
        answer("get_pages", Question::Pages(text))
    });
    tera.register_function("group_pages", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let by: String = args.must_get("by")?;
        let text = query("group_pages", &args, &QUERY)?;
        answer("group_pages", Question::Groups(text, by))
    });
    tera.register_function("get_related", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let path: String = args.must_get("path")?;
        let limit = args.get::<usize>("limit")?.unwrap_or(5);
        answer("get_related", Question::Related(path, limit))
    });
    tera.register_function("get_series", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let path: String = args.must_get("path")?;
        let taxonomy = args.get::<String>("taxonomy")?.unwrap_or_else(|| "series".to_owned());
        answer("get_series", Question::Series(path, taxonomy))
    });
    tera.register_function("get_breadcrumbs", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        answer("get_breadcrumbs", Question::Breadcrumbs(args.must_get("path")?))
    });
    tera.register_function("get_lists", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let path: String = args.must_get("path")?;
        let path = path.trim_matches('/');
        let pattern = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
        let language = Lookups::here()?.language("get_lists", &args)?;
        answer("get_lists", Question::Lists(pattern, language))
    });
    tera.register_function("head_meta", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let at = Scope::with(|scope| scope.path.clone()).unwrap_or_default();
        answer("head_meta", Question::Meta(args.must_get("path")?, at))
    });
    tera.register_filter("union", |list: &Value, args: Kwargs, _: &State<'_>| {
        let (list, with) = lists(list, &args, "union")?;
        let more = with.iter().filter(|item| !has(list, item));
        Ok::<_, Error>(Value::from(list.iter().chain(more).cloned().collect::<Vec<_>>()))
    });
    tera.register_filter("intersect", |list: &Value, args: Kwargs, _: &State<'_>| {
        let (list, with) = lists(list, &args, "intersect")?;
        let both = list.iter().filter(|item| has(with, item));
        Ok::<_, Error>(Value::from(both.cloned().collect::<Vec<_>>()))
    });
    tera.register_filter("except", |list: &Value, args: Kwargs, _: &State<'_>| {
        let (list, with) = lists(list, &args, "except")?;
        let rest = list.iter().filter(|item| !has(with, item));
        Ok::<_, Error>(Value::from(rest.cloned().collect::<Vec<_>>()))
    });
}

/// Records the question and gives the answer.
fn answer(function: &str, question: Question) -> Result<Value, Error> {
    let lookups = Lookups::here()?;
    let known = Scope::with(|scope| (scope.values.clone(), scope.fields));
    let (values, fields) = known.ok_or_else(outside)?;
    let value = question.value(&lookups, &values, fields);
    let value = value.map_err(|why| Error::message(format!("{function}: {why}")))?;
    Scope::read(|scope| Read::Question(question, scope.fields));
    Ok(value)
}

fn query(function: &str, args: &Kwargs, known: &[&str]) -> Result<QueryText, Error> {
    let count = |name: &'static str| args.get::<usize>(name);
    let filter: Option<String> = args.get("where")?;
    let language = Lookups::here()?.language(function, args)?;
    let mut text = QueryText {
        language,
        below: args.get::<String>("below")?.unwrap_or_default().trim_matches('/').to_owned(),
        sort: args.get("sort")?,
        reverse: args.get::<bool>("reverse")?.unwrap_or(false),
        offset: count("offset")?.unwrap_or(0),
        limit: count("limit")?,
        ..QueryText::default()
    };
    for (key, value) in args.iter() {
        let Some(name) = key.as_str().filter(|name| !known.contains(name)) else { continue };
        let used = filter.as_ref().is_some_and(|filter| filter.contains(&format!("${name}")));
        if !used {
            let hint = nearest(name, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            let hint = hint.unwrap_or_else(|| format!("; `where` does not use `${name}`"));
            return Err(Error::message(format!("{function} has no argument `{name}`{hint}")));
        }
        text.arguments.insert(name.to_owned(), argument(value));
    }
    text.filter = filter;
    Ok(text)
}

fn argument(value: &Value) -> Argument {
    if let Some(value) = value.as_bool() {
        Argument::Bool(value)
    } else if let Some(text) = value.as_str() {
        Argument::Text(text.to_owned())
    } else if let Some(number) = value.as_f64().or_else(|| value.as_i64().map(|number| number as f64)) {
        Argument::Number(number.to_bits())
    } else if let Some(items) = value.as_array() {
        Argument::List(items.iter().map(argument).collect())
    } else {
        Argument::None
    }
}

fn lists<'a>(list: &'a Value, args: &'a Kwargs, filter: &str) -> Result<(&'a [Value], &'a [Value]), Error> {
    let wrong = || Error::message(format!("filter `{filter}` needs two lists: `a | {filter}(with=b)`"));
    let with = args.iter().find(|(key, _)| key.as_str() == Some("with")).map(|(_, value)| value);
    Ok((list.as_array().ok_or_else(wrong)?, with.and_then(Value::as_array).ok_or_else(wrong)?))
}

/// Whether a list has a page, by its source, or any other value.
fn has(list: &[Value], wanted: &Value) -> bool {
    let source = wanted.get_from_path("relative_path");
    list.iter().any(|item| match source {
        Some(source) => item.get_from_path("relative_path") == Some(source),
        None => item == wanted,
    })
}

//! Filters that Tera leaves to others, under the names that Zola's users know.

use super::functions::Lookups;
use super::scope::Scope;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tera::{Error, Kwargs, State, Tera, Value};

/// Everything but unreserved characters (RFC 3986, 2.3).
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same, but slashes stay.
const PATH: &AsciiSet = &STRICT.remove(b'/');

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("slugify", |text: &str, _: Kwargs, _: &State<'_>| -> Result<String, Error> {
        let lookups = Lookups::here()?;
        let language = Scope::with(|scope| scope.language).unwrap_or_default();
        Ok(lookups.site.config.languages.get(language).slugs.of(text))
    });
    tera.register_filter("striptags", |text: &str, _: Kwargs, _: &State<'_>| strip_tags(text));
    tera.register_filter("json_encode", json_encode);
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State<'_>| {
        utf8_percent_encode(text, PATH).to_string()
    });
    tera.register_filter("urlencode_strict", |text: &str, _: Kwargs, _: &State<'_>| {
        utf8_percent_encode(text, STRICT).to_string()
    });
    tera.register_filter("trim_start_matches", |text: &str, args: Kwargs, _: &State<'_>| {
        let pat: String = args.must_get("pat")?;
        Ok::<_, Error>(text.trim_start_matches(pat.as_str()).to_owned())
    });
    tera.register_filter("trim_end_matches", |text: &str, args: Kwargs, _: &State<'_>| {
        let pat: String = args.must_get("pat")?;
        Ok::<_, Error>(text.trim_end_matches(pat.as_str()).to_owned())
    });
    tera.register_filter("ics", |text: &str, _: Kwargs, _: &State<'_>| ics(text));
    tera.register_filter("csv", |text: &str, _: Kwargs, _: &State<'_>| csv(text));
    tera.register_filter("filter", filter);
    tera.register_filter("slice", slice);
    tera.register_filter("concat", concat);
    tera.register_filter("map", map_attribute);
}

/// Text as a value of a calendar (RFC 5545, 3.3.11).
fn ics(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    escaped.replace("\r\n", "\n").replace(['\n', '\r'], "\\n")
}

/// Text as a field of CSV (RFC 4180): in quotes where it needs them.
fn csv(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Text without tags. Comments go with their text; entities stay.
pub(super) fn strip_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(rest.get(..open).unwrap_or(""));
        let tail = rest.get(open..).unwrap_or("");
        let close = if tail.starts_with("<!--") {
            tail.find("-->").map(|i| i + 3)
        } else {
            tail.find('>').map(|i| i + 1)
        };
        rest = close.and_then(|at| tail.get(at..)).unwrap_or("");
    }
    out.push_str(rest);
    out
}

fn json_encode(value: &Value, args: Kwargs, _: &State<'_>) -> Result<Value, Error> {
    let pretty = args.get::<bool>("pretty")?.unwrap_or(false);
    let json = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    let json = json.map_err(|e| Error::message(format!("filter `json_encode`: {e}")))?;
    // Inside a <script> these would end the element or start a comment.
    let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    Ok(Value::safe_string(&json))
}

fn array<'a>(value: &'a Value, filter: &str) -> Result<&'a [Value], Error> {
    value.as_array().ok_or_else(|| Error::message(format!("filter `{filter}` needs a list")))
}

/// `filter(attribute="extra.kind", value="x")`: the items whose attribute is that value; without `value`,
/// those that have the attribute.
fn filter(value: &Value, args: Kwargs, _: &State<'_>) -> Result<Value, Error> {
    let attribute: String = args.must_get("attribute")?;
    let wanted = args.iter().find(|(key, _)| key.as_str() == Some("value")).map(|(_, v)| v);
    let keep = |item: &&Value| match (item.get_from_path(&attribute), wanted) {
        (Some(found), Some(wanted)) => found == wanted,
        (Some(found), None) => !found.is_none() && !found.is_undefined(),
        (None, _) => false,
    };
    Ok(Value::from(array(value, "filter")?.iter().filter(keep).cloned().collect::<Vec<_>>()))
}

/// `slice(start=0, end=10)`
fn slice(value: &Value, args: Kwargs, _: &State<'_>) -> Result<Value, Error> {
    let items = array(value, "slice")?;
    let place = |n: i64| match usize::try_from(n) {
        Ok(n) => n.min(items.len()),
        Err(_) => items.len().saturating_sub(n.unsigned_abs() as usize),
    };
    let start = place(args.get::<i64>("start")?.unwrap_or(0));
    let end = args.get::<i64>("end")?.map_or(items.len(), place);
    Ok(Value::from(items.get(start..end.max(start)).unwrap_or(&[])))
}

/// `concat(with=other)`: a list, or one more item.
fn concat(value: &Value, args: Kwargs, _: &State<'_>) -> Result<Value, Error> {
    let mut items = array(value, "concat")?.to_vec();
    let with: Value = args
        .iter()
        .find(|(key, _)| key.as_str() == Some("with"))
        .map(|(_, v)| v.clone())
        .ok_or_else(|| Error::message("filter `concat` needs `with`"))?;
    match with.as_array() {
        Some(more) => items.extend(more.iter().cloned()),
        None => items.push(with),
    }
    Ok(Value::from(items))
}

/// `map(attribute="title")`: that attribute of each item that has it.
fn map_attribute(value: &Value, args: Kwargs, _: &State<'_>) -> Result<Value, Error> {
    let attribute: String = args.must_get("attribute")?;
    let items = array(value, "map")?.iter().filter_map(|item| item.get_from_path(&attribute).cloned());
    Ok(Value::from(items.collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::strip_tags;

    #[test]
    fn tags_go_and_text_stays() {
        for (html, text) in [
            ("<p>a <b>b</b></p>", "a b"),
            ("a &lt; b", "a &lt; b"),
            ("a<!-- > -->b", "ab"),
            ("a <", "a "),
            ("", ""),
        ] {
            assert_eq!(strip_tags(html), text, "{html}");
        }
    }
}

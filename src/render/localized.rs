//! Filters whose result depends on a language: dates, numbers, percents, money, and the order of a list. They take the
//! page's language unless `lang` names another.

use super::scope::Scope;
use crate::content::date::Date;
use crate::content::locale::{self, DateStyle, Digits, Order, TimeStyle};
use crate::diagnostics::nearest;
use std::sync::Arc;
use tera::{Error, Kwargs, State, Tera, Value};

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("date", date);
    tera.register_filter("number", number);
    tera.register_filter("percent", percent);
    tera.register_filter("currency", currency);
    tera.register_filter("collate", collate);
}

/// The language that a filter was given, or the page's.
fn language(args: &Kwargs) -> Result<Arc<str>, Error> {
    match args.get::<&str>("lang")? {
        Some(tag) if locale::is_tag(tag) => Ok(Arc::from(tag)),
        Some(tag) => Err(Error::message(format!("`lang`: `{tag}` is no language tag"))),
        None => Scope::with(|scope| scope.tag())
            .ok_or_else(|| Error::message("this filter works only while a page is rendered")),
    }
}

/// `date(format="%Y-%m-%d")`, strftime; or in the words of a language, `date(format="long", time="short")`.
fn date(value: &Value, args: Kwargs, _: &State<'_>) -> Result<String, Error> {
    let format: Option<&str> = args.get("format")?;
    let time: Option<&str> = args.get("time")?;
    let format = format.unwrap_or(if time.is_some() { "medium" } else { "%Y-%m-%d" });
    let moment = match (value.as_str(), value.as_i64()) {
        (Some(text), _) => Date::moment(text),
        (None, Some(seconds)) => {
            jiff::Timestamp::from_second(seconds).ok().and_then(|t| Date::moment(&t.to_string()))
        }
        (None, None) => None,
    };
    let moment = moment.ok_or_else(|| Error::message(format!("filter `date`: `{value}` is not a date")))?;
    let refuse = |why: String| Err(Error::message(format!("filter `date`: {why}")));
    let Some(style) = DateStyle::named(format) else {
        let names = DateStyle::NAMES.map(|(name, _)| name);
        if !format.contains('%') && (time.is_some() || args.get::<&str>("lang")?.is_some()) {
            let hint = nearest(format, names).map(|near| format!("; did you mean `{near}`?"));
            return refuse(format!("there is no style `{format}`{}", hint.unwrap_or_default()));
        }
        if time.is_some() || args.get::<&str>("lang")?.is_some() {
            return refuse(format!("`lang` and `time` go with the styles {}", names.join(", ")));
        }
        return jiff::fmt::strtime::format(format, &moment)
            .or_else(|e| refuse(format!("the format `{format}` cannot be used: {e}")));
    };
    let time = match time.map(|name| (name, TimeStyle::named(name))) {
        None => None,
        Some((_, Some(style))) => Some(style),
        Some((name, None)) => return refuse(format!("`time` is `short` or `medium`, not `{name}`")),
    };
    let language = language(&args)?;
    match locale::date(&moment, style, time, &language) {
        Some(text) => Ok(text),
        None => refuse(format!("`{value}` cannot be written in `{language}`")),
    }
}

/// A number, or a text that reads as one.
fn numeric(value: &Value, filter: &str) -> Result<f64, Error> {
    let number =
        if value.is_number() { value.as_f64() } else { value.as_str().and_then(|t| t.trim().parse().ok()) };
    number.ok_or_else(|| Error::message(format!("filter `{filter}`: `{value}` is not a number")))
}

/// `digits` after the point, no more and no less; or up to `max_digits`.
fn digits(args: &Kwargs, default: Digits) -> Result<Digits, Error> {
    let exactly: Option<u32> = args.get("digits")?;
    let most: Option<u32> = args.get("max_digits")?;
    Ok(match (exactly, most) {
        (Some(n), _) => Digits { min: n, max: n },
        (None, Some(max)) => Digits { min: 0, max },
        (None, None) => default,
    })
}

/// `number(digits=2)`
fn number(value: &Value, args: Kwargs, _: &State<'_>) -> Result<String, Error> {
    let digits = digits(&args, Digits::default())?;
    Ok(locale::decimal(numeric(value, "number")?, digits, &language(&args)?))
}

/// `percent(digits=1)` of a share of one.
fn percent(value: &Value, args: Kwargs, _: &State<'_>) -> Result<String, Error> {
    let digits = digits(&args, Digits { min: 0, max: 0 })?;
    Ok(locale::percent(numeric(value, "percent")?, digits, &language(&args)?))
}

/// `currency(code="EUR")`
fn currency(value: &Value, args: Kwargs, _: &State<'_>) -> Result<String, Error> {
    let code: &str = args.must_get("code")?;
    locale::currency(numeric(value, "currency")?, code, &language(&args)?).ok_or_else(|| {
        Error::message(format!(
            "filter `currency`: `{code}` is no currency code of three letters, such as `EUR`"
        ))
    })
}

/// `collate(attribute="title")`: a list in the order of a language.
fn collate(value: &Value, args: Kwargs, _: &State<'_>) -> Result<Value, Error> {
    let attribute: Option<&str> = args.get("attribute")?;
    let items = value.as_array().ok_or_else(|| Error::message("filter `collate` needs a list"))?;
    let key = |item: &Value| {
        let found = match attribute {
            Some(attribute) => item.get_from_path(attribute).cloned(),
            None => Some(item.clone()),
        };
        found.filter(|value| !value.is_none() && !value.is_undefined()).map(|value| value.to_string())
    };
    let order = Order::of(&language(&args)?);
    let mut keyed: Vec<(Option<String>, Value)> =
        items.iter().map(|item| (key(item), item.clone())).collect();
    // What lacks the attribute comes last, as it stood.
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => order.compare(a, b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    Ok(Value::from(keyed.into_iter().map(|(_, item)| item).collect::<Vec<_>>()))
}

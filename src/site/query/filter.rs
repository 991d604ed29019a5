//! `where` of a query: conditions over the fields of pages.
//!
//! ```text
//! any       = all { "or" all }
//! all       = one { "and" one }
//! one       = "not" one | "(" any ")" | field [ test ]
//! test      = ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "has" | "contains" | "starts_with" ) value
//!           | [ "not" ] "in" value
//! value     = 'text' | number | date | true | false | none | $argument | "[" value { "," value } "]"
//! ```

use super::Arguments;
use super::field::{Field, Kind, Value};
use crate::content::date::Date;
use crate::content::schema::Schema;
use crate::site::graph::{Page, Site};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    Any(Vec<Filter>),
    All(Vec<Filter>),
    Not(Box<Filter>),
    /// The field has a value other than `false`.
    Is(Field),
    Test(Field, Test, Value<'static>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
    Has,
    Contains,
    StartsWith,
}

const TESTS: [(&str, Test); 11] = [
    ("==", Test::Equal),
    ("=", Test::Equal),
    ("!=", Test::Unequal),
    ("<=", Test::AtMost),
    ("<", Test::Less),
    (">=", Test::AtLeast),
    (">", Test::More),
    ("in", Test::In),
    ("has", Test::Has),
    ("contains", Test::Contains),
    ("starts_with", Test::StartsWith),
];

/// Nested deeper, a condition is refused: the reader's depth is bounded by it.
const MAX_DEPTH: usize = 32;

impl Filter {
    /// Reads a condition. The error says where in it.
    pub(super) fn parse(
        text: &str,
        arguments: &Arguments,
        site: &Site,
        schema: Option<&Schema>,
    ) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser =
            Parser { tokens: &tokens, at: 0, end: text.chars().count(), arguments, site, schema };
        let filter = parser.any(0)?;
        match parser.peek() {
            None => Ok(filter),
            Some(token) => Err(format!("`{}` was not expected (column {})", token.text, token.column)),
        }
    }

    /// Whether a page fulfils it.
    pub(super) fn holds(&self, site: &Site, page: &Page) -> bool {
        match self {
            Self::Any(filters) => filters.iter().any(|filter| filter.holds(site, page)),
            Self::All(filters) => filters.iter().all(|filter| filter.holds(site, page)),
            Self::Not(filter) => !filter.holds(site, page),
            Self::Is(field) => {
                let value = field.value(site, page);
                !value.is_missing() && value != Value::Bool(false)
            }
            Self::Test(field, test, wanted) => holds(&field.value(site, page), *test, wanted),
        }
    }

    /// The fields that it looks at.
    pub(super) fn fields(&self) -> Vec<&Field> {
        match self {
            Self::Any(filters) | Self::All(filters) => filters.iter().flat_map(Self::fields).collect(),
            Self::Not(filter) => filter.fields(),
            Self::Is(field) | Self::Test(field, ..) => vec![field],
        }
    }
}

fn holds(value: &Value<'_>, test: Test, wanted: &Value<'_>) -> bool {
    let order = || (value.kind() == wanted.kind() && *value != Value::None).then(|| value.order(wanted));
    let has = |value: &Value<'_>, wanted: &Value<'_>| match value {
        Value::List(items) => items.contains(wanted),
        value => value == wanted,
    };
    match test {
        Test::Equal => value == wanted || (value.is_missing() && *wanted == Value::None),
        Test::Unequal => !holds(value, Test::Equal, wanted),
        Test::Less => order() == Some(Ordering::Less),
        Test::AtMost => order().is_some_and(Ordering::is_le),
        Test::More => order() == Some(Ordering::Greater),
        Test::AtLeast => order().is_some_and(Ordering::is_ge),
        Test::Has => has(value, wanted),
        Test::In => match value {
            Value::List(items) => items.iter().any(|item| has(wanted, item)),
            value => has(wanted, value),
        },
        Test::Contains | Test::StartsWith => match (value, wanted) {
            (Value::Text(text), Value::Text(part)) if test == Test::Contains => text.contains(&**part),
            (Value::Text(text), Value::Text(part)) => text.starts_with(&**part),
            (Value::List(_), _) if test == Test::Contains => has(value, wanted),
            _ => false,
        },
    }
}

impl Value<'_> {
    fn kind(&self) -> Option<Kind> {
        match self {
            Value::None => None,
            Value::Bool(_) => Some(Kind::Bool),
            Value::Number(_) => Some(Kind::Number),
            Value::Text(_) => Some(Kind::Text),
            Value::Date(_) => Some(Kind::Date),
            Value::List(_) => Some(Kind::List),
        }
    }
}

#[derive(Debug)]
struct Token {
    text: String,
    /// From 1, in characters.
    column: usize,
    is_text: bool,
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let column = at + 1;
        let mut token = Token { text: c.to_string(), column, is_text: false };
        match c {
            c if c.is_whitespace() => continue,
            '\'' | '"' => {
                token.text.clear();
                token.is_text = true;
                loop {
                    match chars.next() {
                        Some((_, end)) if end == c => break,
                        Some((_, '\\')) => token.text.extend(chars.next().map(|(_, c)| c)),
                        Some((_, c)) => token.text.push(c),
                        None => return Err(format!("text that starts at column {column} does not end")),
                    }
                }
            }
            '(' | ')' | '[' | ']' | ',' => {}
            '=' | '!' | '<' | '>' => token.text.extend(chars.next_if(|(_, c)| *c == '=').map(|(_, c)| c)),
            c if is_of_word(c) || c == '$' => {
                while let Some((_, c)) = chars.next_if(|(_, c)| is_of_word(*c)) {
                    token.text.push(c);
                }
            }
            c => return Err(format!("`{c}` was not expected (column {column})")),
        }
        tokens.push(token);
    }
    Ok(tokens)
}

/// Of names, numbers and dates.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+' | ':')
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    end: usize,
    arguments: &'a Arguments,
    site: &'a Site,
    schema: Option<&'a Schema>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self, wanted: &str) -> Result<&'a Token, String> {
        let token =
            self.peek().ok_or_else(|| format!("{wanted} is missing at the end (column {})", self.end))?;
        self.at += 1;
        Ok(token)
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.peek().is_some_and(|token| !token.is_text && token.text == text);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Result<Filter, String> {
        let mut all = vec![self.all(depth)?];
        while self.take("or") {
            all.push(self.all(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Filter::Any(all) })
    }

    fn all(&mut self, depth: usize) -> Result<Filter, String> {
        let mut all = vec![self.one(depth)?];
        while self.take("and") {
            all.push(self.one(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Filter::All(all) })
    }

    fn one(&mut self, depth: usize) -> Result<Filter, String> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deeply".to_owned());
        }
        if self.take("not") {
            return Ok(Filter::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            let token = self.next("`)`")?;
            return match token.text.as_str() {
                ")" => Ok(inner),
                other => Err(format!("`)` was expected, not `{other}` (column {})", token.column)),
            };
        }
        let token = self.next("a field")?;
        if token.is_text || !token.text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            let message = format!("a field was expected, not `{}` (column {})", token.text, token.column);
            return Err(message);
        }
        let field = Field::find(&token.text, self.site, self.schema)
            .map_err(|why| format!("{why} (column {})", token.column))?;
        let negated = self.peek().is_some_and(|t| t.text == "not" && !t.is_text)
            && self.tokens.get(self.at + 1).is_some_and(|t| t.text == "in" && !t.is_text);
        self.at += usize::from(negated);
        let test = self.peek().filter(|token| !token.is_text);
        let Some((_, test)) = test.and_then(|token| TESTS.iter().find(|(name, _)| *name == token.text))
        else {
            return Ok(Filter::Is(field));
        };
        self.at += 1;
        let column = self.peek().map_or(self.end, |token| token.column);
        let value = self.value(0)?;
        check(&field, *test, &value).map_err(|why| format!("{why} (column {column})"))?;
        let filter = Filter::Test(field, *test, value);
        Ok(if negated { Filter::Not(Box::new(filter)) } else { filter })
    }

    fn value(&mut self, depth: usize) -> Result<Value<'static>, String> {
        let token = self.next("a value")?;
        let text = token.text.as_str();
        if token.is_text {
            return Ok(Value::Text(Cow::Owned(text.to_owned())));
        }
        if text == "[" && depth == 0 {
            let mut items = Vec::new();
            while !self.take("]") {
                items.push(self.value(1)?);
                if !self.take(",") && self.peek().is_none_or(|token| token.text != "]") {
                    return Err(format!("the list at column {} does not end", token.column));
                }
            }
            return Ok(Value::List(items));
        }
        if let Some(name) = text.strip_prefix('$') {
            return match self.arguments.get(name) {
                Some(argument) => Ok(argument.value()),
                None => Err(format!("`${name}` has no argument `{name}` (column {})", token.column)),
            };
        }
        Ok(match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "none" => Value::None,
            _ => match (text.parse::<f64>(), Date::parse(text)) {
                (_, Some(date)) => Value::Date(date.timestamp()),
                (Ok(number), None) if number.is_finite() => Value::Number(number),
                _ => {
                    return Err(format!(
                        "a value was expected, not `{text}` (column {}); text stands in quotes",
                        token.column
                    ));
                }
            },
        })
    }
}

/// Whether values of the field can be held against the value.
fn check(field: &Field, test: Test, value: &Value<'_>) -> Result<(), String> {
    let name = &field.name;
    let wrong = |what: &str| Err(format!("`{name}` is {}, which cannot be {what}", field.kind.name()));
    match test {
        Test::Has if !matches!(field.kind, Kind::List | Kind::Any) => {
            wrong("asked for what it has; use `==` or `contains`")
        }
        Test::Contains | Test::StartsWith if !matches!(field.kind, Kind::Text | Kind::List | Kind::Any) => {
            wrong("asked for a part of it")
        }
        Test::In => match value {
            Value::List(items) => items.iter().try_for_each(|item| check(field, Test::Equal, item)),
            _ => Err(format!("`{name} in` needs a list")),
        },
        Test::Less | Test::AtMost | Test::More | Test::AtLeast
            if matches!(field.kind, Kind::Bool | Kind::List) =>
        {
            wrong("more or less than something")
        }
        _ => match value.kind() {
            Some(kind) if field.kind != Kind::Any && field.kind != Kind::List && kind != field.kind => {
                Err(format!("`{name}` is {}, and {} never is that", field.kind.name(), kind.name()))
            }
            _ => Ok(()),
        },
    }
}

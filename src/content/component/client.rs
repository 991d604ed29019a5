//! When an island starts in the browser: the value of a call's `client`.

use crate::diagnostics::nearest;
use serde::{Deserialize, Serialize};
use std::fmt;

/// When an island starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Client {
    /// As soon as the page has loaded.
    #[default]
    Load,
    /// When all of these have come, one after the other; there is at least one.
    On(Vec<Trigger>),
    /// At once, and nothing is rendered at build time but the slot `fallback`.
    Only,
    /// Never: it is rendered at build time and stays as it is.
    None,
}

/// Something in the browser that starts an island.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Trigger {
    /// The browser has nothing else to do.
    Idle {
        /// The longest wait in milliseconds, where the call says one.
        timeout: Option<u32>,
    },
    /// The island comes near the visible part of the page.
    Visible {
        /// How near, where the call says so: a `rootMargin` of IntersectionObserver.
        margin: Option<String>,
    },
    /// A media query matches.
    Media(String),
    /// The visitor points at the island, touches or focuses it.
    Interaction,
}

/// What a call says about when its island starts, as far as that shows before anything is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Start {
    /// Nothing: as the site's default has it.
    Default,
    /// On each visit, whatever the visitor does.
    Always,
    /// In another way, or in one that shows when the call is rendered.
    Perhaps,
}

/// Why a `client` means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientError {
    /// No trigger has this name.
    Unknown(String),
    /// `media` without a query.
    NoQuery,
    /// What is written behind a trigger is nothing that it takes.
    Argument {
        /// The trigger.
        trigger: &'static str,
        /// What was written.
        found: String,
        /// How to write it.
        hint: &'static str,
    },
    /// It stands beside others, but can only stand alone.
    Alone(&'static str),
    /// It is there twice.
    Twice(&'static str),
}

impl ClientError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown(name) => nearest(name, Client::NAMES).map_or_else(
                || {
                    let all: Vec<String> = Client::NAMES.iter().map(|name| format!("`{name}`")).collect();
                    format!("it is one of {}", all.join(", "))
                },
                |near| format!("did you mean `client=\"{near}\"`?"),
            ),
            Self::NoQuery => "add `media=\"(min-width: 40em)\"`".to_owned(),
            Self::Argument { hint, .. } => (*hint).to_owned(),
            Self::Alone(name) => {
                format!(
                    "`{name}` says it all; what can be joined by `+` are idle, visible, media and interaction"
                )
            }
            Self::Twice(_) => "leave one out".to_owned(),
        }
    }
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "`{name}` is not a way to start an island"),
            Self::NoQuery => f.write_str("`client=\"media\"` lacks its media query"),
            Self::Argument { trigger, found, .. } => write!(f, "`{trigger}` cannot take `{found}`"),
            Self::Alone(name) => write!(f, "`{name}` cannot be joined with another trigger"),
            Self::Twice(name) => write!(f, "`{name}` is there twice"),
        }
    }
}

impl std::error::Error for ClientError {}

impl Client {
    /// What may be written, in the order of the documentation.
    pub const NAMES: [&'static str; 7] = ["load", "idle", "visible", "media", "interaction", "only", "none"];

    /// Reads `client`: a name, or several triggers joined by `+`, each with what it takes behind it: `idle 500ms`,
    /// `visible 400px`, `media (min-width: 40em)`. `media` is the query of a trigger `media` that has none behind it.
    ///
    /// # Errors
    /// [`ClientError`], without a place: the caller knows the call.
    pub fn parse(text: &str, media: Option<&str>) -> Result<Self, ClientError> {
        let media = media.map(str::trim).filter(|query| !query.is_empty());
        let parts = parts(text);
        let mut triggers: Vec<Trigger> = Vec::new();
        for part in &parts {
            let (name, argument) = split(part);
            let alone = match name {
                "load" => Some(("load", Self::Load)),
                "only" => Some(("only", Self::Only)),
                "none" => Some(("none", Self::None)),
                _ => None,
            };
            if let Some((name, client)) = alone {
                return match (parts.len(), argument) {
                    (1, "") => Ok(client),
                    (1, found) => Err(ClientError::Argument {
                        trigger: name,
                        found: found.to_owned(),
                        hint: "it takes nothing",
                    }),
                    _ => Err(ClientError::Alone(name)),
                };
            }
            let trigger = Trigger::parse(name, argument, media)?;
            if triggers.iter().any(|t| t.name() == trigger.name()) {
                return Err(ClientError::Twice(trigger.name()));
            }
            triggers.push(trigger);
        }
        Ok(Self::On(triggers))
    }

    /// The triggers that it waits for, in their order.
    pub fn triggers(&self) -> &[Trigger] {
        match self {
            Self::On(triggers) => triggers,
            _ => &[],
        }
    }

    /// Whether each visit of a page starts the island: its code is loaded in any case.
    pub fn is_unasked(&self) -> bool {
        match self {
            Self::Load => true,
            Self::On(triggers) => triggers.iter().all(|trigger| matches!(trigger, Trigger::Idle { .. })),
            Self::Only | Self::None => false,
        }
    }

    /// The value of the page's attribute `client`: the names of triggers with blanks between them.
    pub fn names(&self) -> String {
        match self {
            Self::Load => "load".to_owned(),
            Self::Only => "only".to_owned(),
            Self::None => "none".to_owned(),
            Self::On(triggers) => triggers.iter().map(Trigger::name).collect::<Vec<_>>().join(" "),
        }
    }

    /// Whether it waits for a media query.
    pub fn has_media(&self) -> bool {
        self.triggers().iter().any(|trigger| matches!(trigger, Trigger::Media(_)))
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names())
    }
}

impl Trigger {
    /// The name, as in the page's attribute `client`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Idle { .. } => "idle",
            Self::Visible { .. } => "visible",
            Self::Media(_) => "media",
            Self::Interaction => "interaction",
        }
    }

    /// The attribute of the page's element that holds what the call says about it: name and value.
    pub fn attribute(&self) -> Option<(&'static str, String)> {
        match self {
            Self::Idle { timeout } => timeout.map(|ms| ("timeout", ms.to_string())),
            Self::Visible { margin } => margin.clone().map(|margin| ("margin", margin)),
            Self::Media(query) => Some(("media", query.clone())),
            Self::Interaction => None,
        }
    }

    fn parse(name: &str, argument: &str, media: Option<&str>) -> Result<Self, ClientError> {
        let given = Some(argument).filter(|argument| !argument.is_empty());
        let wrong = |trigger, hint| {
            move |found: &str| ClientError::Argument { trigger, found: found.to_owned(), hint }
        };
        match name {
            "idle" => {
                let wrong = wrong("idle", "write the longest wait, such as `idle 500ms` or `idle 3s`");
                let timeout =
                    given.map(|given| milliseconds(given).ok_or_else(|| wrong(given))).transpose()?;
                Ok(Self::Idle { timeout })
            }
            "visible" => {
                let wrong = wrong(
                    "visible",
                    "write how near, in px or %, such as `visible 400px` or `visible 0px 10%`",
                );
                let margin = given.map(|given| margin(given).ok_or_else(|| wrong(given))).transpose()?;
                Ok(Self::Visible { margin })
            }
            "media" => given.or(media).map(|query| Self::Media(query.to_owned())).ok_or(ClientError::NoQuery),
            "interaction" => match given {
                None => Ok(Self::Interaction),
                Some(found) => Err(wrong("interaction", "it takes nothing")(found)),
            },
            other => Err(ClientError::Unknown(if given.is_none() {
                other.to_owned()
            } else {
                format!("{other} {argument}")
            })),
        }
    }
}

/// What `+` separates, outside of brackets: a media query may hold a sum.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '+' if depth == 0 => {
                parts.push(text.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default().trim());
    parts
}

/// A trigger's name and what is behind it; the blank before a bracket may be left out.
fn split(part: &str) -> (&str, &str) {
    let end = part.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(part.len());
    let (name, argument) = part.split_at_checked(end).unwrap_or((part, ""));
    (name, argument.trim())
}

/// A CSS time, in whole milliseconds.
fn milliseconds(text: &str) -> Option<u32> {
    match text.strip_suffix("ms") {
        Some(number) => number.trim().parse().ok(),
        None => text.strip_suffix('s')?.trim().parse::<u32>().ok()?.checked_mul(1000),
    }
}

/// One to four lengths in `px` or `%`, as IntersectionObserver takes them.
fn margin(text: &str) -> Option<String> {
    let lengths: Vec<&str> = text.split_whitespace().collect();
    let is_length = |length: &&str| {
        let number = length.strip_suffix("px").or_else(|| length.strip_suffix('%'));
        number.is_some_and(|number| {
            number.parse::<f64>().is_ok_and(f64::is_finite)
                && number.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-'))
        })
    };
    ((1..=4).contains(&lengths.len()) && lengths.iter().all(is_length)).then(|| lengths.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> String {
        match Client::parse(text, None) {
            Ok(client) => {
                let attributes = client.triggers().iter().filter_map(Trigger::attribute);
                attributes.fold(client.names(), |all, (name, value)| format!("{all} {name}={value}"))
            }
            Err(error) => format!("{error}; {}", error.hint()),
        }
    }

    #[test]
    fn every_name_is_read() {
        for name in Client::NAMES {
            let media = (name == "media").then_some("(min-width: 40em)");
            assert_eq!(Client::parse(name, media).expect("a name").names(), name);
        }
    }

    #[test]
    fn triggers_take_what_is_behind_them_and_are_joined() {
        assert_eq!(parse("media (hover)"), "media media=(hover)");
        assert_eq!(parse("media(hover)"), "media media=(hover)");
        assert_eq!(parse(" idle 500ms "), "idle timeout=500");
        assert_eq!(parse("idle 3s"), "idle timeout=3000");
        assert_eq!(parse("visible 400px"), "visible margin=400px");
        assert_eq!(parse("visible  -10.5% 0px"), "visible margin=-10.5% 0px");
        assert_eq!(
            parse("media (width > calc(1em + 2px)) and (hover)+visible 0px + idle"),
            "media visible idle media=(width > calc(1em + 2px)) and (hover) margin=0px"
        );
        let query = Client::parse("visible + media", Some("print")).expect("a query from beside");
        assert!(query.has_media() && query.triggers().len() == 2);
    }

    #[test]
    fn wrong_ones_are_explained() {
        for (text, said) in [
            ("visble", "`visble` is not a way to start an island; did you mean `client=\"visible\"`?"),
            (
                "",
                "`` is not a way to start an island; it is one of `load`, `idle`, `visible`, `media`, `interaction`, `only`, `none`",
            ),
            ("media", "`client=\"media\"` lacks its media query; add `media=\"(min-width: 40em)\"`"),
            (
                "idle soon",
                "`idle` cannot take `soon`; write the longest wait, such as `idle 500ms` or `idle 3s`",
            ),
            (
                "idle 9999999s",
                "`idle` cannot take `9999999s`; write the longest wait, such as `idle 500ms` or `idle 3s`",
            ),
            (
                "visible 4em",
                "`visible` cannot take `4em`; write how near, in px or %, such as `visible 400px` or `visible 0px 10%`",
            ),
            ("interaction 1", "`interaction` cannot take `1`; it takes nothing"),
            ("load now", "`load` cannot take `now`; it takes nothing"),
            ("visible + visible", "`visible` is there twice; leave one out"),
            (
                "visible + only",
                "`only` cannot be joined with another trigger; `only` says it all; what can be joined by `+` are idle, visible, media and interaction",
            ),
        ] {
            assert_eq!(parse(text), said, "{text}");
        }
        assert!(parse("visible +").starts_with("``"));
        assert!(parse("mediaeval").starts_with("`mediaeval`"));
    }
}

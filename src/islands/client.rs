//! When an island starts in the browser.

use crate::diagnostics::{Code, Diagnostic, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The value of a call's `client`. The order is that in which the loader joins the triggers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Client {
    /// As soon as the page has loaded.
    #[default]
    Load,
    /// When the browser has nothing else to do.
    Idle,
    /// When it comes near the visible part of the page.
    Visible,
    /// When a media query first matches.
    Media(String),
    /// When the visitor first points at, touches or focuses it.
    Interaction,
    /// At once, and nothing is rendered at build time but the slot `fallback`.
    Only,
    /// Never: it is rendered at build time and stays as it is.
    None,
}

impl Client {
    /// What may be written, in the order of the documentation.
    pub const NAMES: [&'static str; 7] = ["load", "idle", "visible", "media", "interaction", "only", "none"];

    /// Reads `client`, and for `media` the query, given beside it as `media="(min-width: 40em)"` or in one
    /// as `client="media (min-width: 40em)"`.
    ///
    /// # Errors
    /// `ComponentClient`, without a place: the caller knows the call.
    pub fn parse(client: &str, media: Option<&str>) -> Result<Self> {
        let wrong = |message: String| Box::new(Diagnostic::error(Code::ComponentClient, message));
        let media = media.map(str::trim).filter(|m| !m.is_empty());
        let parsed = match client.trim() {
            "load" => Self::Load,
            "idle" => Self::Idle,
            "visible" => Self::Visible,
            "interaction" => Self::Interaction,
            "only" => Self::Only,
            "none" => Self::None,
            other => {
                let inline = other.strip_prefix("media").map(str::trim);
                let Some(query) =
                    inline.filter(|q| q.is_empty() || q.starts_with('(') || *other == format!("media {q}"))
                else {
                    let message = format!("`{other}` is not a way to start an island");
                    let diagnostic = Diagnostic::error(Code::ComponentClient, message);
                    let all = format!("one of {}", Self::NAMES.join(", "));
                    let diagnostic = diagnostic.hint(all).suggest(other, Self::NAMES);
                    return Err(Box::new(diagnostic));
                };
                let query = Some(query).filter(|q| !q.is_empty()).or(media).ok_or_else(|| {
                    let diagnostic = wrong("client=\"media\" needs a media query".into());
                    Box::new(diagnostic.hint("add it, such as media=\"(min-width: 40em)\""))
                })?;
                return Ok(Self::Media(query.to_owned()));
            }
        };
        match media {
            Some(_) => Err(wrong(format!("client=\"{parsed}\" takes no media query"))),
            None => Ok(parsed),
        }
    }

    /// The name, as in the page's `client` attribute.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Idle => "idle",
            Self::Visible => "visible",
            Self::Media(_) => "media",
            Self::Interaction => "interaction",
            Self::Only => "only",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read() {
        for name in Client::NAMES {
            let media = (name == "media").then_some("(min-width: 40em)");
            assert_eq!(Client::parse(name, media).expect("a name").name(), name);
        }
        let query = Client::Media("(hover)".into());
        assert_eq!(Client::parse("media (hover)", None).expect("a query"), query);
        assert_eq!(Client::parse("media(hover)", None).expect("a query"), query);
    }

    #[test]
    fn wrong_ones_are_explained() {
        let hint = |client: &str, media| Client::parse(client, media).expect_err("wrong").hint;
        assert_eq!(hint("visble", None).as_deref(), Some("did you mean `visible`?"));
        assert!(hint("xyz", None).is_some_and(|h| h.starts_with("one of load")));
        assert!(hint("media", None).is_some_and(|h| h.contains("media=")));
        assert_eq!(hint("load", Some("(hover)")), None);
        assert!(Client::parse("mediaeval", None).is_err());
    }
}

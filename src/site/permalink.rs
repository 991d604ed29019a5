//! Patterns of addresses: `permalink` of a section, for the pages below it.

use crate::config::Slugs;
use crate::content::date::Date;

/// What the tokens of a pattern stand for.
pub(super) struct Tokens<'a> {
    /// The last segment that the page would have.
    pub(super) slug: &'a str,
    /// The name of its file or bundle, as a segment.
    pub(super) name: &'a str,
    /// Its title, where its front matter has one.
    pub(super) title: Option<&'a str>,
    /// How its title becomes a segment.
    pub(super) slugs: Slugs,
    /// Its date.
    pub(super) date: Option<&'a Date>,
    /// The address of its section, with a slash at both ends.
    pub(super) section: &'a str,
}

/// The names of all tokens.
pub(super) const TOKENS: [&str; 9] =
    ["year", "month", "day", "yearday", "slug", "name", "title", "section", "sections"];

/// Fills a pattern in. One that does not start with a slash goes on from the section's address. The error says
/// what is wrong with it, for this page or for all.
pub(super) fn fill(pattern: &str, tokens: &Tokens<'_>) -> Result<String, String> {
    let mut path = if pattern.starts_with('/') { String::new() } else { tokens.section.to_owned() };
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let Some((token, after)) = after.split_once('}') else {
            return Err(format!("`{pattern}` has a `{{` without a `}}`"));
        };
        path.push_str(&value(token, tokens)?);
        rest = after;
    }
    path.push_str(rest);
    if path.split('/').any(|segment| segment == "." || segment == "..") || path.contains(['\\', '?', '#']) {
        return Err(format!("`{path}` is no address"));
    }
    // A token without anything in it, such as the sections of a page at the top.
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    Ok(if path.ends_with('/') || is_file { path } else { format!("{path}/") })
}

fn value(token: &str, tokens: &Tokens<'_>) -> Result<String, String> {
    let dated = |format: &str| match tokens.date {
        Some(date) => Ok(date.zoned().strftime(format).to_string()),
        None => Err(format!("the address needs `{{{token}}}`, but the page has no date")),
    };
    match token {
        "year" => dated("%Y"),
        "month" => dated("%m"),
        "day" => dated("%d"),
        "yearday" => dated("%j"),
        "slug" => Ok(tokens.slug.to_owned()),
        "name" => Ok(tokens.name.to_owned()),
        "title" => {
            Ok(tokens.title.map_or_else(|| tokens.slug.to_owned(), |title| tokens.slugs.segment(title)))
        }
        "section" => Ok(tokens.section.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_owned()),
        "sections" => Ok(tokens.section.trim_matches('/').to_owned()),
        other => Err(match crate::diagnostics::nearest(other, TOKENS) {
            Some(near) => format!("there is no token `{{{other}}}`; did you mean `{{{near}}}`?"),
            None => format!("there is no token `{{{other}}}`; tokens: {}", TOKENS.join(", ")),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled_in() {
        let date = Date::parse("2026-03-04");
        let tokens = Tokens {
            slug: "s",
            name: "file",
            title: Some("A Title!"),
            slugs: Slugs::Ascii,
            date: date.as_ref(),
            section: "/blog/more/",
        };
        for (pattern, expected) in [
            ("/{year}/{month}/{day}/{slug}/", Ok("/2026/03/04/s/")),
            ("/{yearday}-{name}", Ok("/063-file/")),
            ("{title}.html", Ok("/blog/more/a-title.html")),
            ("/{sections}/{slug}/", Ok("/blog/more/s/")),
            ("/x/{section}/{slug}/", Ok("/x/more/s/")),
            ("/{slg}/", Err("there is no token `{slg}`; did you mean `{slug}`?")),
            ("/{slug/", Err("`/{slug/` has a `{` without a `}`")),
            ("/../{slug}/", Err("`/../s/` is no address")),
        ] {
            assert_eq!(fill(pattern, &tokens).as_deref().map_err(String::as_str), expected, "{pattern}");
        }
        let undated = Tokens { date: None, section: "/", ..tokens };
        assert!(fill("/{year}/", &undated).is_err());
        assert_eq!(fill("/{sections}/{slug}/", &undated).as_deref(), Ok("/s/"));
    }
}

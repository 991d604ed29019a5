//! The address that a site is published at.

/// An absolute `http` or `https` address without a query or fragment; it never ends in a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    url: String,
    path_start: usize,
}

impl BaseUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// Says in a few words what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or("it must start with https:// or http://")?;
        if text.contains(['?', '#']) {
            return Err("it must not have a query or a fragment");
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\')) {
            return Err("it holds a character that a URL cannot have");
        }
        let host = rest.split('/').next().unwrap_or("");
        if host.is_empty() {
            return Err("it has no host");
        }
        let url = text.trim_end_matches('/').to_owned();
        let path_start = (text.len() - rest.len() + host.len()).min(url.len());
        Ok(Self { url, path_start })
    }

    /// The address of a site whose configuration names none.
    pub fn local() -> Self {
        Self { url: "http://localhost".to_owned(), path_start: "http://localhost".len() }
    }

    /// The whole address, such as `https://example.org/sub`.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The path in front of every path of the site: empty, or such as `/sub`.
    pub fn base_path(&self) -> &str {
        self.url.get(self.path_start..).unwrap_or("")
    }

    /// The address without its path, such as `https://example.org`.
    pub fn origin(&self) -> &str {
        self.url.get(..self.path_start).unwrap_or(&self.url)
    }

    /// The absolute address of a path of the site, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn splits_origin_and_path() {
        for (text, origin, path) in [
            ("https://example.org", "https://example.org", ""),
            ("https://example.org/", "https://example.org", ""),
            ("http://localhost:3000/a/b/", "http://localhost:3000", "/a/b"),
        ] {
            let url = BaseUrl::parse(text).unwrap();
            assert_eq!((url.origin(), url.base_path()), (origin, path), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_an_address() {
        for text in ["", "example.org", "ftp://x", "https://", "https:///x", "https://a/?q", "https://a b"] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }
}

//! Addresses of remote data.

/// Why an address cannot be asked, in words; `None` where it can.
pub fn refused(url: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return Some("an address starts with `https://` or `http://`");
    };
    if !matches!(scheme, "https" | "http") {
        return Some("data is fetched by `https` or `http` alone");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    if authority.is_empty() || authority.starts_with(':') {
        return Some("it names no server");
    }
    if authority.contains('@') {
        return Some("a name and password in an address would be kept in the lock file");
    }
    if rest.contains('#') {
        return Some("what stands behind `#` is never sent to a server");
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Some("it has a space in it; write %20");
    }
    None
}

/// The extension of the last name in an address, without its query; empty where it has none.
pub fn extension(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let below = path.split_once("://").map_or(path, |(_, rest)| rest);
    let name = below.split_once('/').and_then(|(_, path)| path.rsplit('/').next()).unwrap_or("");
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_are_asked() {
        for url in ["https://a.example/b.json", "http://127.0.0.1:80", "https://a.example/?q=1"] {
            assert_eq!(refused(url), None, "{url}");
        }
        for url in [
            "file:///etc/passwd",
            "ftp://a.example/",
            "//a.example/",
            "https://",
            "https:///x",
            "https://:80/",
            "https://me:secret@a.example/",
            "https://a.example/#x",
            "https://a.example/a b",
            "https://a.example/\n",
        ] {
            assert!(refused(url).is_some(), "{url}");
        }
    }

    #[test]
    fn extensions_are_of_the_last_name() {
        let extensions = [
            ("https://a.example/b.json", "json"),
            ("https://a.example/v1.2/list", ""),
            ("https://a.example", ""),
            ("https://a.example/x.csv?as=y.json", "csv"),
        ];
        for (url, expected) in extensions {
            assert_eq!(extension(url), expected, "{url}");
        }
    }
}

//! Addresses of pages, the files that they are, and what lies below them.
//!
//! | address | file | below it |
//! |---|---|---|
//! | `/a/` | `a/index.html` | `/a/…` |
//! | `/a`, where `trailing_slash = false` | `a.html` | `/a/…` |
//! | `/a.html` | `a.html` | `/a/…` |

use crate::config::Config;
use std::borrow::Cow;

/// An address with a slash at its end as the configuration has it. The root keeps its slash.
pub fn written(mut address: String, config: &Config) -> String {
    if !config.trailing_slash && address.len() > 1 && address.ends_with('/') {
        address.pop();
    }
    address
}

/// The folder of what lies below a page, with a slash at its end.
pub fn below(address: &str) -> Cow<'_, str> {
    if address.ends_with('/') {
        return address.into();
    }
    let stem = address.strip_suffix(".html").unwrap_or(address);
    format!("{stem}/").into()
}

/// Whether an address lies below that of a page.
pub fn is_below(address: &str, page: &str) -> bool {
    address != page && address.starts_with(&*below(page))
}

/// Whether the last segment of an address is a file's name by its looks, such as `feed.xml`; `v1.2` is none.
pub fn names_a_file(address: &str) -> bool {
    let last = address.rsplit('/').next().unwrap_or("");
    last.rsplit_once('.').is_some_and(|(_, extension)| {
        (2..=11).contains(&extension.len())
            && extension.bytes().all(|b| b.is_ascii_alphanumeric())
            && extension.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
    })
}

/// The file of a page below the output folder, without a leading slash.
pub fn page_file(address: &str) -> String {
    let path = address.trim_start_matches('/');
    match path {
        _ if path.is_empty() || path.ends_with('/') => format!("{path}index.html"),
        _ if names_a_file(path) => path.to_owned(),
        _ => format!("{path}.html"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_pages() {
        for (address, file, folder) in [
            ("/", "index.html", "/"),
            ("/a/", "a/index.html", "/a/"),
            ("/a/b", "a/b.html", "/a/b/"),
            ("/a.html", "a.html", "/a/"),
            ("/a/v1.2", "a/v1.2.html", "/a/v1.2/"),
            ("/a/v1.2/", "a/v1.2/index.html", "/a/v1.2/"),
            ("/a.php", "a.php", "/a.php/"),
        ] {
            assert_eq!((page_file(address).as_str(), &*below(address)), (file, folder), "{address}");
        }
        assert!(
            is_below("/a/b", "/a")
                && is_below("/a/b/", "/a/")
                && !is_below("/ab", "/a")
                && !is_below("/a/", "/a/")
        );
    }
}

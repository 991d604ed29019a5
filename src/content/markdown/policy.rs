//! What content may not do: the parser lets all of this through, so it is refused here.

/// Whether a URL can run code when it is followed or loaded.
///
/// Browsers ignore white space and control characters before and inside a scheme, and letter case; so does
/// this. `data:` is refused but for images in `src`.
pub(super) fn unsafe_url(url: &str, in_image: bool) -> bool {
    let mut scheme = String::new();
    let mut rest = url.chars().filter(|c| !c.is_control() && !c.is_whitespace());
    loop {
        match rest.next() {
            Some(':') => break,
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.') => {
                scheme.push(c.to_ascii_lowercase());
            }
            // No scheme: a path, a query or a fragment.
            _ => return false,
        }
        if scheme.len() > 16 {
            return false;
        }
    }
    match scheme.as_str() {
        "javascript" | "vbscript" | "livescript" | "mocha" => true,
        "data" => {
            let kind: String = rest.take(12).collect::<String>().to_ascii_lowercase();
            let image = ["image/png", "image/gif", "image/jpeg", "image/webp", "image/avif"];
            !(in_image && image.iter().any(|allowed| kind.starts_with(allowed)))
        }
        _ => false,
    }
}

/// Whether an attribute of a heading is harmless.
pub(super) fn harmless_attribute(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plain && (name.starts_with("data-") || matches!(name.as_str(), "lang" | "dir" | "title" | "hidden"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (url, in_image, refused) in [
            ("javascript:alert(1)", false, true),
            ("JaVaScRiPt:alert(1)", false, true),
            (" java\nscript:alert(1)", false, true),
            ("\u{1}javascript:alert(1)", false, true),
            ("vbscript:x", false, true),
            ("data:text/html,<script>", false, true),
            ("data:image/png;base64,AA", false, true),
            ("data:image/png;base64,AA", true, false),
            ("data:image/svg+xml,<svg>", true, true),
            ("https://example.org/javascript:x", false, false),
            ("mailto:a@b.c", false, false),
            ("#javascript:", false, false),
            ("a/b:c", false, false),
            ("", false, false),
        ] {
            assert_eq!(unsafe_url(url, in_image), refused, "{url:?}");
        }
    }

    #[test]
    fn attributes() {
        for (name, fine) in
            [("data-x", true), ("lang", true), ("onclick", false), ("style", false), ("data-x\"", false)]
        {
            assert_eq!(harmless_attribute(name), fine, "{name}");
        }
    }
}

//! The script that connects a page to the server, put into each HTML page that leaves it.

/// The path that is the server's own, whatever the site's base path.
pub(super) const RESERVED: &str = "/__layer9/";
/// The script's path.
pub(super) const CLIENT_PATH: &str = "/__layer9/client.js";
/// The socket's path.
pub(super) const SOCKET_PATH: &str = "/__layer9/ws";
/// The script.
pub(super) const CLIENT: &str = include_str!("client.js");

/// Puts the script before the last `</body>`, or at the end where there is none. It is an external script of
/// the page's own origin, so the strictest content security policy that lets the site's scripts run lets it
/// run too. `version` names what the page shows.
pub(super) fn with_client(html: &[u8], token: &str, version: &str) -> Vec<u8> {
    let tag = format!(
        "<script type=\"module\" src=\"{CLIENT_PATH}?token={token}\" data-layer9-client=\"{version}\"></script>"
    );
    let at = html.windows(7).rposition(|w| w.eq_ignore_ascii_case(b"</body>")).unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, tag.as_bytes(), after].concat()
}

/// The page that stands in for one that cannot be rendered. The text is data, never markup.
pub(super) fn error_page(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>The site has errors</title></head><body><h1>The site has errors</h1><pre>{escaped}</pre></body></html>"
    )
}

/// The page of a site without one for what is not there.
pub(super) const NOT_FOUND_PAGE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not found</title></head>\
     <body><h1>Not found</h1></body></html>";

/// The policy of the server's own pages: nothing but the script and its socket.
pub(super) const ERROR_PAGE_POLICY: &str =
    "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

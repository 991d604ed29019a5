//! tmp
pub(crate) fn is_marker(s: &str) -> bool {
    s.starts_with("<!--\u{1}")
}
pub(crate) fn open(i: usize) -> String {
    format!("<!--\u{1}{i}-->")
}
pub(crate) fn close(i: usize) -> String {
    format!("<!--\u{1}/{i}-->")
}

//! Byte ranges (RFC 9110, section 14).

/// What a Range header asks of something `length` bytes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// All of it: the header is absent, malformed, in another unit, or asks for several ranges, which a server
    /// may answer with the whole.
    Whole,
    /// From the first byte, up to and not including the second.
    Part(u64, u64),
    /// 416: nothing of it is there.
    Unsatisfiable,
}

/// Reads a Range header.
pub(super) fn parse(header: Option<&str>, length: u64) -> Range {
    let Some((unit, ranges)) = header.and_then(|h| h.split_once('=')) else { return Range::Whole };
    let range = ranges.trim_matches([' ', '\t']);
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Range::Whole;
    }
    let Some((first, last)) = range.split_once('-') else { return Range::Whole };
    match (number(first), number(last)) {
        (Number::None, Number::Some(suffix)) => match (suffix, length) {
            (0, _) | (_, 0) => Range::Unsatisfiable,
            _ => Range::Part(length.saturating_sub(suffix), length),
        },
        (Number::Some(first), Number::None) => part(first, u64::MAX, length),
        (Number::Some(first), Number::Some(last)) if first <= last => part(first, last, length),
        _ => Range::Whole,
    }
}

fn part(first: u64, last: u64, length: u64) -> Range {
    if first >= length {
        Range::Unsatisfiable
    } else {
        Range::Part(first, last.saturating_add(1).min(length))
    }
}

enum Number {
    None,
    Some(u64),
    Malformed,
}

/// Digits alone; a number beyond 64 bits counts as the largest.
fn number(text: &str) -> Number {
    if text.is_empty() {
        Number::None
    } else if text.bytes().all(|b| b.is_ascii_digit()) {
        Number::Some(text.parse().unwrap_or(u64::MAX))
    } else {
        Number::Malformed
    }
}

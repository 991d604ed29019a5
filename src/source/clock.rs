//! The clock, read in one place.

use jiff::Timestamp;

/// The moment a build counts as "now": `SOURCE_DATE_EPOCH` (seconds since 1970-01-01T00:00:00Z, as
/// reproducible-builds.org defines it) when it is set to a number, otherwise the machine's clock.
///
/// Nothing that reaches the output folder may depend on it, except where the author asked for it.
#[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
pub fn build_time() -> Timestamp {
    std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|s| s.trim().parse::<i64>().ok())
        .and_then(|s| Timestamp::from_second(s).ok())
        .unwrap_or_else(Timestamp::now)
}

//! The dates of pages.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// A date or date-time of a page. Without an offset it counts as UTC, so that a build does not depend on
/// the machine's time zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    zoned: Zoned,
    text: String,
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.text
    }
}

impl TryFrom<String> for Date {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a date")
    }
}

impl Date {
    /// Reads `2026-11-22`, `2026-11-22 10:00`, or RFC 3339 with or without seconds, fraction and offset.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let zoned = Self::moment(text)?;
        let text = if text.len() == 10 { text.to_owned() } else { Self::rfc3339_of(&zoned) };
        Some(Self { zoned, text })
    }

    /// Reads the same forms, for one who wants nothing but the moment.
    pub fn moment(text: &str) -> Option<Zoned> {
        let text = text.trim();
        // YAML authors put a space before the offset.
        let joined;
        let text = match text.rsplit_once(' ') {
            Some((time, offset)) if offset.starts_with(['+', '-']) => {
                joined = format!("{time}{offset}");
                &joined
            }
            _ => text,
        };
        Self::with_offset(text).or_else(|| {
            let date_time: DateTime = text.parse().ok()?;
            date_time.to_zoned(TimeZone::UTC).ok()
        })
    }

    fn with_offset(text: &str) -> Option<Zoned> {
        let timestamp: Timestamp = text.parse().ok()?;
        let offset = Self::offset(text).unwrap_or(Offset::UTC);
        Some(timestamp.to_zoned(TimeZone::fixed(offset)))
    }

    /// The offset at the end of an RFC 3339 text.
    fn offset(text: &str) -> Option<Offset> {
        let time = text.get(11..)?;
        let at = time.rfind(['+', '-'])?;
        let sign = if time.as_bytes().get(at) == Some(&b'-') { -1 } else { 1 };
        let digits: String = time.get(at + 1..)?.chars().filter(char::is_ascii_digit).collect();
        let hours: i32 = digits.get(..2)?.parse().ok()?;
        let minutes: i32 = digits.get(2..4).unwrap_or("0").parse().ok()?;
        Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
    }

    fn rfc3339_of(zoned: &Zoned) -> String {
        let offset = zoned.offset();
        if offset == Offset::UTC {
            format!("{}Z", zoned.datetime())
        } else {
            zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        }
    }

    /// The date as templates see it: `2026-11-22` where no time was given, otherwise RFC 3339.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a time of day was given.
    pub fn has_time(&self) -> bool {
        self.text.len() > 10
    }

    /// RFC 3339, always with a time.
    pub fn rfc3339(&self) -> String {
        Self::rfc3339_of(&self.zoned)
    }

    /// RFC 2822, for RSS.
    pub fn rfc2822(&self) -> String {
        self.zoned.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
    }

    /// The moment.
    pub fn timestamp(&self) -> Timestamp {
        self.zoned.timestamp()
    }

    /// The moment with its offset.
    pub fn zoned(&self) -> &Zoned {
        &self.zoned
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn reads_the_forms_that_authors_write() {
        for (text, shown, rfc3339) in [
            ("2026-11-22", "2026-11-22", "2026-11-22T00:00:00Z"),
            ("2026-11-22 10:30:00", "2026-11-22T10:30:00Z", "2026-11-22T10:30:00Z"),
            ("2026-11-22T10:30", "2026-11-22T10:30:00Z", "2026-11-22T10:30:00Z"),
            ("2026-11-22T10:30:00Z", "2026-11-22T10:30:00Z", "2026-11-22T10:30:00Z"),
            ("2026-11-22T10:30:00+02:00", "2026-11-22T10:30:00+02:00", "2026-11-22T10:30:00+02:00"),
            ("2026-11-22 10:30:00 -0700", "2026-11-22T10:30:00-07:00", "2026-11-22T10:30:00-07:00"),
        ] {
            let date = Date::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((date.as_str(), date.rfc3339().as_str()), (shown, rfc3339), "{text}");
        }
        for text in ["", "yesterday", "2026-13-01", "2026-02-30", "22.11.2026"] {
            assert!(Date::parse(text).is_none(), "{text}");
        }
    }
}

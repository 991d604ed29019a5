//! Dates and times as a language writes them, in the Gregorian calendar.

use super::locale;
use icu_calendar::Gregorian;
use icu_datetime::fieldsets::{MD, T, Y, YM, YMD, YMDE};
use icu_datetime::input::{DateTime, Time};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use jiff::Zoned;

/// How much of a date is written, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// In numbers: `11/23/26`.
    Short,
    /// `Nov 23, 2026`
    Medium,
    /// `November 23, 2026`
    Long,
    /// With the day of the week: `Monday, November 23, 2026`.
    Full,
    /// The year alone: `2026`.
    Year,
    /// Year and month: `November 2026`.
    Month,
    /// Month and day: `November 23`.
    Day,
}

/// How much of a time of day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStyle {
    /// Hours and minutes.
    Short,
    /// Seconds too.
    Medium,
}

impl DateStyle {
    /// The styles by their names.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("short", Self::Short),
        ("medium", Self::Medium),
        ("long", Self::Long),
        ("full", Self::Full),
        ("year", Self::Year),
        ("month", Self::Month),
        ("day", Self::Day),
    ];

    /// The style of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, style)| *style)
    }
}

impl TimeStyle {
    /// The style of a name: `short` or `medium`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "short" => Some(Self::Short),
            "medium" => Some(Self::Medium),
            _ => None,
        }
    }
}

/// A date, and the time of day beside it where it is asked for, in the offset that it has. `None` for a year that
/// the calendar's data does not reach.
pub fn date(date: &Zoned, style: DateStyle, time: Option<TimeStyle>, language: &str) -> Option<String> {
    let day = icu_calendar::Date::try_new_gregorian(
        date.year().into(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    )
    .ok()?;
    let at = |n: i8| n.unsigned_abs();
    let of_day = Time::try_new(at(date.hour()), at(date.minute()), at(date.second()), 0).ok()?;
    let moment = DateTime { date: day, time: of_day };
    let locale: DateTimeFormatterPreferences = locale(language).into();
    macro_rules! write {
        ($fields:expr) => {{
            let fields = $fields;
            FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale, fields)
                .ok()?
                .format(&moment)
                .to_string()
        }};
    }
    Some(match (style, time) {
        (DateStyle::Short, None) => write!(YMD::short()),
        (DateStyle::Medium, None) => write!(YMD::medium()),
        (DateStyle::Long, None) => write!(YMD::long()),
        (DateStyle::Full, None) => write!(YMDE::long()),
        (DateStyle::Year, None) => write!(Y::long()),
        (DateStyle::Month, None) => write!(YM::long()),
        (DateStyle::Day, None) => write!(MD::long()),
        (DateStyle::Short, Some(TimeStyle::Short)) => write!(YMD::short().with_time_hm()),
        (DateStyle::Short, Some(TimeStyle::Medium)) => write!(YMD::short().with_time_hms()),
        (DateStyle::Medium, Some(TimeStyle::Short)) => write!(YMD::medium().with_time_hm()),
        (DateStyle::Medium, Some(TimeStyle::Medium)) => write!(YMD::medium().with_time_hms()),
        (DateStyle::Long, Some(TimeStyle::Short)) => write!(YMD::long().with_time_hm()),
        (DateStyle::Long, Some(TimeStyle::Medium)) => write!(YMD::long().with_time_hms()),
        (DateStyle::Full, Some(TimeStyle::Short)) => write!(YMDE::long().with_time_hm()),
        (DateStyle::Full, Some(TimeStyle::Medium)) => write!(YMDE::long().with_time_hms()),
        // Neither a year, a month nor a day of any year has a time: the time alone.
        (DateStyle::Year | DateStyle::Month | DateStyle::Day, Some(TimeStyle::Short)) => write!(T::hm()),
        (DateStyle::Year | DateStyle::Month | DateStyle::Day, Some(TimeStyle::Medium)) => write!(T::hms()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(style: DateStyle, time: Option<TimeStyle>, language: &str) -> String {
        let moment = crate::content::date::Date::moment("2026-11-23T18:05:09+01:00").unwrap();
        date(&moment, style, time, language).unwrap()
    }

    #[test]
    fn dates_follow_the_language() {
        for (style, language, expected) in [
            (DateStyle::Short, "en", "11/23/26"),
            (DateStyle::Medium, "en", "Nov 23, 2026"),
            (DateStyle::Long, "en", "November 23, 2026"),
            (DateStyle::Long, "en-GB", "23 November 2026"),
            (DateStyle::Full, "en", "Monday, November 23, 2026"),
            (DateStyle::Year, "en", "2026"),
            (DateStyle::Year, "ja", "2026年"),
            (DateStyle::Year, "ar-EG", "٢٠٢٦"),
            (DateStyle::Month, "en", "November 2026"),
            (DateStyle::Day, "en", "November 23"),
            (DateStyle::Long, "fr", "23 novembre 2026"),
            (DateStyle::Full, "fr", "lundi 23 novembre 2026"),
            (DateStyle::Long, "de", "23. November 2026"),
            (DateStyle::Long, "ja", "2026年11月23日"),
            (DateStyle::Full, "ja", "2026年11月23日月曜日"),
            (DateStyle::Long, "ar-EG", "٢٣ نوفمبر ٢٠٢٦"),
            (DateStyle::Long, "ar-u-nu-latn", "23 نوفمبر 2026"),
            (DateStyle::Long, "no such language", "2026 M11 23"),
        ] {
            assert_eq!(written(style, None, language), expected, "{style:?} {language}");
        }
        let with_time = written(DateStyle::Long, Some(TimeStyle::Short), "fr");
        assert!(with_time.contains("23 novembre 2026") && with_time.contains("18:05"), "{with_time}");
        assert_eq!(written(DateStyle::Day, Some(TimeStyle::Medium), "de"), "18:05:09");
    }
}

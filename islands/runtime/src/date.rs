//! Dates as props: what front matter, templates and calls write as `2026-11-23` or as RFC 3339.

use alloc::string::String;

use crate::buffer::push;
use crate::prop::{Prop, Wire, json_string, shape, shape_name};
use crate::text::{Shape, Text, write_u32};

/// A day, or a moment: `2026-11-23`, `2026-11-23T10:30:00Z`, `2026-11-23T10:30:00+01:00`.
///
/// Moments compare by when they are, whatever their offsets; a day counts from its beginning in UTC. As text it is what was
/// written, without fractions of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    seconds: i64,
    /// Minutes east of UTC, where a time was given.
    offset: Option<i16>,
}

/// Year, month and day of the days since 1970-01-01, in the Gregorian calendar.
fn civil(days: i64) -> (i32, u32, u32) {
    // Years begin in March, so that the day that some years have more is their last, and 400 of them have 146,097 days.
    let from_march = days + 719_468;
    let era = from_march.div_euclid(146_097);
    let day = from_march.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let of_month = in_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + (month <= 2) as i64;
    (year as i32, month as u32, of_month as u32)
}

/// Days since 1970-01-01.
const fn days(year: i32, month: u32, day: u32) -> i64 {
    let year = year as i64 - (month <= 2) as i64;
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let month = if month > 2 { month - 3 } else { month + 9 } as i64;
    let in_year = (153 * month + 2) / 5 + day as i64 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + in_year - 719_468
}

impl Date {
    /// A day, for defaults: year, month from 1, day from 1.
    pub const fn day(year: i32, month: u32, day: u32) -> Self {
        Date { seconds: days(year, month, day) * 86_400, offset: None }
    }

    /// A moment, for defaults: seconds since 1970-01-01T00:00:00Z.
    pub const fn moment(seconds: i64) -> Self {
        Date { seconds, offset: Some(0) }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(&self) -> i64 {
        self.seconds
    }

    /// Whether there is a time of day.
    pub fn has_time(&self) -> bool {
        self.offset.is_some()
    }

    fn local(&self) -> i64 {
        self.seconds + i64::from(self.offset.unwrap_or(0)) * 60
    }

    /// Year, month from 1 and day from 1, as written.
    pub fn ymd(&self) -> (i32, u32, u32) {
        civil(self.local().div_euclid(86_400))
    }

    /// Hour, minute and second, as written; zeros for a day.
    pub fn hms(&self) -> (u32, u32, u32) {
        let second = self.local().rem_euclid(86_400) as u32;
        (second / 3_600, second / 60 % 60, second % 60)
    }
}

fn digits(number: u32, out: &mut String) {
    if number < 10 {
        push(out, "0");
    }
    write_u32(number, out);
}

impl Text for Date {
    fn write(&self, out: &mut String) -> Shape {
        let (year, month, day) = self.ymd();
        if year < 0 {
            push(out, "-");
        }
        digits(year.unsigned_abs() / 100, out);
        digits(year.unsigned_abs() % 100, out);
        push(out, "-");
        digits(month, out);
        push(out, "-");
        digits(day, out);
        if let Some(offset) = self.offset {
            let (hour, minute, second) = self.hms();
            push(out, "T");
            digits(hour, out);
            push(out, ":");
            digits(minute, out);
            push(out, ":");
            digits(second, out);
            if offset == 0 {
                push(out, "Z");
            } else {
                push(out, if offset < 0 { "-" } else { "+" });
                digits(u32::from(offset.unsigned_abs()) / 60, out);
                push(out, ":");
                digits(u32::from(offset.unsigned_abs()) % 60, out);
            }
        }
        Shape::Text
    }
}

impl Prop for Date {
    const SHAPE: u32 = shape(shape_name("date"), <(i64, Option<i16>)>::SHAPE);
    fn describe(out: &mut String) {
        push(out, "\"date\"");
    }
    fn decode(wire: &mut Wire<'_>) -> Self {
        Date { seconds: i64::decode(wire), offset: <Option<i16>>::decode(wire) }
    }
    fn encode(&self, out: &mut String) {
        self.seconds.encode(out);
        self.offset.encode(out);
    }
    fn json(&self, out: &mut String) {
        let mut text = String::new();
        self.write(&mut text);
        json_string(&text, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(date: Date) -> String {
        let mut out = String::new();
        date.write(&mut out);
        out
    }

    #[test]
    fn days_and_moments_are_written() {
        assert_eq!(text(Date::day(1970, 1, 1)), "1970-01-01");
        assert_eq!(Date::day(2000, 2, 29).seconds(), 951_782_400);
        assert_eq!(text(Date::day(2000, 2, 29)), "2000-02-29");
        assert_eq!(text(Date::day(99, 12, 31)), "0099-12-31");
        assert_eq!(text(Date::moment(-1)), "1969-12-31T23:59:59Z");
        let date = Date { seconds: 1_795_430_101, offset: Some(-150) };
        assert_eq!(text(date), "2026-11-23T08:05:01-02:30");
        assert_eq!((date.ymd(), date.hms(), date.has_time()), ((2026, 11, 23), (8, 5, 1), true));
        assert!(date > Date::day(2026, 11, 23));
    }

    #[test]
    fn every_day_of_eight_hundred_years_is_itself() {
        let mut expected = days(1700, 1, 1);
        for year in 1700..2500 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (month, length) in
                (1..).zip([31, 28 + u32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
            {
                for day in 1..=length {
                    assert_eq!((days(year, month, day), civil(expected)), (expected, (year, month, day)));
                    expected += 1;
                }
            }
        }
    }
}

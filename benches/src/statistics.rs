//! Medians, ratios and growth.

/// The median; of an even number of values the mean of the two in the middle. NaN of none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2.0,
    }
}

/// The smallest and the largest.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

/// The median of the ratios round by round: what slows a whole round down slows both sides of its ratio.
pub(crate) fn paired_ratio(values: &[f64], base: &[f64]) -> f64 {
    median(values.iter().zip(base).map(|(value, base)| value / base))
}

/// The exponent k of cost = c * size^k through two points: 1 is linear, 2 quadratic.
pub(crate) fn exponent(small: (f64, f64), large: (f64, f64)) -> f64 {
    (large.1 / small.1).ln() / (large.0 / small.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_odd_even_and_no_values() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median([]).is_nan());
        assert_eq!(extent([2.0, 1.0, 3.0]), (1.0, 3.0));
    }

    #[test]
    fn a_ratio_is_taken_within_each_round() {
        // The machine was ten times slower in the second round: the ratio of the medians would be 0.2.
        assert_eq!(paired_ratio(&[1.0, 10.0, 1.1], &[5.0, 20.0, 2.2]), 0.5);
    }

    #[test]
    fn growth_of_known_powers() {
        assert!((exponent((1000.0, 2.0), (10_000.0, 20.0)) - 1.0).abs() < 1e-12);
        assert!((exponent((10.0, 3.0), (20.0, 12.0)) - 2.0).abs() < 1e-12);
        assert!(exponent((10.0, 3.0), (20.0, 3.0)).abs() < 1e-12);
    }
}

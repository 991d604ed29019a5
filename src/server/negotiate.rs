//! Content codings: which of a file's precompressed forms a client takes (RFC 9110, section 12.5.3).

/// A content coding that a file may be stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    /// All of them, the smallest result first: that order decides between equal weights.
    pub(super) const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// The value of Content-Encoding; `None` where it is left out.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// What is added to a file's name.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
            Self::Identity => "",
        }
    }
}

/// The best of the codings that there are, or `None` where the client takes none of them.
///
/// `accept` is the header's value. Without the header the plain form is sent, since a client that wants less
/// says so.
pub(super) fn choose(accept: Option<&str>, available: &[Coding]) -> Option<Coding> {
    let Some(accept) = accept else { return Some(Coding::Identity) };
    let weights: Vec<(String, u16)> = accept.split(',').filter_map(parse).collect();
    let weight = |coding: Coding| -> u16 {
        let listed = |name: &str| weights.iter().find(|(n, _)| n == name).map(|(_, w)| *w);
        match coding {
            Coding::Brotli => listed("br").or_else(|| listed("*")).unwrap_or(0),
            Coding::Gzip => listed("gzip").or_else(|| listed("x-gzip")).or_else(|| listed("*")).unwrap_or(0),
            // Taken even when it is not mentioned, after all that is.
            Coding::Identity => match listed("identity").or_else(|| listed("*")) {
                Some(weight) => weight * 2,
                None => 1,
            },
        }
    };
    let mut best: Option<(u16, Coding)> = None;
    for coding in Coding::ALL.into_iter().filter(|c| available.contains(c)) {
        // Doubled, so that the unmentioned identity lies below the least weight there is.
        let weight = if coding == Coding::Identity { weight(coding) } else { weight(coding) * 2 };
        if weight > 0 && best.is_none_or(|(top, _)| weight > top) {
            best = Some((weight, coding));
        }
    }
    best.map(|(_, coding)| coding)
}

/// One item of the list: the coding in lower case and its weight in thousandths. An item that cannot be read
/// is passed over.
fn parse(item: &str) -> Option<(String, u16)> {
    let mut parts = item.split(';');
    let name = parts.next()?.trim().to_ascii_lowercase();
    if name.is_empty() {
        return None;
    }
    let mut weight = 1000;
    for parameter in parts {
        let (key, value) = parameter.split_once('=')?;
        if key.trim().eq_ignore_ascii_case("q") {
            weight = thousandths(value.trim())?;
        }
    }
    Some((name, weight))
}

/// `0`, `0.5`, `0.125`, `1`, `1.000`: at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

//! The secret that a page proves its origin with.

use crate::diagnostics::{Code, Diagnostic, Result};
use std::fmt;

/// 128 random bits, new in each process. Pages that this server sends know it; other sites cannot read them.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    /// A fresh one from the operating system.
    ///
    /// # Errors
    /// `ServePort` when the system has no randomness to give.
    pub(super) fn new() -> Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|e| {
            Diagnostic::error(Code::ServePort, format!("the operating system gives no random numbers: {e}"))
        })?;
        Ok(Self(bytes.iter().map(|b| format!("{b:02x}")).collect()))
    }

    /// 32 hexadecimal digits.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares in a time that does not depend on where a difference is.
    pub(super) fn is(&self, other: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), other.as_bytes());
        let differing = own.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
        std::hint::black_box(differing) == 0 && own.len() == other.len()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

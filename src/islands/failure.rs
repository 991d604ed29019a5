//! How a render can fail.

use super::host::FUEL;
use super::panic::Panic;
use crate::diagnostics::{Code, Diagnostic};
use std::fmt;

/// Why a component could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenderFailure {
    /// It panicked; what it said.
    Panic(Panic),
    /// It trapped without a word; what the interpreter says.
    Trap(String),
    /// It used up its fuel.
    Fuel,
    /// It called something that only a browser has: the import's module and name.
    BrowserApi(String),
    /// The module does not keep to the interface.
    Abi(String),
}

impl fmt::Display for RenderFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic(Panic { message, place, .. }) if place.is_empty() => write!(f, "panicked: {message}"),
            Self::Panic(Panic { message, place, .. }) => write!(f, "panicked at {place}: {message}"),
            Self::Trap(message) => write!(f, "panicked: {message}"),
            Self::Fuel => write!(f, "ran for more than {FUEL} instructions"),
            Self::BrowserApi(import) => write!(f, "called the browser (`{import}`) while the page was built"),
            Self::Abi(message) => write!(f, "does not fit this version of Layer9: {message}"),
        }
    }
}

impl std::error::Error for RenderFailure {}

impl wasmi::errors::HostError for RenderFailure {}

impl RenderFailure {
    /// The diagnostic for a component of that name, without a place: the caller knows the call.
    pub fn diagnostic(&self, name: &str) -> Diagnostic {
        let (code, hint) = match self {
            Self::Panic(_) | Self::Trap(_) => {
                (Code::IslandTrap, "check the props of this call against what the component expects")
            }
            Self::Fuel => (Code::IslandFuel, "look for a loop that does not end with these props"),
            Self::BrowserApi(_) => (
                Code::IslandBrowserApi,
                "do it in an effect or an event handler, or give the island client=\"only\"",
            ),
            Self::Abi(_) => (Code::IslandAbi, "build it with the `layer9-islands` that came with this tool"),
        };
        let diagnostic = Diagnostic::error(code, format!("<{name}> {self}")).hint(hint);
        match self {
            Self::Panic(Panic { location: Some(location), .. }) => {
                diagnostic.note("it panicked here", Some(location.clone()))
            }
            _ => diagnostic,
        }
    }
}

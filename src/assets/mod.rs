//! Files that pages load: style sheets, bundled, minified and named by their content.

mod scope;
mod styles;

pub use scope::StyleScope;
pub use styles::{Style, Styles, fingerprint, minify_css};

//! Files that pages load: style sheets, bundled, minified and named by their content.

mod styles;

pub use styles::{Style, Styles, fingerprint, minify_css};

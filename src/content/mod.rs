//! One page from bytes to a document: front matter, Markdown, headings, links, component calls.

pub mod cascade;
pub mod component;
pub mod date;
pub mod dating;
pub mod document;
pub mod few;
pub mod front_matter;
pub mod highlight;
pub mod html;
pub mod include;
pub mod inheritance;
pub mod locale;
pub mod markdown;
pub mod math;
pub mod messages;
pub mod place;
pub mod rows;
pub mod schema;
pub mod visibility;

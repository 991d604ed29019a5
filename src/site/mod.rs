//! The graph of a site: pages and sections with their addresses, order, neighbours and terms.
//!
//! It is made in two steps, because a body can link to any page: the [`Outline`] gives every source its
//! address, bodies are parsed against it, and [`Site`] is the outline with the parsed documents in order.
//!
//! **Invariant:** this layer knows no template engine and no output folder. Addresses are paths of the site
//! that start with a slash; the base path is added where a URL is written.

pub mod address;
mod assets;
mod bodies;
mod data;
mod edit;
mod file_name;
mod graph;
mod languages;
mod links;
mod lists;
mod menus;
mod names;
mod order;
mod outline;
mod pager;
mod permalink;
mod query;
mod references;
mod related;
mod relative;
mod routes;
mod schedule;
mod series;
mod taxonomy;
mod translated;
mod translations;

pub use assets::Asset;
pub use bodies::{Bodies, PageBodies};
pub use data::DataTree;
pub use edit::Edited;
pub use file_name::{date_in_name, page_segment};
pub use graph::{Page, Section, Site};
pub use links::{LinkKind, LinkRead, PageLinks};
pub use lists::List;
pub use menus::{MenuItem, Menus};
pub use outline::{Alias, Outline, PageEntry, SectionEntry, Source, Texts};
pub use pager::{Pager, pagers};
pub use query::{Argument, Arguments, Group, Grouping, Query, QueryText};
pub use related::RelatedIndex;
pub use relative::Relative;
pub use routes::Route;
pub use schedule::{NextChange, Period, Publishing, Schedule};
pub use series::Series;
pub use taxonomy::{Taxonomy, Term};
pub use translated::{Progress, Stale};
pub use translations::{Translation, Translations};

/// The number of a page in its site.
pub type PageId = usize;
/// The number of a section in its site; 0 is the home section.
pub type SectionId = usize;

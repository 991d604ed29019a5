//! Site to outputs: templates, components, feeds, sitemap.
//!
//! [`Renderer::new`] sets up the engine and checks every template and every call in it; contents are then
//! rendered once, and each [`Output`] is a function of the renderer alone, so that pages are rendered side by
//! side, or one at a time when a browser asks for them.

mod answers;
mod builtin_components;
mod closure;
mod component_info;
mod components;
mod content;
mod contents;
mod data;
mod digests;
mod environment;
pub mod feed;
mod fields;
mod filters;
mod functions;
mod head;
mod hosting;
mod instance_ids;
mod island_starts;
mod localized;
mod markdown_filter;
mod menus;
mod messages;
mod meta;
mod navigation;
mod output;
mod page_functions;
mod paragraph;
mod questions;
mod reads;
mod renderer;
mod scope;
mod search;
mod setup;
mod shapes;
mod sitemap;
pub mod template_calls;
mod template_choice;
mod templates;
mod value;
mod values;
mod versions;
mod xml;

pub use components::Components;
pub use content::{ContentRecords, Markdown};
pub use contents::{Content, Shelf};
pub use fields::Fields;
pub use head::Generated;
pub use output::{Output, OutputKind, outputs};
pub use questions::Question;
pub use reads::{Read, Reads};
pub use renderer::{RenderedOutput, Renderer};
pub use scope::Used;
pub use search::{SearchFile, scripts as search_scripts};
pub use setup::Setup;
pub use templates::Templates;

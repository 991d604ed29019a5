//! The HTTP servers: `preview`, which serves an output folder as a production host would, and `serve`, which
//! serves a site from memory while it is being written.
//!
//! **Threat model.** All that comes over the network is hostile, and so is every other page that is open in
//! the author's browser. Both servers listen on the loopback interface unless told otherwise; answer only to
//! their own names (a page elsewhere may point its own name at 127.0.0.1); refuse requests that another origin
//! makes; send no CORS header; decode a path once; and never leave the folder they serve.
//!
//! Nothing here prints: what a terminal should show goes through [`Events`].
//!
//! A request passes `http` (framing, limits), `answer` and its `guard` (Host and Origin), then a pure function from request to
//! response that `files` or the site's memory feeds.

mod address;
mod answer;
mod event;
mod files;
mod former;
mod guard;
mod http;
mod live;
mod message;
mod mime;
mod negotiate;
mod precondition;
mod preview;
mod range;
mod rendered;
mod representation;
mod rules;
mod serve;
mod since;
mod target;

pub use address::{Bind, Listener};
pub use event::{Ended, Event, Events, Stop};
pub use live::LiveSite;
pub use preview::{PreviewOptions, preview};
pub use serve::{Change, Lookup, Outcome, ServeOptions, Served, SiteSource, serve};

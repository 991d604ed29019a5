//! `layer9 serve` over real sockets, with a site that a test scripts.

mod changes;
mod pages;
mod session;
mod site;
mod sockets;

pub(crate) use session::{Socket, join_at, next, start_with, wait_for};
pub(crate) use site::{FakeSite, PAGE, change, content, errors};

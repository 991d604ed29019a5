//! Tests of the runtime on the host: the browser is the document in memory of `layer9_islands::testing`.

mod bindings;
mod choices;
mod graph;
mod lists;
mod manifest;
mod props;
mod slots;
mod symbols;
mod views;

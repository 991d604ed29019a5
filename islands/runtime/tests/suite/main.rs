//! Tests of the runtime on the host: the browser is the document in memory of `layer9_islands::testing`.

mod bindings;
mod boundary;
mod choices;
mod context;
mod field;
mod graph;
mod lists;
mod manifest;
mod portal;
mod props;
mod resource;
mod scope;
mod shared;
mod slots;
mod spread;
mod store;
mod symbols;
mod timer;
mod views;

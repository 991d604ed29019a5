//! Islands of the example site that use wasm-bindgen.

mod window_size;

pub use window_size::WindowSize;

//! Ready-made Layer9 islands. They ship inside the tool, compiled; a site calls them by name.
//!
//! Their style sheets read `--l9-accent`, `--l9-surface`, `--l9-text`, `--l9-border` and `--l9-radius`, and look right
//! without them, in light and in dark.
#![no_std]

extern crate alloc;

mod copy_button;
mod counter;
mod tabs;
mod theme_switch;

pub use copy_button::CopyButton;
pub use counter::Counter;
pub use tabs::Tabs;
pub use theme_switch::ThemeSwitch;

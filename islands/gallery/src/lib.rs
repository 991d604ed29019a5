//! Ready-made Layer9 islands. They ship inside the tool, compiled; a site calls them by name.
//!
//! Their style sheets read `--l9-accent`, `--l9-surface`, `--l9-text`, `--l9-border` and `--l9-radius`, and look right
//! without them, in light and in dark.
#![no_std]

extern crate alloc;

mod accordion;
mod carousel;
mod chart;
mod code_playground;
mod comments;
mod contact_form;
mod copy_button;
mod countdown;
mod counter;
mod data_table;
mod dialog;
mod lightbox;
mod menu;
mod table_of_contents;
mod tabs;
mod theme_switch;
mod toast;
mod tooltip;

pub use accordion::Accordion;
pub use carousel::Carousel;
pub use chart::{Chart, ChartKind, Series};
pub use code_playground::CodePlayground;
pub use comments::Comments;
pub use contact_form::ContactForm;
pub use copy_button::CopyButton;
pub use countdown::Countdown;
pub use counter::Counter;
pub use data_table::DataTable;
pub use dialog::Dialog;
pub use lightbox::{Lightbox, Picture};
pub use menu::{Menu, MenuLink};
pub use table_of_contents::{TableOfContents, TocChild, TocDeep, TocDeeper, TocDeepest, TocEntry, TocLowest};
pub use tabs::Tabs;
pub use theme_switch::ThemeSwitch;
pub use toast::Toast;
pub use tooltip::Tooltip;

//! The runtime of Layer9 islands: signals, views, build-time rendering and hydration.
//!
//! One function body serves both ends. At build time the tool calls `l9_render__<Name>` of the linked build module and
//! gets HTML; in the browser the loader calls `l9_hydrate__<Name>` of the island's own module, which walks over the
//! same HTML with a cursor and attaches what is dynamic. How to write an island stands in `islands/README.md`.
//!
//! **Invariants.** Hydration changes no node whose value agrees with the HTML. A disposed scope leaves no listener,
//! node handle, effect or signal behind. Nothing here formats with `core::fmt`, parses floats or carries Unicode tables:
//! those outweigh everything else in a browser module.
//!
//! On the host (any target but wasm32) the browser is a small document in memory, [`testing`], so that islands
//! can be tested by plain `cargo test`.
#![no_std]

#[doc(hidden)]
pub extern crate alloc;
#[cfg(not(target_arch = "wasm32"))]
extern crate std;

// The macros name this crate by its own name, inside of it too.
extern crate self as layer9_islands;

#[cfg(all(target_arch = "wasm32", feature = "allocator"))]
mod allocator;
mod attribute;
mod boundary;
pub mod browser;
mod buffer;
mod choice;
mod context;
mod dangerous;
mod date;
mod dom;
pub mod env;
mod event;
mod export;
mod field;
mod graph;
#[cfg(any(feature = "hot-swap", test))]
mod hold;
mod html;
mod keyed;
mod list;
mod node_ref;
#[cfg(target_arch = "wasm32")]
mod panic;
mod portal;
mod prop;
mod reconcile;
mod request;
mod resource;
mod selector;
mod shared;
mod signal;
mod slot;
mod spread;
mod store;
mod strings;
mod template;
mod text;
mod timer;
mod view;

#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

pub use boundary::{Failure, boundary, fail};
pub use context::{Provide, context, provide};
pub use date::Date;
pub use event::{Event, Handler};
pub use field::{Check, Field, check_all, field};
pub use html::Html;
pub use layer9_islands_macros::{Prop, Store, component, island, styles_of, view};
pub use node_ref::{NodeRef, node_ref};
pub use portal::{Portal, portal};
pub use prop::{Prop, Wire};
pub use request::{Request, Response};
pub use resource::{Load, Resource, resource};
pub use selector::{Selector, selector};
pub use shared::{shared, stored};
pub use signal::{Derived, Signal, batch, derived, effect, on_cleanup, signal, untracked};
pub use slot::{Filled, Slot, SlotOf};
pub use spread::{Attributes, attributes};
pub use strings::{
    compare, contains, fixed, format_number, sort_by, sort_by_key, to_lowercase, to_uppercase,
};
pub use text::{Shape, Text};
pub use timer::{Timer, after, every};
pub use view::View;

pub use env::uid;

/// Everything an island's author needs.
pub mod prelude {
    pub use crate::alloc::{
        borrow::ToOwned, boxed::Box, rc::Rc, string::String, string::ToString, vec, vec::Vec,
    };
    pub use crate::{
        Attributes, Check, Date, Derived, Event, Failure, Field, Load, NodeRef, Prop, Request, Resource,
        Response, Selector, Signal, Slot, SlotOf, Store, Text, Timer, View, after, attributes, batch,
        boundary, browser, check_all, compare, component, contains, context, derived, effect, env, every,
        fail, field, fixed, format_number, island, node_ref, on_cleanup, portal, provide, resource, selector,
        shared, signal, sort_by, sort_by_key, stored, styles_of, text, to_lowercase, to_uppercase, uid,
        untracked, view,
    };
}

/// Lets the signals of a type outlive their module in `layer9 serve`: under the name of an export that the tool finds.
#[cfg(all(feature = "hot-swap", target_arch = "wasm32"))]
#[doc(hidden)]
#[macro_export]
macro_rules! hold_type {
    ($symbol:literal, $type:ty) => {
        #[allow(unsafe_code)]
        const _: () = {
            #[unsafe(export_name = $symbol)]
            extern "C" fn hold() {
                $crate::rt::hold_type::<$type>();
            }
        };
    };
}

/// Nothing, in what is published.
#[cfg(not(all(feature = "hot-swap", target_arch = "wasm32")))]
#[doc(hidden)]
#[macro_export]
macro_rules! hold_type {
    ($symbol:literal, $type:ty) => {};
}

/// What the macros' output calls. No stability promise of its own: macros and runtime are one version.
#[doc(hidden)]
pub mod rt {
    pub use crate::attribute::{attr, class, style, word};
    pub use crate::choice::{Arms, Nothing, Or, Rows, choice};
    pub use crate::dom::{go, here};
    pub use crate::event::{bind_checked, bind_value, handler_hole, on};
    pub use crate::export::{
        ABI, About, bytes, hydrate, hydrate_props, manifest, mount, render, render_props,
    };
    #[cfg(feature = "hot-swap")]
    pub use crate::hold::hold_type;
    pub use crate::keyed::{Items, OfAny, OfVec, keyed};
    pub use crate::node_ref::attach;
    pub use crate::prop::Given;
    pub use crate::prop::{json_string, named, shape, shape_name};
    pub use crate::slot::{page_slot, slot_or};
    pub use crate::store::{Stored, set_if_differs};
    pub use crate::template::template;
    pub use crate::view::hole;
    pub use alloc::{string::String, vec::Vec};

    pub mod dangerous {
        pub use crate::dangerous::{attach, bind, render};
    }

    pub mod spread {
        pub use crate::spread::{attach, render};
    }
}

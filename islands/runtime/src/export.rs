//! What the macros' exports do: render at build time, hydrate and mount in the browser, and the callbacks of the loader.

use alloc::boxed::Box;
use alloc::string::String;

use crate::buffer::free;
use crate::html::Html;
use crate::prop::{Wire, json_string};
use crate::strings::contains;
use crate::view::View;
use crate::{dom, graph};

/// The version of the contract between modules, loader and tool.
pub const ABI: u32 = 1;

/// Hands bytes to the host: pointer in the high half, length in the low one. They stay allocated: the host resets the
/// memory between calls.
pub fn bytes(text: String) -> u64 {
    let bytes: &'static mut [u8] = Box::leak(text.into_bytes().into_boxed_slice());
    ((bytes.as_ptr() as usize as u64) << 32) | bytes.len() as u64
}

/// Takes over the text that the host wrote to memory from `l9_alloc`.
fn taken(at: *mut u8, length: u32) -> String {
    // SAFETY: `l9_alloc(length)` gave exactly this memory away, and the host wrote all of it, from a string of its own, so
    // that it is UTF-8.
    unsafe { String::from_raw_parts(at, length as usize, length as usize + 1) }
}

/// Renders for the build.
pub fn render<V: View>(
    at: *mut u8,
    length: u32,
    slots: &[&str],
    view: impl FnOnce(&mut Wire<'_>) -> V,
) -> u64 {
    #[cfg(all(target_arch = "wasm32", feature = "panic-messages", not(feature = "panic-handler")))]
    crate::panic::listen();
    let props = taken(at, length);
    bytes(render_props(&props, slots, view))
}

/// Renders a component's HTML from its props as they stand on the wire.
///
/// What the page put into one of the `slots` (arguments of the component) that is not shown waits in a template at the
/// end.
pub fn render_props<V: View>(props: &str, slots: &[&str], view: impl FnOnce(&mut Wire<'_>) -> V) -> String {
    let live = graph::set_live(false);
    graph::reset_uid();
    let mut out = Html::new();
    let (scope, ()) = graph::scope(|| view(&mut Wire::new(props)).render(&mut out));
    graph::dispose(scope);
    graph::set_live(live);
    let mut html = out.into_string();
    for name in slots {
        let hole = crate::text!("\u{1}s", name, "\u{2}");
        if !contains(&html, &hole) && crate::env::has_slot(name) {
            html.push_str(&crate::text!("<template name=\"", name, "\">", hole, "</template>"));
        }
    }
    html
}

/// Hydrates the island whose element is `root`.
pub fn hydrate<V: View>(root: u32, at: *mut u8, length: u32, view: impl FnOnce(&mut Wire<'_>) -> V) {
    let props = taken(at, length);
    run(root, || hydrate_props(&props, view));
    free(props);
}

/// Attaches a component to the nodes under the cursor, from its props as they stand on the wire.
pub fn hydrate_props<V: View>(props: &str, view: impl FnOnce(&mut Wire<'_>) -> V) {
    view(&mut Wire::new(props)).hydrate();
}

/// Creates the island in its element, which holds one comment.
pub fn mount<V: View>(root: u32, at: *mut u8, length: u32, view: impl FnOnce(&mut Wire<'_>) -> V) {
    let props = taken(at, length);
    run(root, || build(view(&mut Wire::new(&props)), Some(dom::here())));
    free(props);
}

fn run(_root: u32, f: impl FnOnce()) {
    let hydrate = || {
        // The loader has put the cursor on the root as well.
        dom::go(dom::DOWN);
        f();
    };
    #[cfg(not(feature = "hot-swap"))]
    graph::hydrate(hydrate);
    #[cfg(feature = "hot-swap")]
    {
        let instance = crate::hold::hydrate(hydrate);
        #[cfg(target_arch = "wasm32")]
        crate::hold::take(instance, &dom::hold(instance));
        #[cfg(not(target_arch = "wasm32"))]
        let _ = instance;
    }
}

/// Attaches a view to the nodes after the cursor, or makes its nodes `before` another and attaches to those. The cursor is
/// then at the last of them.
pub(crate) fn build(view: impl View, before: Option<u32>) {
    match before {
        Some(before) => {
            let mut html = Html::new();
            view.outline(&mut html);
            make(before, html);
        }
        None => dom::go(dom::NEXT),
    }
    view.attach(before.is_some());
}

fn make(before: u32, html: Html) {
    let html = html.into_string();
    dom::make(before, &html);
    free(html);
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use super::*;
    use crate::graph::{Id, Node};
    use core::alloc::Layout;

    #[unsafe(no_mangle)]
    extern "C" fn l9_abi() -> u32 {
        ABI
    }

    /// Memory for `length` bytes, to be given to one call of an export, which takes it over.
    #[unsafe(no_mangle)]
    extern "C" fn l9_alloc(length: u32) -> *mut u8 {
        // SAFETY: an alignment of one fits any size; one byte more, because no memory has no address.
        unsafe { alloc::alloc::alloc(Layout::from_size_align_unchecked(length as usize + 1, 1)) }
    }

    /// Gives away what the signals of an instance hold, and disposes of it.
    #[cfg(feature = "hot-swap")]
    #[unsafe(no_mangle)]
    extern "C" fn l9_hold(instance: u32) -> u64 {
        bytes(crate::hold::give(instance))
    }

    /// Runs a handler that was given to `on` or `js`. The pointer is from there: memory of nodes stays nodes.
    #[unsafe(no_mangle)]
    extern "C" fn l9_event(node: &'static Node, serial: u32, depth: u32) {
        graph::handle(Id::new(node, serial), depth == 0);
    }
}

/// What a manifest says besides the props.
pub struct About {
    /// The component's name.
    pub name: &'static str,
    /// `island` or `component`.
    pub kind: &'static str,
    /// The package it is in.
    pub package: &'static str,
    /// The source file, within the package.
    pub file: &'static str,
    /// The line in it, from 1.
    pub line: u32,
    /// The documentation.
    pub docs: &'static str,
    /// Names of its slots.
    pub slots: &'static [&'static str],
    /// Slots that take a value: name, the value's type, and whether a call must fill it.
    pub value_slots: &'static [(&'static str, &'static str, bool)],
    /// The style sheet's text.
    pub css: &'static str,
    /// The file within the package that has the style sheet, and the line and column there at which it begins, from 1.
    pub css_at: (&'static str, u32, u32),
    /// The attribute of the component's elements, by which its styles are scoped; empty where they are not.
    pub scope: &'static str,
    /// The text of the script that runs before the first paint.
    pub blocking_script: &'static str,
}

/// The manifest of a component, as JSON; `props` appends their entries.
pub fn manifest(about: &About, props: impl FnOnce(&mut String)) -> String {
    let mut out = crate::text!("{\"abi\":", ABI);
    let field = |out: &mut String, name: &str, value: &str| {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":");
        json_string(value, out);
    };
    field(&mut out, "name", about.name);
    field(&mut out, "kind", about.kind);
    field(&mut out, "crate", about.package);
    field(&mut out, "file", about.file);
    out.push_str(&crate::text!(",\"line\":", about.line));
    field(&mut out, "docs", about.docs);
    out.push_str(",\"props\":[");
    props(&mut out);
    out.push_str("],\"slots\":[");
    for (at, slot) in about.slots.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        json_string(slot, &mut out);
    }
    out.push(']');
    for (at, (name, takes, required)) in about.value_slots.iter().enumerate() {
        out.push_str(if at == 0 { ",\"value_slots\":[{\"name\":" } else { ",{\"name\":" });
        json_string(name, &mut out);
        field(&mut out, "takes", takes);
        out.push_str(if *required { ",\"required\":true}" } else { ",\"required\":false}" });
    }
    if !about.value_slots.is_empty() {
        out.push(']');
    }
    field(&mut out, "css", about.css);
    if !about.css.is_empty() {
        let (file, line, column) = about.css_at;
        field(&mut out, "css_file", file);
        out.push_str(&crate::text!(",\"css_line\":", line, ",\"css_column\":", column));
        field(&mut out, "scope", about.scope);
    }
    field(&mut out, "blocking_script", about.blocking_script);
    out.push('}');
    out
}

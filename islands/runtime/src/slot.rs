//! Slots: what the caller of a component puts between its tags.
//!
//! A slot filled by the page is HTML that the island never looks into: one `<layer9-slot>` element, which the walk steps
//! over. A slot filled by another component's view is that view. A slot that takes a value is made of it anew each time, by
//! Rust alone.

use alloc::boxed::Box;
use alloc::rc::Rc;
use core::cell::RefCell;

use crate::html::Html;
use crate::view::View;
use crate::{dom, env, text};

/// A view whose type is not known.
trait AnyView {
    fn render_any(&self, out: &mut Html);
    fn hydrate_any(self: Box<Self>);
    fn outline_any(&self, out: &mut Html);
    fn attach_any(self: Box<Self>, fresh: bool);
}

impl<V: View> AnyView for V {
    fn render_any(&self, out: &mut Html) {
        self.render(out);
    }

    fn hydrate_any(self: Box<Self>) {
        self.hydrate();
    }

    fn outline_any(&self, out: &mut Html) {
        self.outline(out);
    }

    fn attach_any(self: Box<Self>, fresh: bool) {
        self.attach(fresh);
    }
}

/// An argument of a component that is content: filled by the page, by a view, or empty.
pub struct Slot {
    from: From,
    /// Built once, whether it is written first or not.
    built: RefCell<Option<Box<dyn AnyView>>>,
}

#[derive(Clone)]
enum From {
    Nothing,
    Page(&'static str),
    View(Rc<dyn Fn() -> Box<dyn AnyView>>),
}

impl Clone for Slot {
    fn clone(&self) -> Self {
        Slot::of(self.from.clone())
    }
}

impl Default for Slot {
    fn default() -> Self {
        Slot::of(From::Nothing)
    }
}

impl Slot {
    fn of(from: From) -> Self {
        Slot { from, built: RefCell::new(None) }
    }

    /// Content made by a view; the closure may be called more than once.
    pub fn new<V: View + 'static>(view: impl Fn() -> V + 'static) -> Self {
        Slot::of(From::View(Rc::new(move || Box::new(view()))))
    }

    /// What the page puts into the slot of this name.
    #[doc(hidden)]
    pub fn page(name: &'static str) -> Self {
        Slot::of(From::Page(name))
    }

    /// Whether there is content.
    pub fn is_filled(&self) -> bool {
        match &self.from {
            From::Nothing => false,
            From::Page(name) => env::has_slot(name),
            From::View(_) => true,
        }
    }
}

impl View for Slot {
    fn render(&self, out: &mut Html) {
        match &self.from {
            From::Nothing => out.raw("<!---->"),
            From::Page(name) => page_slot::render(name, out),
            From::View(make) => self.built.borrow_mut().get_or_insert_with(|| make()).render_any(out),
        }
    }

    fn hydrate(self) {
        if let From::View(make) = &self.from {
            self.built.take().unwrap_or_else(|| make()).hydrate_any();
        }
    }

    fn outline(&self, out: &mut Html) {
        match &self.from {
            From::Nothing => out.raw("<!---->"),
            From::Page(name) => page_slot::outline(name, out),
            From::View(make) => self.built.borrow_mut().get_or_insert_with(|| make()).outline_any(out),
        }
    }

    fn attach(self, fresh: bool) {
        if let From::View(make) = &self.from {
            self.built.take().unwrap_or_else(|| make()).attach_any(fresh);
        }
    }
}

/// An argument of a component that is content made of a value: each row of a list, say. It is filled by a view of another
/// component, never by a page. The call must give it, unless it is an `Option`.
pub struct SlotOf<T> {
    make: Rc<dyn Fn(T) -> Box<dyn AnyView>>,
}

impl<T> Clone for SlotOf<T> {
    fn clone(&self) -> Self {
        SlotOf { make: self.make.clone() }
    }
}

impl<T> SlotOf<T> {
    /// Content made by a view of each value.
    pub fn new<V: View + 'static>(view: impl Fn(T) -> V + 'static) -> Self {
        SlotOf { make: Rc::new(move |value| Box::new(view(value))) }
    }

    /// The content for a value.
    pub fn fill(&self, value: T) -> Filled {
        Filled((self.make)(value))
    }
}

/// A [`SlotOf`] with its value.
pub struct Filled(Box<dyn AnyView>);

impl View for Filled {
    fn render(&self, out: &mut Html) {
        self.0.render_any(out);
    }

    fn hydrate(self) {
        self.0.hydrate_any();
    }

    fn outline(&self, out: &mut Html) {
        self.0.outline_any(out);
    }

    fn attach(self, fresh: bool) {
        self.0.attach_any(fresh);
    }
}

/// The element of a slot that the page fills.
pub mod page_slot {
    use super::*;

    /// With a hole for the tool to fill.
    pub fn render(name: &'static str, out: &mut Html) {
        out.raw(&text!("<layer9-slot name=\"", name, "\">\u{1}s", name, "\u{2}</layer9-slot>"));
    }

    /// Empty: the loader puts what was kept into it.
    pub fn outline(name: &'static str, out: &mut Html) {
        out.raw(&text!("<layer9-slot name=\"", name, "\"></layer9-slot>"));
    }
}

/// A slot with something to show when the page gives nothing.
pub struct SlotOr<V> {
    name: &'static str,
    otherwise: V,
}

/// Puts a slot with a fallback together.
pub fn slot_or<V: View>(name: &'static str, otherwise: V) -> SlotOr<V> {
    SlotOr { name, otherwise }
}

impl<V: View> View for SlotOr<V> {
    fn render(&self, out: &mut Html) {
        if env::has_slot(self.name) {
            return page_slot::render(self.name, out);
        }
        // Without a name: what the island shows itself is not the page's, and is not kept when it goes.
        out.raw("<layer9-slot>");
        self.otherwise.render(out);
        out.raw("</layer9-slot>");
    }

    fn hydrate(self) {
        if !env::has_slot(self.name) {
            dom::go(dom::DOWN);
            self.otherwise.hydrate();
            dom::go(dom::UP);
        }
    }

    fn outline(&self, out: &mut Html) {
        if env::has_slot(self.name) {
            return page_slot::outline(self.name, out);
        }
        out.raw("<layer9-slot>");
        self.otherwise.outline(out);
        out.raw("</layer9-slot>");
    }

    fn attach(self, fresh: bool) {
        if !env::has_slot(self.name) {
            dom::go(dom::DOWN);
            self.otherwise.attach(fresh);
            dom::go(dom::UP);
        }
    }
}

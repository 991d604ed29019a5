//! A word that explains itself.

use layer9_islands::prelude::*;

/// Text with an explanation that shows while it is pointed at, touched or has the focus, and goes by Escape.
///
/// Style sheets alone show it, so it works without scripts; only Escape needs one.
#[island(css = "tooltip.css")]
pub fn Tooltip(
    /// What stands in the text.
    label: String,
    /// The explanation: text alone, since nobody can press anything in it.
    text: String,
) -> impl View {
    let id = uid();
    // Escape closes it until the pointer comes back or the focus does (WCAG 2.2, 1.4.13).
    let closed = signal(false);
    let again = move || closed.set(false);
    let on_key = move |e: Event| {
        if e.key() == "Escape" {
            closed.set(true);
        }
    };
    // A tooltip is closed wherever the focus is: what is only pointed at has none.
    effect(move || browser::listen("keydown", on_key));
    view! {
        <span class="l9-tooltip" data-closed={closed} on:pointerenter={again} on:focusin={again}>
            <button type="button" aria-describedby={id.clone()}>{label}</button>
            <span role="tooltip" class="l9-tooltip__text" id={id}>{text}</span>
        </span>
    }
}

//! A window over the page.

use layer9_islands::prelude::*;

/// A button that opens a window over the page: the browser's own modal dialog, which keeps the focus inside and gives it
/// back, and closes by Escape, by its button, and by a press outside of it.
///
/// Without scripts its content stands in the page.
#[island(css = "dialog.css")]
pub fn Dialog(
    /// What the button says.
    label: String,
    /// The window's heading.
    title: String,
    /// What the closing button says to those who do not see it.
    #[prop(default = "Close")]
    close: String,
    children: Slot,
) -> impl View {
    let window = node_ref();
    let heading = uid();
    let shut = move || _ = window.call("close", &[]);
    let outside = move |e: Event| {
        // The window itself is pressed only where nothing of it is: on the backdrop.
        if e.get("target.localName").as_deref() == Some("dialog") {
            shut();
        }
    };
    view! {
        <div class="l9-dialog">
            <button type="button" class="l9-dialog__open" aria-haspopup="dialog"
                on:click={move || _ = window.call("showModal", &[])}>{label}</button>
            <dialog class="l9-dialog__window" node={window} aria-labelledby={heading.clone()} on:click={outside}>
                <div class="l9-dialog__content">
                    <header>
                        <h2 id={heading}>{title}</h2>
                        <button type="button" class="l9-dialog__close" aria-label={close} on:click={shut}>"×"</button>
                    </header>
                    {children}
                </div>
            </dialog>
        </div>
    }
}

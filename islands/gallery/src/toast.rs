//! A message that comes and goes.

use layer9_islands::prelude::*;

/// A message at the edge of the window, said to those who hear it, which goes by itself, by its button or by Escape.
///
/// It shows what any island writes into the shared text `name`, and with a `label` has a button of its own that writes
/// `text` there. Without scripts the button shows the message by itself.
#[island(css = "toast.css")]
pub fn Toast(
    /// What the button says; empty for none.
    #[prop(default)]
    label: String,
    /// What a press on it shows.
    #[prop(default)]
    text: String,
    /// The name of the shared text whose values are shown: `shared("toast", String::new())` in an island.
    #[prop(default = "toast")]
    name: String,
    /// After how many seconds it goes; 0 to keep it until it is closed. It stays while it is pointed at or has the focus.
    #[prop(default = 8)]
    seconds: u32,
    /// What the closing button says to those who do not see it.
    #[prop(default = "Close")]
    close: String,
) -> impl View {
    let said = shared(&name, String::new());
    let popup = node_ref();
    let id = uid();
    let target = id.clone();
    // Not counted down while the visitor is at it.
    let held = signal(false);
    let shut = move || {
        if !said.peek().is_empty() {
            said.set(String::new());
        }
    };
    effect(move || {
        if said.with(String::is_empty) {
            popup.call("hidePopover", &[]);
            return;
        }
        popup.call("showPopover", &[]);
        if seconds > 0 && !held.get() {
            after(seconds.saturating_mul(1000), shut);
        }
    });
    let own = text.clone();
    let show = move |e: Event| {
        // The button would show the popover as it was built.
        e.prevent_default();
        said.set(own.clone());
    };
    let on_key = move |e: Event| {
        if e.key() == "Escape" {
            shut();
        }
    };
    effect(move || browser::listen("keydown", on_key));
    let words = move || said.with(|now| if now.is_empty() { text.clone() } else { now.clone() });
    let has_button = !label.is_empty();
    view! {
        <div class="l9-toast">
            {if has_button {
                <button type="button" class="l9-toast__open" popovertarget={target.clone()} on:click={show.clone()}>{label.clone()}</button>
            }}
            <p class="l9-toast__status" role="status">{said}</p>
            <div class="l9-toast__message" popover="manual" id={id.clone()} node={popup}
                on:pointerenter={move || held.set(true)} on:pointerleave={move || held.set(false)}
                on:focusin={move || held.set(true)} on:focusout={move || held.set(false)}>
                <span>{words}</span>
                <button type="button" class="l9-toast__close" aria-label={close} popovertarget={id}
                    popovertargetaction="hide" on:click={shut}>"×"</button>
            </div>
        </div>
    }
}

//! A button that copies the code it stands beside.

use layer9_islands::prelude::*;

/// How long the button says what happened, in milliseconds.
const SHOWN_FOR: &str = "2500";

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    None,
    Copied,
    Failed,
}

/// A button over a block of code that copies its text, and says so to those who see it and those who hear it.
///
/// The slot holds the block. Without scripts there is only the block.
#[island(css = "copy_button.css")]
pub fn CopyButton(
    /// What the button says.
    #[prop(default = "Copy")]
    label: String,
    /// What it says when the text was copied.
    #[prop(default = "Copied")]
    copied: String,
    /// What it says when the browser did not allow it.
    #[prop(default = "Press Ctrl+C to copy")]
    failed: String,
    children: Slot,
) -> impl View {
    let outcome = signal(Outcome::None);
    let presses = signal(0);
    let block = node_ref();
    let show = move |what: Outcome| {
        outcome.set(what);
        let press = presses.peek() + 1;
        presses.set(press);
        // A later press starts its own time.
        let end = move || {
            if presses.peek() == press {
                outcome.set(Outcome::None);
            }
        };
        browser::call_with("setTimeout", end, &[SHOWN_FOR]);
    };
    let copy = move || {
        // Of a block with a caption or line numbers only the code.
        let code = block.call("querySelector", &["code"]).and_then(|_| browser::result("textContent"));
        let text = code.unwrap_or_else(|| block.text());
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if browser::call("navigator.clipboard.writeText", &[text]).is_some() {
            browser::then(move || show(Outcome::Copied));
            browser::catch(move || show(Outcome::Failed));
        } else {
            show(Outcome::Failed);
        }
    };
    let says = move || match outcome.get() {
        Outcome::None => None,
        Outcome::Copied => Some(copied.clone()),
        Outcome::Failed => Some(failed.clone()),
    };
    view! {
        <div class="l9-copy">
            <div class="l9-copy__block" node={block}>{children}</div>
            <button type="button" class="l9-copy__button" aria-label={label} on:click={copy}
                class:l9-copy__button--done={move || outcome.get() == Outcome::Copied}>
                <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor"
                    stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">
                    <path class="l9-copy__sheets" d="M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1M4 15V4a1 1 0 0 1 1-1h10"/>
                    <path class="l9-copy__tick" d="M5 12.5l4.5 4.5L19 7.5"/>
                </svg>
            </button>
            <span class="l9-copy__status" role="status" aria-live="polite">{says}</span>
        </div>
    }
}

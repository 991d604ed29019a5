//! Sections that open and close, by nothing but HTML.

use layer9_islands::prelude::*;

/// Sections under headings that open and close. It ships no script: browsers know `<details>`.
///
/// The content of the first section goes into the slot `panel-1`, that of the second into `panel-2`, up to `panel-8`.
#[component(css = "accordion.css")]
pub fn Accordion(
    /// What the headings say, in order.
    labels: Vec<String>,
    /// The section that is open first, counted from 1; 0 for none.
    #[prop(default = 0)]
    open: u32,
    /// Whether opening one closes the others.
    #[prop(default = false)]
    single: bool,
    panel_1: Slot,
    panel_2: Slot,
    panel_3: Slot,
    panel_4: Slot,
    panel_5: Slot,
    panel_6: Slot,
    panel_7: Slot,
    panel_8: Slot,
) -> impl View {
    let group = uid();
    let slots = [panel_1, panel_2, panel_3, panel_4, panel_5, panel_6, panel_7, panel_8];
    let section = |(at, (label, slot)): (u32, (String, Slot))| {
        view! {
            <details class="l9-accordion__section" name={single.then(|| group.clone())} open={at == open}>
                <summary>{label}</summary>
                <div class="l9-accordion__panel">{slot}</div>
            </details>
        }
    };
    let sections: Vec<_> = (1..).zip(labels.into_iter().zip(slots)).map(section).collect();
    view! { <div class="l9-accordion">{sections}</div> }
}

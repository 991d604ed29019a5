//! Panels of which one is shown, chosen by tabs.

use layer9_islands::prelude::*;

/// Panels that share one place, chosen by tabs: by pointer, by the arrow keys, Home and End.
///
/// The content of the first tab goes into the slot `panel-1`, that of the second into `panel-2`, up to `panel-8`.
/// Without scripts all panels stand below one another, each under its label.
#[island(css = "tabs.css")]
pub fn Tabs(
    /// What the tabs say, in order.
    labels: Vec<String>,
    /// The tab that is selected first, counted from 1.
    #[prop(default = 1)]
    selected: u32,
    /// What the tabs are about, for those who do not see them.
    #[prop(default = "Tabs")]
    label: String,
    panel_1: Slot,
    panel_2: Slot,
    panel_3: Slot,
    panel_4: Slot,
    panel_5: Slot,
    panel_6: Slot,
    panel_7: Slot,
    panel_8: Slot,
) -> impl View {
    let id = uid();
    let count = labels.len().min(8);
    let selected = signal((selected.max(1) as usize - 1).min(count.saturating_sub(1)));
    let ready = signal(false);
    effect(move || ready.set(true));
    let tabs: Vec<NodeRef> = (0..count).map(|_| node_ref()).collect();
    let nodes = tabs.clone();
    let on_key = move |e: Event| {
        let now = selected.peek();
        let key = e.key();
        let next = match key.as_str() {
            "ArrowRight" | "ArrowLeft" => {
                let left = key.len() == "ArrowLeft".len();
                let rtl = nodes.first().is_some_and(|tab| tab.is_rtl());
                (now + if left == rtl { 1 } else { count - 1 }) % count
            }
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        e.prevent_default();
        selected.set(next);
        if let Some(tab) = nodes.get(next) {
            tab.focus();
        }
    };
    let tab = |(at, (label, node)): (usize, (&String, NodeRef))| {
        let is_selected = move || selected.get() == at;
        view! {
            <button type="button" role="tab" class="l9-tabs__tab" id={text!(id, "-tab-", at)}
                aria-controls={text!(id, "-panel-", at)} aria-selected={is_selected}
                tabindex={move || if is_selected() { "0" } else { "-1" }}
                node={node} on:click={move || selected.set(at)}>{label.clone()}</button>
        }
    };
    let list: Vec<_> = labels.iter().zip(tabs).take(count).enumerate().map(tab).collect();
    let slots = [panel_1, panel_2, panel_3, panel_4, panel_5, panel_6, panel_7, panel_8];
    let panel = |(at, (label, slot)): (usize, (String, Slot))| {
        view! {
            <div role="tabpanel" class="l9-tabs__panel" id={text!(id, "-panel-", at)} tabindex="0"
                aria-labelledby={text!(id, "-tab-", at)} data-selected={move || selected.get() == at}>
                <p class="l9-tabs__title" aria-hidden="true">{label}</p>
                {slot}
            </div>
        }
    };
    let panels: Vec<_> = labels.iter().cloned().zip(slots).enumerate().map(panel).collect();
    view! {
        <div class="l9-tabs" data-ready={ready}>
            <div role="tablist" class="l9-tabs__list" aria-label={label} on:keydown={on_key}>{list}</div>
            {panels}
        </div>
    }
}

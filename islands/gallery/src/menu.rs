//! A button with a list of links.

use layer9_islands::prelude::*;

/// A link of the menu.
#[derive(Prop, Clone, PartialEq)]
pub struct MenuLink {
    /// What it says.
    label: String,
    /// Where it leads.
    href: String,
}

/// A button that shows a list of links: by pointer, by the arrow keys, Home, End and Escape.
///
/// It is the browser's own `<details>`, which opens and closes without scripts, too.
#[island(css = "menu.css")]
pub fn Menu(
    /// What the button says.
    label: String,
    /// The links, in order.
    links: Vec<MenuLink>,
) -> impl View {
    let open = signal(false);
    let (root, button) = (node_ref(), node_ref());
    let count = links.len();
    let nodes: Vec<NodeRef> = links.iter().map(|_| node_ref()).collect();
    let refs = nodes.clone();
    let show = move |on: bool| {
        root.set("open", if on { "1" } else { "" });
        open.set(on);
    };
    // Which link has the focus; `count` when none has.
    let at = signal(count);
    let on_key = move |e: Event| {
        let now = at.peek();
        let next = match e.key().as_str() {
            "Escape" => {
                show(false);
                button.focus();
                return;
            }
            "ArrowDown" => {
                if now + 1 < count {
                    now + 1
                } else {
                    0
                }
            }
            "ArrowUp" => {
                if now > 0 && now < count {
                    now - 1
                } else {
                    count.saturating_sub(1)
                }
            }
            "Home" => 0,
            "End" => count.saturating_sub(1),
            _ => return,
        };
        e.prevent_default();
        show(true);
        if let Some(link) = refs.get(next) {
            link.focus();
        }
    };
    let link = |(index, (link, node)): (usize, (MenuLink, NodeRef))| {
        view! { <li><a href={link.href} node={node} on:focus={move || at.set(index)} on:blur={move || at.set(count)}>{link.label}</a></li> }
    };
    let list: Vec<_> = links.into_iter().zip(nodes).enumerate().map(link).collect();
    // A press anywhere else closes it.
    effect(move || {
        if open.get() {
            browser::listen("click", move |e: Event| {
                let inside = e.get("target.parentNode.open").is_some() || e.get("target.href").is_some();
                if !inside {
                    show(false);
                }
            });
        }
    });
    view! {
        <details class="l9-menu" node={root} on:keydown={on_key}
            on:toggle={move |e: Event| open.set(e.get("target.open").as_deref() == Some("true"))}>
            <summary node={button}>{label}</summary>
            <ul>{list}</ul>
        </details>
    }
}

//! The slots of a view.

use proc_macro2::TokenStream;

use crate::markup::{Choice, Node};

/// Names of the slots in nodes, nested ones too.
pub(crate) fn slot_names(nodes: &[Node], names: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Slot(slot) => {
                names.push(slot.name.clone());
                slot_names(&slot.fallback, names);
            }
            Node::Element(element) => slot_names(&element.children, names),
            Node::Component(component) => slot_names(&component.children, names),
            Node::Choice(choice) => match &**choice {
                Choice::If { arms, otherwise } => {
                    for (_, nodes) in arms {
                        slot_names(nodes, names);
                    }
                    slot_names(otherwise, names);
                }
                Choice::Match { arms, .. } => {
                    for (_, _, nodes) in arms {
                        slot_names(nodes, names);
                    }
                }
                Choice::For { body, .. } => slot_names(body, names),
            },
            Node::Fill(fill) => slot_names(&fill.content, names),
            Node::Keyed(keyed) => slot_names(&keyed.row, names),
            Node::Text(_) | Node::Expr(_) => {}
        }
    }
}

/// The slots of a view, for a component's manifest.
pub(crate) fn slots_in(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    find_views(tokens, &mut names);
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// Looks for `view! { … }` in a function's tokens, and in those of the view for others.
fn find_views(tokens: TokenStream, names: &mut Vec<String>) {
    use proc_macro2::TokenTree;
    let mut before = ["".to_owned(), "".to_owned()];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            if before == ["view", "!"]
                && let Ok(markup) = syn::parse2::<crate::markup::Markup>(group.stream())
            {
                slot_names(&markup.nodes, names);
            }
            find_views(group.stream(), names);
        }
        before = [std::mem::take(&mut before[1]), token.to_string()];
    }
}

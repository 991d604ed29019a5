//! Menus in templates: `get_menu`, with what is active on the page that is rendered.

use super::value::map;
use crate::config::BaseUrl;
use crate::site::{MenuItem, address};
use crate::source::{Hash, Hasher};
use tera::Value;

/// The items of a menu, as the page at `current` shows them.
pub(super) fn menu_value(items: &[MenuItem], base: &BaseUrl, current: &str) -> Value {
    Value::from(items.iter().map(|item| item_value(item, base, current)).collect::<Vec<_>>())
}

fn item_value(item: &MenuItem, base: &BaseUrl, current: &str) -> Value {
    let is_local = item.url.starts_with('/') && !item.url.starts_with("//");
    let path = item.url.split('#').next().unwrap_or("");
    let is_active = is_local && path == current;
    // Home is above everything, which would make it open on every page.
    let is_above = is_local && path.len() > 1 && address::is_below(current, path);
    let is_open = is_active || is_above || item.children.iter().any(|child| leads_to(child, current));
    let url = if is_local { base.join(&item.url) } else { item.url.clone() };
    map([
        ("id", Value::from(item.id.as_str())),
        ("name", Value::from(item.name.as_str())),
        ("url", if url.is_empty() { Value::none() } else { Value::safe_string(&url) }),
        ("path", if is_local { Value::from(item.url.as_str()) } else { Value::none() }),
        ("weight", Value::from(item.weight)),
        ("is_active", Value::from(is_active)),
        ("is_open", Value::from(is_open)),
        ("children", menu_value(&item.children, base, current)),
    ])
}

fn leads_to(item: &MenuItem, current: &str) -> bool {
    item.url.split('#').next() == Some(current) || item.children.iter().any(|child| leads_to(child, current))
}

/// The hash of a menu, whatever page shows it.
pub(super) fn digest(items: &[MenuItem]) -> Hash {
    let mut hasher = Hasher::new();
    add(&mut hasher, items);
    hasher.finish()
}

fn add(hasher: &mut Hasher, items: &[MenuItem]) {
    hasher.number(items.len() as u64);
    for MenuItem { id, name, url, weight, children } in items {
        hasher.text(id).text(name).text(url).number(weight.cast_unsigned());
        add(hasher, children);
    }
}

//! Contents of a page that follow the reader.

use layer9_islands::prelude::*;

/// A level of headings, as a page's `toc` in templates has it.
macro_rules! level {
    ($(#[$docs:meta])* $name:ident, below: $below:ty) => {
        $(#[$docs])*
        #[derive(Prop, Clone, PartialEq)]
        pub struct $name {
            /// The heading's id.
            id: String,
            /// What it says.
            title: String,
            /// Its level, from 1 to 6; not used.
            #[prop(default = 0)]
            level: u32,
            /// Its address; not used, since the page itself is meant.
            #[prop(default)]
            permalink: String,
            /// The headings below it; those of two levels are shown.
            #[prop(default)]
            children: Vec<$below>,
        }
    };
}

level!(
    /// A heading at the top of the contents.
    TocEntry, below: TocChild
);
level!(
    /// A heading below another.
    TocChild, below: TocDeep
);
// A type cannot contain itself in a manifest, and HTML has six levels.
level!(
    /// A heading that is not shown.
    TocDeep, below: TocDeeper
);
level!(
    /// A heading that is not shown.
    TocDeeper, below: TocDeepest
);
level!(
    /// A heading that is not shown.
    TocDeepest, below: TocLowest
);
level!(
    /// A heading that is not shown, and has none below it.
    TocLowest, below: String
);

/// How far below the upper edge of the window, in pixels, a heading counts as reached.
const REACHED: f64 = 120.0;

/// Links to the headings of a page, of which the one that is being read is marked.
///
/// Without scripts they are links.
#[island(css = "table_of_contents.css")]
pub fn TableOfContents(
    /// The headings.
    entries: Vec<TocEntry>,
    /// What the contents are called.
    #[prop(default = "On this page")]
    label: String,
) -> impl View {
    let ids = || entries.iter().flat_map(|e| core::iter::once(&e.id).chain(e.children.iter().map(|c| &c.id)));
    let targets: Vec<String> = ids().cloned().collect();
    let now = signal(usize::MAX);
    // At most once for each picture that the browser draws.
    let waits = signal(false);
    let look = Rc::new(move || {
        waits.set(false);
        let mut found = usize::MAX;
        for (at, id) in targets.iter().enumerate() {
            let there = browser::call("document.getElementById", &[id]).is_some()
                && browser::result("getBoundingClientRect").is_some()
                && browser::result("top").is_some();
            if there && browser::number() < REACHED {
                found = at;
            }
        }
        if found != now.peek() {
            now.set(found);
        }
    });
    effect(move || {
        let first = look.clone();
        first();
        for event in ["scroll", "resize"] {
            let look = look.clone();
            browser::listen(event, move || {
                if !waits.peek() {
                    waits.set(true);
                    let look = look.clone();
                    browser::call_with("requestAnimationFrame", move || look(), &[]);
                }
            });
        }
    });
    let mut index = 0;
    let mut link = |id: &str, title: &str| {
        let at = index;
        index += 1;
        let here = move || (now.get() == at).then_some("true");
        view! { <a href={text!("#", id)} aria-current={here}>{title.to_owned()}</a> }
    };
    let list: Vec<_> = entries
        .iter()
        .map(|entry| {
            let own = link(&entry.id, &entry.title);
            let below: Vec<_> = entry.children.iter().map(|c| link(&c.id, &c.title)).collect();
            let below: Vec<_> = below.into_iter().map(|link| view! { <li>{link}</li> }).collect();
            view! { <li>{own}<ul>{below}</ul></li> }
        })
        .collect();
    view! { <nav class="l9-toc" aria-label={label.clone()}><p class="l9-toc__title" aria-hidden="true">{label}</p><ul>{list}</ul></nav> }
}

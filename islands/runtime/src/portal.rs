//! Portals: content that stands elsewhere in the page than the island that made it.

use crate::export::build;
use crate::html::Html;
use crate::view::View;
use crate::{dom, graph};

/// A view whose nodes are put elsewhere.
pub struct Portal<V> {
    target: &'static str,
    content: V,
}

/// Puts `content` at the end of the first element that the CSS selector `target` finds, or of the page's body where there is
/// none: for what must not be clipped or covered by what is around the island. It goes when the branch, row or island
/// around the portal does.
///
/// A page's HTML as built does not have it: it is made when the island hydrates.
pub fn portal<V: View>(target: &'static str, content: V) -> Portal<V> {
    Portal { target, content }
}

const PLACE: &str = "<!---->";

impl<V: View> View for Portal<V> {
    fn render(&self, out: &mut Html) {
        out.raw(PLACE);
    }

    fn hydrate(self) {
        let place = dom::here();
        let end = |target: &str| {
            dom::portal(target);
            dom::here()
        };
        let (start, end) = (end(self.target), end(self.target));
        build(self.content, Some(end));
        dom::seek(place);
        // Later than what the content made, and so disposed of before it: the handles are still there.
        graph::allow_disposal();
        crate::on_cleanup(move || {
            dom::clear(start, end);
            dom::remove(start);
            dom::remove(end);
        });
    }

    fn outline(&self, out: &mut Html) {
        out.raw(PLACE);
    }

    fn attach(self, _: bool) {
        self.hydrate();
    }
}

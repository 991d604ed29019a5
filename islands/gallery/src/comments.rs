//! Comments that are loaded when somebody wants them.

use layer9_islands::prelude::*;

/// One comment, as text.
#[derive(Clone, PartialEq)]
struct Comment {
    id: usize,
    author: String,
    date: String,
    text: String,
}

/// A place for comments of a service or of the site's own: nothing is asked of it, and it hears of nobody, before the
/// visitor presses the button.
///
/// `endpoint` answers with JSON, `{"comments": [{"author": "…", "date": "…", "text": "…"}]}`, whose parts are shown as text,
/// never as markup; with `frame` it is a page of a service, shown in a frame of its own. Without scripts there is the link in `page`.
#[island(css = "comments.css")]
pub fn Comments(
    /// Where the comments come from.
    endpoint: String,
    /// Whether that is a page to show in a frame, rather than JSON.
    #[prop(default = false)]
    frame: bool,
    /// The heading over the comments.
    #[prop(default = "Comments")]
    title: String,
    /// What the button says.
    #[prop(default = "Show comments")]
    show: String,
    /// What the visitor should know before that, such as who will learn of it.
    #[prop(default)]
    note: String,
    /// Where the comments can be read and written; empty for nowhere.
    #[prop(default)]
    page: String,
    /// What the link to that says.
    #[prop(default = "Join the discussion")]
    join: String,
    /// What is said while they are loaded.
    #[prop(default = "Loading…")]
    loading: String,
    /// What is said when there are none.
    #[prop(default = "Nobody has said anything yet.")]
    none: String,
    /// What is said when they could not be loaded.
    #[prop(default = "The comments could not be loaded.")]
    failed: String,
) -> impl View {
    let asked = signal(false);
    let shown = node_ref();
    let id = uid();
    let from = endpoint.clone();
    let comments = resource(
        move || {
            (asked.get() && !frame)
                .then(|| Request::get(from.clone()).header("Accept", "application/json").retries(1))
        },
        |answer| {
            if answer.status() != 200 {
                return Err(String::new());
            }
            let part =
                |at: usize, name: &str| answer.json(&text!("comments.", at, ".", name)).unwrap_or_default();
            let comment = |id| Comment {
                id,
                author: part(id, "author"),
                date: part(id, "date"),
                text: part(id, "text"),
            };
            Ok((0..answer.count("comments")).map(comment).collect::<Vec<_>>())
        },
    );
    let all = move || comments.ready().unwrap_or_default();
    let says = move || match (asked.get() && !frame, comments.get()) {
        (false, _) => None,
        (true, Load::Loading) => Some(loading.clone()),
        (true, Load::Failed(_)) => Some(failed.clone()),
        (true, Load::Ready(all)) => all.is_empty().then(|| none.clone()),
    };
    let press = move || {
        // The button goes, and the focus would with it.
        shown.focus();
        asked.set(true);
    };
    let (has_note, has_page) = (!note.is_empty(), !page.is_empty());
    let name = title.clone();
    view! {
        <section class="l9-comments" aria-labelledby={id.clone()}>
            <h2 class="l9-comments__title" id={id}>{title}</h2>
            {if !asked.get() {
                <div class="l9-comments__ask">
                    <button type="button" on:click={press}>{show.clone()}</button>
                </div>
            }}
            {if has_note && !asked.get() { <p class="l9-comments__note">{note.clone()}</p> }}
            <div class="l9-comments__shown" tabindex="-1" role="group" aria-label={name.clone()} node={shown}>
                {if frame && asked.get() {
                    <iframe src={endpoint.clone()} title={name.clone()} referrerpolicy="no-referrer"
                        sandbox="allow-scripts allow-forms allow-popups allow-same-origin"></iframe>
                }}
                <p class="l9-comments__status" role="status">{says}</p>
                <ol>{for comment in all(), key = comment.id {
                    <li>
                        <p class="l9-comments__by"><b>{comment.peek().author}</b>" "<time>{comment.peek().date}</time></p>
                        <p class="l9-comments__text">{comment.peek().text}</p>
                    </li>
                }}</ol>
            </div>
            {if has_page { <p class="l9-comments__join"><a href={page.clone()}>{join.clone()}</a></p> }}
        </section>
    }
}

//! Pictures that are looked at over the page.

use layer9_islands::prelude::*;

/// A picture of the lightbox.
#[derive(Prop, Clone, PartialEq)]
pub struct Picture {
    /// Where it is.
    src: String,
    /// What it shows, for those who do not see it.
    alt: String,
    /// What stands below it.
    #[prop(default)]
    caption: String,
    /// Where a small version of it is; without one the picture itself is shown small.
    #[prop(default)]
    thumbnail: String,
    /// How wide it is, in pixels, so that nothing moves when it arrives.
    width: Option<u32>,
    /// How high it is, in pixels.
    height: Option<u32>,
}

/// Small pictures; a press shows one large over the page, from where the others are reached by two buttons, the arrow keys
/// or a swipe. Escape closes it.
///
/// Without scripts each is a link to the large one.
#[island(css = "lightbox.css")]
pub fn Lightbox(
    /// The pictures, in order.
    pictures: Vec<Picture>,
    /// What the pictures are about, for those who do not see them.
    label: String,
    /// What the closing button says to those who do not see it.
    #[prop(default = "Close")]
    close: String,
    /// What the button back says to those who do not see it.
    #[prop(default = "Previous picture")]
    previous: String,
    /// What the button on says to those who do not see it.
    #[prop(default = "Next picture")]
    next: String,
) -> impl View {
    let window = node_ref();
    let count = pictures.len();
    // The picture that is shown, `count` for none: nothing large is loaded before it is asked for.
    let at = signal(count);
    let shut = move || _ = window.call("close", &[]);
    let back = move || at.update(|at| *at = (*at + count - 1) % count.max(1));
    let on = move || at.update(|at| *at = (*at + 1) % count.max(1));
    let turn = move |right: bool| if right != window.is_rtl() { on() } else { back() };
    let on_key = move |e: Event| match e.key().as_str() {
        "ArrowRight" => turn(true),
        "ArrowLeft" => turn(false),
        _ => {}
    };
    // Where a finger went down; a swipe is a way of 40 pixels.
    let from = signal(0.0);
    let x = |e: Event| {
        e.get("clientX");
        browser::number()
    };
    let down = move |e: Event| from.set(x(e));
    let up = move |e: Event| {
        let way = x(e) - from.peek();
        if e.get("pointerType").as_deref() == Some("touch") && !(-40.0..=40.0).contains(&way) {
            turn(way < 0.0);
        }
    };
    let outside = move |e: Event| {
        // The window itself is pressed only where nothing of it is: on the backdrop.
        if e.get("target.localName").as_deref() == Some("dialog") {
            shut();
        }
    };
    let thumbnail = |(index, picture): (usize, &Picture)| {
        let Picture { src, alt, thumbnail, width, height, .. } = picture.clone();
        let small = if thumbnail.is_empty() { src.clone() } else { thumbnail };
        let open = move |e: Event| {
            // With a key held the link is a link: a tab of its own, a download.
            if e.ctrl() || e.meta() || e.shift() || e.alt() {
                return;
            }
            e.prevent_default();
            at.set(index);
            window.call("showModal", &[]);
        };
        view! {
            <li><a href={src} on:click={open}><img src={small} alt={alt} width={width} height={height} loading="lazy"/></a></li>
        }
    };
    let thumbnails: Vec<_> = pictures.iter().enumerate().map(thumbnail).collect();
    let shown = derived(move || pictures.get(at.get()).cloned());
    view! {
        <div class="l9-lightbox">
            <ul class="l9-lightbox__list" aria-label={label.clone()}>{thumbnails}</ul>
            <dialog class="l9-lightbox__window" aria-label={label} node={window} on:click={outside} on:keydown={on_key}
                on:pointerdown={down} on:pointerup={up} on:close={move || at.set(count)}>
                <div class="l9-lightbox__bar">
                    <button type="button" aria-label={previous} on:click={back}>
                        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M15 5l-7 7 7 7"/></svg>
                    </button>
                    <p role="status">{move || text!((at.get() + 1).min(count), " / ", count)}</p>
                    <button type="button" aria-label={next} on:click={on}>
                        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M9 5l7 7-7 7"/></svg>
                    </button>
                    <button type="button" class="l9-lightbox__close" aria-label={close} on:click={shut}>"×"</button>
                </div>
                {if let Some(picture) = shown.get() {
                    <figure class="l9-lightbox__picture">
                        <img src={picture.src} alt={picture.alt} width={picture.width} height={picture.height} draggable="false"/>
                        <figcaption>{picture.caption}</figcaption>
                    </figure>
                }}
            </dialog>
        </div>
    }
}

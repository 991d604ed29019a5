//! Slides side by side, one of which is in view.

use layer9_islands::prelude::*;

/// Slides that are gone through by swiping, by two buttons, or by the arrow keys. They never move on their own.
///
/// The first slide goes into the slot `slide-1`, the second into `slide-2`, up to `slide-8`. It is a row that scrolls, so it
/// works without scripts, which only bring the buttons.
#[island(css = "carousel.css")]
pub fn Carousel(
    /// What the slides are about, for those who do not see them.
    label: String,
    /// How many slides there are.
    count: u32,
    /// What the button back is called.
    #[prop(default = "Previous slide")]
    previous: String,
    /// What the button on is called.
    #[prop(default = "Next slide")]
    next: String,
    slide_1: Slot,
    slide_2: Slot,
    slide_3: Slot,
    slide_4: Slot,
    slide_5: Slot,
    slide_6: Slot,
    slide_7: Slot,
    slide_8: Slot,
) -> impl View {
    let count = (count as usize).clamp(1, 8);
    let track = node_ref();
    let at = signal(0_usize);
    let measure = move |property: &str| {
        track.get(property);
        browser::number()
    };
    // From right to left the place is negative.
    let place = move || {
        let (x, width) = (measure("scrollLeft"), measure("clientWidth"));
        if width > 0.0 { ((if x < 0.0 { -x } else { x }) / width + 0.5) as usize } else { 0 }
    };
    let scrolled = move || {
        let now = place().min(count - 1);
        if now != at.peek() {
            at.set(now);
        }
    };
    let go = move |to: usize| {
        let x = measure("clientWidth") * to as f64;
        let x = if track.is_rtl() { -x } else { x };
        at.set(to);
        track.call("scrollTo", &[&text!(x), "0"]);
    };
    let back = move || go((at.peek() + count - 1) % count);
    let on = move || go((at.peek() + 1) % count);
    let turn = move |right: bool| if right != track.is_rtl() { on() } else { back() };
    let on_key = move |e: Event| {
        // What is in a slide has keys of its own.
        if e.get("target.dataset.track").is_none() {
            return;
        }
        match e.key().as_str() {
            "ArrowRight" => turn(true),
            "ArrowLeft" => turn(false),
            "Home" => go(0),
            "End" => go(count - 1),
            _ => return,
        }
        e.prevent_default();
    };
    let slots = [slide_1, slide_2, slide_3, slide_4, slide_5, slide_6, slide_7, slide_8];
    let slide = |(n, slot): (usize, Slot)| {
        view! {
            <div class="l9-carousel__slide" role="group" aria-roledescription="slide" aria-label={text!(n, " / ", count)}>{slot}</div>
        }
    };
    let slides: Vec<_> = (1..).zip(slots).take(count).map(slide).collect();
    view! {
        <div class="l9-carousel" role="group" aria-roledescription="carousel" aria-label={label.clone()}>
            <div class="l9-carousel__bar">
                <button type="button" aria-label={previous} on:click={back}>
                    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M15 5l-7 7 7 7"/></svg>
                </button>
                <p role="status">{move || text!(at.get() + 1, " / ", count)}</p>
                <button type="button" aria-label={next} on:click={on}>
                    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M9 5l7 7-7 7"/></svg>
                </button>
            </div>
            <div class="l9-carousel__track" role="region" tabindex="0" aria-label={label} data-track="" node={track}
                on:scroll={scrolled} on:keydown={on_key}>{slides}</div>
        </div>
    }
}

use layer9_islands::prelude::*;

/// Shows how large the window is, through web-sys. While the site is built nobody has a window, so the built page
/// says so, and the numbers come once the page is alive.
#[island]
pub fn WindowSize(
    /// What is shown until the size is known.
    #[prop(default = String::from("not known yet"))]
    unknown: String,
) -> impl View {
    let size = signal(unknown);
    let measure = move || {
        let Some(window) = web_sys::window() else { return };
        let side = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
            value.ok().and_then(|side| side.as_f64()).unwrap_or(0.0) as u32
        };
        size.set(text!(side(window.inner_width()), " × ", side(window.inner_height())));
    };
    effect(move || {
        measure();
        browser::listen("resize", measure);
    });
    view! { <p class="window-size">"This window: "<output>{size}</output></p> }
}

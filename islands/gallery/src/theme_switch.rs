//! Light, dark, or as the system has it.

use layer9_islands::prelude::*;

/// Where the choice is kept; the blocking script reads the same name.
const KEY: &str = "l9-theme";
const MODES: [&str; 3] = ["light", "system", "dark"];
const SYSTEM: usize = 1;

/// A switch between light, dark and what the system says.
///
/// The choice is kept on the visitor's device and stands as `data-theme="light"` or `"dark"` on `<html>`, which has no
/// such attribute for "system"; a small script sets it before the first paint. Open pages of the site follow each other.
#[island(css = "theme_switch.css", blocking_script = "theme_switch.js")]
pub fn ThemeSwitch(
    /// What is switched, for those who do not see it.
    #[prop(default = "Theme")]
    label: String,
    /// The name of the light theme.
    #[prop(default = "Light")]
    light: String,
    /// The name of the choice to follow the system.
    #[prop(default = "System")]
    system: String,
    /// The name of the dark theme.
    #[prop(default = "Dark")]
    dark: String,
) -> impl View {
    let name = text!(uid(), "-theme");
    let mode = signal(SYSTEM);
    let inputs = MODES.map(|_| node_ref());
    effect(move || {
        let read = move || {
            let stored = browser::call("localStorage.getItem", &[KEY]).unwrap_or_default();
            mode.set(MODES.iter().position(|mode| *mode == stored).unwrap_or(SYSTEM));
        };
        read();
        browser::listen("storage", read);
    });
    effect(move || {
        let at = mode.get();
        let Some((input, name)) = inputs.get(at).zip(MODES.get(at)) else { return };
        input.set("checked", "true");
        if at == SYSTEM {
            browser::call("document.documentElement.removeAttribute", &["data-theme"]);
        } else {
            browser::call("document.documentElement.setAttribute", &["data-theme", name]);
        }
    });
    let choose = move |at: usize| {
        mode.set(at);
        if at == SYSTEM {
            browser::call("localStorage.removeItem", &[KEY]);
        } else {
            browser::call("localStorage.setItem", &[KEY, MODES[at]]);
        }
    };
    let choice = |(at, label): (usize, String)| {
        view! {
            <label class="l9-theme__choice">
                <input type="radio" name={name.clone()} value={MODES[at]} checked={at == SYSTEM} node={inputs[at]}
                    on:change={move || choose(at)}/>
                <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor"
                    stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"><path d={ICONS[at]}/></svg>
                <span>{label}</span>
            </label>
        }
    };
    let choices: Vec<_> = [light, system, dark].into_iter().enumerate().map(choice).collect();
    view! {
        <fieldset class="l9-theme"><legend>{label}</legend>{choices}</fieldset>
    }
}

/// A sun, a screen, a moon.
const ICONS: [&str; 3] = [
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
    "M4 4h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1M8 20h8M12 16v4",
    "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5",
];

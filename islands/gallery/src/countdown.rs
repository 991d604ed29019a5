//! The time that is left until a date.

use layer9_islands::prelude::*;

/// Days, hours, minutes and seconds until a moment.
///
/// The page is built with the moment itself, which stays where no script runs: a built page does not know what time it is.
#[island(css = "countdown.css")]
pub fn Countdown(
    /// The moment: `2027-01-01T00:00:00Z`; of a day, its beginning in UTC.
    until: Date,
    /// The moment for people, shown until the countdown runs.
    label: String,
    /// What is shown when the moment has come.
    #[prop(default = "It is time.")]
    done: String,
    /// The words for the four numbers.
    #[prop(default = ["days", "hours", "minutes", "seconds"].map(ToOwned::to_owned).to_vec())]
    units: Vec<String>,
) -> impl View {
    // Seconds that are left; none before the browser says what time it is.
    let left = signal(None::<u32>);
    let end = until.seconds() as f64 * 1000.0;
    effect(move || {
        let tick = move || {
            browser::call("Date.now", &[]);
            let seconds = (end - browser::number()) / 1000.0;
            // What is over is nothing.
            left.set(Some(if seconds > 0.0 { seconds as u32 + 1 } else { 0 }));
        };
        tick();
        every(1000, tick);
    });
    let part = move |at: usize, unit: String| {
        let number = move || {
            let seconds = left.get().unwrap_or_default();
            match at {
                0 => seconds / 86_400,
                1 => seconds / 3_600 % 24,
                2 => seconds / 60 % 60,
                _ => seconds % 60,
            }
        };
        view! { <span class="l9-countdown__part"><b>{number}</b>" "<small>{unit}</small></span> }
    };
    let state = derived(move || left.get().map(|seconds| seconds > 0));
    view! {
        <div class="l9-countdown" role="timer" aria-label={label.clone()}>
            {match state.get() {
                None => { <time datetime={until}>{label.clone()}</time> }
                Some(false) => { <p class="l9-countdown__done">{done.clone()}</p> }
                Some(true) => {
                    <p class="l9-countdown__parts" aria-hidden="true">
                        {units.iter().take(4).cloned().enumerate().map(|(at, unit)| part(at, unit)).collect::<Vec<_>>()}
                    </p>
                }
            }}
        </div>
    }
}

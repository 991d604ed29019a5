//! Numbers as bars or lines.

use layer9_islands::prelude::*;

/// A row of numbers with a name.
#[derive(Prop, Clone, PartialEq)]
pub struct Series {
    /// What the numbers are of.
    name: String,
    /// One for each label.
    values: Vec<f64>,
}

/// How numbers are drawn.
#[derive(Prop, Clone, Copy, PartialEq)]
pub enum ChartKind {
    /// Bars side by side.
    Bar,
    /// Points joined by lines.
    Line,
}

/// The drawing, in its own units; it is as wide as the page lets it be.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 264.0;
/// Series have six colours; a seventh has the first again.
const COLOURS: usize = 6;

/// Bars or lines over labels, drawn at build time, with the numbers in a table below.
///
/// In the browser it says the numbers of a place that is pointed at or touched, or walked to with the arrow keys, and hides a series at
/// a press on its name. For those who do not see it, it is a slider over the labels.
#[island(css = "chart.css")]
pub fn Chart(
    /// What the numbers are.
    caption: String,
    /// What stands below the drawing, one for each place.
    labels: Vec<String>,
    /// The numbers.
    series: Vec<Series>,
    /// `bar` or `line`.
    #[prop(default = ChartKind::Bar)]
    kind: ChartKind,
    /// What stands behind each number, such as ` km`.
    #[prop(default)]
    unit: String,
    /// What opens the table of the numbers.
    #[prop(default = "Numbers")]
    table: String,
) -> impl View {
    let count = labels.len();
    let scale = Scale::over(&series);
    let ready = signal(false);
    effect(move || ready.set(true));
    // The place that is looked at; `count` for none.
    let at = signal(count);
    let hidden = signal(vec![false; series.len()]);
    let rtl = env::dir() == "rtl";
    let says = {
        let (labels, series, unit) = (labels.clone(), series.clone(), unit.clone());
        derived(move || {
            let at = at.get();
            let mut says = labels.get(at).cloned().unwrap_or_default();
            let mut between = ": ";
            for (n, series) in series.iter().enumerate() {
                let shown = hidden.with(|hidden| !hidden.get(n).is_some_and(|hidden| *hidden));
                if let Some(value) = series.values.get(at).filter(|_| shown) {
                    says = text!(says, between, series.name, " ", *value, unit);
                    between = ", ";
                }
            }
            says
        })
    };
    let on_key = move |e: Event| {
        let now = at.peek();
        let next = match e.key().as_str() {
            "ArrowRight" | "ArrowUp" | "ArrowLeft" | "ArrowDown" if now == count => 0,
            "ArrowRight" if rtl => now.saturating_sub(1),
            "ArrowLeft" if rtl => now + 1,
            "ArrowRight" | "ArrowUp" => now + 1,
            "ArrowLeft" | "ArrowDown" => now.saturating_sub(1),
            "Home" => 0,
            "End" => count,
            "Escape" => {
                at.set(count);
                return;
            }
            _ => return,
        };
        e.prevent_default();
        at.set(next.min(count.saturating_sub(1)));
    };
    // From right to left the drawing is the mirror image, its text is not.
    let side = move |x: f64| if rtl { WIDTH - x } else { x };
    let step = (WIDTH - LEFT - 8.0) / count.max(1) as f64;
    let start = move |n: usize| LEFT + step * n as f64;
    let lines: Vec<_> = (0..=scale.steps)
        .map(|n| {
            let value = scale.at(n);
            let y = scale.y(value);
            view! {
                <line x1={side(LEFT)} x2={side(WIDTH - 8.0)} y1={y} y2={y} class:l9-chart__zero={value == 0.0}/>
                <text x={side(LEFT - 8.0)} y={y + 4.0} text-anchor="end">{text!(value)}</text>
            }
        })
        .collect();
    let names: Vec<_> = labels
        .iter()
        .enumerate()
        .map(|(n, label)| {
            view! { <text x={side(start(n) + step / 2.0)} y={BOTTOM + 22.0} text-anchor="middle">{label.clone()}</text> }
        })
        .collect();
    let wide = step * 0.72 / series.len().max(1) as f64;
    let drawings: Vec<_> = series
        .iter()
        .enumerate()
        .map(|(s, series)| {
            let mut path = String::new();
            for (n, value) in series.values.iter().take(count).enumerate() {
                let (x, y) = (start(n) + step / 2.0, scale.y(*value));
                let piece = match kind {
                    ChartKind::Bar => {
                        let from = start(n) + step * 0.14 + wide * s as f64;
                        text!(
                            "M",
                            side(from),
                            " ",
                            scale.y(0.0),
                            "V",
                            y,
                            "H",
                            side(from + wide * 0.92),
                            "V",
                            scale.y(0.0),
                            "Z"
                        )
                    }
                    ChartKind::Line => text!(if n == 0 { "M" } else { "L" }, side(x), " ", y),
                };
                path = text!(path, piece);
            }
            let off = move || hidden.with(|hidden| hidden.get(s).is_some_and(|hidden| *hidden));
            let class = text!("l9-chart__series l9-chart__series--", s % COLOURS + 1);
            view! { <path class={class} d={path} data-off={off}/> }
        })
        .collect();
    let columns: Vec<_> = (0..count)
        .map(|n| {
            let x = if rtl { side(start(n) + step) } else { start(n) };
            let look = move || at.set(n);
            view! {
                <rect class="l9-chart__column" x={x} y={TOP} width={step} height={BOTTOM - TOP} data-at={move || at.get() == n}
                    on:pointerenter={look} on:click={look}/>
            }
        })
        .collect();
    let legend: Vec<_> = series
        .iter()
        .enumerate()
        .map(|(s, series)| {
            let on = move || hidden.with(|hidden| !hidden.get(s).is_some_and(|hidden| *hidden));
            let press = move || {
                hidden.update(|hidden| {
                    if let Some(hidden) = hidden.get_mut(s) {
                        *hidden = !*hidden;
                    }
                });
            };
            let class = text!("l9-chart__swatch l9-chart__series--", s % COLOURS + 1);
            view! {
                <li><button type="button" aria-pressed={on} on:click={press}><span class={class}></span>{series.name.clone()}</button></li>
            }
        })
        .collect();
    let heads: Vec<_> =
        series.iter().map(|series| view! { <th scope="col">{series.name.clone()}</th> }).collect();
    let rows: Vec<_> = labels
        .iter()
        .enumerate()
        .map(|(n, label)| {
            let cells: Vec<_> = series
                .iter()
                .map(|series| {
                    let value = series.values.get(n).map(|value| text!(*value, unit));
                    view! { <td>{value}</td> }
                })
                .collect();
            view! { <tr><th scope="row">{label.clone()}</th>{cells}</tr> }
        })
        .collect();
    let role = move || if ready.get() { "slider" } else { "img" };
    let number = move |n: usize| move || ready.get().then_some(n);
    view! {
        <figure class="l9-chart">
            <figcaption>{caption.clone()}</figcaption>
            <ul class="l9-chart__legend">{legend}</ul>
            <div class="l9-chart__plot" role={role} tabindex={move || ready.get().then_some("0")} aria-label={caption.clone()}
                aria-valuemin={number(1)} aria-valuemax={number(count)}
                aria-valuenow={move || ready.get().then(|| if at.get() < count { at.get() + 1 } else { 1 })}
                aria-valuetext={move || ready.get().then(|| says.get())} on:keydown={on_key}>
                <svg viewBox={text!("0 0 ", WIDTH, " ", HEIGHT)} aria-hidden="true">
                    <g class="l9-chart__axis">{lines}{names}</g>
                    <g class={match kind { ChartKind::Bar => "l9-chart__bars", ChartKind::Line => "l9-chart__lines" }}>{drawings}</g>
                    <g>{columns}</g>
                </svg>
            </div>
            <p class="l9-chart__says" aria-hidden="true">{says}</p>
            <details>
                <summary>{table}</summary>
                <div class="l9-chart__table" role="region" tabindex="0" aria-label={caption.clone()}>
                    <table>
                        <caption>{caption}</caption>
                        <thead><tr><td></td>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </figure>
    }
}

/// The numbers that an axis shows: `steps` steps, of which `below` are below zero.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    below: usize,
    step: f64,
    steps: usize,
}

impl Scale {
    /// One from zero over all numbers, in steps of 1, 2 or 5 times a power of ten, some five of them.
    fn over(series: &[Series]) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in series.iter().flat_map(|series| &series.values).filter(|value| value.is_finite()) {
            low = if *value < low { *value } else { low };
            high = if *value > high { *value } else { high };
        }
        // Numbers beyond this would take steps that cannot be counted.
        let width = (high - low).clamp(1e-9, 1e15);
        let mut step = 1e-9;
        let mut turn = 0;
        while step * 6.0 < width {
            step *= if turn % 3 == 1 { 2.5 } else { 2.0 };
            turn += 1;
        }
        let below = (-low / step) as usize;
        let below = below + usize::from((below as f64) * step < -low - step * 1e-6);
        let above = (high / step) as usize;
        let above = above + usize::from((above as f64) * step < high - step * 1e-6);
        Scale { below, step, steps: (below + above).max(1) }
    }

    /// The number of a step, zero itself being exact.
    fn at(self, step: usize) -> f64 {
        (step as f64 - self.below as f64) * self.step
    }

    /// Where a number is in the drawing.
    fn y(self, value: f64) -> f64 {
        BOTTOM - (value / self.step + self.below as f64) / self.steps as f64 * (BOTTOM - TOP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(values: &[f64]) -> (usize, usize, f64) {
        let scale = Scale::over(&[Series { name: String::new(), values: values.to_vec() }]);
        assert_eq!(scale.at(scale.below), 0.0);
        (scale.below, scale.steps, ((scale.step * 1e6 + 0.5) as i64) as f64 / 1e6)
    }

    #[test]
    fn axes_hold_all_numbers_in_round_steps() {
        assert_eq!(scale(&[3.0, 11.0]), (0, 6, 2.0));
        assert_eq!(scale(&[100.0]), (0, 5, 20.0));
        assert_eq!(scale(&[0.3]), (0, 6, 0.05));
        assert_eq!(scale(&[-4.0, 8.0]), (2, 6, 2.0));
        assert_eq!(scale(&[]).1, 1);
        assert!(scale(&[f64::NAN, f64::INFINITY]).1 == 1);
    }
}

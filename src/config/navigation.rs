//! `[navigation]`: what makes the way from page to page short.

use super::data::TableReader;

/// How pages lead to each other; nothing of it is on unless the configuration says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NavigationConfig {
    /// Which links ask for their page ahead of time.
    pub prefetch: Prefetch,
    /// Whether a page fades into the next where the browser can do that.
    pub view_transitions: bool,
    /// What browsers are told to do ahead of time by speculation rules.
    pub speculation: Speculation,
}

/// Which links a script asks for ahead of time, unless a link's `data-prefetch` says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prefetch {
    /// None, and there is no script.
    #[default]
    None,
    /// Those that say so themselves; pages without one have no script.
    Marked,
    /// Those that are pointed at, touched or focused.
    Hover,
    /// Those that can be seen.
    Visible,
}

/// What speculation rules ask for (<https://wicg.github.io/nav-speculation/speculation-rules.html>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speculation {
    /// There are no rules.
    #[default]
    None,
    /// Pages are loaded when their links are pointed at.
    Prefetch,
    /// They are rendered, too.
    Prerender,
}

impl NavigationConfig {
    pub(super) fn read(mut t: TableReader<'_>) -> Self {
        let prefetch = [
            ("none", Prefetch::None),
            ("marked", Prefetch::Marked),
            ("hover", Prefetch::Hover),
            ("visible", Prefetch::Visible),
        ];
        let speculation = [
            ("none", Speculation::None),
            ("prefetch", Speculation::Prefetch),
            ("prerender", Speculation::Prerender),
        ];
        let read = Self {
            prefetch: t.choice("prefetch", &prefetch).unwrap_or_default(),
            view_transitions: t.bool("view_transitions").unwrap_or(false),
            speculation: t.choice("speculation_rules", &speculation).unwrap_or_default(),
        };
        t.finish();
        read
    }
}

# The words of the theme. A site overrides any of them in its own i18n/.

strata-skip = Skip to content
strata-main = Main
strata-footer = Footer
strata-languages = Languages
strata-breadcrumbs = Breadcrumbs
strata-home = Home
strata-theme = Theme
    .light = Light
    .system = System
    .dark = Dark
strata-search = Search
    .placeholder = Search this site
    .close = Close
    .found = Pages found: #
    .nothing = No page has these words.
    .failed = The search could not be loaded. Try again.
strata-hero-drawing = Layers, one on top of the other

# Articles
strata-toc = On this page
strata-updated = updated { $date }
strata-reading-time = { $minutes } min read
strata-edit = Edit this page
strata-related = Related
strata-siblings = Before and after this page
strata-previous = Previous
strata-next = Next
strata-newer = Newer
strata-older = Older
strata-untranslated = This page is not translated yet. What follows is in:
strata-callout =
    .note = Note
    .tip = Tip
    .important = Important
    .warning = Warning
    .caution = Caution

# Lists
strata-all-of = All of { $title }
strata-all-pages = { $title }: all pages
strata-overview = Overview
strata-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
strata-pagination = Pages of this list
strata-page-of = Page { $page } of { $pages }
strata-archive-parts = Parts of this archive

strata-not-found = Nothing in this layer
    .title = Not found
    .lead = No page has this address. It may have moved, or the link to it has a mistake.
    .home = Go to the home page

# Components
strata-props = Props of { $component }
    .prop = prop
    .type = type
    .default = default
    .meaning = meaning
    .required = required
    .none = none
    .empty = It takes no props.
    .slots = Slots:
    .size = A page with this island and no other loads { $bytes } bytes of script and WebAssembly with brotli ({ $raw } uncompressed).
    .quiet = It ships no script.

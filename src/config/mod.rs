//! `layer9.toml` and `theme.toml`, read into types.
//!
//! Every key has a type and a default, unknown keys are refused with the nearest that exists, and all
//! mistakes of a file are reported together.

mod base_url;
mod budget;
pub mod data;
mod dates;
mod direction;
mod external_links;
mod formats;
mod hosting;
mod islands;
mod languages;
mod lists;
mod markdown;
mod menus;
mod navigation;
mod related;
mod relative_urls;
mod remote;
mod routes;
mod search;
mod seo;
mod site;
mod sitemap;
mod slugs;
mod taxonomy;
mod theme;

pub use base_url::BaseUrl;
pub use budget::{Budget, Limit};
pub use dates::{DateSource, DateSources, DatesConfig};
pub use direction::Direction;
pub use external_links::{ExternalLinks, HostOf, LinkPolicy};
pub use formats::OutputFormat;
pub use hosting::{HeadersConfig, REDIRECT_STATUSES, RedirectConfig};
pub use islands::IslandsConfig;
pub use languages::{Language, LanguageId, Languages};
pub use lists::ListConfig;
pub use markdown::{HeadingAnchors, MarkdownConfig, RawHtml};
pub use menus::{MenuConfig, MenuItemConfig, MenusConfig};
pub use navigation::{NavigationConfig, Prefetch, Speculation};
pub use related::RelatedConfig;
pub use relative_urls::RelativeUrls;
pub use remote::{RemoteConfig, RemoteSource};
pub use routes::RouteConfig;
pub use search::{SearchConfig, SearchWeights};
pub use seo::SeoConfig;
pub use site::{Config, FeedFormat, UnknownKeys};
pub use sitemap::{SitemapConfig, sitemap_keys};
pub use slugs::Slugs;
pub use taxonomy::TaxonomyConfig;
pub use theme::ThemeConfig;

use crate::diagnostics::Code;
use data::Codes;

/// The codes of configuration files.
const CODES: Codes = Codes {
    syntax: Code::ConfigSyntax,
    unknown_key: Code::ConfigUnknownKey,
    wrong_type: Code::ConfigType,
    value: Code::ConfigValue,
    limit: Code::ConfigSyntax,
};

//! `[seo]`: what search engines and social networks are told beside what pages say of themselves.

use super::data::TableReader;

/// What search engines and social networks are told of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeoConfig {
    /// The picture of pages that have none in `extra.image`: a path of the site or an address.
    pub image: Option<String>,
    /// The account of the site, such as `@layer9`, for Twitter cards.
    pub twitter_site: Option<String>,
    /// The type of pages with a date in JSON-LD (schema.org), such as `BlogPosting`.
    pub article_type: String,
}

impl SeoConfig {
    pub(super) fn read(mut t: TableReader<'_>) -> Self {
        let types = ["Article", "BlogPosting", "NewsArticle", "TechArticle"].map(|name| (name, name));
        let seo = Self {
            image: t.string("image"),
            twitter_site: t.string("twitter_site"),
            article_type: t.choice("article_type", &types).unwrap_or("Article").to_owned(),
        };
        t.finish();
        seo
    }
}

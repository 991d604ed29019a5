//! The corpus: posts of made-up words in sections, the same bytes for the same number of posts and seed.
//!
//! A post's title, address and date come from a stream of its own, so they can be had for any post at any time:
//! posts link to each other and nothing is kept, whether there are a thousand of them or a hundred thousand.

use crate::failure::{Context, Result};
use crate::random::Random;
use crate::snippet::{self, LANGUAGES, capitalised};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Raised with every change that changes a byte; it is part of the name of a corpus on disk.
pub(crate) const VERSION: u32 = 1;
const SYLLABLES: [&str; 40] = [
    "ba", "bel", "cor", "da", "dun", "el", "en", "fa", "fen", "gar", "gi", "hal", "ho", "il", "jas", "ken",
    "la", "lin", "lo", "mar", "me", "mon", "na", "nel", "or", "pa", "per", "qua", "ra", "rin", "sa", "sol",
    "ta", "ter", "ti", "ul", "va", "ven", "wil", "zo",
];
const VOCABULARY: usize = 4000;
const TAGS: usize = 50;
const CATEGORIES: usize = 10;
const IMAGES: usize = 20;
const IMAGE_BYTES: usize = 40_000;
/// Streams of the seed that no post has.
const WORDS: u64 = u64::MAX;
const PHOTOGRAPHS: u64 = u64::MAX - 1;
const TERMS: u64 = u64::MAX - 2;

/// A generator of posts.
#[derive(Debug)]
pub(crate) struct Corpus {
    seed: u64,
    posts: usize,
    sections: usize,
    /// From the most frequent to the rarest.
    words: Vec<String>,
    /// `cumulative[i]` is the share of the words up to and with `words[i]`; the last is 1.
    cumulative: Vec<f64>,
    /// Words that can name something in code.
    names: Vec<String>,
    tags: Vec<String>,
    categories: Vec<String>,
}

/// What a post is known by.
#[derive(Debug, PartialEq)]
pub(crate) struct Identity {
    pub(crate) title: String,
    /// The file's name without its extension; it ends in the post's number, which makes it unique.
    pub(crate) slug: String,
    pub(crate) section: usize,
    /// RFC 3339; every post has a minute of its own, so that no order by date has ties.
    pub(crate) date: String,
}

impl Corpus {
    /// A corpus of `posts` posts, in 10, 20 or 50 sections as there are up to 1,000, up to 10,000 or more.
    pub(crate) fn new(posts: usize, seed: u64) -> Self {
        let words = vocabulary(&mut Random::new(seed, WORDS));
        let mut cumulative = Vec::with_capacity(words.len());
        let mut sum = 0.0;
        for rank in 0..words.len() {
            // Zipf's law with the top flattened, as in prose.
            sum += 1.0 / (rank as f64 + 8.0);
            cumulative.push(sum);
        }
        cumulative.iter_mut().for_each(|share| *share /= sum);
        let names: Vec<String> = words.iter().filter(|w| w.len() > 3).cloned().collect();
        let random = &mut Random::new(seed, TERMS);
        let tags =
            (0..TAGS).map(|i| format!("{}-{}-{i}", random.choose(&words), random.choose(&words))).collect();
        let categories = (0..CATEGORIES).map(|i| format!("{}-{i}", random.choose(&words))).collect();
        let sections = match posts {
            0..=1000 => 10,
            1001..=10_000 => 20,
            _ => 50,
        };
        Self { seed, posts, sections, words, cumulative, names, tags, categories }
    }

    fn word(&self, random: &mut Random) -> &str {
        let at = random.unit();
        let rank = self.cumulative.partition_point(|share| *share <= at);
        &self.words[rank.min(self.words.len() - 1)]
    }

    fn phrase(&self, count: usize, random: &mut Random) -> String {
        let mut text = String::new();
        for _ in 0..count {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(self.word(random));
        }
        text
    }

    /// What post `number` is called, without making the post.
    pub(crate) fn identity(&self, number: usize) -> Identity {
        let random = &mut Random::new(self.seed, number as u64);
        let count = random.range(3, 8);
        let phrase = self.phrase(count, random);
        let slug: Vec<&str> = phrase.split(' ').take(5).collect();
        // Seventeen years from 2008-01-01, evenly.
        let minutes = number as i64 * (17 * 365 * 24 * 60) / self.posts.max(1) as i64;
        let date = jiff::Timestamp::from_second(1_199_145_600 + minutes * 60).unwrap_or_default();
        Identity {
            title: capitalised(&phrase),
            slug: format!("{}-{number:06}", slug.join("-")),
            section: random.below(self.sections),
            date: date.to_string(),
        }
    }

    fn sentence(&self, random: &mut Random, out: &mut String) {
        let count = random.range(6, 22);
        for i in 0..count {
            if i > 0 {
                out.push(' ');
            }
            let word = self.word(random);
            if i == 0 {
                out.push_str(&capitalised(word));
                continue;
            }
            // Writing to a String cannot fail.
            let _ = match random.below(1000) {
                0..10 => write!(out, "*{word}*"),
                10..20 => write!(out, "**{word}**"),
                20..35 => write!(out, "`{word}`"),
                35..45 => {
                    let other = self.identity(random.below(self.posts));
                    write!(out, "[{word} here](/sec-{:02}/{}/)", other.section, other.slug)
                }
                45..50 => write!(out, "[{word}](https://example.com/{word}?n={})", random.below(1000)),
                50..90 if i + 1 < count => write!(out, "{word},"),
                90..95 => write!(out, "{word} & more"),
                _ => write!(out, "{word}"),
            };
        }
        out.push_str([".", ".", ".", ".", "?", "!"][random.below(6)]);
    }

    fn sentences(&self, count: usize, between: &str, random: &mut Random) -> String {
        let mut text = String::new();
        for i in 0..count {
            if i > 0 {
                text.push_str(between);
            }
            self.sentence(random, &mut text);
        }
        text
    }

    fn paragraph(&self, random: &mut Random) -> String {
        let count = random.range(2, 7);
        self.sentences(count, " ", random)
    }

    fn table(&self, random: &mut Random) -> String {
        let columns = random.range(3, 4);
        let rows = random.range(4, 9);
        let mut text = String::new();
        for row in 0..rows {
            for _ in 0..columns {
                let count = random.range(1, 3);
                let _ = write!(text, "| {} ", self.phrase(count, random));
            }
            text.push('|');
            if row == 0 {
                text.push('\n');
                text.push_str(&"| --- ".repeat(columns));
                text.push('|');
            }
            if row + 1 < rows {
                text.push('\n');
            }
        }
        text
    }

    /// The Markdown of post `number`: 300 to 1,500 words, the first paragraph its summary, a heading for every
    /// fourth block, and in half of the posts two blocks of code.
    pub(crate) fn body(&self, number: usize) -> String {
        // Apart from the stream of the identity.
        let random = &mut Random::new(self.seed, (number as u64) | 1 << 40);
        let target = random.range(300, 1500);
        let mut code = if random.below(2) == 0 { 2 } else { 0 };
        let mut out = self.paragraph(random);
        let mut words = out.split(' ').count();
        out.push_str("\n\n<!--more-->\n");
        for block in 1.. {
            if words >= target {
                break;
            }
            let text = match random.below(100) {
                _ if block % 4 == 1 => {
                    let level = if block % 8 == 1 || random.below(5) < 2 { "##" } else { "###" };
                    let count = random.range(2, 6);
                    format!("{level} {}", capitalised(&self.phrase(count, random)))
                }
                0..70 => self.paragraph(random),
                70..80 => {
                    let count = random.range(3, 7);
                    format!("- {}", self.sentences(count, "\n- ", random))
                }
                80..86 => {
                    let count = random.range(3, 6);
                    // Every item is numbered 1: the parser counts.
                    format!("1. {}", self.sentences(count, "\n1. ", random))
                }
                86..90 => {
                    let count = random.range(1, 3);
                    format!("> {}", self.sentences(count, "\n> ", random))
                }
                90..94 => self.table(random),
                94..97 => {
                    format!("![{}](/img/photo-{:02}.jpg)", self.phrase(4, random), random.below(IMAGES))
                }
                _ => self.sentences(2, " ", random),
            };
            words += text.split_whitespace().count();
            out.push('\n');
            out.push_str(&text);
            out.push('\n');
            if code > 0 && block % 5 == 3 {
                code -= 1;
                self.code(random, &mut out);
            }
        }
        for _ in 0..code {
            self.code(random, &mut out);
        }
        out
    }

    fn code(&self, random: &mut Random, out: &mut String) {
        let language = random.below(LANGUAGES.len());
        let text = snippet::write(language, &self.names, random);
        let _ = write!(out, "\n```{}\n{text}```\n", LANGUAGES[language]);
    }

    /// A post as Zola's and Layer9's content: TOML front matter with `[taxonomies]`, and the body.
    pub(crate) fn post(&self, number: usize) -> String {
        let Identity { title, date, .. } = self.identity(number);
        let random = &mut Random::new(self.seed, (number as u64) | 1 << 41);
        let description = self.phrase(14, random);
        let first = random.below(TAGS);
        // Three that differ: steps of 1 to 16, at most 32 in all, never come around to the first again.
        let second = first + random.range(1, 16);
        let third = second + random.range(1, 16);
        let [a, b, c] = [first, second, third].map(|i| &self.tags[i % TAGS]);
        let category = random.choose(&self.categories);
        format!(
            "+++\ntitle = \"{title}\"\ndate = {date}\ndescription = \"{description}\"\n[taxonomies]\n\
             tags = [\"{a}\", \"{b}\", \"{c}\"]\ncategories = [\"{category}\"]\n+++\n{}",
            self.body(number)
        )
    }

    /// Writes `content/` and `static/` into `folder`, unless this very corpus already lies there. One that was not
    /// finished is written over: it has the same files.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let stamp = folder.join("corpus.json");
        let this = format!(
            "{{\"version\": {VERSION}, \"seed\": {}, \"posts\": {}, \"sections\": {}}}\n",
            self.seed, self.posts, self.sections
        );
        if fs::read_to_string(&stamp).is_ok_and(|text| text == this) {
            return Ok(());
        }
        let put = |path: String, bytes: &[u8]| {
            let path = folder.join(path);
            fs::write(&path, bytes).context(|| format!("cannot write {}", path.display()))
        };
        let make = |path: String| {
            let path = folder.join(path);
            fs::create_dir_all(&path).context(|| format!("cannot make {}", path.display()))
        };
        make("static/img".into())?;
        let photographs = &mut Random::new(self.seed, PHOTOGRAPHS);
        for i in 0..IMAGES {
            put(format!("static/img/photo-{i:02}.jpg"), &photographs.bytes(IMAGE_BYTES))?;
        }
        make("content".into())?;
        put("content/_index.md".into(), b"+++\ntitle = \"Home\"\nsort_by = \"date\"\n+++\n")?;
        for i in 0..self.sections {
            make(format!("content/sec-{i:02}"))?;
            let text = format!(
                "+++\ntitle = \"Section {i}\"\nsort_by = \"date\"\npaginate_by = 20\ntransparent = true\n\
                 generate_feeds = true\n+++\n"
            );
            put(format!("content/sec-{i:02}/_index.md"), text.as_bytes())?;
        }
        for number in 0..self.posts {
            let Identity { slug, section, .. } = self.identity(number);
            put(format!("content/sec-{section:02}/{slug}.md"), self.post(number).as_bytes())?;
        }
        // Last: a corpus that was not finished has no stamp.
        put("corpus.json".into(), this.as_bytes())
    }
}

/// Different words, the short ones first: they are the frequent ones, as in prose.
fn vocabulary(random: &mut Random) -> Vec<String> {
    let mut words = std::collections::BTreeSet::new();
    while words.len() < VOCABULARY {
        let syllables = *random.choose(&[1, 2, 2, 2, 3, 3, 3, 4]);
        let word: String = (0..syllables).map(|_| *random.choose(&SYLLABLES)).collect();
        if word.len() <= 13 {
            words.insert(word);
        }
    }
    let mut words: Vec<(usize, String)> = words
        .into_iter()
        // Four letters of luck: not every short word is more frequent than every longer one.
        .map(|word| (word.len() * 4 + random.below(16), word))
        .collect();
    words.sort();
    words.into_iter().map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let (one, two) = (Corpus::new(50, 1), Corpus::new(50, 1));
        // From the end as from the start: no post depends on those before it.
        let forwards: Vec<String> = (0..50).map(|i| one.post(i)).collect();
        let mut backwards: Vec<String> = (0..50).rev().map(|i| two.post(i)).collect();
        backwards.reverse();
        assert_eq!(forwards, backwards);
        assert_ne!(forwards[7], Corpus::new(50, 2).post(7));
    }

    /// The bytes themselves: whoever changes them raises `VERSION`.
    #[test]
    fn the_bytes_of_this_version() {
        let corpus = Corpus::new(1000, 1);
        // FNV-1a, 64 bits.
        let hash = (0..1000)
            .step_by(20)
            .flat_map(|i| corpus.post(i).into_bytes())
            .fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
            });
        assert_eq!((VERSION, hash), (1, 9_038_522_179_362_058_297));
    }

    #[test]
    fn posts_have_the_shape_that_is_promised() {
        let corpus = Corpus::new(400, 1);
        let (mut bytes, mut with_code, mut dates, mut slugs) = (0, 0, Vec::new(), Vec::new());
        for number in 0..400 {
            let post = corpus.post(number);
            let (matter, body) = post.strip_prefix("+++\n").unwrap().split_once("+++\n").unwrap();
            let identity = corpus.identity(number);
            assert!(matter.contains(&format!("date = {}\n", identity.date)), "{matter}");
            let tags = matter.lines().find(|l| l.starts_with("tags")).unwrap();
            let tags: std::collections::BTreeSet<&str> = tags.split('"').skip(1).step_by(2).collect();
            assert_eq!(tags.len(), 3);
            assert_eq!(body.matches("<!--more-->").count(), 1);
            let words = body.split_whitespace().count();
            assert!((250..1900).contains(&words), "{words} words");
            let fences = body.lines().filter(|l| l.starts_with("```")).count();
            assert!(fences == 0 || fences == 4, "{fences}");
            with_code += usize::from(fences > 0);
            bytes += body.len();
            dates.push(identity.date);
            slugs.push(identity.slug);
        }
        assert!((5500..7500).contains(&(bytes / 400)), "{} bytes a post", bytes / 400);
        assert!((150..250).contains(&with_code), "{with_code} posts with code");
        assert!(dates.windows(2).all(|pair| pair[0] < pair[1]));
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), 400);
    }

    #[test]
    fn links_lead_to_posts_that_exist() {
        let corpus = Corpus::new(60, 3);
        let all: Vec<String> = (0..60)
            .map(|i| corpus.identity(i))
            .map(|i| format!("/sec-{:02}/{}/", i.section, i.slug))
            .collect();
        let text: String = (0..60).map(|i| corpus.body(i)).collect();
        let links: Vec<&str> = text.split("](/sec-").skip(1).filter_map(|s| s.split(')').next()).collect();
        assert!(links.len() > 100, "{}", links.len());
        assert!(links.iter().all(|link| all.contains(&format!("/sec-{link}"))), "{links:?}");
    }
}

//! The command line as it is written.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A static-site generator with islands.
#[derive(Debug, Parser)]
#[command(name = "layer9", version, about, max_term_width = 100)]
pub struct Args {
    /// The site's folder
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    pub(super) root: PathBuf,
    /// How messages are written to stderr
    #[arg(long, global = true, default_value = "human", value_name = "FORMAT")]
    pub(super) message_format: MessageFormat,
    /// When messages have colours
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Colour,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// Text with snippets
    Human,
    /// One JSON object a line
    Json,
}

/// When messages have colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the site into its output folder
    Build(BuildArgs),
    /// Serve the site while you work on it; a change shows in the open page
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Serve the built output folder as a production host would
    #[cfg(feature = "serve")]
    Preview(PreviewArgs),
    /// Make a new site
    New(NewArgs),
    /// Make a site of one of another generator
    #[command(subcommand)]
    Import(ImportFrom),
    /// Check the site without publishing it, also against the addresses of an older one
    Check(CheckArgs),
    /// List what the site renders to
    List(ListArgs),
    /// Print the next date at which a build would publish other pages
    NextChange(NextChangeArgs),
    /// Print what each language lacks, and which translations are older than their originals
    Translations(TranslationsArgs),
    /// Show or change what the lock file says of data from other servers
    #[command(subcommand)]
    Data(DataCommand),
    /// Print the schemas of sections as JSON Schema, for editors
    Schema(SchemaArgs),
    /// Say what a published file was made of, and whether the next build makes it again
    Why(WhyArgs),
    /// Say which outputs an edit of a file would change
    Impact(ImpactArgs),
    /// Show what each island ships to the browser
    Sizes(SizesArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
}

/// An amount of memory in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Memory(pub(super) u64);

impl std::str::FromStr for Memory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is no amount of memory: write it like 512M or 2G");
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let shift = match text.get(digits.len()..).unwrap_or("").to_ascii_lowercase().as_str() {
            "k" | "kb" | "kib" => 10,
            "m" | "mb" | "mib" => 20,
            "g" | "gb" | "gib" => 30,
            _ => return Err(wrong()),
        };
        let number: u64 = digits.parse().map_err(|_| wrong())?;
        number.checked_mul(1 << shift).filter(|bytes| *bytes > 0).map(Self).ok_or_else(wrong)
    }
}

/// What is published beside what is due, and the moment that decides it.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct PublishArgs {
    /// Drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// Pages whose `publish_date` is yet to come, too
    #[arg(long)]
    pub(super) future: bool,
    /// Pages whose `expiry_date` is past, too
    #[arg(long)]
    pub(super) expired: bool,
    /// The moment that counts as now, such as 2026-12-24 or 2026-12-24T18:00:00Z
    #[arg(long, value_name = "DATE", value_parser = moment)]
    pub(super) at: Option<jiff::Timestamp>,
    /// Ask no other server: data that is not in the cache is an error
    #[arg(long)]
    pub(super) offline: bool,
}

/// What can be done with data from other servers.
#[derive(Debug, Subcommand)]
pub(super) enum DataCommand {
    /// Ask the servers again, and take what they answer now
    Update {
        /// Only these addresses
        #[arg(value_name = "URL")]
        urls: Vec<String>,
    },
    /// Print the addresses with the SHA-256 of what they gave
    List,
    /// Take addresses out of the lock file
    Forget {
        /// The addresses
        #[arg(value_name = "URL", required = true)]
        urls: Vec<String>,
    },
}

impl PublishArgs {
    /// Options for the site in a folder.
    pub(super) fn of(&self, root: &std::path::Path) -> crate::pipeline::LoadOptions {
        crate::pipeline::LoadOptions {
            root: root.to_path_buf(),
            drafts: self.drafts,
            future: self.future,
            expired: self.expired,
            at: self.at,
            offline: self.offline,
            ..crate::pipeline::LoadOptions::default()
        }
    }
}

fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    let date = crate::content::date::Date::moment(text);
    date.map(|date| date.timestamp())
        .ok_or_else(|| "write it like 2026-12-24 or 2026-12-24T18:00:00Z".to_owned())
}

#[derive(Debug, ClapArgs)]
pub(super) struct BuildArgs {
    /// The output folder, instead of the configuration's
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// The address to build for, instead of the configuration's
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    #[command(flatten)]
    pub(super) publish: PublishArgs,
    /// Replace an output folder that Layer9 did not make
    #[arg(long)]
    pub(super) force: bool,
    /// Keep less in memory where the site would take more than this, such as `512M` or `2G`; it takes more time
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<Memory>,
    /// Build everything again, whatever earlier builds left
    #[arg(long)]
    pub(super) clean: bool,
    /// Build clean beside it, and compare every byte
    #[arg(long)]
    pub(super) verify: bool,
    /// Write what every page ships to this file as JSON, and a page with treemaps beside it
    #[arg(long, value_name = "FILE.json")]
    pub(super) ledger: Option<PathBuf>,
    /// Write what each stage cost to this file as JSON, and a chart beside it as SVG
    #[arg(long, value_name = "FILE.json")]
    pub(super) timings: Option<PathBuf>,
}

#[cfg(feature = "serve")]
#[derive(Debug, ClapArgs)]
pub(super) struct ServeArgs {
    /// The port; the next free one if it is taken
    #[arg(long, short, value_name = "PORT")]
    pub(super) port: Option<u16>,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub(super) host: std::net::IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    #[command(flatten)]
    pub(super) publish: PublishArgs,
    /// Another name that the server answers to, such as a tunnel's; may be given several times
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub(super) allow_host: Vec<String>,
    /// Look at the files twice a second instead of having the system report changes, which network file systems do not
    #[arg(long)]
    pub(super) poll: bool,
}

#[cfg(feature = "serve")]
#[derive(Debug, ClapArgs)]
pub(super) struct PreviewArgs {
    /// The port; the next free one if it is taken
    #[arg(long, short, default_value_t = 4000, value_name = "PORT")]
    pub(super) port: u16,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub(super) host: std::net::IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Another name that the server answers to, such as a tunnel's; may be given several times
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub(super) allow_host: Vec<String>,
}

/// A name as it stands in a Host header, without a port: whatever else is given would never match.
#[cfg(feature = "serve")]
fn host_name(text: &str) -> Result<String, String> {
    let name = text.strip_suffix('.').unwrap_or(text);
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let address = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    if address || (name.chars().all(known) && name.split('.').all(|part| !part.is_empty())) {
        return Ok(name.to_owned());
    }
    Err("give a host name alone, such as `site.example`, without `https://`, port or path".to_owned())
}

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct NewArgs {
    /// A page, in place of a site
    #[command(subcommand)]
    pub(super) what: Option<NewWhat>,
    /// The folder to make
    #[arg(required = true)]
    pub(super) dir: Option<PathBuf>,
    /// The theme of the new site
    #[arg(long, default_value = "strata", value_name = "NAME")]
    pub(super) theme: String,
    /// Add a crate for islands of the site's own
    #[arg(long)]
    pub(super) islands: bool,
}

/// The generators that sites are imported from.
#[derive(Debug, Subcommand)]
pub(super) enum ImportFrom {
    /// A Zola site: configuration, content, templates
    Zola(ImportArgs),
    /// A Hugo site: configuration and content; its templates give way to plain ones
    Hugo(ImportArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct ImportArgs {
    /// The folder of the old site, which is only read
    pub(super) dir: PathBuf,
    /// The folder to make; without it, the old one's name with `-layer9` behind it, in the current folder
    #[arg(long, value_name = "NEW")]
    pub(super) to: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    /// The addresses that have to be there: a sitemap, an output folder, or a list of addresses
    #[arg(long, value_name = "OLD")]
    pub(super) against: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) publish: PublishArgs,
}

/// What can be made in a site.
#[derive(Debug, Subcommand)]
pub(super) enum NewWhat {
    /// Make a page from an archetype, or with what the schema of its section requires
    Page(NewPageArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct NewPageArgs {
    /// The page, by its path below `content/`
    #[arg(value_name = "PATH")]
    pub(super) path: String,
    /// The archetype, by its name below `archetypes/`, instead of that of the section
    #[arg(long, value_name = "NAME")]
    pub(super) archetype: Option<String>,
    /// Its title, instead of one made of its name
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct WhyArgs {
    /// The file, by its path below the output folder or its address
    #[arg(value_name = "PATH")]
    pub(super) path: String,
    /// The output folder, instead of the configuration's
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) publish: PublishArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ImpactArgs {
    /// The file, by its path below the site
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The output folder, instead of the configuration's
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) publish: PublishArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) publish: PublishArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct NextChangeArgs {
    #[command(flatten)]
    pub(super) publish: PublishArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct TranslationsArgs {
    /// One language alone
    #[arg(long, value_name = "TAG")]
    pub(super) lang: Option<String>,
    /// What is missing alone, which needs no history
    #[arg(long, conflicts_with = "stale")]
    pub(super) missing: bool,
    /// What is stale alone
    #[arg(long)]
    pub(super) stale: bool,
    /// Exit with 1 where something is missing or stale
    #[arg(long)]
    pub(super) check: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) publish: PublishArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SchemaArgs {
    /// The section's folder below `content/`; without it, every section that declares a schema
    #[arg(value_name = "SECTION")]
    pub(super) section: Option<String>,
    /// Write each schema to a file of this folder instead of stdout
    #[arg(long, short, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct SizesArgs {
    /// Only these islands, and all of them on one page
    pub(super) islands: Vec<String>,
    /// The trigger it is started by
    #[arg(long, default_value = "load", value_name = "TRIGGER")]
    pub(super) client: String,
    /// The media query of `--client media`
    #[arg(long, value_name = "QUERY")]
    pub(super) media: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

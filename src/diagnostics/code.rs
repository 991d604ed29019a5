//! The stable codes. A code never changes its meaning and is never used again for another.
//!
//! Numbers are grouped by layer: 01 config, 02 source, 03 content, 04 components, 05 site, 06 assets,
//! 07 islands, 08 render, 09 publish, 10 server and commands, 11 import and comparison.

macro_rules! codes {
    ($($(#[$group:meta])* $name:ident = $code:literal, $title:literal;)*) => {
        /// A stable diagnostic code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $code, "`: ", $title)] $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as printed, such as `L9-0101`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// What the code stands for, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }
        }
    };
}

codes! {
    ConfigSyntax = "L9-0101", "layer9.toml or theme.toml is not valid TOML";
    ConfigUnknownKey = "L9-0102", "unknown configuration key";
    ConfigType = "L9-0103", "configuration value of the wrong type";
    ConfigValue = "L9-0104", "configuration value that cannot be used";
    ConfigMissing = "L9-0105", "no layer9.toml, or a required key is missing";

    DataSyntax = "L9-0106", "data file that cannot be read as its format";
    DataFormat = "L9-0107", "data file of a format that is not known";
    DataName = "L9-0108", "two data files of one name";

    SourceRead = "L9-0201", "file or folder cannot be read";
    SourceUtf8 = "L9-0202", "text file is not valid UTF-8";
    SourceSymlink = "L9-0203", "symbolic link leaves the site";
    SourceTooLarge = "L9-0204", "file is larger than the limit";
    SourceName = "L9-0205", "file name is not valid Unicode";
    SourceGit = "L9-0206", "history of git that cannot be read, or not all of it";
    SourceRemote = "L9-0207", "remote data that cannot be had";
    SourceLock = "L9-0208", "lock file that cannot be used, or remote data that is not what it says";

    FrontMatterSyntax = "L9-0301", "front matter cannot be parsed";
    FrontMatterUnknownKey = "L9-0302", "unknown front matter key";
    FrontMatterType = "L9-0303", "front matter value of the wrong type";
    FrontMatterValue = "L9-0304", "front matter value that cannot be used";
    FrontMatterLimit = "L9-0305", "front matter over its size or nesting limit";
    FrontMatterUnclosed = "L9-0306", "front matter without a closing line";
    ContentRawHtml = "L9-0311", "raw HTML in content";
    ContentUnsafeUrl = "L9-0312", "link with a scheme that can run code";
    ContentLink = "L9-0313", "link to a page, file or heading that does not exist";
    ContentLimit = "L9-0314", "content over a size limit";
    ContentDuplicateId = "L9-0315", "the same heading id twice";
    ContentFootnote = "L9-0316", "footnote reference without a definition";
    ContentMath = "L9-0317", "formula that cannot be read";
    ContentCodeOption = "L9-0318", "code block option that cannot be used";

    CascadeKey = "L9-0319", "key that cannot be cascaded";
    SchemaDeclaration = "L9-0320", "schema that cannot be used";
    SchemaMissing = "L9-0321", "front matter lacks a key that its schema demands";
    SchemaType = "L9-0322", "front matter value of another type than its schema says";
    SchemaValue = "L9-0323", "front matter value that its schema refuses";
    SchemaUnknownKey = "L9-0324", "front matter key that its schema does not have";

    ContentInclude = "L9-0330", "file that cannot be included";
    MessageSyntax = "L9-0331", "file of messages that cannot be parsed";
    MessageDuplicate = "L9-0332", "two messages of one name";
    MessageReference = "L9-0333", "part of a message that does not exist";
    MessageMissing = "L9-0334", "message that no language has";
    MessageFile = "L9-0335", "file of messages that has no place in i18n/";

    HighlightFile = "L9-0345", "grammar or theme of code that cannot be read";

    ComponentUnknown = "L9-0401", "unknown component";
    ComponentUnknownProp = "L9-0402", "unknown prop";
    ComponentMissingProp = "L9-0403", "required prop is missing";
    ComponentPropType = "L9-0404", "prop of the wrong type";
    ComponentSyntax = "L9-0405", "component call that cannot be parsed";
    ComponentUnclosed = "L9-0406", "component call that is never closed";
    ComponentDuplicate = "L9-0407", "two components of one name";
    ComponentSlot = "L9-0408", "slot that the component does not have";
    ComponentClient = "L9-0409", "client directive that cannot be used";
    ComponentDepth = "L9-0410", "components nested too deeply";
    ComponentValueSlot = "L9-0411", "slot that takes a value, which only Rust can fill";

    SiteDuplicatePath = "L9-0501", "two sources for one output path";
    SiteUnknownTaxonomy = "L9-0502", "unknown taxonomy";
    SiteSortKey = "L9-0503", "page lacks the key its section sorts by";
    SitePermalink = "L9-0504", "path or slug that cannot be used";
    SiteAlias = "L9-0505", "alias that cannot be used";
    SiteReference = "L9-0506", "reference to a page that does not exist";
    PagesFromData = "L9-0507", "data that cannot become pages";
    SiteMenu = "L9-0508", "menu item that leads nowhere";
    SiteRoute = "L9-0509", "route that cannot be laid out";
    SiteLanguage = "L9-0510", "source whose language or translation is in doubt";
    SiteList = "L9-0540", "list that cannot be laid out";

    AssetCss = "L9-0601", "style sheet cannot be parsed or bundled";
    AssetMissing = "L9-0602", "asset does not exist";
    AssetImport = "L9-0603", "import that cannot be resolved";

    IslandCompile = "L9-0701", "islands crate does not compile";
    IslandToolchain = "L9-0702", "Rust toolchain or WASM target is missing";
    IslandLink = "L9-0703", "islands crate does not link";
    IslandManifest = "L9-0704", "island manifest cannot be read";
    IslandTrap = "L9-0705", "component panicked while it was rendered";
    IslandFuel = "L9-0706", "component ran too long while it was rendered";
    IslandBrowserApi = "L9-0707", "browser API called while the page was built";
    IslandAbi = "L9-0708", "islands crate was built for another version";
    IslandBindgen = "L9-0709", "wasm-bindgen version differs from the tool's";

    TemplateSyntax = "L9-0801", "template cannot be parsed";
    TemplateRender = "L9-0802", "template failed while it was rendered";
    TemplateMissing = "L9-0803", "template does not exist";
    TemplateLimit = "L9-0804", "template output over its limit";
    TemplateFunction = "L9-0805", "template function called with wrong arguments";
    ThemeMissing = "L9-0806", "theme does not exist";

    PublishPath = "L9-0901", "output path that cannot be written";
    PublishCollision = "L9-0902", "two sources for one output file";
    PublishWrite = "L9-0903", "output cannot be written";
    PublishLocked = "L9-0904", "another build holds the output folder";
    PublishForeign = "L9-0905", "output folder was not made by Layer9";
    PublishVerify = "L9-0906", "output differs from a clean build";
    PublishBudget = "L9-0907", "page or island over its budget";

    ServePort = "L9-1001", "no free port";
    ServeWatch = "L9-1002", "files cannot be watched";
    CommandUsage = "L9-1003", "command cannot do this here";

    ImportSource = "L9-1101", "folder without a site to import";
    ImportTarget = "L9-1102", "folder that an import cannot write to";
    AgainstRead = "L9-1103", "addresses to compare with cannot be read";
    AgainstMissing = "L9-1104", "address of the old site that the new one does not serve";
}

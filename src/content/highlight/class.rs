//! The classes that highlighted code has, and which scopes of a TextMate grammar have which.
//!
//! Grammars know thousands of scopes, most of which no theme tells apart. Code is written with about thirty
//! classes instead: pages stay small, and a site can style code by names that mean something in every language.

/// What a piece of code is, as far as it is styled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Annotation,
    Attribute,
    Builtin,
    Changed,
    Comment,
    Constant,
    Deleted,
    Emphasis,
    Escape,
    Function,
    Heading,
    Inserted,
    Invalid,
    Keyword,
    Label,
    Link,
    Meta,
    Namespace,
    Number,
    Operator,
    Parameter,
    Property,
    Punctuation,
    Quote,
    Raw,
    Regexp,
    String,
    Strong,
    Tag,
    Type,
    Variable,
}

impl Class {
    /// Every class with its name, and the scopes that a theme is asked for: the first that it styles counts.
    pub(super) const ALL: [(Self, &'static str, &'static [&'static str]); 31] = [
        (
            Self::Annotation,
            "annotation",
            &["storage.type.annotation", "meta.annotation", "entity.name.function.decorator"],
        ),
        (Self::Attribute, "attribute", &["entity.other.attribute-name"]),
        (Self::Builtin, "builtin", &["variable.language", "constant.language"]),
        (Self::Changed, "changed", &["markup.changed"]),
        (Self::Comment, "comment", &["comment.line", "comment"]),
        (Self::Constant, "constant", &["constant.language", "constant"]),
        (Self::Deleted, "deleted", &["markup.deleted"]),
        (Self::Emphasis, "emphasis", &["markup.italic"]),
        (Self::Escape, "escape", &["constant.character.escape"]),
        (Self::Function, "function", &["entity.name.function"]),
        (Self::Heading, "heading", &["markup.heading", "entity.name.section"]),
        (Self::Inserted, "inserted", &["markup.inserted"]),
        (Self::Invalid, "invalid", &["invalid.illegal"]),
        (Self::Keyword, "keyword", &["keyword.control", "keyword"]),
        (Self::Label, "label", &["entity.name.label", "storage.modifier"]),
        (Self::Link, "link", &["markup.underline.link", "string.other.link"]),
        (Self::Meta, "meta", &["meta.diff.header", "meta.diff", "meta.preprocessor", "comment"]),
        (Self::Namespace, "namespace", &["entity.name.namespace", "entity.name.type"]),
        (Self::Number, "number", &["constant.numeric"]),
        (Self::Operator, "operator", &["keyword.operator"]),
        (Self::Parameter, "parameter", &["variable.parameter"]),
        (
            Self::Property,
            "property",
            &["support.type.property-name", "variable.other.member", "entity.name.tag.yaml"],
        ),
        (Self::Punctuation, "punctuation", &["punctuation.definition.tag", "punctuation"]),
        (Self::Quote, "quote", &["markup.quote", "comment"]),
        (Self::Raw, "raw", &["markup.raw", "string"]),
        (Self::Regexp, "regexp", &["string.regexp"]),
        (Self::String, "string", &["string.quoted", "string"]),
        (Self::Strong, "strong", &["markup.bold"]),
        (Self::Tag, "tag", &["entity.name.tag"]),
        (Self::Type, "type", &["entity.name.type", "storage.type", "support.type"]),
        (Self::Variable, "variable", &["variable.other", "variable"]),
    ];

    /// The name without its prefix.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.get(self as usize).map_or("", |(_, name, _)| name)
    }

    /// The class of a stack of scopes, the outermost first; `None` for plain text.
    pub(super) fn of(scopes: &[&str]) -> Option<Self> {
        for scope in scopes.iter().rev() {
            match verdict(scope) {
                Some(Is(class)) => return Some(class),
                Some(Plain) => return None,
                None => {}
            }
        }
        None
    }
}

/// What one scope says of the code inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Is(Class),
    /// Plain text, whatever stands around it: code within a string, for one.
    Plain,
}

/// The verdict of the longest prefix of a scope that has one. A scope without one leaves it to what is around.
fn verdict(scope: &str) -> Option<Verdict> {
    // Names of variables say nothing where every name is one; in these languages a sigil sets them apart.
    if scope.starts_with("variable.other") && !scope.starts_with("variable.other.enummember") {
        let language = scope.rsplit('.').next().unwrap_or("");
        if matches!(language, "shell" | "php" | "perl" | "powershell" | "makefile" | "scss" | "less" | "fish")
        {
            return Some(Is(Class::Variable));
        }
    }
    // Parts of regular expressions would otherwise be operators and constants of the language around.
    if scope.ends_with(".regexp") && !scope.starts_with("source") {
        return Some(Is(Class::Regexp));
    }
    let mut prefix = scope;
    loop {
        if let Ok(at) = SCOPES.binary_search_by(|(known, _)| (*known).cmp(prefix)) {
            return SCOPES.get(at).map(|(_, verdict)| *verdict);
        }
        prefix = &prefix[..prefix.rfind('.')?];
    }
}

use Class as C;
use Verdict::{Is, Plain};

/// Scopes by prefix, in the order of their bytes. The names are TextMate's conventions
/// (<https://macromates.com/manual/en/language_grammars#naming_conventions>), with what grammars made of them.
pub(super) const SCOPES: &[(&str, Verdict)] = &[
    ("comment", Is(C::Comment)),
    ("constant", Is(C::Constant)),
    ("constant.character.entity", Is(C::Escape)),
    ("constant.character.escape", Is(C::Escape)),
    ("constant.character.format", Is(C::Escape)),
    ("constant.numeric", Is(C::Number)),
    ("constant.other.color", Is(C::Number)),
    ("constant.other.database-name", Plain),
    ("constant.other.date", Is(C::Number)),
    ("constant.other.option", Is(C::Parameter)),
    ("constant.other.placeholder", Is(C::Escape)),
    ("constant.other.reference.link", Is(C::Link)),
    ("constant.other.table-name", Plain),
    ("entity.name", Is(C::Type)),
    ("entity.name.command", Is(C::Function)),
    ("entity.name.constant", Is(C::Constant)),
    ("entity.name.function", Is(C::Function)),
    ("entity.name.function.decorator", Is(C::Annotation)),
    ("entity.name.function.preprocessor", Is(C::Constant)),
    ("entity.name.label", Is(C::Label)),
    ("entity.name.lifetime", Is(C::Label)),
    ("entity.name.module", Is(C::Namespace)),
    ("entity.name.namespace", Is(C::Namespace)),
    ("entity.name.package", Is(C::Namespace)),
    ("entity.name.scope-resolution", Is(C::Namespace)),
    ("entity.name.section", Is(C::Heading)),
    ("entity.name.selector", Is(C::Tag)),
    ("entity.name.tag", Is(C::Tag)),
    ("entity.name.tag.yaml", Is(C::Property)),
    ("entity.name.type.lifetime", Is(C::Label)),
    ("entity.name.type.module", Is(C::Namespace)),
    ("entity.name.type.namespace", Is(C::Namespace)),
    ("entity.name.type.package", Is(C::Namespace)),
    ("entity.name.variable", Plain),
    ("entity.name.variable.parameter", Is(C::Parameter)),
    ("entity.name.variable.property", Is(C::Property)),
    ("entity.other.attribute-name", Is(C::Attribute)),
    ("entity.other.inherited-class", Is(C::Type)),
    ("fenced_code.block.language", Is(C::Type)),
    ("heading", Is(C::Heading)),
    ("invalid", Is(C::Invalid)),
    ("keyword", Is(C::Keyword)),
    ("keyword.operator", Is(C::Operator)),
    ("keyword.operator.alphabetic", Is(C::Keyword)),
    ("keyword.operator.delete", Is(C::Keyword)),
    ("keyword.operator.expression", Is(C::Keyword)),
    ("keyword.operator.logical.python", Is(C::Keyword)),
    ("keyword.operator.new", Is(C::Keyword)),
    ("keyword.operator.sizeof", Is(C::Keyword)),
    ("keyword.operator.word", Is(C::Keyword)),
    ("keyword.other.definition.ini", Is(C::Property)),
    ("keyword.other.type", Is(C::Type)),
    ("keyword.other.unit", Is(C::Number)),
    ("keyword.type", Is(C::Type)),
    ("keyword.type.go", Is(C::Keyword)),
    ("markup.bold", Is(C::Strong)),
    ("markup.changed", Is(C::Changed)),
    ("markup.deleted", Is(C::Deleted)),
    ("markup.fenced_code", Plain),
    ("markup.heading", Is(C::Heading)),
    ("markup.inline.raw", Is(C::Raw)),
    ("markup.inserted", Is(C::Inserted)),
    ("markup.italic", Is(C::Emphasis)),
    ("markup.quote", Is(C::Quote)),
    ("markup.raw", Is(C::Raw)),
    ("markup.underline.link", Is(C::Link)),
    ("meta.annotation", Is(C::Annotation)),
    ("meta.attribute.rust", Is(C::Annotation)),
    ("meta.diff.header", Is(C::Meta)),
    ("meta.diff.range", Is(C::Meta)),
    ("meta.embedded", Plain),
    ("meta.interpolation", Plain),
    ("meta.interpolation.rust", Is(C::Escape)),
    ("meta.object-literal.key", Is(C::Property)),
    ("meta.parameter-expansion", Plain),
    ("meta.scope.subshell", Plain),
    ("meta.template.expression", Plain),
    ("punctuation.bracket", Plain),
    ("punctuation.brackets", Plain),
    ("punctuation.decorator", Is(C::Annotation)),
    ("punctuation.definition.annotation", Is(C::Annotation)),
    ("punctuation.definition.attribute", Is(C::Annotation)),
    ("punctuation.definition.decorator", Is(C::Annotation)),
    ("punctuation.definition.interpolation", Is(C::Escape)),
    ("punctuation.definition.lifetime", Is(C::Label)),
    ("punctuation.definition.list", Is(C::Operator)),
    ("punctuation.definition.subshell", Is(C::Escape)),
    ("punctuation.definition.tag", Is(C::Punctuation)),
    ("punctuation.definition.template-expression", Is(C::Escape)),
    ("punctuation.definition.variable", Is(C::Variable)),
    ("punctuation.section.embedded", Is(C::Escape)),
    ("punctuation.separator.prompt", Is(C::Meta)),
    ("source", Plain),
    // The grammar of HTML marks brackets of tags so that editors leave them alone; they are still brackets.
    ("source.css-ignored-vscode", Is(C::Punctuation)),
    ("source.js-ignored-vscode", Is(C::Punctuation)),
    ("storage", Is(C::Keyword)),
    ("storage.modifier.import", Is(C::Namespace)),
    ("storage.modifier.lifetime", Is(C::Label)),
    ("storage.modifier.package", Is(C::Namespace)),
    ("storage.type.annotation", Is(C::Annotation)),
    ("storage.type.boolean", Is(C::Type)),
    ("storage.type.built-in", Is(C::Type)),
    ("storage.type.byte", Is(C::Type)),
    ("storage.type.error", Is(C::Type)),
    ("storage.type.format", Is(C::Escape)),
    ("storage.type.generic", Is(C::Type)),
    ("storage.type.haskell", Is(C::Type)),
    ("storage.type.java", Is(C::Type)),
    ("storage.type.numeric", Is(C::Type)),
    ("storage.type.numeric.bigint", Is(C::Number)),
    ("storage.type.primitive", Is(C::Type)),
    ("storage.type.return-type", Is(C::Type)),
    ("storage.type.string", Is(C::Type)),
    ("storage.type.string.python", Is(C::String)),
    ("storage.type.uintptr", Is(C::Type)),
    ("string", Is(C::String)),
    ("string.other.link.title", Is(C::String)),
    ("string.regexp", Is(C::Regexp)),
    // Words of a command line: only what a grammar tells apart inside them has a class.
    ("string.unquoted.argument", Plain),
    ("string.unquoted.spath", Plain),
    ("support.class", Is(C::Type)),
    ("support.constant", Is(C::Constant)),
    ("support.function", Is(C::Function)),
    ("support.module", Is(C::Namespace)),
    ("support.other.namespace", Is(C::Namespace)),
    ("support.type", Is(C::Type)),
    ("support.type.property-name", Is(C::Property)),
    ("support.type.vendored.property-name", Is(C::Property)),
    ("support.variable", Is(C::Builtin)),
    ("support.variable.property", Is(C::Property)),
    ("text", Plain),
    ("variable", Plain),
    ("variable.argument.css", Is(C::Variable)),
    ("variable.css", Is(C::Variable)),
    ("variable.key.toml", Is(C::Property)),
    ("variable.language", Is(C::Builtin)),
    ("variable.object.property", Is(C::Property)),
    ("variable.other.enummember", Is(C::Constant)),
    ("variable.other.key", Is(C::Property)),
    ("variable.other.metavariable", Is(C::Parameter)),
    ("variable.other.object.property", Is(C::Property)),
    ("variable.other.property", Is(C::Property)),
    ("variable.parameter", Is(C::Parameter)),
    ("variable.scss", Is(C::Variable)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order() {
        assert!(SCOPES.windows(2).all(|pair| pair[0].0 < pair[1].0), "scopes are searched by halves");
        for (index, (class, name, scopes)) in Class::ALL.iter().enumerate() {
            assert_eq!((*class as usize, class.name()), (index, *name));
            assert!(!scopes.is_empty());
        }
        assert!(Class::ALL.windows(2).all(|pair| pair[0].1 < pair[1].1));
    }

    #[test]
    fn the_innermost_scope_that_says_anything_decides() {
        for (scopes, expected) in [
            ("source.rust keyword.other.fn.rust", Some(C::Keyword)),
            ("source.rust keyword.operator.assignment.rust", Some(C::Operator)),
            ("source.js string.template.js punctuation.definition.string.begin.js", Some(C::String)),
            ("source.js string.template.js meta.template.expression.js variable.other.js", None),
            ("source.js string.template.js meta.template.expression.js meta.brace.round.js", None),
            ("source.css constant.numeric.css keyword.other.unit.rem.css", Some(C::Number)),
            ("source.shell string.quoted.double.shell variable.other.normal.shell", Some(C::Variable)),
            ("source.go variable.other.go", None),
            ("text.html.basic meta.embedded.block.html source.css", None),
            ("source.json string.json support.type.property-name.json", Some(C::Property)),
            ("source.diff markup.inserted.diff punctuation.definition.inserted.diff", Some(C::Inserted)),
            ("source.x keywords.other", None),
            ("", None),
        ] {
            let stack: Vec<&str> = scopes.split(' ').collect();
            assert_eq!(Class::of(&stack), expected, "{scopes}");
        }
    }
}

//! The markup of `view!`, parsed from tokens.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Expr, Ident, Lit, LitStr, Pat, Path, Result, Token, braced, token};

impl Node {
    fn choice(choice: Choice) -> Self {
        Node::Choice(Box::new(choice))
    }
}

/// What stands between the braces of `view!`.
pub(crate) struct Markup {
    /// The attribute that marks the elements of a component whose styles are scoped: `#[component]` puts it first.
    pub(crate) scope: Option<String>,
    pub(crate) nodes: Vec<Node>,
}

pub(crate) enum Node {
    Text(LitStr),
    Expr(Expr),
    Element(Element),
    Component(Component),
    Slot(Slot),
    Fill(Fill),
    Choice(Box<Choice>),
    Keyed(Box<Keyed>),
}

pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) children: Vec<Node>,
}

pub(crate) struct Component {
    pub(crate) path: Path,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) children: Vec<Node>,
}

pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) fallback: Vec<Node>,
}

/// `<slot:name let:value>…</slot:name>`: what a call puts into a slot of a component.
pub(crate) struct Fill {
    pub(crate) name: String,
    pub(crate) span: Span,
    /// What the slot takes.
    pub(crate) value: Option<Pat>,
    pub(crate) content: Vec<Node>,
}

/// `{if …}`, `{match …}` and `{for …}` without a key.
pub(crate) enum Choice {
    If { arms: Vec<(Expr, Vec<Node>)>, otherwise: Vec<Node> },
    Match { of: Expr, arms: Vec<(Pat, Option<Expr>, Vec<Node>)> },
    For { pattern: Pat, items: Expr, body: Vec<Node>, span: Span },
}

pub(crate) struct Keyed {
    pub(crate) item: Ident,
    pub(crate) items: Expr,
    pub(crate) key: Expr,
    pub(crate) row: Vec<Node>,
    pub(crate) span: Span,
}

/// `prefix:name=value`; the prefix is one of `on`, `bind`, `class`, `style`, `dangerous`, `..` and `let` (without a name), or
/// empty.
pub(crate) struct Attribute {
    pub(crate) prefix: String,
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    /// A bare name.
    None,
    Literal(Lit),
    Expr(Expr),
    /// Of `let:`.
    Pattern(Pat),
}

impl Parse for Markup {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let scope = crate::scope::mark(input)?;
        Ok(Markup { scope, nodes: nodes(input)? })
    }
}

fn nodes(input: ParseStream<'_>) -> Result<Vec<Node>> {
    let mut nodes = Vec::new();
    while !(input.is_empty() || input.peek(Token![<]) && input.peek2(Token![/])) {
        nodes.push(input.parse()?);
    }
    Ok(nodes)
}

/// All nodes up to the end of the input; a closing tag there has no opening one.
fn all_nodes(input: ParseStream<'_>) -> Result<Vec<Node>> {
    let nodes = nodes(input)?;
    if input.is_empty() { Ok(nodes) } else { Err(input.error("a closing tag without its opening tag")) }
}

fn block(input: ParseStream<'_>) -> Result<Vec<Node>> {
    let inner;
    braced!(inner in input);
    all_nodes(&inner)
}

impl Parse for Node {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            return Ok(Node::Text(input.parse()?));
        }
        if input.peek(token::Brace) {
            let inner;
            braced!(inner in input);
            let node = hole(&inner)?;
            if !inner.is_empty() {
                return Err(inner.error("one expression per pair of braces"));
            }
            return Ok(node);
        }
        if input.peek(Token![<]) {
            return tag(input);
        }
        Err(input.error("text stands in quotes, and Rust in braces: \"text\" or {expression}"))
    }
}

fn hole(input: ParseStream<'_>) -> Result<Node> {
    if input.peek(Token![if]) {
        let mut arms = Vec::new();
        loop {
            input.parse::<Token![if]>()?;
            arms.push((Expr::parse_without_eager_brace(input)?, block(input)?));
            if !input.peek(Token![else]) {
                return Ok(Node::choice(Choice::If { arms, otherwise: Vec::new() }));
            }
            input.parse::<Token![else]>()?;
            if !input.peek(Token![if]) {
                return Ok(Node::choice(Choice::If { arms, otherwise: block(input)? }));
            }
        }
    }
    if input.peek(Token![match]) {
        input.parse::<Token![match]>()?;
        let of = Expr::parse_without_eager_brace(input)?;
        let body;
        braced!(body in input);
        let mut arms = Vec::new();
        while !body.is_empty() {
            let pattern = Pat::parse_multi_with_leading_vert(&body)?;
            let guard = if body.peek(Token![if]) {
                body.parse::<Token![if]>()?;
                Some(body.parse()?)
            } else {
                None
            };
            body.parse::<Token![=>]>()?;
            let nodes = if body.peek(token::Brace) { block(&body)? } else { vec![body.parse()?] };
            arms.push((pattern, guard, nodes));
            if body.peek(Token![,]) {
                body.parse::<Token![,]>()?;
            }
        }
        return Ok(Node::choice(Choice::Match { of, arms }));
    }
    if input.peek(Token![for]) {
        let span = input.parse::<Token![for]>()?.span;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<Token![in]>()?;
        let items = Expr::parse_without_eager_brace(input)?;
        if !input.peek(Token![,]) {
            return Ok(Node::choice(Choice::For { pattern, items, body: block(input)?, span }));
        }
        input.parse::<Token![,]>()?;
        let word: Ident = input.parse()?;
        if word != "key" {
            return Err(Error::new(word.span(), "expected `key = …`"));
        }
        input.parse::<Token![=]>()?;
        let key = Expr::parse_without_eager_brace(input)?;
        let Pat::Ident(item) = pattern else {
            return Err(Error::new_spanned(
                pattern,
                "in a keyed list the item is a signal in the row, so its pattern is one name",
            ));
        };
        return Ok(Node::Keyed(Box::new(Keyed { item: item.ident, items, key, row: block(input)?, span })));
    }
    if input.is_empty() {
        return Err(input.error("nothing to show"));
    }
    Ok(Node::Expr(input.parse()?))
}

/// A name with dashes; spans the first token.
fn dashed(input: ParseStream<'_>) -> Result<(String, Span)> {
    let span = input.span();
    let mut name = String::new();
    loop {
        while input.peek(Token![-]) {
            input.parse::<Token![-]>()?;
            name.push('-');
        }
        if input.peek(Ident::peek_any) {
            name.push_str(&input.call(Ident::parse_any)?.unraw().to_string());
        } else if input.peek(syn::LitInt) && name.ends_with('-') {
            name.push_str(&input.parse::<syn::LitInt>()?.to_string());
        } else {
            return Err(input.error("expected a name"));
        }
        if !input.peek(Token![-]) {
            return Ok((name, span));
        }
    }
}

fn tag(input: ParseStream<'_>) -> Result<Node> {
    input.parse::<Token![<]>()?;
    if input.peek(Token![>]) {
        return Err(input.error("a view may have several roots: leave <> and </> away"));
    }
    if input.peek(Token![!]) {
        return Err(input.error("comments are Rust's: // …"));
    }
    if is_component(input) {
        let path = Path::parse_mod_style(input)?;
        let name = path.to_token_stream().to_string();
        let (attributes, children) = rest(input, &name, |input| {
            Ok((Path::parse_mod_style(input)?.to_token_stream().to_string(), input.span()))
        })?;
        return Ok(Node::Component(Component { path, attributes, children }));
    }
    let (name, span) = dashed(input)?;
    if name == "slot" && input.peek(Token![:]) {
        input.parse::<Token![:]>()?;
        return fill(input);
    }
    let (attributes, children) = rest(input, &name, dashed)?;
    if name != "slot" {
        return Ok(Node::Element(Element { name, span, attributes, children }));
    }
    let mut slot = Slot { name: "default".to_owned(), span, fallback: children };
    for attribute in attributes {
        match (attribute.name.as_str(), attribute.value) {
            ("name", Value::Literal(Lit::Str(name))) => slot.name = name.value(),
            _ => return Err(Error::new(attribute.span, "a slot has one attribute, name=\"…\"")),
        }
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if slot.name.is_empty() || !slot.name.chars().all(plain) {
        return Err(Error::new(span, "a slot's name has letters, digits, `-` and `_`"));
    }
    Ok(Node::Slot(slot))
}

/// After `<slot:`.
fn fill(input: ParseStream<'_>) -> Result<Node> {
    let (name, span) = dashed(input)?;
    let (attributes, content) = rest(input, &format!("slot:{name}"), |input| {
        let (word, span) = dashed(input)?;
        if !input.peek(Token![:]) {
            return Ok((word, span));
        }
        input.parse::<Token![:]>()?;
        Ok((format!("{word}:{}", dashed(input)?.0), span))
    })?;
    let mut fill = Fill { name, span, value: None, content };
    for attribute in attributes {
        match attribute.value {
            Value::Pattern(pattern) => fill.value = Some(pattern),
            _ => return Err(Error::new(attribute.span, "what fills a slot has one attribute, let:name")),
        }
    }
    Ok(Node::Fill(fill))
}

/// Components are called by names with a capital, or by a path.
fn is_component(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    match ahead.call(Ident::parse_any) {
        Ok(name) => name.to_string().starts_with(|c: char| c.is_ascii_uppercase()) || ahead.peek(Token![::]),
        Err(_) => false,
    }
}

/// Attributes, children and closing tag, after the name of the opening one.
fn rest(
    input: ParseStream<'_>,
    name: &str,
    closing: impl Fn(ParseStream<'_>) -> Result<(String, Span)>,
) -> Result<(Vec<Attribute>, Vec<Node>)> {
    let mut attributes: Vec<Attribute> = Vec::new();
    loop {
        if input.peek(Token![/]) {
            input.parse::<Token![/]>()?;
            input.parse::<Token![>]>()?;
            return Ok((attributes, Vec::new()));
        }
        if input.peek(Token![>]) {
            input.parse::<Token![>]>()?;
            break;
        }
        let attribute: Attribute = input.parse()?;
        let same = |a: &Attribute| a.name == attribute.name && a.prefix == attribute.prefix;
        // Two handlers of one event are fine.
        if attribute.prefix != "on" && attributes.iter().any(same) {
            return Err(Error::new(attribute.span, format!("`{}` is given twice", attribute.name)));
        }
        attributes.push(attribute);
    }
    if crate::element::is_void(name) {
        return Ok((attributes, Vec::new()));
    }
    let children = nodes(input)?;
    if input.is_empty() {
        return Err(input.error(format!("<{name}> is not closed: expected </{name}>")));
    }
    input.parse::<Token![<]>()?;
    input.parse::<Token![/]>()?;
    let span = input.span();
    let (closed, _) = closing(input)?;
    if closed != name {
        return Err(Error::new(span, format!("expected </{name}>, found </{closed}>")));
    }
    input.parse::<Token![>]>()?;
    Ok((attributes, children))
}

impl Parse for Attribute {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(token::Brace) {
            let inner;
            let span = braced!(inner in input).span.open();
            if !inner.peek(Token![..]) {
                return Err(Error::new(span, "in a tag braces hold attributes: {..attributes}"));
            }
            inner.parse::<Token![..]>()?;
            let value = Value::Expr(inner.parse()?);
            return Ok(Attribute { prefix: "..".to_owned(), name: String::new(), span, value });
        }
        if !(input.peek(Ident::peek_any) || input.peek(Token![-])) {
            return Err(input.error("expected an attribute, `>` or `/>`"));
        }
        if input.peek(Token![let]) && input.peek2(Token![:]) {
            let span = input.parse::<Token![let]>()?.span;
            input.parse::<Token![:]>()?;
            let value = Value::Pattern(Pat::parse_single(input)?);
            return Ok(Attribute { prefix: "let".to_owned(), name: String::new(), span, value });
        }
        let (mut name, span) = dashed(input)?;
        let mut prefix = String::new();
        if input.peek(Token![:]) {
            input.parse::<Token![:]>()?;
            let (local, _) = dashed(input)?;
            match name.as_str() {
                "on" | "bind" | "class" | "style" | "dangerous" => {
                    prefix = name;
                    name = local;
                }
                "xml" | "xlink" | "xmlns" => {
                    name.push(':');
                    name.push_str(&local);
                }
                _ => {
                    return Err(Error::new(
                        span,
                        format!("`{name}:` is none of on:, bind:, class:, style:, dangerous:, let:"),
                    ));
                }
            }
        }
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            if input.peek(token::Brace) {
                let inner;
                braced!(inner in input);
                let value: Expr = inner.parse()?;
                if !inner.is_empty() {
                    return Err(inner.error("one expression per pair of braces"));
                }
                Value::Expr(value)
            } else if input.peek(Lit) {
                Value::Literal(input.parse()?)
            } else {
                return Err(
                    input.error("a value is a literal or stands in braces: x=\"text\", x=3, x={expression}")
                );
            }
        } else {
            Value::None
        };
        Ok(Attribute { prefix, name, span, value })
    }
}

impl Value {
    /// The value as an expression, for props of components; a bare name is `true`.
    pub(crate) fn expression(&self) -> TokenStream {
        match self {
            Value::None => quote::quote!(true),
            Value::Literal(literal) => literal.to_token_stream(),
            Value::Expr(expr) => expr.to_token_stream(),
            Value::Pattern(_) => TokenStream::new(),
        }
    }
}

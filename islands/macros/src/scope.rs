//! Scoped styles: which elements are a component's own.
//!
//! Every element of a component whose styles are scoped has an attribute, named after the component, in the static text of
//! its template; the tool puts the same attribute into the selectors of its style sheet. `view!` cannot see the component
//! around it, so the component's own attribute macro writes the name into each `view!` of its function.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::{Block, ItemFn, LitStr, Path, Result, Token};

/// The attribute of the elements of a component of this package. Names of components are unique on a site, so that of the
/// package only keeps apart what a site takes the place of.
pub(crate) fn attribute(component: &str) -> String {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let mut hash = crate::prop::hash(&format!("{package} {component}"));
    let mut name = "data-s".to_owned();
    for _ in 0..6 {
        name.push(char::from_digit((hash % 36) as u32, 36).unwrap_or_default());
        hash /= 36;
    }
    name
}

/// Writes `@"attribute"` into each `view!` of the tokens.
pub(crate) fn marked(tokens: TokenStream, attribute: &str) -> TokenStream {
    let mut before: [Option<String>; 2] = [None, None];
    let mut out = TokenStream::new();
    for token in tokens {
        let text = match &token {
            TokenTree::Ident(name) => Some(name.to_string()),
            TokenTree::Punct(sign) => Some(sign.as_char().to_string()),
            _ => None,
        };
        let token = match token {
            TokenTree::Group(group) => {
                let mut inner = marked(group.stream(), attribute);
                if before[0].as_deref() == Some("view")
                    && before[1].as_deref() == Some("!")
                    && !matches!(group.delimiter(), Delimiter::None)
                {
                    let at = Punct::new('@', Spacing::Alone);
                    let name = Literal::string(attribute);
                    inner = quote!(#at #name #inner);
                }
                let mut copy = Group::new(group.delimiter(), inner);
                copy.set_span(group.span());
                TokenTree::Group(copy)
            }
            other => other,
        };
        before = [before[1].take(), text];
        out.extend([token]);
    }
    out
}

/// Reads what `marked` wrote.
pub(crate) fn mark(input: ParseStream<'_>) -> Result<Option<String>> {
    if !input.peek(Token![@]) {
        return Ok(None);
    }
    input.parse::<Token![@]>()?;
    Ok(Some(input.parse::<LitStr>()?.value()))
}

/// `#[styles_of(Component)]` on a function.
pub(crate) fn styles_of(attributes: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let component: Path = syn::parse2(attributes)?;
    let Some(last) = component.segments.last() else { return Ok(item) };
    let attribute = attribute(&last.ident.to_string());
    let mut function: ItemFn = syn::parse2(item)?;
    // Fails to compile, naming the component, where its styles are not scoped.
    let span = last.ident.span();
    let check = Ident::new(SCOPED_STYLES, span);
    let statements = marked(function.block.stmts.iter().map(ToTokens::to_token_stream).collect(), &attribute);
    let check = quote_spanned!(span=> const _: fn() = #component::#check;);
    function.block.stmts = Block::parse_within.parse2(quote!(#check #statements))?;
    Ok(function.to_token_stream())
}

/// The function that a component has if its styles are scoped.
pub(crate) const SCOPED_STYLES: &str = "__scoped_styles";

//! What stands in braces, and components: the values of a template's holes.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Expr, Ident, Pat};

use crate::markup::{Choice, Component, Keyed, Node, Value};
use crate::slots::slot_names;
use crate::template::{Template, ident, node_span};

impl Template<'_> {
    /// The value of a node that is a hole.
    pub(crate) fn content(&mut self, node: &Node) -> TokenStream {
        match node {
            Node::Expr(expr) => quote!(#expr),
            Node::Component(component) => self.component(component),
            Node::Choice(choice) => self.choice(choice),
            Node::Keyed(keyed) => self.keyed(keyed),
            Node::Text(_) | Node::Element(_) | Node::Slot(_) | Node::Fill(_) => TokenStream::new(),
        }
    }

    fn component(&mut self, component: &Component) -> TokenStream {
        let path = &component.path;
        let span = path.span();
        let mut props = quote_spanned!(span=> #path::__props());
        let mut value = None;
        let mut given: Vec<String> = Vec::new();
        for attribute in &component.attributes {
            if let Value::Pattern(pattern) = &attribute.value {
                value = Some((attribute.span, pattern));
                continue;
            }
            if !attribute.prefix.is_empty() || attribute.name.contains('-') {
                self.errors
                    .push(Error::new(attribute.span, "a component has props, named as its arguments are"));
                continue;
            }
            let name = Ident::new_raw_if_keyword(&attribute.name, attribute.span);
            let value = attribute.value.expression();
            props = quote_spanned!(attribute.span=> #props.#name(#value));
            given.push(attribute.name.clone());
        }
        let mut content = Vec::new();
        for child in &component.children {
            match child {
                Node::Fill(fill) => {
                    let name = if fill.name == "default" { "children" } else { &fill.name };
                    let name = name.replace('-', "_");
                    if given.contains(&name) {
                        self.errors.push(Error::new(fill.span, format!("`{}` is given twice", fill.name)));
                    }
                    let filled = self.filled(&fill.content, fill.value.as_ref(), fill.span);
                    let setter = Ident::new_raw_if_keyword(&name, fill.span);
                    props = quote_spanned!(fill.span=> #props.#setter(#filled));
                    given.push(name);
                }
                other => content.push(other),
            }
        }
        if let (Some((span, _)), []) = (value, content.as_slice()) {
            let message = "let: names a value for what stands between the tags, where nothing does";
            self.errors.push(Error::new(span, message));
        }
        if let Some(first) = content.first() {
            if given.iter().any(|name| name == "children") {
                self.errors.push(Error::new(node_span(first), "the default slot is given twice"));
            }
            let filled = self.filled(content, value.map(|(_, pattern)| pattern), span);
            props = quote_spanned!(span=> #props.children(#filled));
        }
        quote_spanned!(span=> #path(#props))
    }

    /// What a slot is given: a view, or a closure that makes one of a value.
    fn filled<'n>(
        &mut self,
        content: impl IntoIterator<Item = &'n Node>,
        value: Option<&Pat>,
        span: Span,
    ) -> TokenStream {
        let content: Vec<&Node> = content.into_iter().collect();
        let Some(value) = value else {
            let view = self.inner(content);
            return quote_spanned!(span=> ::layer9_islands::Slot::new(move || #view));
        };
        for node in &content {
            self.no_slots(std::slice::from_ref(*node), span);
        }
        let view = self.inner(content);
        quote_spanned!(value.span()=> move |#value| #view)
    }

    fn choice(&mut self, choice: &Choice) -> TokenStream {
        let arms = ident("__arms");
        let mut slots: Vec<TokenStream> = Vec::new();
        let mut note = |arm: usize, nodes: &[Node]| {
            let mut names = Vec::new();
            slot_names(nodes, &mut names);
            let arm = arm as u32;
            slots.extend(names.into_iter().map(|name| quote!((#arm, #name))));
        };
        let body = match choice {
            Choice::If { arms: list, otherwise } => {
                let mut code = TokenStream::new();
                for (at, (condition, nodes)) in list.iter().enumerate() {
                    note(at, nodes);
                    let enter = self.enter(at, list.len(), binds(condition), nodes);
                    code.extend(quote!(if #condition { #enter } else));
                }
                note(list.len(), otherwise);
                let enter = self.enter(list.len(), list.len(), false, otherwise);
                quote!(#code { #enter })
            }
            Choice::Match { of, arms: list } => {
                let mut code = Vec::new();
                for (at, (pattern, guard, nodes)) in list.iter().enumerate() {
                    note(at, nodes);
                    let enter = self.enter(at, list.len() - 1, pattern_binds(pattern), nodes);
                    let guard = guard.as_ref().map(|guard| quote!(if #guard));
                    code.push(quote!(#pattern #guard => { #enter }));
                }
                quote!(match #of { #(#code)* })
            }
            Choice::For { pattern, items, body, span } => {
                self.no_slots(body, *span);
                let list = ident("__items");
                let view = self.inner(body);
                quote! {
                    let #list: ::layer9_islands::rt::Vec<_> = ::core::iter::IntoIterator::into_iter(#items).collect();
                    #arms.enter(#list.len(), true, || {
                        ::layer9_islands::rt::Rows(#list.into_iter().map(|#pattern| #view).collect())
                    })
                }
            }
        };
        quote! {
            ::layer9_islands::rt::choice(
                &[#(#slots),*],
                move |#arms: &mut ::layer9_islands::rt::Arms| { #body },
            )
        }
    }

    /// Takes an arm, the last of which is `last`: the type of the content is made of the types of all.
    fn enter(&mut self, arm: usize, last: usize, always: bool, nodes: &[Node]) -> TokenStream {
        let arms = ident("__arms");
        let mut view = match nodes {
            [] => quote!(::layer9_islands::rt::Nothing),
            nodes => self.inner(nodes),
        };
        if arm < last {
            view = quote!(::layer9_islands::rt::Or::First(#view));
        }
        for _ in 0..arm {
            view = quote!(::layer9_islands::rt::Or::Other(#view));
        }
        quote!(#arms.enter(#arm, #always, || #view))
    }

    fn keyed(&mut self, keyed: &Keyed) -> TokenStream {
        let Keyed { item, items, key, row, span } = keyed;
        self.no_slots(row, *span);
        if !matches!(row.as_slice(), [Node::Element(_)]) {
            self.errors.push(Error::new(*span, "a row of a keyed list is one element"));
        }
        let view = self.inner(row);
        quote! {
            ::layer9_islands::rt::keyed(
                move || {
                    #[allow(unused_imports)]
                    use ::layer9_islands::rt::{OfAny as _, OfVec as _};
                    (&mut ::layer9_islands::rt::Items(::core::option::Option::Some(#items))).all()
                },
                move |#item: &_| #key,
                move |#item| #view,
            )
        }
    }

    fn no_slots(&mut self, nodes: &[Node], span: Span) {
        let mut names = Vec::new();
        slot_names(nodes, &mut names);
        if !names.is_empty() {
            self.errors.push(Error::new(span, "a slot is there once: it cannot be in a list"));
        }
    }
}

trait Keyword {
    fn new_raw_if_keyword(name: &str, span: Span) -> Ident;
}

impl Keyword for Ident {
    fn new_raw_if_keyword(name: &str, span: Span) -> Ident {
        syn::parse_str::<Ident>(name).map_or_else(|_| Ident::new_raw(name, span), |_| Ident::new(name, span))
    }
}

/// Whether a condition binds variables: its branch then depends on more than its outcome.
fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        Expr::Paren(inner) => binds(&inner.expr),
        _ => false,
    }
}

/// Whether a pattern binds variables. A bare name with a capital is a constant or a variant.
fn pattern_binds(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(name) => {
            name.subpat.is_some() || !name.ident.to_string().starts_with(|c: char| c.is_uppercase())
        }
        Pat::Or(or) => or.cases.iter().any(pattern_binds),
        Pat::Paren(inner) => pattern_binds(&inner.pat),
        Pat::Reference(inner) => pattern_binds(&inner.pat),
        Pat::Slice(slice) => slice.elems.iter().any(pattern_binds),
        Pat::Tuple(tuple) => tuple.elems.iter().any(pattern_binds),
        Pat::TupleStruct(tuple) => tuple.elems.iter().any(pattern_binds),
        Pat::Struct(fields) => fields.fields.iter().any(|field| pattern_binds(&field.pat)),
        Pat::Const(_) | Pat::Lit(_) | Pat::Path(_) | Pat::Range(_) | Pat::Rest(_) | Pat::Wild(_) => false,
        _ => true,
    }
}

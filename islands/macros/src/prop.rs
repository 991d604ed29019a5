//! `#[derive(Prop)]` and the attribute `#[prop(default = …)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Fields, Lit, Meta, Result};

/// The documentation in attributes, one leading blank of each line gone.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let mut lines = Vec::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(text) = &literal.lit
        {
            let text = text.value();
            if text.is_empty() {
                lines.push(String::new());
            }
            lines.extend(
                text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()),
            );
        }
    }
    lines.join("\n").trim().to_owned()
}

/// The default in `#[prop(…)]`.
pub(crate) fn default(attributes: &[Attribute]) -> Result<Option<TokenStream>> {
    let mut default = None;
    for attribute in attributes.iter().filter(|a| a.path().is_ident("prop")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("default") {
                return Err(meta.error("expected `default` or `default = …`"));
            }
            default = Some(if meta.input.peek(syn::Token![=]) {
                let value: Expr = meta.value()?.parse()?;
                if matches!(&value, Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_))) {
                    quote!(::core::convert::Into::into(#value))
                } else {
                    quote!(#value)
                }
            } else {
                quote!(::core::default::Default::default())
            });
            Ok(())
        })?;
    }
    Ok(default)
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    if let Some(parameter) = input.generics.params.first() {
        return Err(Error::new(parameter.span(), "a type of props cannot be generic"));
    }
    let derived = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => structure(input, fields),
            fields => Err(Error::new(fields.span().resolved(input), "a struct of props has named fields")),
        },
        Data::Enum(data) => enumeration(input, data),
        Data::Union(data) => Err(Error::new(data.union_token.span, "a union cannot be a prop")),
    }?;
    let (name, symbol) = (&input.ident, hold_symbol(&input.ident));
    Ok(quote! {
        #derived
        ::layer9_islands::hold_type!(#symbol, #name);
    })
}

/// A symbol for a type that no other type of the module has: types of one name may be in several places.
fn hold_symbol(name: &proc_macro2::Ident) -> String {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let span = name.span().unwrap();
    let place = format!("{package} {} {} {}", span.file(), span.line(), span.column());
    format!("l9_type__{name}_{:016x}", hash(&place))
}

/// FNV-1a.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

trait OrName {
    fn resolved(self, input: &DeriveInput) -> Self;
}

impl OrName for proc_macro2::Span {
    /// A unit struct has no fields whose span could be shown.
    fn resolved(self, input: &DeriveInput) -> Self {
        match &input.data {
            Data::Struct(data) if data.fields.is_empty() => input.ident.span(),
            _ => self,
        }
    }
}

fn structure(input: &DeriveInput, fields: &syn::FieldsNamed) -> Result<TokenStream> {
    let name = &input.ident;
    let label = name.to_string();
    let mut describe = Vec::new();
    let mut json = Vec::new();
    let mut idents = Vec::new();
    let (mut types, mut labels) = (Vec::new(), Vec::new());
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let (ty, docs, text) = (&field.ty, docs(&field.attrs), ident.to_string());
        let text = text.strip_prefix("r#").unwrap_or(&text);
        let default = match default(&field.attrs)? {
            Some(value) => quote!(::core::option::Option::Some(#value)),
            None => quote!(::core::option::Option::None),
        };
        describe.push(quote!(::layer9_islands::rt::named::<#ty>(out, #text, #docs, #default);));
        let key = format!("{}\"{text}\":", if json.is_empty() { "" } else { "," });
        json.push(quote!(out.push_str(#key); ::layer9_islands::Prop::json(&self.#ident, out);));
        idents.push(ident);
        types.push(ty);
        labels.push(text.to_owned());
    }
    Ok(quote! {
        #[automatically_derived]
        impl ::layer9_islands::Prop for #name {
            fn describe(out: &mut ::layer9_islands::rt::String) {
                out.push_str("{\"struct\":{\"name\":");
                ::layer9_islands::rt::json_string(#label, out);
                out.push_str(",\"fields\":[");
                #(#describe)*
                out.push_str("]}}");
            }
            const SHAPE: u32 = {
                let hash = ::layer9_islands::rt::shape_name("struct");
                #(let hash = ::layer9_islands::rt::shape(
                    ::layer9_islands::rt::shape(hash, ::layer9_islands::rt::shape_name(#labels)),
                    <#types as ::layer9_islands::Prop>::SHAPE,
                );)*
                hash
            };
            fn decode(wire: &mut ::layer9_islands::Wire<'_>) -> Self {
                // Fields are evaluated in the order in which they are written.
                #name { #(#idents: ::layer9_islands::Prop::decode(wire),)* }
            }
            fn encode(&self, out: &mut ::layer9_islands::rt::String) {
                #(::layer9_islands::Prop::encode(&self.#idents, out);)*
            }
            fn json(&self, out: &mut ::layer9_islands::rt::String) {
                out.push('{');
                #(#json)*
                out.push('}');
            }
        }
    })
}

/// `ExtraLarge` as it is written in a page: `extra-large`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && at > 0 {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn enumeration(input: &DeriveInput, data: &syn::DataEnum) -> Result<TokenStream> {
    let name = &input.ident;
    let label = name.to_string();
    let mut variants = Vec::new();
    let mut names = Vec::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new(variant.fields.span(), "a variant of props carries no data"));
        }
        variants.push(&variant.ident);
        names.push(kebab(&variant.ident.to_string()));
    }
    let Some(last) = variants.last() else {
        return Err(Error::new(name.span(), "an enum of props has variants"));
    };
    let list = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(",");
    let indices: Vec<u32> = (0..variants.len() as u32).collect();
    let others = &variants[..variants.len() - 1];
    let other_indices = &indices[..variants.len() - 1];
    Ok(quote! {
        #[automatically_derived]
        impl ::layer9_islands::Prop for #name {
            fn describe(out: &mut ::layer9_islands::rt::String) {
                out.push_str("{\"enum\":{\"name\":");
                ::layer9_islands::rt::json_string(#label, out);
                out.push_str(",\"variants\":[");
                out.push_str(#list);
                out.push_str("]}}");
            }
            const SHAPE: u32 = ::layer9_islands::rt::shape_name(#list);
            fn decode(wire: &mut ::layer9_islands::Wire<'_>) -> Self {
                match <u32 as ::layer9_islands::Prop>::decode(wire) {
                    #(#other_indices => #name::#others,)*
                    _ => #name::#last,
                }
            }
            fn encode(&self, out: &mut ::layer9_islands::rt::String) {
                let index: u32 = match self { #(#name::#variants => #indices,)* };
                ::layer9_islands::Prop::encode(&index, out);
            }
            fn json(&self, out: &mut ::layer9_islands::rt::String) {
                ::layer9_islands::rt::json_string(match self { #(#name::#variants => #names,)* }, out);
            }
        }
    })
}

//! `#[derive(Store)]`: from a struct to one signal for each of its fields.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, Result};

use crate::prop::docs;

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    if let Some(parameter) = input.generics.params.first() {
        return Err(Error::new(parameter.span(), "a store cannot be generic"));
    }
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "a store is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new(input.ident.span(), "a store has named fields"));
    };
    let (name, vis) = (&input.ident, &input.vis);
    let store = format_ident!("{name}Store");
    let summary =
        format!("The fields of a [`{name}`], a signal each: who reads one is not told of the others.");
    let mut members = Vec::new();
    let (mut make, mut get, mut set) = (Vec::new(), Vec::new(), Vec::new());
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let (ty, vis, docs) = (&field.ty, &field.vis, docs(&field.attrs));
        let nested = field.attrs.iter().find(|a| a.path().is_ident("store"));
        if let Some(attribute) = nested {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("nested") { Ok(()) } else { Err(meta.error("expected `nested`")) }
            })?;
            members.push(quote!(#[doc = #docs] #vis #ident: <#ty as ::layer9_islands::rt::Stored>::Store,));
            make.push(quote!(#ident: ::layer9_islands::rt::Stored::store(self.#ident),));
            get.push(quote!(#ident: self.#ident.get(),));
            set.push(quote!(self.#ident.set(value.#ident);));
        } else {
            members.push(quote!(#[doc = #docs] #vis #ident: ::layer9_islands::Signal<#ty>,));
            make.push(quote!(#ident: ::layer9_islands::signal(self.#ident),));
            get.push(quote!(#ident: self.#ident.get(),));
            // Whoever reads a field that stays as it is has nothing to do.
            set.push(quote!(::layer9_islands::rt::set_if_differs(self.#ident, value.#ident);));
        }
    }
    Ok(quote! {
        #[doc = #summary]
        #[derive(Clone, Copy)]
        #vis struct #store { #(#members)* }

        #[automatically_derived]
        impl ::layer9_islands::rt::Stored for #name {
            type Store = #store;
            fn store(self) -> #store {
                #store { #(#make)* }
            }
        }

        #[automatically_derived]
        #[allow(dead_code)]
        impl #name {
            /// A signal for each field, owned as [`signal`](::layer9_islands::signal)s are.
            #vis fn store(self) -> #store {
                ::layer9_islands::rt::Stored::store(self)
            }
        }

        #[automatically_derived]
        #[allow(dead_code)]
        impl #store {
            /// All fields as they are, tracked.
            #vis fn get(self) -> #name {
                #name { #(#get)* }
            }

            /// Sets the fields that differ, as one change.
            #vis fn set(self, value: #name) {
                ::layer9_islands::batch(|| { #(#set)* });
            }
        }
    })
}

//! The macros of Layer9 islands, re-exported by `layer9-islands`: `#[component]`, `#[island]`, `view!`, `#[derive(Prop)]`,
//! `#[derive(Store)]`.
//!
//! Their output names the runtime as `::layer9_islands`, so a crate that uses them depends on it under that name.

use proc_macro::TokenStream;

mod attributes;
mod component;
mod content;
mod element;
mod files;
mod markup;
mod prop;
mod scope;
mod slots;
mod store;
mod template;

/// Makes a component of a function: rendered at build time, nothing in the browser.
///
/// The function's name is the component's, its arguments are the props: each with `#[prop(default = …)]` if it may be left
/// out, and with documentation that the tool prints. An argument of type `Slot` is a slot.
/// Attributes: `css = "file.css"`, `blocking_script = "file.js"`, relative to the source file; `scoped` has the rules of the
/// style sheet apply inside the component's own markup alone, and `style = r#"…"#` is such a style sheet in place.
#[proc_macro_attribute]
pub fn component(attributes: TokenStream, item: TokenStream) -> TokenStream {
    component::expand(attributes.into(), item.into(), component::Kind::Component).into()
}

/// Makes an island of a function: a component that is hydrated in the browser. See `#[component]`.
#[proc_macro_attribute]
pub fn island(attributes: TokenStream, item: TokenStream) -> TokenStream {
    component::expand(attributes.into(), item.into(), component::Kind::Island).into()
}

/// Has the `view!`s of a function be markup of a component with scoped styles: `#[styles_of(Bookshelf)]`.
#[proc_macro_attribute]
pub fn styles_of(attributes: TokenStream, item: TokenStream) -> TokenStream {
    let item = proc_macro2::TokenStream::from(item);
    match scope::styles_of(attributes.into(), item.clone()) {
        Ok(tokens) => tokens.into(),
        Err(error) => {
            let error = error.into_compile_error();
            quote::quote!(#error #item).into()
        }
    }
}

/// Makes a view of markup.
#[proc_macro]
pub fn view(input: TokenStream) -> TokenStream {
    match syn::parse::<markup::Markup>(input) {
        Ok(markup) => template::view(&markup).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Makes a struct a store: `value.store()` gives a struct with a signal for each field, `#[store(nested)]` fields are stores
/// themselves.
#[proc_macro_derive(Store, attributes(store))]
pub fn derive_store(input: TokenStream) -> TokenStream {
    match syn::parse(input).and_then(|input| store::derive(&input)) {
        Ok(tokens) => tokens.into(),
        Err(error) => error.into_compile_error().into(),
    }
}

/// Makes a struct, or an enum without data, a type of props.
#[proc_macro_derive(Prop, attributes(prop))]
pub fn derive_prop(input: TokenStream) -> TokenStream {
    match syn::parse(input).and_then(|input| prop::derive(&input)) {
        Ok(tokens) => tokens.into(),
        Err(error) => error.into_compile_error().into(),
    }
}

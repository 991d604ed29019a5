//! `#[component]` and `#[island]`: from a function to its props, its manifest and its exports.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{
    Block, Error, FnArg, GenericArgument, Ident, ItemFn, Pat, PathArguments, Result, Type, Visibility,
};

use crate::files::{Files, included, source_file};
use crate::{prop, scope, slots};

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Component,
    Island,
}

/// An argument of the function.
struct Argument {
    name: Ident,
    ty: Type,
    docs: String,
    default: Option<TokenStream>,
    is_slot: bool,
    /// The type of what a slot takes: `Book` of `SlotOf<Book>`, in an `Option` or not.
    takes: Option<Type>,
}

impl Argument {
    /// Whether no page can give it, and it must be given.
    fn is_for_rust_alone(&self) -> bool {
        self.takes.is_some() && self.is_required()
    }

    /// Whether the caller must give it, which its type then records.
    fn is_required(&self) -> bool {
        self.default.is_none() && !self.is_slot && last_segment(&self.ty) != Some("Option".to_owned())
    }

    /// The slot that an argument of type `Slot` is: `children` is what stands between the tags.
    fn slot_name(&self) -> String {
        let name = self.text();
        if name == "children" { "default".to_owned() } else { name.replace('_', "-") }
    }

    /// The type that stands for it in errors of the compiler, where it is not given.
    fn missing(&self) -> Ident {
        let kind = if self.takes.is_some() { "slot" } else { "prop" };
        format_ident!("missing_{kind}_{}", self.text())
    }

    fn text(&self) -> String {
        let name = self.name.to_string();
        name.strip_prefix("r#").unwrap_or(&name).to_owned()
    }
}

/// The type that a type of this name is for: `T` of `Option<T>`.
fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

pub(crate) fn expand(attributes: TokenStream, item: TokenStream, kind: Kind) -> TokenStream {
    match syn::parse2::<ItemFn>(item.clone()).and_then(|function| component(attributes, function, kind)) {
        Ok(tokens) => tokens,
        Err(error) => {
            // The function stays, so that those who use it do not fail as well; its arguments' attributes would.
            let error = error.into_compile_error();
            quote!(#error)
        }
    }
}

fn arguments(function: &ItemFn) -> Result<Vec<Argument>> {
    let mut arguments = Vec::new();
    for input in &function.sig.inputs {
        let FnArg::Typed(input) = input else {
            return Err(Error::new(input.span(), "a component is a free function"));
        };
        let Pat::Ident(pattern) = &*input.pat else {
            return Err(Error::new(input.pat.span(), "a prop is one name"));
        };
        if let Some(bad) =
            input.attrs.iter().find(|a| !a.path().is_ident("doc") && !a.path().is_ident("prop"))
        {
            return Err(Error::new(bad.span(), "expected documentation or #[prop(default = …)]"));
        }
        if let Type::ImplTrait(_) | Type::Reference(_) = &*input.ty {
            return Err(Error::new(
                input.ty.span(),
                "a prop's type is known and owned: String instead of &str",
            ));
        }
        let default = prop::default(&input.attrs)?;
        let is_slot = last_segment(&input.ty).as_deref() == Some("Slot");
        if is_slot && default.is_some() {
            return Err(Error::new(pattern.ident.span(), "a slot may always be left out"));
        }
        let inner = argument_of(&input.ty, "Option").unwrap_or(&input.ty);
        let takes = argument_of(inner, "SlotOf").cloned();
        if takes.is_some() && default.is_some() {
            let message = "a slot that takes a value may be left out where it is an Option<SlotOf<…>>";
            return Err(Error::new(pattern.ident.span(), message));
        }
        arguments.push(Argument {
            takes,
            name: pattern.ident.clone(),
            ty: (*input.ty).clone(),
            docs: prop::docs(&input.attrs),
            default,
            is_slot,
        });
    }
    Ok(arguments)
}

fn check(function: &ItemFn) -> Result<()> {
    let signature = &function.sig;
    let name = signature.ident.to_string();
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.chars().all(|c| c.is_ascii_alphanumeric())
    {
        let message = "a component's name is in CamelCase, of ASCII letters and digits";
        return Err(Error::new(signature.ident.span(), message));
    }
    if let Some(parameter) = signature.generics.params.first() {
        return Err(Error::new(parameter.span(), "a component cannot be generic: pages call it by its name"));
    }
    if let Some(token) = &signature.asyncness {
        return Err(Error::new(token.span, "a component is rendered at once and cannot be async"));
    }
    if matches!(signature.output, syn::ReturnType::Default) {
        return Err(Error::new(signature.paren_token.span.close(), "a component returns `impl View`"));
    }
    Ok(())
}

fn component(attributes: TokenStream, mut function: ItemFn, kind: Kind) -> Result<TokenStream> {
    let files = Files::parse(attributes)?;
    check(&function)?;
    let scope = files.scoped.then(|| scope::attribute(&function.sig.ident.to_string()));
    if let Some(scope) = &scope {
        let statements = function.block.stmts.iter().map(ToTokens::to_token_stream).collect();
        function.block.stmts = Block::parse_within.parse2(scope::marked(statements, scope))?;
    }
    let arguments = arguments(&function)?;
    if kind == Kind::Island
        && let Some(slot) = arguments.iter().find(|a| a.is_for_rust_alone())
    {
        let message = "pages call islands, and cannot fill a slot that takes a value: make it an Option<SlotOf<…>>, or the \
                       island a #[component]";
        return Err(Error::new(slot.ty.span(), message));
    }
    let ItemFn { attrs, vis, sig, block } = &function;
    let (name, output) = (&sig.ident, &sig.output);
    let (names, types): (Vec<_>, Vec<_>) = arguments.iter().map(|a| (&a.name, &a.ty)).unzip();
    let props = Props::new(name, &arguments);
    let (given, values) = (props.given(), props.values());
    let definition = props.define(vis);
    let scoped = scope.as_ref().map(|_| props.scoped_styles(vis));
    let manifest = manifest(&function, &arguments, &files, scope.as_deref().unwrap_or_default(), kind);
    let exports = exports(name, &arguments, &given, kind);
    Ok(quote! {
        #definition

        #scoped

        #(#attrs)*
        #[allow(non_snake_case, dead_code)]
        #vis fn #name(props: #given) #output {
            let _ = &props;
            <#given>::__view(#(#values),*)
        }

        #[allow(dead_code)]
        impl #given {
            #[allow(clippy::too_many_arguments)]
            fn __view(#(#names: #types),*) #output #block

            #manifest
        }

        #exports
    })
}

/// The struct of a component's props: a type parameter for each required one says whether it was given.
struct Props<'a> {
    name: &'a Ident,
    arguments: &'a [Argument],
    /// The type parameter of each argument that is required.
    parameters: Vec<Option<Ident>>,
}

impl<'a> Props<'a> {
    fn new(name: &'a Ident, arguments: &'a [Argument]) -> Self {
        let parameters = arguments.iter().enumerate();
        let parameters = parameters.map(|(at, a)| a.is_required().then(|| format_ident!("P{at}"))).collect();
        Props { name, arguments, parameters }
    }

    /// The type with all that is required given.
    fn given(&self) -> TokenStream {
        let name = self.name;
        let types = self.arguments.iter().filter(|a| a.is_required()).map(|a| &a.ty);
        quote!(#name<#(::layer9_islands::rt::Given<#types>),*>)
    }

    /// The values of the arguments, from `props`.
    fn values(&self) -> Vec<TokenStream> {
        let value = |argument: &Argument| {
            let name = &argument.name;
            if argument.is_required() {
                return quote!(props.#name.0);
            }
            let default =
                argument.default.clone().unwrap_or_else(|| quote!(::core::default::Default::default()));
            quote!(match props.#name {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => #default,
            })
        };
        self.arguments.iter().map(value).collect()
    }

    fn define(&self, vis: &Visibility) -> TokenStream {
        let name = self.name;
        let parameters: Vec<_> = self.parameters.iter().flatten().collect();
        let fields = self.arguments.iter().zip(&self.parameters).map(|(argument, parameter)| {
            let (name, ty) = (&argument.name, &argument.ty);
            match parameter {
                Some(parameter) => quote!(#name: #parameter),
                None => quote!(#name: ::core::option::Option<#ty>),
            }
        });
        let (module, markers) = (self.module(), self.markers());
        let empty = self.arguments.iter().zip(&self.parameters).map(|(argument, parameter)| {
            let name = &argument.name;
            let marker = argument.missing();
            match parameter {
                Some(_) => quote!(#name: #module::#marker),
                None => quote!(#name: ::core::option::Option::None),
            }
        });
        let setters = (0..self.arguments.len()).map(|at| self.setter(at, vis));
        let docs = format!("The props of [`{name}`](fn@{name}), as `view!` gives them.");
        quote! {
            #[doc = #docs]
            #[allow(dead_code)]
            #vis struct #name<#(#parameters),*> {
                #(#fields,)*
            }

            #[doc(hidden)]
            #[allow(non_snake_case, non_camel_case_types, dead_code, missing_docs, unreachable_pub)]
            #vis mod #module {
                #(pub struct #markers;)*
            }

            #[allow(dead_code)]
            impl #name<#(#module::#markers),*> {
                #[doc(hidden)]
                #vis fn __props() -> Self {
                    #name { #(#empty,)* }
                }
            }

            #[allow(dead_code)]
            impl<#(#parameters),*> #name<#(#parameters),*> {
                #(#setters)*
            }
        }
    }

    /// What `#[styles_of]` asks for.
    fn scoped_styles(&self, vis: &Visibility) -> TokenStream {
        let (name, module) = (self.name, self.module());
        let markers = self.markers();
        let function = Ident::new(scope::SCOPED_STYLES, Span::call_site());
        quote! {
            #[allow(dead_code)]
            impl #name<#(#module::#markers),*> {
                #[doc(hidden)]
                #vis fn #function() {}
            }
        }
    }

    /// The module of the types by whose names the compiler says which prop is missing.
    fn module(&self) -> Ident {
        format_ident!("__{}_props", self.name)
    }

    fn markers(&self) -> Vec<Ident> {
        let required = self.arguments.iter().filter(|a| a.is_required());
        required.map(Argument::missing).collect()
    }

    fn setter(&self, at: usize, vis: &Visibility) -> TokenStream {
        let Argument { name, ty, docs, takes, .. } = &self.arguments[at];
        let docs = if docs.is_empty() { format!("Gives `{name}`.") } else { docs.clone() };
        let is_option = last_segment(ty).as_deref() == Some("Option");
        let (value, convert) = match last_segment(ty).as_deref() {
            // A closure whose argument needs no type.
            _ if takes.is_some() => {
                let slot = quote!(::layer9_islands::SlotOf::new(value));
                (
                    quote!(impl ::core::ops::Fn(#takes) -> __View + 'static),
                    if is_option { quote!(::core::option::Option::Some(#slot)) } else { slot },
                )
            }
            Some("String" | "Option") => (quote!(impl ::core::convert::Into<#ty>), quote!(value.into())),
            _ => (quote!(#ty), quote!(value)),
        };
        let component = self.name;
        let view = takes.as_ref().map(|_| quote!(<__View: ::layer9_islands::View + 'static>));
        let Some(parameter) = &self.parameters[at] else {
            return quote! {
                #[doc = #docs]
                #vis fn #name #view(mut self, value: #value) -> Self {
                    self.#name = ::core::option::Option::Some(#convert);
                    self
                }
            };
        };
        let types = self.parameters.iter().flatten().map(|other| {
            if other == parameter { quote!(::layer9_islands::rt::Given<#ty>) } else { quote!(#other) }
        });
        let others = self.arguments.iter().map(|a| &a.name).filter(|other| *other != name);
        quote! {
            #[doc = #docs]
            #vis fn #name #view(self, value: #value) -> #component<#(#types),*> {
                #component { #name: ::layer9_islands::rt::Given(#convert), #(#others: self.#others,)* }
            }
        }
    }
}

/// The function that writes the manifest; on the host it serves tests.
fn manifest(
    function: &ItemFn,
    arguments: &[Argument],
    files: &Files,
    scope: &str,
    kind: Kind,
) -> TokenStream {
    let name = function.sig.ident.to_string();
    let kind = if kind == Kind::Island { "island" } else { "component" };
    let docs = prop::docs(&function.attrs);
    let file = source_file(function.sig.ident.span());
    let line = function.sig.ident.span().unwrap().line() as u32;
    let style = files.style_sheet(&file);
    let script = included(files.script.as_ref());
    let block = &function.block;
    let mut slots = slots::slots_in(quote!(#block));
    for argument in arguments.iter().filter(|a| a.is_slot) {
        let slot = argument.slot_name();
        if !slots.contains(&slot) {
            slots.push(slot);
        }
    }
    let value_slots = arguments.iter().filter_map(|argument| {
        let (name, takes) = (argument.slot_name(), written(argument.takes.as_ref()?));
        let required = argument.is_required();
        Some(quote!((#name, #takes, #required)))
    });
    let value_slots: Vec<_> = value_slots.collect();
    // What only Rust can call takes values of any type.
    let described = arguments.iter().filter(|a| !a.is_slot && a.takes.is_none() && is_callable(arguments));
    let props = described.map(|argument| {
        let (ty, text, docs) = (&argument.ty, argument.text(), &argument.docs);
        let default = match &argument.default {
            Some(value) => quote!(::core::option::Option::Some(#value)),
            None => quote!(::core::option::Option::None),
        };
        quote_spanned!(ty.span()=> ::layer9_islands::rt::named::<#ty>(out, #text, #docs, #default);)
    });
    quote! {
        #[doc(hidden)]
        pub fn __manifest() -> ::layer9_islands::rt::String {
            ::layer9_islands::rt::manifest(
                &::layer9_islands::rt::About {
                    name: #name,
                    kind: #kind,
                    package: ::core::env!("CARGO_PKG_NAME"),
                    file: #file,
                    line: #line,
                    docs: #docs,
                    slots: &[#(#slots),*],
                    value_slots: &[#(#value_slots),*],
                    #style
                    scope: #scope,
                    blocking_script: #script,
                },
                |out| { let _ = &out; #(#props)* },
            )
        }

    }
}

/// Whether pages can call a component with these arguments.
fn is_callable(arguments: &[Argument]) -> bool {
    !arguments.iter().any(Argument::is_for_rust_alone)
}

/// A type as it is written, about.
fn written(ty: &Type) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (spaced, plain) in [(" < ", "<"), (" >", ">"), (" :: ", "::"), (" ,", ","), ("& '", "&'")] {
        text = text.replace(spaced, plain);
    }
    text
}

/// What the linker finds: by these names the tool knows which components there are.
fn exports(name: &Ident, arguments: &[Argument], given: &TokenStream, kind: Kind) -> TokenStream {
    let decode = arguments.iter().map(|argument| {
        if argument.is_slot {
            let slot = argument.slot_name();
            quote!(::layer9_islands::Slot::page(#slot))
        } else if argument.takes.is_some() {
            quote!(::core::option::Option::None)
        } else {
            quote!(::layer9_islands::Prop::decode(wire))
        }
    });
    let decode: Vec<_> = decode.collect();
    let slots: Vec<_> = arguments.iter().filter(|a| a.is_slot).map(Argument::slot_name).collect();
    // A page that calls what only Rust can call is refused before anything is rendered.
    let callable = is_callable(arguments);
    let view = match callable {
        true => quote!(|wire| { let _ = &wire; <#given>::__view(#(#decode),*) }),
        false => quote!(|_| ""),
    };
    let symbol = |kind: &str| (format_ident!("__l9_{kind}_{name}"), format!("l9_{kind}__{name}"));
    let (manifest, manifest_symbol) = symbol("manifest");
    let (render, render_symbol) = symbol("render");
    let browser = (kind == Kind::Island).then(|| {
        ["hydrate", "mount"].map(|kind| {
            let (function, symbol) = symbol(kind);
            let run = format_ident!("{kind}");
            quote! {
                #[cfg(target_arch = "wasm32")]
                #[unsafe(export_name = #symbol)]
                extern "C" fn #function(root: u32, at: *mut u8, length: u32) {
                    ::layer9_islands::rt::#run(root, at, length, #view);
                }
            }
        })
    });
    let browser = browser.into_iter().flatten();
    let test = callable.then(|| {
        quote! {
            #[cfg(not(target_arch = "wasm32"))]
            impl ::layer9_islands::testing::Component for #given {
                const NAME: &'static str = ::core::stringify!(#name);
                fn render(props: &str) -> ::layer9_islands::rt::String {
                    ::layer9_islands::rt::render_props(props, &[#(#slots),*], #view)
                }
                fn hydrate(props: &str) {
                    ::layer9_islands::rt::hydrate_props(props, #view);
                }
            }
        }
    });
    quote! {
        #[allow(non_snake_case, unsafe_code)]
        const _: () = {
            #[cfg(target_arch = "wasm32")]
            #[unsafe(export_name = #manifest_symbol)]
            extern "C" fn #manifest() -> u64 {
                ::layer9_islands::rt::bytes(<#given>::__manifest())
            }

            #[cfg(target_arch = "wasm32")]
            #[unsafe(export_name = #render_symbol)]
            extern "C" fn #render(at: *mut u8, length: u32) -> u64 {
                ::layer9_islands::rt::render(at, length, &[#(#slots),*], #view)
            }

            #(#browser)*
        };

        #test
    }
}

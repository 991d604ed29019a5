//! Attributes, listeners and bindings of an element.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Expr, Ident, Lit, Pat};

use crate::element;
use crate::markup::{Attribute, Element, Value};
use crate::template::{Template, ident};

/// Where an element's content comes from.
pub(crate) enum Content {
    /// From what stands between its tags.
    Children,
    /// From a hole with text (a text area's value).
    Text(TokenStream),
    /// From a hole with markup.
    Markup(TokenStream),
}

impl Template<'_> {
    /// Writes attributes. Gives back where the element's content comes from.
    pub(crate) fn attributes(&mut self, element: &Element) -> Content {
        let mut content = None;
        let mut raw = None;
        for list in ["class", "style"] {
            self.list(element, list);
        }
        for attribute in &element.attributes {
            let Attribute { prefix, name, span, value } = attribute;
            if matches!(prefix.as_str(), "class" | "style") || prefix.is_empty() && is_list(element, name) {
                continue;
            }
            let expression = match value {
                Value::Expr(expr) => expr,
                Value::Pattern(_) => {
                    self.errors.push(Error::new(
                        *span,
                        "let: names what a component gives to a slot that takes a value",
                    ));
                    continue;
                }
                _ if prefix.is_empty() => {
                    self.fixed(name, value, *span);
                    continue;
                }
                _ => {
                    self.errors.push(Error::new(*span, format!("expected {prefix}:{name}={{…}}")));
                    continue;
                }
            };
            match (prefix.as_str(), name.as_str()) {
                ("on", event) => {
                    let (handler, span) = (handler(expression), expression.span());
                    let hole = self.hole(quote_spanned!(span=> ::layer9_islands::rt::handler_hole(#handler)));
                    let listen = quote!(::layer9_islands::rt::on(#event, #hole););
                    self.at_place(listen.clone(), listen);
                }
                ("bind", "value" | "checked") => {
                    let hole = self.hole(quote!(#expression));
                    let tag = element.name.as_str();
                    if !matches!((tag, name.as_str()), ("input", _) | ("textarea" | "select", "value")) {
                        self.errors.push(Error::new(*span, format!("<{tag}> has no `{name}` to bind")));
                    }
                    match tag {
                        "textarea" => content = Some(hole.clone()),
                        "select" => {}
                        _ => self.dynamic("attr", name, &hole, expression.span(), false),
                    }
                    let bind = Ident::new(&format!("bind_{name}"), expression.span());
                    let fresh = ident("__fresh");
                    self.at_place(
                        quote!(::layer9_islands::rt::#bind(#hole, false);),
                        quote!(::layer9_islands::rt::#bind(#hole, #fresh);),
                    );
                }
                ("bind", _) => {
                    self.errors.push(Error::new(*span, "there are bind:value and bind:checked"));
                }
                ("dangerous", "html") => {
                    let hole = self.hole(quote!(#expression));
                    if !element.children.is_empty() || element::is_void(&element.name) {
                        self.errors.push(Error::new(*span, "dangerous:html is all that this element holds"));
                    }
                    raw = Some(hole.clone());
                    let fresh = ident("__fresh");
                    self.at_place(
                        quote!(::layer9_islands::rt::dangerous::bind(#hole);),
                        quote!(::layer9_islands::rt::dangerous::attach(#hole, #fresh);),
                    );
                }
                ("dangerous", _) => {
                    self.errors.push(Error::new(*span, "there is dangerous:html"));
                }
                ("..", _) => {
                    let hole = self.hole(quote!(#expression));
                    let (out, fresh) = (ident("__out"), ident("__fresh"));
                    let span = expression.span();
                    self.render(quote_spanned!(span=> ::layer9_islands::rt::spread::render(&#hole, #out);));
                    self.at_place(
                        quote_spanned!(span=> ::layer9_islands::rt::spread::attach(#hole, false);),
                        quote_spanned!(span=> ::layer9_islands::rt::spread::attach(#hole, #fresh);),
                    );
                }
                (_, "node") => {
                    let hole = self.hole(quote!(#expression));
                    let attach = quote!(::layer9_islands::rt::attach(#hole););
                    self.at_place(attach.clone(), attach);
                }
                (_, name) => {
                    let hole = self.hole(quote!(#expression));
                    let kind = if element::is_word(name) { "word" } else { "attr" };
                    self.dynamic(kind, name, &hole, expression.span(), true);
                }
            }
        }
        if content.is_some() && !element.children.is_empty() {
            self.errors.push(Error::new(element.span, "bind:value is the content of this text area"));
        }
        match (content, raw) {
            (Some(text), _) => Content::Text(text),
            (None, Some(markup)) => Content::Markup(markup),
            (None, None) => Content::Children,
        }
    }

    fn dynamic(&mut self, kind: &str, name: &str, hole: &TokenStream, span: Span, watched: bool) {
        let (kind, out, fresh) = (Ident::new(kind, Span::call_site()), ident("__out"), ident("__fresh"));
        self.render(quote_spanned!(span=> ::layer9_islands::rt::#kind::render(&#hole, #name, #out);));
        if watched {
            self.at_place(
                quote_spanned!(span=> ::layer9_islands::rt::#kind::bind(#hole, #name);),
                quote_spanned!(span=> ::layer9_islands::rt::#kind::attach(#hole, #name, #fresh);),
            );
        }
    }

    /// An attribute that never changes.
    fn fixed(&mut self, name: &str, value: &Value, span: Span) {
        let text = match value {
            Value::None => None,
            Value::Literal(literal) => match literal_text(literal) {
                Some(Literal::Text(text)) => Some(text),
                Some(Literal::Flag(true)) if element::is_word(name) => Some("true".to_owned()),
                Some(Literal::Flag(false)) if element::is_word(name) => Some("false".to_owned()),
                Some(Literal::Flag(true)) => None,
                Some(Literal::Flag(false)) => return,
                None => {
                    self.errors.push(Error::new(literal.span(), "not a value of an attribute"));
                    return;
                }
            },
            Value::Expr(_) | Value::Pattern(_) => return,
        };
        if name == "node" {
            self.errors.push(Error::new(span, "expected node={…}"));
        }
        self.write(" ");
        self.write(name);
        if let Some(text) = text {
            self.write("=\"");
            self.escape(&text);
            self.write("\"");
        }
    }

    /// `class` with `class:…`, or `style` with `style:…`: one attribute of a static part and entries that come and go.
    fn list(&mut self, element: &Element, list: &str) {
        let entries: Vec<&Attribute> = element.attributes.iter().filter(|a| a.prefix == list).collect();
        if entries.is_empty() {
            return;
        }
        self.write(&format!(" {list}=\""));
        let whole = element.attributes.iter().find(|a| a.prefix.is_empty() && a.name == list);
        match whole.map(|a| (&a.value, a.span)) {
            Some((Value::Literal(literal), span)) => match literal_text(literal) {
                Some(Literal::Text(text)) => {
                    self.escape(&text);
                    if list == "style" && !text.trim_end().ends_with(';') {
                        self.write(";");
                    }
                }
                _ => self.errors.push(Error::new(span, "expected text")),
            },
            Some((Value::Expr(_), span)) => self.errors.push(Error::new(
                span,
                format!(
                    "a dynamic `{list}` would overwrite `{list}:…`: make it static, or leave the others away"
                ),
            )),
            Some((Value::None | Value::Pattern(_), _)) | None => {}
        }
        for entry in entries {
            match &entry.value {
                Value::Expr(expr) => {
                    let hole = self.hole(quote!(#expr));
                    self.dynamic(list, &entry.name, &hole, expr.span(), true);
                }
                _ => {
                    self.errors.push(Error::new(entry.span, format!("expected {list}:{}={{…}}", entry.name)));
                }
            }
        }
        self.write("\"");
    }
}

/// Whether a whole attribute is written together with its entries.
fn is_list(element: &Element, name: &str) -> bool {
    matches!(name, "class" | "style") && element.attributes.iter().any(|a| a.prefix == name)
}

enum Literal {
    Text(String),
    Flag(bool),
}

fn literal_text(literal: &Lit) -> Option<Literal> {
    Some(match literal {
        Lit::Str(text) => Literal::Text(text.value()),
        Lit::Char(c) => Literal::Text(c.value().to_string()),
        Lit::Int(number) => Literal::Text(number.base10_digits().to_owned()),
        Lit::Float(number) => Literal::Text(number.base10_digits().to_owned()),
        Lit::Bool(flag) => Literal::Flag(flag.value),
        _ => return None,
    })
}

/// A closure's argument is an event, which the compiler cannot tell from the trait alone.
fn handler(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    if let Expr::Closure(closure) = &mut expr
        && let Some(argument @ (Pat::Ident(_) | Pat::Wild(_))) = closure.inputs.first_mut()
    {
        *argument = Pat::Type(syn::PatType {
            attrs: Vec::new(),
            pat: Box::new(argument.clone()),
            colon_token: syn::Token![:](argument.span()),
            ty: Box::new(syn::Type::Verbatim(quote!(::layer9_islands::Event))),
        });
    }
    expr
}

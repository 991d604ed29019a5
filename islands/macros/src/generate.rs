//! From markup to code: the static HTML, the values of the holes, and the walk to them.
//!
//! A template is three things: a tuple of the holes' values, a function that writes static parts and holes in order, and
//! a function that moves the cursor from hole to hole. Positions are paths of child indices; the steps between two
//! of them are packed into numbers at compile time.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Expr, Ident, Lit, Pat};

use crate::element;
use crate::markup::{Attribute, Choice, Component, Element, Keyed, Node, Slot, Value};

const DOWN: u32 = 1;
const NEXT: u32 = 2;
const UP: u32 = 3;
/// Steps that fit into one number.
const STEPS: usize = 16;

/// The code of a view.
pub(crate) fn view(nodes: &[Node]) -> TokenStream {
    let mut errors = Vec::new();
    let code = template(nodes, &mut errors);
    match errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    }) {
        // The view is left out: what is wrong in it would be reported once more in other words.
        Some(error) => {
            let error = error.into_compile_error();
            quote!({ #error; "" })
        }
        None => code,
    }
}

fn template(nodes: &[Node], errors: &mut Vec<Error>) -> TokenStream {
    let mut template = Template::new(errors);
    template.roots(nodes);
    template.finish()
}

struct Template<'e> {
    errors: &'e mut Vec<Error>,
    /// Values of the holes.
    values: Vec<TokenStream>,
    /// Statements of the function that writes.
    render: Vec<TokenStream>,
    /// Static HTML that has yet to become a statement.
    markup: String,
    /// Statements of the function that walks.
    walk: Vec<TokenStream>,
    /// Where the cursor is, and where it should be.
    cursor: Vec<usize>,
    place: Vec<usize>,
    /// Names of the elements around.
    parents: Vec<String>,
}

impl<'e> Template<'e> {
    fn new(errors: &'e mut Vec<Error>) -> Self {
        Template {
            errors,
            values: Vec::new(),
            render: Vec::new(),
            markup: String::new(),
            walk: Vec::new(),
            cursor: vec![0],
            place: vec![0],
            parents: Vec::new(),
        }
    }

    fn roots(&mut self, nodes: &[Node]) {
        // A view neither begins with bare text, which could grow together with text before it, nor is it nothing.
        if matches!(nodes.first(), None | Some(Node::Text(_))) {
            self.comment();
        }
        self.siblings(nodes);
        // The cursor ends at the last node.
        if let Some(last) = self.place.last_mut() {
            *last = last.saturating_sub(1);
        }
        self.arrive();
    }

    fn finish(mut self) -> TokenStream {
        self.flush();
        let (values, render, walk) = (&self.values, &self.render, &self.walk);
        let (holes, out) = (ident("__holes"), ident("__out"));
        quote! {
            ::layer9_islands::rt::template(
                (#(#values,)*),
                |#holes, #out| { let _ = (&#holes, &#out); #(#render)* },
                |#holes| { let _ = &#holes; #(#walk)* },
            )
        }
    }

    fn siblings(&mut self, nodes: &[Node]) {
        let mut text_may_end = false;
        let mut joined = false;
        for node in nodes {
            match node {
                Node::Text(text) => {
                    // Two literals in a row are one node.
                    if joined {
                        self.escape(&text.value());
                        continue;
                    }
                    if text.value().is_empty() {
                        continue;
                    }
                    if text_may_end {
                        self.comment();
                    }
                    self.escape(&text.value());
                    self.next();
                }
                Node::Element(element) => self.element(element),
                Node::Slot(slot) => self.slot(slot),
                Node::Expr(_) | Node::Component(_) | Node::Choice(_) | Node::Keyed(_) => {
                    let value = self.content(node);
                    self.hole_view(value, node_span(node), "render", "hydrate");
                    self.next();
                }
            }
            joined = matches!(node, Node::Text(_));
            text_may_end = matches!(node, Node::Expr(_) | Node::Component(_));
        }
    }

    fn comment(&mut self) {
        self.markup.push_str("<!---->");
        self.next();
    }

    fn next(&mut self) {
        if let Some(last) = self.place.last_mut() {
            *last += 1;
        }
    }

    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.markup.push_str("&amp;"),
                '<' => self.markup.push_str("&lt;"),
                '>' => self.markup.push_str("&gt;"),
                '"' => self.markup.push_str("&quot;"),
                '\u{1}' | '\u{2}' => {}
                _ => self.markup.push(c),
            }
        }
    }

    /// Turns the static HTML so far into a statement.
    fn flush(&mut self) {
        if !self.markup.is_empty() {
            let markup = std::mem::take(&mut self.markup);
            let out = ident("__out");
            self.render.push(quote!(#out.raw(#markup);));
        }
    }

    /// Adds a value; how to name it.
    fn hole(&mut self, value: TokenStream) -> TokenStream {
        let index = syn::Index::from(self.values.len());
        self.values.push(value);
        let holes = ident("__holes");
        quote!(#holes.#index)
    }

    fn hole_view(&mut self, value: TokenStream, span: Span, render: &str, hydrate: &str) {
        let hole = self.hole(quote_spanned!(span=> ::layer9_islands::rt::hole(#value)));
        self.flush();
        let (out, render, hydrate) = (ident("__out"), ident(render), ident(hydrate));
        self.render.push(quote!(::layer9_islands::View::#render(&#hole, #out);));
        self.arrive();
        self.walk.push(quote!(::layer9_islands::View::#hydrate(#hole);));
    }

    /// Writes the steps that take the cursor to where it should be.
    fn arrive(&mut self) {
        let same = self.cursor.iter().zip(&self.place).take_while(|(a, b)| a == b).count();
        let mut steps: Vec<u32> = Vec::new();
        // Up to the level at which the paths part; a longer path below a shared one only goes down.
        let level = if same == self.place.len() || same == self.cursor.len() { same } else { same + 1 };
        while self.cursor.len() > level {
            steps.push(UP);
            self.cursor.pop();
        }
        for depth in 0..self.place.len() {
            let target = self.place[depth];
            if depth >= self.cursor.len() {
                steps.push(DOWN);
                self.cursor.push(0);
            }
            while self.cursor[depth] < target {
                steps.push(NEXT);
                self.cursor[depth] += 1;
            }
        }
        for part in steps.chunks(STEPS) {
            let path = part.iter().rev().fold(0_u32, |path, step| path << 2 | step);
            self.walk.push(quote!(::layer9_islands::rt::go(#path);));
        }
    }

    fn slot(&mut self, slot: &Slot) {
        let name = &slot.name;
        let out = ident("__out");
        if slot.fallback.is_empty() {
            self.flush();
            self.render.push(quote!(::layer9_islands::rt::page_slot(#name, #out);));
        } else {
            let otherwise = template(&slot.fallback, self.errors);
            let value = quote!(::layer9_islands::rt::slot_or(#name, #otherwise));
            self.hole_view(value, slot.span, "render", "hydrate");
        }
        self.next();
    }

    fn element(&mut self, element: &Element) {
        let parents: Vec<&str> = self.parents.iter().map(String::as_str).collect();
        element::check(element, &parents, self.errors);
        let name = &element.name;
        self.markup.push('<');
        self.markup.push_str(name);
        let content = self.attributes(element);
        self.markup.push('>');
        if !element::is_void(name) {
            if element::drops_newline(name) {
                self.markup.push('\n');
            }
            if let Some(hole) = content {
                self.flush();
                let out = ident("__out");
                self.render.push(quote!(::layer9_islands::View::render_only(&#hole, #out);));
            }
            self.parents.push(name.clone());
            match element.children.as_slice() {
                [node @ (Node::Expr(_) | Node::Component(_) | Node::Choice(_) | Node::Keyed(_))] => {
                    let value = self.content(node);
                    self.hole_view(value, node_span(node), "render_only", "hydrate_only");
                }
                children => {
                    self.place.push(0);
                    self.siblings(children);
                    self.place.pop();
                }
            }
            self.parents.pop();
            self.markup.push_str("</");
            self.markup.push_str(name);
            self.markup.push('>');
        }
        self.next();
    }

    /// Writes attributes. Gives back the hole whose value is the element's content (a text area's).
    fn attributes(&mut self, element: &Element) -> Option<TokenStream> {
        let mut content = None;
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
                    let handler = handler(expression);
                    let hole = self.hole(quote!(#handler));
                    self.arrive();
                    let span = expression.span();
                    self.walk.push(quote_spanned!(span=> ::layer9_islands::rt::on(#event, #hole);));
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
                    self.arrive();
                    let bind = Ident::new(&format!("bind_{name}"), expression.span());
                    self.walk.push(quote!(::layer9_islands::rt::#bind(#hole);));
                }
                ("bind", _) => {
                    self.errors.push(Error::new(*span, "there are bind:value and bind:checked"));
                }
                (_, "node") => {
                    let hole = self.hole(quote!(#expression));
                    self.arrive();
                    self.walk.push(quote!(::layer9_islands::rt::attach(#hole);));
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
        content
    }

    fn dynamic(&mut self, kind: &str, name: &str, hole: &TokenStream, span: Span, watched: bool) {
        self.flush();
        let (kind, out) = (Ident::new(kind, Span::call_site()), ident("__out"));
        self.render.push(quote_spanned!(span=> ::layer9_islands::rt::#kind::render(&#hole, #name, #out);));
        if watched {
            self.arrive();
            self.walk.push(quote_spanned!(span=> ::layer9_islands::rt::#kind::bind(#hole, #name);));
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
            Value::Expr(_) => return,
        };
        if name == "node" {
            self.errors.push(Error::new(span, "expected node={…}"));
        }
        self.markup.push(' ');
        self.markup.push_str(name);
        if let Some(text) = text {
            self.markup.push_str("=\"");
            self.escape(&text);
            self.markup.push('"');
        }
    }

    /// `class` with `class:…`, or `style` with `style:…`: one attribute of a static part and entries that come and go.
    fn list(&mut self, element: &Element, list: &str) {
        let entries: Vec<&Attribute> = element.attributes.iter().filter(|a| a.prefix == list).collect();
        if entries.is_empty() {
            return;
        }
        self.markup.push_str(&format!(" {list}=\""));
        let whole = element.attributes.iter().find(|a| a.prefix.is_empty() && a.name == list);
        match whole.map(|a| (&a.value, a.span)) {
            Some((Value::Literal(literal), span)) => match literal_text(literal) {
                Some(Literal::Text(text)) => {
                    self.escape(&text);
                    if list == "style" && !text.trim_end().ends_with(';') {
                        self.markup.push(';');
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
            Some((Value::None, _)) | None => {}
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
        self.markup.push('"');
    }

    /// The value of a node that is a hole.
    fn content(&mut self, node: &Node) -> TokenStream {
        match node {
            Node::Expr(expr) => quote!(#expr),
            Node::Component(component) => self.component(component),
            Node::Choice(choice) => self.choice(choice),
            Node::Keyed(keyed) => self.keyed(keyed),
            Node::Text(_) | Node::Element(_) | Node::Slot(_) => TokenStream::new(),
        }
    }

    fn component(&mut self, component: &Component) -> TokenStream {
        let path = &component.path;
        let span = path.span();
        let mut props = quote_spanned!(span=> #path::__props());
        for attribute in &component.attributes {
            if !attribute.prefix.is_empty() || attribute.name.contains('-') {
                self.errors
                    .push(Error::new(attribute.span, "a component has props, named as its arguments are"));
                continue;
            }
            let name = Ident::new_raw_if_keyword(&attribute.name, attribute.span);
            let value = attribute.value.expression();
            props = quote_spanned!(attribute.span=> #props.#name(#value));
        }
        if !component.children.is_empty() {
            let children = template(&component.children, self.errors);
            props = quote_spanned!(span=> #props.children(::layer9_islands::Slot::new(move || #children)));
        }
        quote_spanned!(span=> #path(#props))
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
                    let show = self.show(at, binds(condition), nodes);
                    code.extend(quote!(if #condition { #show } else));
                }
                note(list.len(), otherwise);
                let show = self.show(list.len(), false, otherwise);
                quote!(#code { #show })
            }
            Choice::Match { of, arms: list } => {
                let mut code = Vec::new();
                for (at, (pattern, guard, nodes)) in list.iter().enumerate() {
                    note(at, nodes);
                    let show = self.show(at, pattern_binds(pattern), nodes);
                    let guard = guard.as_ref().map(|guard| quote!(if #guard));
                    code.push(quote!(#pattern #guard => { #show }));
                }
                quote!(match #of { #(#code)* })
            }
            Choice::For { pattern, items, body, span } => {
                self.no_slots(body, *span);
                let list = ident("__items");
                let view = template(body, self.errors);
                quote! {
                    let #list: ::layer9_islands::rt::Vec<_> = ::core::iter::IntoIterator::into_iter(#items).collect();
                    if #arms.enter(#list.len(), true) {
                        for #pattern in #list {
                            #arms.show(|| #view);
                        }
                    }
                }
            }
        };
        quote! {
            ::layer9_islands::rt::choice(
                &[#(#slots),*],
                move |#arms: &mut ::layer9_islands::rt::Arms<'_>| { #body },
            )
        }
    }

    fn show(&mut self, arm: usize, always: bool, nodes: &[Node]) -> TokenStream {
        let arms = ident("__arms");
        if nodes.is_empty() {
            return quote!(let _ = #arms.enter(#arm, #always););
        }
        let view = template(nodes, self.errors);
        quote!(if #arms.enter(#arm, #always) { #arms.show(|| #view); })
    }

    fn keyed(&mut self, keyed: &Keyed) -> TokenStream {
        let Keyed { item, items, key, row, span } = keyed;
        self.no_slots(row, *span);
        if !matches!(row.as_slice(), [Node::Element(_)]) {
            self.errors.push(Error::new(*span, "a row of a keyed list is one element"));
        }
        let view = template(row, self.errors);
        quote! {
            ::layer9_islands::rt::keyed(move || #items, move |#item: &_| #key, move |#item| #view)
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

/// An identifier of the macro's own, invisible to the code around.
fn ident(name: &str) -> Ident {
    if name.starts_with("__") {
        Ident::new(name, Span::mixed_site())
    } else {
        Ident::new(name, Span::call_site())
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

fn node_span(node: &Node) -> Span {
    match node {
        Node::Text(text) => text.span(),
        Node::Expr(expr) => expr.span(),
        Node::Element(element) => element.span,
        Node::Component(component) => component.path.span(),
        Node::Slot(slot) => slot.span,
        Node::Choice(choice) => match &**choice {
            Choice::For { span, .. } => *span,
            Choice::If { .. } | Choice::Match { .. } => Span::call_site(),
        },
        Node::Keyed(keyed) => keyed.span,
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

/// Names of the slots in nodes, nested ones too.
fn slot_names(nodes: &[Node], names: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Slot(slot) => {
                names.push(slot.name.clone());
                slot_names(&slot.fallback, names);
            }
            Node::Element(element) => slot_names(&element.children, names),
            Node::Component(component) => slot_names(&component.children, names),
            Node::Choice(choice) => match &**choice {
                Choice::If { arms, otherwise } => {
                    for (_, nodes) in arms {
                        slot_names(nodes, names);
                    }
                    slot_names(otherwise, names);
                }
                Choice::Match { arms, .. } => {
                    for (_, _, nodes) in arms {
                        slot_names(nodes, names);
                    }
                }
                Choice::For { body, .. } => slot_names(body, names),
            },
            Node::Keyed(keyed) => slot_names(&keyed.row, names),
            Node::Text(_) | Node::Expr(_) => {}
        }
    }
}

/// The slots of a view, for a component's manifest.
pub(crate) fn slots_in(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    find_views(tokens, &mut names);
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// Looks for `view! { … }` in a function's tokens, and in those of the view for others.
fn find_views(tokens: TokenStream, names: &mut Vec<String>) {
    use proc_macro2::TokenTree;
    let mut before = ["".to_owned(), "".to_owned()];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            if before == ["view", "!"]
                && let Ok(markup) = syn::parse2::<crate::markup::Markup>(group.stream())
            {
                slot_names(&markup.nodes, names);
            }
            find_views(group.stream(), names);
        }
        before = [std::mem::take(&mut before[1]), token.to_string()];
    }
}

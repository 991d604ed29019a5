//! From markup to code: the static HTML, the values of the holes, and the walk to them.
//!
//! A template is a tuple of the holes' values and four functions over it. Two are for the HTML of a build: one writes
//! static parts and holes in order, one moves the cursor from hole to hole and attaches. Two are for what is made in the
//! browser: one writes the static parts alone, one moves from hole to hole and fills in what the HTML did not say.
//! The linker drops those that an island has no use for. Positions are paths of child indices; the steps between two
//! of them are packed into numbers at compile time.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Ident};

use crate::attributes::Content;
use crate::element;
use crate::markup::{Choice, Element, Markup, Node, Slot};

const DOWN: u32 = 1;
const NEXT: u32 = 2;
const UP: u32 = 3;
/// Steps that fit into one number.
const STEPS: usize = 16;

/// The code of a view.
pub(crate) fn view(markup: &Markup) -> TokenStream {
    let mut errors = Vec::new();
    let mut template = Template::new(&mut errors, markup.scope.as_deref());
    template.roots(&markup.nodes.iter().collect::<Vec<_>>());
    let code = template.finish();
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

pub(crate) struct Template<'e> {
    pub(crate) errors: &'e mut Vec<Error>,
    /// The attribute that marks the elements of a component whose styles are scoped.
    scope: Option<&'e str>,
    /// Values of the holes.
    values: Vec<TokenStream>,
    /// Statements of the function that writes.
    render: Writer,
    /// Statements of the function that writes static parts alone.
    outline: Writer,
    /// Statements of the function that walks.
    walk: Vec<TokenStream>,
    /// Statements of the function that walks and fills in.
    attach: Vec<TokenStream>,
    /// Where the cursor is, and where it should be.
    cursor: Vec<usize>,
    place: Vec<usize>,
    /// Names of the elements around.
    parents: Vec<String>,
}

/// Statements that write, and static HTML that has yet to become one.
#[derive(Default)]
struct Writer {
    statements: Vec<TokenStream>,
    markup: String,
}

impl Writer {
    /// Turns the static HTML so far into a statement.
    fn flush(&mut self) {
        if !self.markup.is_empty() {
            let markup = std::mem::take(&mut self.markup);
            let out = ident("__out");
            self.statements.push(quote!(#out.raw(#markup);));
        }
    }

    fn push(&mut self, statement: TokenStream) {
        self.flush();
        self.statements.push(statement);
    }
}

impl<'e> Template<'e> {
    fn new(errors: &'e mut Vec<Error>, scope: Option<&'e str>) -> Self {
        Template {
            errors,
            scope,
            values: Vec::new(),
            render: Writer::default(),
            outline: Writer::default(),
            walk: Vec::new(),
            attach: Vec::new(),
            cursor: vec![0],
            place: vec![0],
            parents: Vec::new(),
        }
    }

    /// The code of a view inside of this one.
    pub(crate) fn inner<'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node>) -> TokenStream {
        let nodes: Vec<&Node> = nodes.into_iter().collect();
        let mut template = Template::new(self.errors, self.scope);
        template.roots(&nodes);
        template.finish()
    }

    fn roots(&mut self, nodes: &[&Node]) {
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
        self.render.flush();
        self.outline.flush();
        let (values, walk, attach) = (&self.values, &self.walk, &self.attach);
        let (render, outline) = (&self.render.statements, &self.outline.statements);
        let (holes, out, fresh) = (ident("__holes"), ident("__out"), ident("__fresh"));
        quote! {
            ::layer9_islands::rt::template(
                (#(#values,)*),
                |#holes, #out| { let _ = (&#holes, &#out); #(#render)* },
                |#holes| { let _ = &#holes; #(#walk)* },
                |#holes, #out| { let _ = (&#holes, &#out); #(#outline)* },
                |#holes, #fresh| { let _ = (&#holes, #fresh); #(#attach)* },
            )
        }
    }

    fn siblings(&mut self, nodes: &[&Node]) {
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
                Node::Fill(fill) => {
                    let message =
                        "this fills a slot of a component: it stands right between the component's tags";
                    self.errors.push(Error::new(fill.span, message));
                }
                Node::Expr(_) | Node::Component(_) | Node::Choice(_) | Node::Keyed(_) => {
                    let value = self.content(node);
                    self.hole_view(value, node_span(node), "");
                    self.next();
                }
            }
            joined = matches!(node, Node::Text(_));
            text_may_end = matches!(node, Node::Expr(_) | Node::Component(_));
        }
    }

    fn comment(&mut self) {
        self.write("<!---->");
        self.next();
    }

    fn next(&mut self) {
        if let Some(last) = self.place.last_mut() {
            *last += 1;
        }
    }

    /// Adds static HTML.
    pub(crate) fn write(&mut self, markup: &str) {
        self.render.markup.push_str(markup);
        self.outline.markup.push_str(markup);
    }

    pub(crate) fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.write("&amp;"),
                '<' => self.write("&lt;"),
                '>' => self.write("&gt;"),
                '"' => self.write("&quot;"),
                '\u{1}' | '\u{2}' => {}
                _ => self.write(c.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// Adds a statement that writes what a build knows, and the browser fills in.
    pub(crate) fn render(&mut self, statement: TokenStream) {
        self.render.push(statement);
    }

    /// Adds a statement at the current place: for what a build made, and for what is made in the browser.
    pub(crate) fn at_place(&mut self, hydrate: TokenStream, attach: TokenStream) {
        self.arrive();
        self.walk.push(hydrate);
        self.attach.push(attach);
    }

    /// Adds a value; how to name it.
    pub(crate) fn hole(&mut self, value: TokenStream) -> TokenStream {
        let index = syn::Index::from(self.values.len());
        self.values.push(value);
        let holes = ident("__holes");
        quote!(#holes.#index)
    }

    /// Adds a view; `only` is the suffix of the functions for the only content of an element.
    fn hole_view(&mut self, value: TokenStream, span: Span, only: &str) {
        let hole = self.hole(quote_spanned!(span=> ::layer9_islands::rt::hole(#value)));
        let (out, fresh) = (ident("__out"), ident("__fresh"));
        let [render, outline, hydrate, attach] =
            ["render", "outline", "hydrate", "attach"].map(|name| ident(&format!("{name}{only}")));
        self.render.push(quote!(::layer9_islands::View::#render(&#hole, #out);));
        self.outline.push(quote!(::layer9_islands::View::#outline(&#hole, #out);));
        self.at_place(
            quote!(::layer9_islands::View::#hydrate(#hole);),
            quote!(::layer9_islands::View::#attach(#hole, #fresh);),
        );
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
            self.attach.push(quote!(::layer9_islands::rt::go(#path);));
        }
    }

    fn slot(&mut self, slot: &Slot) {
        let name = &slot.name;
        let out = ident("__out");
        if slot.fallback.is_empty() {
            self.render.push(quote!(::layer9_islands::rt::page_slot::render(#name, #out);));
            self.outline.push(quote!(::layer9_islands::rt::page_slot::outline(#name, #out);));
        } else {
            let otherwise = self.inner(&slot.fallback);
            let value = quote!(::layer9_islands::rt::slot_or(#name, #otherwise));
            self.hole_view(value, slot.span, "");
        }
        self.next();
    }

    fn element(&mut self, element: &Element) {
        let parents: Vec<&str> = self.parents.iter().map(String::as_str).collect();
        element::check(element, &parents, self.errors);
        let name = &element.name;
        self.write("<");
        self.write(name);
        if let Some(scope) = self.scope {
            self.write(" ");
            self.write(scope);
        }
        let content = self.attributes(element);
        self.write(">");
        if !element::is_void(name) {
            if element::drops_newline(name) {
                self.write("\n");
            }
            let out = ident("__out");
            match content {
                Content::Children => {}
                Content::Text(hole) => {
                    self.render(quote!(::layer9_islands::View::render_only(&#hole, #out);));
                }
                Content::Markup(hole) => {
                    self.render(quote!(::layer9_islands::rt::dangerous::render(&#hole, #out);));
                }
            }
            self.parents.push(name.clone());
            match element.children.as_slice() {
                [node @ (Node::Expr(_) | Node::Component(_) | Node::Choice(_) | Node::Keyed(_))] => {
                    let value = self.content(node);
                    self.hole_view(value, node_span(node), "_only");
                }
                children => {
                    self.place.push(0);
                    self.siblings(&children.iter().collect::<Vec<_>>());
                    self.place.pop();
                }
            }
            self.parents.pop();
            self.write("</");
            self.write(name);
            self.write(">");
        }
        self.next();
    }
}

/// An identifier of the macro's own, invisible to the code around.
pub(crate) fn ident(name: &str) -> Ident {
    if name.starts_with("__") {
        Ident::new(name, Span::mixed_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

pub(crate) fn node_span(node: &Node) -> Span {
    match node {
        Node::Text(text) => text.span(),
        Node::Expr(expr) => expr.span(),
        Node::Element(element) => element.span,
        Node::Component(component) => component.path.span(),
        Node::Slot(slot) => slot.span,
        Node::Fill(fill) => fill.span,
        Node::Choice(choice) => match &**choice {
            Choice::For { span, .. } => *span,
            Choice::If { .. } | Choice::Match { .. } => Span::call_site(),
        },
        Node::Keyed(keyed) => keyed.span,
    }
}

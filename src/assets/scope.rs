//! Scoped style sheets: the rules of a component's style sheet apply to the component's own elements alone.
//!
//! Those elements have an attribute ([`StyleScope::attribute`]), which the macros of islands put into their templates. Here it
//! goes into each compound of each selector, so that neither the page, nor what a call puts into a slot, nor another
//! component is ever the subject or the surroundings of a rule. One of the marks counts as a class does, the others, in
//! `:where()`, count nothing, so that all rules of a style sheet grow by the same weight and keep their order.
//!
//! What says where it belongs stays as it is: `:global(…)`, `&` and `:scope`, which are what is around them, and `html`,
//! `body` and `:root`, which no component can have.

use lightningcss::declaration::DeclarationBlock;
use lightningcss::properties::animation::AnimationName;
use lightningcss::properties::custom::{Token, TokenList, TokenOrValue};
use lightningcss::properties::{Property, PropertyId};
use lightningcss::rules::keyframes::KeyframesName;
use lightningcss::rules::style::StyleRule;
use lightningcss::rules::{CssRule, CssRuleList, Location};
use lightningcss::selector::{Combinator, Component, PseudoClass, Selector, SelectorList};
use lightningcss::values::ident::{CustomIdent, Ident};
use std::collections::BTreeSet;

/// Before the name of `@keyframes` that are to keep it for the whole page.
const GLOBAL_NAME: &str = "-global-";

/// Whose style sheet it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleScope {
    attribute: String,
}

/// What cannot be scoped.
#[derive(Debug)]
pub(super) struct Fault {
    /// From 0.
    pub(super) line: u32,
    /// From 1.
    pub(super) column: u32,
    pub(super) message: String,
    pub(super) hint: String,
}

impl StyleScope {
    /// By the attribute that the component's elements have, such as `data-s4kq0z1`.
    pub fn new(attribute: impl Into<String>) -> Self {
        Self { attribute: attribute.into() }
    }

    /// Rewrites the rules of a sheet that was parsed with CSS modules on, for the sake of `:global(…)`.
    pub(super) fn apply(&self, rules: &mut CssRuleList<'_>) -> Result<(), Fault> {
        let mut keyframes = BTreeSet::new();
        names_of_keyframes(rules, &mut keyframes);
        Rewrite { scope: self, keyframes }.rules(rules, None)
    }

    fn mark<'i>(&self) -> Component<'i> {
        let name = || Ident(self.attribute.clone().into());
        Component::AttributeInNoNamespaceExists { local_name: name(), local_name_lower: name() }
    }

    /// The mark that counts nothing.
    fn light_mark<'i>(&self) -> Component<'i> {
        Component::Where([Selector::from(self.mark())].into())
    }

    /// What the site's `@keyframes` of this name are called.
    fn keyframes(&self, name: &str) -> String {
        let id = self.attribute.strip_prefix("data-").unwrap_or(&self.attribute);
        format!("{name}-{id}")
    }
}

/// The names of the style sheet's own animations.
fn names_of_keyframes(rules: &CssRuleList<'_>, names: &mut BTreeSet<String>) {
    for rule in &rules.0 {
        if let CssRule::Keyframes(rule) = rule {
            let name = keyframes_name(&rule.name);
            if !name.starts_with(GLOBAL_NAME) {
                names.insert(name.to_owned());
            }
        } else if let Some(inner) = inner(rule) {
            names_of_keyframes(inner, names);
        }
    }
}

fn keyframes_name<'a>(name: &'a KeyframesName<'_>) -> &'a str {
    match name {
        KeyframesName::Ident(name) => &name.0,
        KeyframesName::Custom(name) => name,
    }
}

/// The rules in a rule that groups others.
fn inner<'a, 'i>(rule: &'a CssRule<'i>) -> Option<&'a CssRuleList<'i>> {
    Some(match rule {
        CssRule::Media(rule) => &rule.rules,
        CssRule::Supports(rule) => &rule.rules,
        CssRule::LayerBlock(rule) => &rule.rules,
        CssRule::Container(rule) => &rule.rules,
        CssRule::Scope(rule) => &rule.rules,
        CssRule::StartingStyle(rule) => &rule.rules,
        CssRule::MozDocument(rule) => &rule.rules,
        CssRule::Style(rule) => &rule.rules,
        CssRule::Nesting(rule) => &rule.style.rules,
        _ => return None,
    })
}

struct Rewrite<'s> {
    scope: &'s StyleScope,
    keyframes: BTreeSet<String>,
}

impl Rewrite<'_> {
    /// `around` says of rules inside of a style rule whether that one is marked with weight already.
    fn rules(&self, rules: &mut CssRuleList<'_>, around: Option<bool>) -> Result<(), Fault> {
        for rule in &mut rules.0 {
            match rule {
                CssRule::Style(rule) => self.style(rule, around)?,
                CssRule::Nesting(rule) => self.style(&mut rule.style, around)?,
                CssRule::NestedDeclarations(rule) => self.declarations(&mut rule.declarations),
                CssRule::Media(rule) => self.rules(&mut rule.rules, around)?,
                CssRule::Supports(rule) => self.rules(&mut rule.rules, around)?,
                CssRule::LayerBlock(rule) => self.rules(&mut rule.rules, around)?,
                CssRule::Container(rule) => self.rules(&mut rule.rules, around)?,
                CssRule::StartingStyle(rule) => self.rules(&mut rule.rules, around)?,
                CssRule::MozDocument(rule) => self.rules(&mut rule.rules, around)?,
                CssRule::Scope(rule) => {
                    for list in [&mut rule.scope_start, &mut rule.scope_end].into_iter().flatten() {
                        self.list(list, rule.loc, true)?;
                    }
                    self.rules(&mut rule.rules, around)?;
                }
                CssRule::Keyframes(rule) => {
                    let name = keyframes_name(&rule.name);
                    let name = match name.strip_prefix(GLOBAL_NAME) {
                        Some(name) => name.to_owned(),
                        None => self.scope.keyframes(name),
                    };
                    rule.name = KeyframesName::Ident(CustomIdent(name.into()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn style(&self, rule: &mut StyleRule<'_>, around: Option<bool>) -> Result<(), Fault> {
        let declares = !rule.declarations.is_empty()
            || rule.rules.0.iter().any(|rule| matches!(rule, CssRule::NestedDeclarations(_)));
        if declares && let Some(name) = rule.selectors.0.iter().find_map(page_level) {
            return Err(Fault {
                line: rule.loc.line,
                column: rule.loc.column,
                message: format!("`{name}` is the page's, and no part of this component"),
                hint: format!("write `:global({name})`, or put the rule into the site's own style sheet"),
            });
        }
        let weighted = self.list(&mut rule.selectors, rule.loc, around == Some(true))?;
        self.declarations(&mut rule.declarations);
        self.rules(&mut rule.rules, Some(around == Some(true) || weighted))
    }

    /// Whether every selector has got a mark that counts.
    fn list(&self, list: &mut SelectorList<'_>, loc: Location, light: bool) -> Result<bool, Fault> {
        let mut weighted = true;
        for selector in &mut list.0 {
            let (marked, heavy) = self.selector(selector, Marks { light, own_subject: false }, loc)?;
            weighted &= heavy;
            *selector = marked;
        }
        Ok(weighted)
    }

    /// The selector with marks, and whether one of them counts.
    fn selector<'i>(
        &self,
        selector: &Selector<'i>,
        marks: Marks,
        loc: Location,
    ) -> Result<(Selector<'i>, bool), Fault> {
        // The parts of a selector from right to left, each from left to right.
        let raw = selector.iter_raw_match_order().as_slice();
        let mut compounds: Vec<Vec<Component<'i>>> = vec![Vec::new()];
        let mut combinators = Vec::new();
        for component in raw {
            match component {
                Component::Combinator(combinator) => {
                    combinators.push(*combinator);
                    compounds.push(Vec::new());
                }
                component => {
                    if let Some(last) = compounds.last_mut() {
                        last.push(component.clone());
                    }
                }
            }
        }
        let mut light = marks.light;
        // What a pseudo-element follows is the element.
        let mut is_subject = true;
        for (at, compound) in compounds.iter_mut().enumerate() {
            for component in compound.iter_mut() {
                self.arguments(component, loc)?;
            }
            let is_pseudo = matches!(
                combinators.get(at),
                Some(Combinator::PseudoElement | Combinator::SlotAssignment | Combinator::Part)
            );
            if is_pseudo {
                continue;
            }
            let spared = marks.own_subject && std::mem::take(&mut is_subject);
            if !spared && is_own(compound) {
                let mark = if light { self.scope.light_mark() } else { self.scope.mark() };
                light = true;
                compound.insert(place_of_mark(compound), mark);
            }
            // A type would not be one behind a class: `.a:global(p)`.
            for component in compound.iter_mut().skip(1) {
                if let Component::NonTSPseudoClass(PseudoClass::Global { selector }) = component {
                    *component = Component::Is([(**selector).clone()].into());
                }
            }
        }
        let heavy = light && !marks.light;
        let mut parts = Vec::new();
        while let Some(compound) = compounds.pop() {
            parts.extend(compound);
            parts.extend(combinators.pop().map(Component::Combinator));
        }
        Ok((Selector::from(parts), heavy))
    }

    /// The selectors in `:is()`, `:not()`, `:has()` and the like.
    fn arguments(&self, component: &mut Component<'_>, loc: Location) -> Result<(), Fault> {
        let (list, own_subject) = match component {
            // The last part is the element that the pseudo-class is about, which has its mark.
            Component::Is(list)
            | Component::Where(list)
            | Component::Negation(list)
            | Component::Any(_, list) => (list, true),
            Component::Has(list) => (list, false),
            Component::NonTSPseudoClass(PseudoClass::Local { .. }) => {
                return Err(unknown(
                    "local",
                    "every selector of this style sheet is the component's own",
                    loc,
                ));
            }
            Component::NonTSPseudoClass(PseudoClass::CustomFunction { name, .. })
                if matches!(&**name, "deep" | "v-deep" | "slotted") =>
            {
                return Err(unknown(
                    name,
                    "what other components or slots hold is `.own :global(.theirs)`",
                    loc,
                ));
            }
            _ => return Ok(()),
        };
        for selector in list.iter_mut() {
            *selector = self.selector(selector, Marks { light: true, own_subject }, loc)?.0;
        }
        Ok(())
    }

    fn declarations(&self, block: &mut DeclarationBlock<'_>) {
        if self.keyframes.is_empty() {
            return;
        }
        for property in block.declarations.iter_mut().chain(&mut block.important_declarations) {
            match property {
                Property::Animation(list, _) => list.iter_mut().for_each(|one| self.name(&mut one.name)),
                Property::AnimationName(list, _) => list.iter_mut().for_each(|name| self.name(name)),
                Property::Unparsed(property)
                    if matches!(
                        property.property_id,
                        PropertyId::Animation(_) | PropertyId::AnimationName(_)
                    ) =>
                {
                    self.tokens(&mut property.value);
                }
                _ => {}
            }
        }
    }

    fn name(&self, name: &mut AnimationName<'_>) {
        let known = match &*name {
            AnimationName::Ident(name) => &*name.0,
            AnimationName::String(name) => &*name.0,
            AnimationName::None => return,
        };
        if self.keyframes.contains(known) {
            *name = AnimationName::Ident(CustomIdent(self.scope.keyframes(known).into()));
        }
    }

    /// The value of an animation that has a `var()` in it.
    fn tokens(&self, tokens: &mut TokenList<'_>) {
        for token in &mut tokens.0 {
            match token {
                TokenOrValue::Token(Token::Ident(name)) if self.keyframes.contains(&**name) => {
                    *name = self.scope.keyframes(name).into();
                }
                TokenOrValue::AnimationName(name) => self.name(name),
                TokenOrValue::Var(variable) => {
                    if let Some(fallback) = &mut variable.fallback {
                        self.tokens(fallback);
                    }
                }
                TokenOrValue::Function(function) => self.tokens(&mut function.arguments),
                _ => {}
            }
        }
    }
}

/// How to mark a selector.
#[derive(Clone, Copy)]
struct Marks {
    /// No mark counts.
    light: bool,
    /// The last part is about an element that has its mark.
    own_subject: bool,
}

fn unknown(name: &str, hint: &str, loc: Location) -> Fault {
    Fault {
        line: loc.line,
        column: loc.column,
        message: format!("there is no `:{name}(…)` in scoped styles"),
        hint: hint.to_owned(),
    }
}

/// Whether a part of a selector is about an element that the component itself writes.
fn is_own(compound: &[Component<'_>]) -> bool {
    let begins_global =
        matches!(compound.first(), Some(Component::NonTSPseudoClass(PseudoClass::Global { .. })));
    let around = |c: &Component<'_>| matches!(c, Component::Nesting | Component::Scope);
    !begins_global && !compound.iter().any(around) && page_level_name(compound).is_none()
}

/// Before the first pseudo-class, behind names.
fn place_of_mark(compound: &[Component<'_>]) -> usize {
    let is_name = |component: &Component<'_>| {
        matches!(
            component,
            Component::ExplicitAnyNamespace
                | Component::ExplicitNoNamespace
                | Component::DefaultNamespace(_)
                | Component::Namespace(..)
                | Component::ExplicitUniversalType
                | Component::LocalName(_)
                | Component::ID(_)
                | Component::Class(_)
                | Component::AttributeInNoNamespaceExists { .. }
                | Component::AttributeInNoNamespace { .. }
                | Component::AttributeOther(_)
        )
    };
    compound.iter().position(|component| !is_name(component)).unwrap_or(compound.len())
}

/// The name of an element that is the page's.
fn page_level_name(compound: &[Component<'_>]) -> Option<&'static str> {
    compound.iter().find_map(|component| match component {
        Component::Root => Some(":root"),
        Component::LocalName(name) => match &*name.lower_name.0 {
            "html" => Some("html"),
            "body" => Some("body"),
            _ => None,
        },
        _ => None,
    })
}

/// The page's element that a selector is about.
fn page_level(selector: &Selector<'_>) -> Option<&'static str> {
    let raw = selector.iter_raw_match_order().as_slice();
    let mut rest = raw;
    loop {
        let end = rest.iter().position(|c| matches!(c, Component::Combinator(_))).unwrap_or(rest.len());
        match rest.get(end) {
            Some(Component::Combinator(Combinator::PseudoElement)) => rest = &rest[end + 1..],
            _ => return page_level_name(&rest[..end]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::minify_css;
    use crate::source::SourceText;

    fn scoped(css: &str) -> Result<String, String> {
        let source = SourceText::new("a.css", css);
        minify_css(&source, Some(&StyleScope::new("data-s0"))).map_err(|error| {
            let place = error.location.as_ref().map(|place| place.text[..place.span.start].to_owned());
            let place = place.unwrap_or_default();
            let line = place.matches('\n').count() + 1;
            let column = place.len() - place.rfind('\n').map_or(0, |at| at + 1) + 1;
            format!("{line}:{column} {}", error.message)
        })
    }

    /// `D` is the mark with weight, `W` the one without.
    fn long(css: &str) -> String {
        css.replace('W', ":where(D)").replace('D', "[data-s0]")
    }

    #[test]
    fn selectors_are_marked() {
        let table = [
            // Simple ones and compounds.
            ("p", "pD"),
            (".a", ".aD"),
            ("*", "D"),
            ("*|*", "*|*D"),
            ("p.a#b[c]", "p.a#b[c]D"),
            (".a, .b", ".aD,.bD"),
            // Every part of a selector is marked, and one mark counts.
            (".a .b", ".aW .bD"),
            (".a > .b + .c ~ p", ".aW>.bW+.cW~pD"),
            // Pseudo-classes and pseudo-elements.
            (".a:hover", ".aD:hover"),
            (".a:hover::before", ".aD:hover:before"),
            ("::selection", "D::selection"),
            (":focus-visible", "D:focus-visible"),
            ("li:nth-child(2n + 1)", "liD:nth-child(odd)"),
            (".a::part(x)", ".aD::part(x)"),
            // Selectors in selectors: the last part is the element itself.
            (".a:is(.b, .c)", ".aD:is(.b,.c)"),
            (".a:where(.b .c)", ".aD:where(.bW .c)"),
            (".a:not(.b)", ".aD:not(.b)"),
            (":is(.a, .b) p", "W:is(.a,.b) pD"),
            (".a:has(.b)", ".aD:has(.bW)"),
            (".a:has(> .b + .c)", ".aD:has(>.bW+.cW)"),
            // What is not the component's.
            (":global(.dark) .a", ".dark .aD"),
            (":global(.x .y):hover .a", ".x .y:hover .aD"),
            (".a :global(p)", ".aD p"),
            (".a :global(p) .b", ".aW p .bD"),
            (".a:global(.open)", ".aD.open"),
            (".a:global(p)", ".aD:is(p)"),
            (".a:not(:global(.open) .b)", ".aD:not(.open .b)"),
            (":global(body)", "body"),
            (":global(body):has(.a)", "body:has(.aW)"),
            (":root[data-theme=dark] .a", ":root[data-theme=dark] .aD"),
            ("html.js body .a", "html.js body .aD"),
        ];
        for (given, wanted) in table {
            let wanted = format!("{}{{top:0}}", long(wanted));
            assert_eq!(scoped(&format!("{given} {{ top: 0 }}")).expect(given), wanted, "{given}");
        }
    }

    #[test]
    fn rules_in_rules_are_scoped() {
        let table = [
            (
                ".a { top: 0; &:hover { top: 1px } .b { top: 2px } > p { top: 3px } .c & { top: 4px } }",
                ".aD{top:0;&:hover{top:1px}& .bW{top:2px}&>pW{top:3px}.cW &{top:4px}}",
            ),
            (":global(.dark) { .a { top: 0 } }", ".dark{& .aD{top:0}}"),
            ("@media print { .a { top: 0 } }", "@media print{.aD{top:0}}"),
            (".a { @media print { top: 0; .b { top: 1px } } }", ".aD{@media print{top:0;& .bW{top:1px}}}"),
            ("@supports (top: 0) { .a { top: 0 } }", "@supports (top:0){.aD{top:0}}"),
            ("@layer x { .a { top: 0 } }", "@layer x{.aD{top:0}}"),
            ("@container (width > 1px) { .a { top: 0 } }", "@container (width>1px){.aD{top:0}}"),
            ("@starting-style { .a { top: 0 } }", "@starting-style{.aD{top:0}}"),
            (
                "@scope (.a) to (.b) { :scope { top: 0 } p { top: 1px } }",
                "@scope(.aW) to (.bW){:scope{top:0}pD{top:1px}}",
            ),
            (":root { .a { top: 0 } }", ":root{& .aD{top:0}}"),
        ];
        for (given, wanted) in table {
            assert_eq!(scoped(given).expect(given), long(wanted), "{given}");
        }
    }

    #[test]
    fn animations_are_the_components_own() {
        let table = [
            (
                "@keyframes spin { to { rotate: 1turn } } .a { animation: spin 1s, other 2s; --name: spin }",
                "@keyframes spin-s0{to{rotate:1turn}}.aD{--name:spin;animation:1s spin-s0,2s other}",
            ),
            (
                "@media print { @keyframes x { to { top: 0 } } } .a { animation-name: x, y }",
                "@media print{@keyframes x-s0{to{top:0}}}.aD{animation-name:x-s0,y}",
            ),
            (
                "@keyframes x { to { top: 0 } } .a { &:hover { animation: var(--t, 1s) x var(--u) } }",
                "@keyframes x-s0{to{top:0}}.aD{&:hover{animation:var(--t,1s) x-s0 var(--u)}}",
            ),
            (
                "@keyframes -global-x { to { top: 0 } } .a { animation: 1s x }",
                "@keyframes x{to{top:0}}.aD{animation:1s x}",
            ),
        ];
        for (given, wanted) in table {
            assert_eq!(scoped(given).expect(given), long(wanted), "{given}");
        }
    }

    #[test]
    fn mistakes_have_places() {
        let table = [
            ("p { top: 0 }\n body { top: 0 }", "2:2 `body` is the page's, and no part of this component"),
            ("\n\n:root { --x: 1 }", "3:1 `:root` is the page's, and no part of this component"),
            (".a { top: 0 }\n.b :deep(p) { top: 0 }", "2:1 there is no `:deep(…)` in scoped styles"),
            (".a { top: 0 }\n:local(.b) { top: 0 }", "2:1 there is no `:local(…)` in scoped styles"),
        ];
        for (given, wanted) in table {
            assert_eq!(scoped(given).expect_err(given), wanted, "{given}");
        }
        assert!(scoped(".a:global( { top: 0 }").is_err());
    }
}

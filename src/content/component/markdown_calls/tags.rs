//! What becomes of a tag: block or inline, call or slot, opened, closed, or a problem.

use super::super::Literal;
use super::super::call::{Call, Given, GivenSlot};
use super::super::grammar::{self, Tag, TagKind};
use super::super::line::{self, HtmlEnd};
use super::super::marker::MarkerKind;
use super::{Container, Leaf, MAX_CALL_DEPTH, MAX_PROBLEMS, Open, Scanner, Step, What};
use crate::diagnostics::{Code, Diagnostic};
use std::ops::Range;

impl Scanner<'_> {
    /// Takes the tag at `at`.
    pub(super) fn tag(&mut self, at: usize, line_start: bool) -> Step {
        if self.problems >= MAX_PROBLEMS {
            return self.neutralise(at);
        }
        let read = grammar::tag(self.text, at, &|start| self.peek_enter(start).1.at);
        match read {
            Err(error) => {
                let opening = !self.text.get(at..).unwrap_or("").starts_with("</");
                let name = self.name_at(at);
                if opening {
                    *self.broken.entry(name.to_owned()).or_default() += 1;
                }
                let diagnostic = Diagnostic::error(error.code, error.message)
                    .at(self.source.at(error.span))
                    .hint(error.hint);
                self.report(diagnostic);
                self.neutralise(at)
            }
            Ok(tag) if tag.kind == TagKind::Close => self.close(&tag),
            Ok(tag) if tag.name == "Slot" => self.open_slot(tag, line_start),
            Ok(tag) => self.open_call(tag, line_start),
        }
    }

    pub(super) fn name_at(&self, at: usize) -> &str {
        let rest = self.text.get(at..).unwrap_or("").trim_start_matches(['<', '/']);
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        rest.get(..length).unwrap_or("")
    }

    /// Leaves a tag as text: a backslash keeps Markdown from taking it as HTML.
    pub(super) fn neutralise(&mut self, at: usize) -> Step {
        self.flush(at);
        if !matches!(self.leaf, Leaf::Html(_)) {
            self.begin();
            self.map.made(self.out.len(), at..at);
            self.out.push('\\');
        }
        let next = at + 2;
        self.flush(next);
        Step::Inline(next)
    }

    /// Drops a tag.
    pub(super) fn drop_tag(&mut self, tag: &Tag) -> Step {
        self.flush(tag.span.start);
        self.begin();
        self.emitted = tag.span.end;
        if tag.kind == TagKind::Open && self.open.len() > 4 * MAX_CALL_DEPTH {
            *self.broken.entry(tag.name.clone()).or_default() += 1;
        } else if tag.kind == TagKind::Open {
            self.open.push(Open {
                name: tag.name.clone(),
                what: What::Dropped,
                tag: tag.span.clone(),
                block: false,
                containers: self.containers.len(),
            });
        }
        Step::Inline(tag.span.end)
    }

    pub(super) fn inline_open(&self) -> bool {
        self.open.last().is_some_and(|o| !o.block)
    }

    pub(super) fn is_block(&mut self, tag: &Tag, line_start: bool) -> bool {
        line_start
            && !self.inline_open()
            && (line::is_blank(self.bytes, tag.span.end)
                || (tag.kind == TagKind::Open && !self.closes_in_text(tag)))
    }

    /// Whether the closing tag follows in the same paragraph, with text after it on its line.
    pub(super) fn closes_in_text(&mut self, tag: &Tag) -> bool {
        if self.open_in_text.remove(&tag.span.start) {
            return false;
        }
        let name = &tag.name;
        let mut inner: Vec<Tag> = Vec::new();
        let mut at = tag.span.end;
        let mut end = line::line_end(self.bytes, at);
        loop {
            let rest = self.bytes.get(at..end).unwrap_or(&[]);
            let Some(skip) = rest.iter().position(|b| matches!(b, b'\\' | b'`' | b'<')) else {
                let Some(next) = self.continuation(end) else {
                    self.open_in_text.extend(inner.iter().map(|t| t.span.start));
                    return false;
                };
                at = next;
                end = line::line_end(self.bytes, at);
                continue;
            };
            at += skip;
            match rest.get(skip) {
                Some(b'\\') => at = (at + 2).min(end),
                Some(b'`') => {
                    let run = self.run(at);
                    at = self.code_end(at + run, end, run).unwrap_or(at + run);
                }
                _ if rest.get(skip..).is_some_and(|r| r.starts_with(b"<!--")) => {
                    let comment = self.text.get(at..end).unwrap_or("");
                    at += comment.find("-->").unwrap_or(1);
                }
                _ if grammar::starts_tag(self.text, at) => {
                    let read = grammar::tag(self.text, at, &|start| self.peek_enter(start).1.at);
                    match read {
                        Ok(tag) => {
                            at = tag.span.end;
                            match tag.kind {
                                TagKind::SelfClosing => {}
                                TagKind::Open => inner.push(tag),
                                TagKind::Close => match inner.iter().rposition(|t| t.name == tag.name) {
                                    Some(found) => inner.truncate(found),
                                    None => {
                                        return tag.name == *name && !self.is_last(tag.span.end);
                                    }
                                },
                            }
                        }
                        Err(_) => at += 2,
                    }
                }
                _ => at = line::html_tag(self.bytes, at, end).unwrap_or(at + 1),
            }
            if at > end {
                end = line::line_end(self.bytes, at);
            }
        }
    }

    /// Whether only closing tags follow on the line.
    pub(super) fn is_last(&self, at: usize) -> bool {
        let mut at = at;
        loop {
            if line::is_blank(self.bytes, at) {
                return true;
            }
            let rest = self.text.get(at..).unwrap_or("");
            at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
            if !rest.trim_start_matches([' ', '\t']).starts_with("</") || !grammar::starts_tag(self.text, at)
            {
                return false;
            }
            let Ok(tag) = grammar::tag(self.text, at, &|start| start) else { return false };
            at = tag.span.end;
        }
    }

    pub(super) fn parent(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|o| match o.what {
            What::Call(call) | What::Slot { call } => Some(call),
            What::Dropped => None,
        })
    }

    pub(super) fn open_call(&mut self, tag: Tag, line_start: bool) -> Step {
        let depth = self.open.iter().filter(|o| matches!(o.what, What::Call(_))).count();
        if depth >= MAX_CALL_DEPTH || self.open.len() > 3 * MAX_CALL_DEPTH {
            if !self.too_deep {
                self.too_deep = true;
                let diagnostic = Diagnostic::error(
                    Code::ComponentDepth,
                    format!("components nest deeper than {MAX_CALL_DEPTH} levels"),
                )
                .at(self.source.at(tag.span.clone()))
                .hint("close the components that stand around it");
                self.report(diagnostic);
            }
            return self.drop_tag(&tag);
        }
        self.fill_default(&tag.span);
        let block = self.is_block(&tag, line_start);
        let index = self.calls.len();
        let kind = if tag.kind == TagKind::Open { MarkerKind::Open } else { MarkerKind::Empty };
        let call = Call {
            parent: self.parent(),
            offered: false,
            name: tag.name.clone(),
            name_span: tag.name_span,
            tag: tag.span.clone(),
            span: tag.span.clone(),
            props: tag.props,
            slots: Vec::new(),
            block,
        };
        self.calls.push(call);
        self.mark(&tag.span, index, kind, block, line_start);
        self.opened(tag.kind, tag.name, What::Call(index), tag.span, block)
    }

    pub(super) fn opened(
        &mut self,
        kind: TagKind,
        name: String,
        what: What,
        tag: Range<usize>,
        block: bool,
    ) -> Step {
        let end = tag.end;
        if kind == TagKind::Open {
            let containers = self.containers.len();
            self.open.push(Open { name, what, tag, block, containers });
            if block {
                self.containers.push(Container::Body(None));
            }
        }
        if block { Step::Block(end) } else { Step::Inline(end) }
    }

    pub(super) fn open_slot(&mut self, tag: Tag, line_start: bool) -> Step {
        let call = match self.open.last().map(|o| o.what) {
            Some(What::Call(call)) => call,
            Some(What::Dropped) => return self.drop_tag(&tag),
            _ => {
                let diagnostic = Diagnostic::error(
                    Code::ComponentSyntax,
                    "`<Slot>` does not stand in the body of a component",
                )
                .at(self.source.at(tag.span.clone()))
                .hint("put it directly between the opening and the closing tag of the component");
                self.report(diagnostic);
                return self.drop_tag(&tag);
            }
        };
        let name = match slot_name(&tag) {
            Ok(name) => name,
            Err((span, message)) => {
                let diagnostic = Diagnostic::error(Code::ComponentSyntax, message)
                    .at(self.source.at(span))
                    .hint("write `<Slot name=\"title\">…</Slot>`; what stands outside of it is the default slot");
                self.report(diagnostic);
                return self.drop_tag(&tag);
            }
        };
        let earlier = self.calls.get(call).and_then(|c| c.slots.iter().find(|s| s.name == name)).cloned();
        if let Some(earlier) = earlier {
            let diagnostic =
                Diagnostic::error(Code::ComponentSyntax, format!("the slot `{name}` is filled twice"))
                    .at(self.source.at(tag.span.clone()))
                    .note("first filled here", Some(self.source.at(earlier.span)));
            self.report(diagnostic);
            return self.drop_tag(&tag);
        }
        let block = self.is_block(&tag, line_start);
        let mut slot = 0;
        if let Some(call) = self.calls.get_mut(call) {
            slot = call.slots.len();
            call.slots.push(GivenSlot { name, span: tag.span.clone() });
        }
        self.mark(&tag.span, call, MarkerKind::SlotOpen(slot), block, line_start);
        if tag.kind == TagKind::SelfClosing {
            if block {
                self.new_line(tag.span.clone());
            }
            self.put(&tag.span, call, MarkerKind::SlotClose, block);
        }
        self.opened(tag.kind, tag.name, What::Slot { call }, tag.span, block)
    }

    /// Whether the closing tag at `at` closes a block call.
    pub(super) fn closes_block(&self, at: usize) -> bool {
        let name = self.name_at(at);
        self.bytes.get(at + 1) == Some(&b'/') && self.open.iter().any(|o| o.block && o.name == name)
    }

    pub(super) fn close(&mut self, tag: &Tag) -> Step {
        let Some(found) = self.open.iter().rposition(|o| o.name == tag.name) else {
            let known = self.broken.get_mut(&tag.name).filter(|n| **n > 0);
            if let Some(count) = known {
                *count -= 1;
            } else {
                let name = &tag.name;
                let diagnostic = Diagnostic::error(
                    Code::ComponentSyntax,
                    format!("`</{name}>` closes a component that is not open"),
                )
                .at(self.source.at(tag.span.clone()))
                .hint(format!(
                    "remove it, add `<{name}>` before it, or write `\\</{name}>` where no component is meant"
                ));
                self.report(diagnostic);
            }
            return self.neutralise(tag.span.start);
        };
        // Text before the tag on its line belongs to the innermost body.
        if !self.text.get(self.emitted..tag.span.start).unwrap_or("").trim().is_empty() {
            self.flush(tag.span.start);
        }
        for inner in self.open.split_off(found + 1).iter().rev() {
            if inner.what != What::Dropped {
                self.unclosed(inner, &format!("before `</{}>`", tag.name));
            }
        }
        let Some(open) = self.open.pop() else { return Step::Inline(tag.span.end) };
        let (call, kind) = match open.what {
            What::Dropped => return self.drop_tag(tag),
            What::Slot { call } => (call, MarkerKind::SlotClose),
            What::Call(call) => {
                if let Some(call) = self.calls.get_mut(call) {
                    call.span.end = tag.span.end;
                }
                (call, MarkerKind::Close)
            }
        };
        if !open.block {
            self.mark(&tag.span, call, kind, false, false);
            return Step::Inline(tag.span.end);
        }
        self.containers.truncate(open.containers);
        if self.leaf != Leaf::Html(HtmlEnd::Blank) {
            self.leaf = Leaf::None;
        }
        if self.fresh {
            self.prefix = self.continuation_prefix();
        } else {
            self.new_line(tag.span.clone());
        }
        self.put(&tag.span, call, kind, true);
        Step::Block(tag.span.end)
    }
}

fn slot_name(tag: &Tag) -> Result<String, (Range<usize>, String)> {
    if let Some(other) = tag.props.iter().find(|prop| prop.name != "name") {
        return Err((other.name_span.clone(), format!("`<Slot>` has no prop `{}`", other.name)));
    }
    let Some(prop) = tag.props.first() else {
        return Err((tag.span.clone(), "`<Slot>` has no name".into()));
    };
    let Given::Literal(Literal::String(name)) = &prop.value else {
        return Err((prop.value_span.clone(), "the name of a slot is a string".into()));
    };
    if name == "default" {
        return Err((prop.value_span.clone(), "the slot `default` is the body itself".to_owned()));
    }
    let valid = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    if !valid {
        let message = format!("`{name}` is not the name of a slot: lower-case letters, digits, `_` and `-`");
        return Err((prop.value_span.clone(), message));
    }
    Ok(name.clone())
}

//! `<Include src="…" />`: text of another file in place of the call, before anything is parsed, so that its headings,
//! footnotes and links belong to the page. What is no Markdown becomes a code block.

use super::component::{Call, Given, GivenProp, Literal, scan};
use super::front_matter;
use super::markdown::Links;
use crate::diagnostics::{self, Code, Diagnostic, Diagnostics, Location, SourceText, nearest};
use std::ops::Range;
use std::sync::Arc;

/// The call's name.
pub const INCLUDE: &str = "Include";

/// Its props.
const PROPS: [&str; 5] = ["src", "lines", "region", "lang", "title"];

/// Files that include files that include files.
const MAX_DEPTH: usize = 8;

/// A page with what it includes.
pub(super) struct Expanded {
    /// The body with all that is included, under the page's name.
    pub(super) source: SourceText,
    parts: Vec<Part>,
}

/// Where a part of the text comes from; it ends where the next starts.
struct Part {
    at: usize,
    /// The text that it was copied from, and where; `None` for what stands in no file.
    from: Option<(SourceText, usize)>,
    /// The call on the page that brought it in; `None` for the page's own text.
    call: Option<Range<usize>>,
}

impl Expanded {
    /// The true place of a place in the whole text.
    pub(super) fn real(&self, location: &Location, page: &SourceText) -> Location {
        if !Arc::ptr_eq(&location.text, &self.source.text) {
            return location.clone();
        }
        match self.part(location.span.start) {
            Some(Part { from: Some((source, start)), at, .. }) => {
                let start = start + (location.span.start - at);
                source.at(start..start + location.span.len())
            }
            _ => page.at(self.own(location.span.clone())),
        }
    }

    /// The bytes of the page that some bytes of the whole text stand for: the call, for what it includes.
    pub(super) fn own(&self, span: Range<usize>) -> Range<usize> {
        match self.part(span.start) {
            Some(Part { call: None, from: Some((_, start)), at }) => {
                let start = start + (span.start - at);
                start..start + span.len()
            }
            Some(Part { call: Some(call), .. }) => call.clone(),
            _ => span,
        }
    }

    fn part(&self, offset: usize) -> Option<&Part> {
        self.parts.get(self.parts.partition_point(|part| part.at <= offset).checked_sub(1)?)
    }
}

/// The body of a page with what it includes; `None` where it includes nothing.
pub(super) fn expand(
    source: &SourceText,
    body: usize,
    links: &dyn Links,
    out: &mut Diagnostics,
) -> Option<Expanded> {
    if !source.text.get(body..)?.contains("<Include") {
        return None;
    }
    let mut builder =
        Builder { links, out, text: String::new(), parts: Vec::new(), chain: Vec::new(), found: false };
    let folder = format!("content/{}", links.folder());
    builder.markdown(source, body, &Place { folder: &folder, prefix: "", call: None });
    let Builder { text, parts, found, .. } = builder;
    found.then(|| Expanded { source: SourceText::new(source.path.clone(), text), parts })
}

struct Builder<'a> {
    links: &'a dyn Links,
    out: &'a mut Diagnostics,
    text: String,
    parts: Vec<Part>,
    /// The files that are open, the innermost last.
    chain: Vec<String>,
    found: bool,
}

/// Where a file's text goes.
struct Place<'a> {
    /// What its own paths start at.
    folder: &'a str,
    /// What each line after the first starts with: the marks of the list or quotation around the call.
    prefix: &'a str,
    /// The call on the page.
    call: Option<Range<usize>>,
}

/// What a call asks for.
#[derive(Default)]
struct Asked {
    src: Option<String>,
    lines: Option<String>,
    region: Option<String>,
    lang: Option<String>,
    title: Option<String>,
}

impl Builder<'_> {
    /// Puts Markdown from `from` on, with what it includes.
    fn markdown(&mut self, source: &SourceText, from: usize, place: &Place<'_>) {
        let scan = scan(source, from..source.text.len());
        let mut at = from;
        for call in scan.calls.iter().filter(|call| call.name == INCLUDE) {
            self.found = true;
            self.copy(source, at..call.span.start, place);
            at = call.span.end;
            if let Err(diagnostic) = self.include(source, call, place) {
                self.out.push(*diagnostic);
            }
        }
        self.copy(source, at..source.text.len(), place);
    }

    /// Copies text, each line after the first behind the place's prefix.
    fn copy(&mut self, source: &SourceText, range: Range<usize>, place: &Place<'_>) {
        let mut at = range.start;
        let text = source.text.get(range).unwrap_or("");
        for line in text.split_inclusive('\n') {
            self.parts.push(Part {
                at: self.text.len(),
                from: Some((source.clone(), at)),
                call: place.call.clone(),
            });
            self.text.push_str(line);
            at += line.len();
            if line.ends_with('\n') && !place.prefix.is_empty() {
                self.put(place.prefix, place.call.clone());
            }
        }
    }

    /// Puts text that stands in no file.
    fn put(&mut self, text: &str, call: Option<Range<usize>>) {
        self.parts.push(Part { at: self.text.len(), from: None, call });
        self.text.push_str(text);
    }

    fn include(&mut self, source: &SourceText, call: &Call, place: &Place<'_>) -> diagnostics::Result<()> {
        let wrong = |span: &Range<usize>, message: String| {
            Box::new(Diagnostic::error(Code::ContentInclude, message).at(source.at(span.clone())))
        };
        let asked = asked(call, &wrong)?;
        let Some(src) = asked.src else {
            let message = "`<Include>` needs the prop `src`".to_owned();
            return Err(Box::new(
                wrong(&call.name_span, message).hint("write `<Include src=\"snippets/part.md\" />`"),
            ));
        };
        let span =
            call.props.iter().find(|prop| prop.name == "src").map_or(&call.tag, |prop| &prop.value_span);
        let line_start =
            source.text.get(..call.span.start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let before = source.text.get(line_start..call.span.start).unwrap_or("");
        let Some(own) = marks(before) else {
            let message = "`<Include>` stands within a line".to_owned();
            return Err(Box::new(wrong(&call.tag, message).hint("put it on a line of its own")));
        };
        let path = resolve(place.folder, &src)
            .ok_or_else(|| wrong(span, format!("`{src}` leads out of the site")))?;
        if self.chain.contains(&path) || self.chain.len() >= MAX_DEPTH {
            return Err(wrong(span, format!("`{path}` includes itself, or too many files in one another")));
        }
        let file = self.links.include(&path).map_err(|why| wrong(span, format!("`{path}` {why}")))?;
        let is_markdown = path.ends_with(".md") && asked.lang.is_none();
        let body = match is_markdown {
            true => front_matter::split(&file, &mut Diagnostics::new()).body,
            false => 0,
        };
        let part = Selection { lines: asked.lines.as_deref(), region: asked.region.as_deref() };
        let lines = part.of(&file.text, body).map_err(|why| wrong(&call.tag, format!("`{path}` {why}")))?;
        let call_on_page = place.call.clone().unwrap_or(call.span.clone());
        let prefix = format!("{}{own}", place.prefix);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let inner = Place { folder: &folder, prefix: &prefix, call: Some(call_on_page.clone()) };
        self.chain.push(path.clone());
        if is_markdown && part.is_whole() {
            let end = file.text.trim_end().len().max(body);
            let text = SourceText::new(file.path.clone(), file.text.get(..end).unwrap_or(""));
            let start = body
                + (text.text.get(body..).map_or(0, |text| text.len() - text.trim_start_matches('\n').len()));
            self.markdown(&text, start, &inner);
        } else if is_markdown {
            // What a part of a file includes belongs to it as well, so it is put together first.
            let part: Vec<&str> = lines.iter().filter_map(|line| file.text.get(line.clone())).collect();
            let part = SourceText::new(file.path.clone(), part.join("\n"));
            self.markdown(&part, 0, &inner);
        } else {
            self.code(&file, &lines, &asked.lang, &asked.title, &path, &inner);
        }
        self.chain.pop();
        Ok(())
    }

    fn code(
        &mut self,
        file: &SourceText,
        lines: &[Range<usize>],
        lang: &Option<String>,
        title: &Option<String>,
        path: &str,
        place: &Place<'_>,
    ) {
        let text = |line: &Range<usize>| file.text.get(line.clone()).unwrap_or("");
        let longest =
            lines.iter().map(|line| text(line).bytes().take_while(|b| matches!(b, b' ' | b'`')).count());
        let fence = "`".repeat(longest.max().unwrap_or(0).max(2) + 1);
        let name = path.rsplit('/').next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let title = title
            .as_ref()
            .map(|title| format!(" title=\"{}\"", title.replace(['"', '\n'], "")))
            .unwrap_or_default();
        let call = place.call.clone();
        self.put(
            &format!("{fence}{}{title}\n{}", lang.as_deref().unwrap_or(extension), place.prefix),
            call.clone(),
        );
        for line in lines {
            self.copy(file, line.clone(), place);
            self.put(&format!("\n{}", place.prefix), call.clone());
        }
        self.put(&fence, call);
    }
}

fn asked(
    call: &Call,
    wrong: &dyn Fn(&Range<usize>, String) -> Box<Diagnostic>,
) -> diagnostics::Result<Asked> {
    let mut asked = Asked::default();
    for GivenProp { name, name_span, value, value_span } in &call.props {
        let field = match name.as_str() {
            "src" => &mut asked.src,
            "lines" => &mut asked.lines,
            "region" => &mut asked.region,
            "lang" => &mut asked.lang,
            "title" => &mut asked.title,
            _ => {
                let hint = match nearest(name, PROPS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it takes {}", PROPS.map(|prop| format!("`{prop}`")).join(", ")),
                };
                return Err(Box::new(
                    wrong(name_span, format!("`<Include>` has no prop `{name}`")).hint(hint),
                ));
            }
        };
        *field = match value {
            Given::Literal(Literal::String(text)) => Some(text.clone()),
            Given::Literal(Literal::Int(number)) if name == "lines" => Some(number.to_string()),
            _ => return Err(wrong(value_span, format!("`{name}` of `<Include>` takes a string"))),
        };
    }
    Ok(asked)
}

/// What the lines of a block start with that starts behind `before`; `None` where that is text.
fn marks(before: &str) -> Option<String> {
    let mut prefix = String::new();
    let mut rest = before;
    while let Some(c) = rest.chars().next() {
        let number = rest.bytes().take_while(u8::is_ascii_digit).count();
        let skip = match c {
            '>' | ' ' | '\t' => {
                prefix.push(c);
                1
            }
            // The mark of a list item takes as much room on the lines that follow.
            '-' | '*' | '+' => {
                prefix.push(' ');
                1
            }
            '0'..='9' if matches!(rest.as_bytes().get(number), Some(b'.' | b')')) => {
                prefix.push_str(&" ".repeat(number + 1));
                number + 1
            }
            _ => return None,
        };
        rest = rest.get(skip..)?;
    }
    Some(prefix)
}

/// The path below the site that a path in a call means: from the site's folder behind `/`, from `content/` behind `@/`,
/// otherwise from the folder of the file that includes. `None` where it leads out of the site.
pub(super) fn resolve(folder: &str, src: &str) -> Option<String> {
    let (folder, src) = match (src.strip_prefix("@/"), src.strip_prefix('/')) {
        (Some(src), _) => ("content", src),
        (None, Some(src)) => ("", src),
        (None, None) => (folder, src),
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in src.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A part of a file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Selection<'a> {
    /// Numbers of lines, such as `3`, `3-7`, `3-` or `-7`.
    pub(super) lines: Option<&'a str>,
    /// The name of a region that comments in the file mark.
    pub(super) region: Option<&'a str>,
}

impl Selection<'_> {
    fn is_whole(self) -> bool {
        self.lines.is_none() && self.region.is_none()
    }

    /// The lines of it in a text, without their ends, without marks of regions, and without the indentation that all
    /// have.
    ///
    /// # Errors
    /// What is wrong, as words that follow the file's name.
    pub(super) fn of(self, text: &str, body: usize) -> Result<Vec<Range<usize>>, String> {
        let mut at = 0;
        let all: Vec<Range<usize>> = text
            .split_inclusive('\n')
            .map(|line| {
                let start = at;
                at += line.len();
                start..start + line.trim_end_matches(['\n', '\r']).len()
            })
            .collect();
        let line = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
        let mut lines: Vec<Range<usize>> = match self.region {
            Some(name) => {
                let start = all.iter().position(|range| mark(line(range)) == Some(Mark::Start(name)));
                let start = start.ok_or_else(|| {
                    let names: Vec<&str> = all
                        .iter()
                        .filter_map(|range| match mark(line(range)) {
                            Some(Mark::Start(name)) => Some(name),
                            _ => None,
                        })
                        .collect();
                    match nearest(name, names.iter().copied()) {
                        Some(near) => format!("has no region `{name}`; did you mean `{near}`?"),
                        None => format!("has no region `{name}`"),
                    }
                })?;
                let rest = all.get(start + 1..).unwrap_or_default();
                rest.iter()
                    .take_while(|range| !mark(line(range)).is_some_and(|mark| mark.ends(name)))
                    .cloned()
                    .collect()
            }
            None => all.iter().filter(|range| self.lines.is_some() || range.start >= body).cloned().collect(),
        };
        if let Some(asked) = self.lines {
            let count = lines.len();
            let (first, last) = asked.split_once('-').unwrap_or((asked, asked));
            let number = |text: &str, otherwise: usize| match text.trim() {
                "" => Some(otherwise),
                text => text.parse::<usize>().ok(),
            };
            match (number(first, 1), number(last, count)) {
                (Some(first), Some(last)) if 1 <= first && first <= last && last <= count => {
                    lines = lines.get(first - 1..last).unwrap_or_default().to_vec();
                }
                (Some(first), Some(last)) if 1 <= first && first <= last => {
                    return Err(format!("has {count} lines, not {last}"));
                }
                _ => return Err(format!("cannot be cut: `{asked}` is no range of lines such as `3-7`")),
            }
        }
        lines.retain(|range| mark(line(range)).is_none());
        if !self.is_whole() {
            let indents = lines.iter().filter(|range| !line(range).trim().is_empty());
            let indents =
                indents.map(|range| line(range).len() - line(range).trim_start_matches([' ', '\t']).len());
            let indent = indents.min().unwrap_or(0);
            lines.iter_mut().for_each(|range| range.start = (range.start + indent).min(range.end));
        }
        Ok(lines)
    }
}

/// A mark of a region in a comment: mdBook's `ANCHOR: name`, and editors' `#region name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark<'a> {
    Start(&'a str),
    End(&'a str),
}

impl Mark<'_> {
    /// Whether it ends the region of that name; an `#endregion` may have none.
    fn ends(self, name: &str) -> bool {
        matches!(self, Self::End(end) if end == name || end.is_empty())
    }
}

fn mark(line: &str) -> Option<Mark<'_>> {
    let name = |text: &'static str| {
        let rest = line.split_once(text)?.1;
        Some(rest.split_whitespace().next().unwrap_or("").trim_end_matches("-->").trim_end_matches("*/"))
    };
    if let Some(name) = name("ANCHOR_END:").or_else(|| name("#endregion")) {
        return Some(Mark::End(name));
    }
    name("ANCHOR:").or_else(|| name("#region")).filter(|name| !name.is_empty()).map(Mark::Start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_files() {
        let text = "a\n  // ANCHOR: x\n  b\n    c\n  // ANCHOR_END: x\n// #region y\nd\n// #endregion\n";
        let cut = |lines: Option<&str>, region: Option<&str>| {
            let lines = Selection { lines, region }.of(text, 0)?;
            Ok(lines.into_iter().map(|range| &text[range]).collect::<Vec<_>>().join("|"))
        };
        for (lines, region, expected) in [
            (None, None, Ok("a|  b|    c|d")),
            (Some("3-4"), None, Ok("b|  c")),
            (Some("3"), None, Ok("b")),
            (Some("7-"), None, Ok("d")),
            (Some("-1"), None, Ok("a")),
            (None, Some("x"), Ok("b|  c")),
            (Some("2"), Some("x"), Ok("c")),
            (None, Some("y"), Ok("d")),
            (None, Some("z"), Err("has no region `z`")),
            (Some("9-10"), None, Err("has 8 lines, not 10")),
            (Some("4-3"), None, Err("cannot be cut: `4-3` is no range of lines such as `3-7`")),
        ] {
            let expected: Result<String, String> = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(cut(lines, region), expected, "{lines:?} {region:?}");
        }
    }

    #[test]
    fn paths() {
        for (folder, src, expected) in [
            ("content/a", "b.md", Some("content/a/b.md")),
            ("content/a", "../../snippets/b.md", Some("snippets/b.md")),
            ("content/a", "/snippets/b.md", Some("snippets/b.md")),
            ("content/a", "@/b.md", Some("content/b.md")),
            ("content/a", "../../../b.md", None),
        ] {
            assert_eq!(resolve(folder, src).as_deref(), expected, "{src}");
        }
    }
}

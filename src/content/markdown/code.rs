//! Code blocks: a frame, what the highlighter makes of the text, and lines that are told apart.

use super::escape;
use super::fence::Fence;
use crate::content::highlight::Highlighter;
use std::ops::RangeInclusive;

/// Writes what stands before a block that has a title.
pub(super) fn open_figure(fence: &Fence, html: &mut String) {
    if let Some(title) = &fence.title {
        html.push_str("<figure class=\"code-figure\">\n<figcaption>");
        escape::text(title, html);
        html.push_str("</figcaption>\n");
    }
}

/// Writes what stands behind a block that has a title.
pub(super) fn close_figure(fence: &Fence, html: &mut String) {
    if fence.title.is_some() {
        html.push_str("</figure>\n");
    }
}

/// Writes a code block.
pub(super) fn write(
    fence: &Fence,
    code: &str,
    highlighter: Option<&Highlighter>,
    decorate: bool,
    html: &mut String,
) {
    let language = fence.language.as_str();
    html.push_str("<pre");
    if decorate {
        html.push_str(if fence.focused.is_empty() {
            " class=\"code\" tabindex=\"0\""
        } else {
            " class=\"code has-focus\" tabindex=\"0\""
        });
        if !language.is_empty() {
            html.push_str(" data-lang=\"");
            escape::attribute(language, html);
            html.push('"');
        }
    }
    html.push_str("><code");
    if !language.is_empty() {
        html.push_str(" class=\"language-");
        escape::attribute(language, html);
        html.push('"');
    }
    html.push('>');
    let (marks, code) = if fence.diff { without_marks(code) } else { (Vec::new(), code.to_owned()) };
    let highlighted = highlighter.and_then(|highlighter| highlighter.highlight(language, &code));
    let mut plain = String::new();
    let text = match &highlighted {
        Some(highlighted) => highlighted,
        None => {
            escape::text(&code, &mut plain);
            plain.as_str()
        }
    };
    if fence.by_line() || !fence.hidden.is_empty() {
        lines(fence, &marks, text, html);
    } else {
        html.push_str(text);
    }
    html.push_str("</code></pre>\n");
}

/// The first character of each line of a diff, and the code without them.
fn without_marks(code: &str) -> (Vec<char>, String) {
    let mut marks = Vec::new();
    let mut rest = String::with_capacity(code.len());
    for line in code.split_inclusive('\n') {
        let mark = line.chars().next().filter(|c| matches!(c, '+' | '-' | ' '));
        marks.push(mark.unwrap_or(' '));
        rest.push_str(line.get(mark.map_or(0, char::len_utf8)..).unwrap_or(""));
    }
    (marks, rest)
}

/// Writes each line as an element that says what it is. Neither a line's number nor its mark is text, so that
/// neither is copied.
fn lines(fence: &Fence, marks: &[char], text: &str, html: &mut String) {
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if among(&fence.hidden, index + 1) {
            continue;
        }
        if !fence.by_line() {
            html.push_str(line);
            continue;
        }
        let element = match marks.get(index) {
            Some('+') => "ins",
            Some('-') => "del",
            _ if among(&fence.highlighted, index + 1) => "mark",
            _ => "span",
        };
        html.push_str(&format!("<{element} class=\"line"));
        for (class, lines) in
            [(" focus", &fence.focused), (" error", &fence.errors), (" warning", &fence.warnings)]
        {
            if among(lines, index + 1) {
                html.push_str(class);
            }
        }
        html.push('"');
        let number = fence.numbers.unwrap_or(1).saturating_add(index);
        if let Some(anchors) = &fence.anchors {
            html.push_str(&format!(" id=\"{anchors}-{number}\""));
        }
        if let Some(first) = fence.numbers {
            html.push_str(&format!(" data-line=\"{}\"", first.saturating_add(index)));
        }
        html.push('>');
        html.push_str(line.trim_end_matches('\n'));
        html.push_str(&format!("</{element}>"));
        if line.ends_with('\n') {
            html.push('\n');
        }
    }
}

fn among(ranges: &[RangeInclusive<usize>], line: usize) -> bool {
    ranges.iter().any(|range| range.contains(&line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        for (info, code, expected) in [
            ("x", "a\nb\n", "a\nb\n"),
            (
                "x,linenos,linenostart=9",
                "a\n<\n",
                "<span class=\"line\" data-line=\"9\">a</span>\n<span class=\"line\" data-line=\"10\">&lt;</span>\n",
            ),
            ("x {2}", "a\nb\n", "<span class=\"line\">a</span>\n<mark class=\"line\">b</mark>\n"),
            ("x hide_lines=1", "a\nb\n", "b\n"),
            (
                "x linenos hide_lines=2",
                "a\nb\nc",
                "<span class=\"line\" data-line=\"1\">a</span>\n<span class=\"line\" data-line=\"3\">c</span>",
            ),
            (
                "x focus=2 error=1 warning=2,anchors=Main",
                "a\nb\n",
                "<span class=\"line error\" id=\"main-1\">a</span>\n\
                 <span class=\"line focus warning\" id=\"main-2\">b</span>\n",
            ),
            (
                "x diff",
                "-a\n+b\n c\n\n",
                "<del class=\"line\">a</del>\n<ins class=\"line\">b</ins>\n<span class=\"line\">c</span>\n\
                 <span class=\"line\"></span>\n",
            ),
        ] {
            let mut html = String::new();
            write(&Fence::read(info).0, code, None, false, &mut html);
            let expected = format!("<pre><code class=\"language-x\">{expected}</code></pre>\n");
            assert_eq!(html, expected, "{info}");
        }
    }
}

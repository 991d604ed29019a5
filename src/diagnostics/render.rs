//! Diagnostics as terminal text and as JSON.

use super::{Diagnostic, Diagnostics, Location, Severity};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use serde::Serialize;
use std::fmt;

/// How diagnostics are drawn on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Colours and box drawing, for a terminal.
    Colour,
    /// Box drawing without colours, for a log or a test.
    Plain,
}

/// One diagnostic as text: a header, the snippet with its marker, the hint, and the notes.
pub fn to_text(diagnostic: &Diagnostic, style: Style) -> String {
    let theme = match style {
        Style::Colour => GraphicalTheme::unicode(),
        Style::Plain => GraphicalTheme::unicode_nocolor(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(110).without_cause_chain();
    let mut out = String::new();
    let mut report = Report::new(diagnostic);
    // A formatter into a String fails only if Display does; nothing sensible is left to say then.
    let _ = handler.render_report(&mut out, &report);
    for note in &diagnostic.notes {
        if let Some(location) = &note.location {
            report = Report::note(&note.message, location);
            let _ = handler.render_report(&mut out, &report);
        } else {
            out.push_str(&format!("  note: {}\n", note.message));
        }
    }
    out
}

/// All diagnostics as text, one after the other, with a closing count.
pub fn all_to_text(diagnostics: &Diagnostics, style: Style) -> String {
    let mut out: String = diagnostics.iter().map(|d| to_text(d, style)).collect();
    let (errors, warnings) = diagnostics.counts();
    if errors + warnings > 0 {
        out.push_str(&format!("\n{}, {}\n", plural(errors, "error"), plural(warnings, "warning")));
    }
    out
}

fn plural(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// One diagnostic as one line of JSON: `code`, `severity`, `message`, `file`, `line`, `column`, `span`,
/// `hint`, `notes`.
pub fn to_json(diagnostic: &Diagnostic) -> String {
    #[derive(Serialize)]
    struct Place<'a> {
        file: &'a str,
        line: usize,
        column: usize,
        span: [usize; 2],
    }
    #[derive(Serialize)]
    struct JsonNote<'a> {
        message: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<Place<'a>>,
    }
    #[derive(Serialize)]
    struct Json<'a> {
        code: &'a str,
        severity: &'a str,
        message: &'a str,
        #[serde(skip_serializing_if = "Option::is_none", flatten)]
        at: Option<Place<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<&'a str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        notes: Vec<JsonNote<'a>>,
    }
    let place = |l: &'_ Location| -> (usize, usize) {
        let p = l.position();
        (p.line, p.column)
    };
    let at = |l: Option<&'_ Location>| {
        l.map(|l| {
            let (line, column) = place(l);
            (line, column, [l.span.start, l.span.end])
        })
    };
    let main = at(diagnostic.location.as_ref());
    let json = Json {
        code: diagnostic.code.as_str(),
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: &diagnostic.message,
        at: diagnostic.location.as_ref().zip(main).map(|(l, (line, column, span))| Place {
            file: &l.file,
            line,
            column,
            span,
        }),
        hint: diagnostic.hint.as_deref(),
        notes: diagnostic
            .notes
            .iter()
            .map(|n| JsonNote {
                message: &n.message,
                at: n.location.as_ref().zip(at(n.location.as_ref())).map(|(l, (line, column, span))| Place {
                    file: &l.file,
                    line,
                    column,
                    span,
                }),
            })
            .collect(),
    };
    serde_json::to_string(&json).unwrap_or_default()
}

/// A diagnostic in the shape that miette draws.
#[derive(Debug)]
struct Report {
    header: String,
    severity: miette::Severity,
    code: String,
    hint: Option<String>,
    source: Option<NamedSource<String>>,
    label: Option<LabeledSpan>,
}

impl Report {
    fn new(diagnostic: &Diagnostic) -> Self {
        let mut report = Self {
            header: diagnostic.message.clone(),
            severity: match diagnostic.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            },
            code: diagnostic.code.as_str().to_owned(),
            hint: diagnostic.hint.clone(),
            source: None,
            label: None,
        };
        if let Some(location) = &diagnostic.location {
            report.place(location);
        }
        report
    }

    fn note(message: &str, location: &Location) -> Self {
        let mut report = Self {
            header: message.to_owned(),
            severity: miette::Severity::Advice,
            code: String::new(),
            hint: None,
            source: None,
            label: None,
        };
        report.place(location);
        report
    }

    fn place(&mut self, location: &Location) {
        if location.text.is_empty() {
            // No text, no snippet: name the file in the header instead.
            self.header = format!("{}: {}", location.file, self.header);
            return;
        }
        // A point is drawn as one character, and a span stops at the end of its first line: a snippet of
        // a whole page helps nobody.
        let rest = location.text.get(location.span.start..).unwrap_or("");
        let line_left = rest.find('\n').unwrap_or(rest.len());
        let length = location.span.len().min(line_left).max(usize::from(line_left > 0));
        self.source = Some(NamedSource::new(&*location.file, location.text.to_string()));
        self.label = Some(LabeledSpan::new(None, location.span.start, length));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.header)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.code.is_empty()).then(|| Box::new(&self.code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.label.clone().map(|l| Box::new(std::iter::once(l)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

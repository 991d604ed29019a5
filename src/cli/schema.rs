//! `layer9 schema`: the schemas of sections as JSON Schema, on stdout or one file each.

use super::args::SchemaArgs;
use super::terminal::Terminal;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use crate::pipeline::{self, LoadOptions};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &SchemaArgs, terminal: &Terminal) -> ExitCode {
    // Drafts have schemas too.
    let options = LoadOptions {
        root: root.to_path_buf(),
        drafts: true,
        future: true,
        expired: true,
        ..LoadOptions::default()
    };
    let mut out = Diagnostics::new();
    let outline = pipeline::sources(&options, &mut out);
    // Pages that break a schema are no reason to hold the schema back from the editor that would say so.
    if outline.is_none() {
        terminal.report(&mut out);
        return ExitCode::from(1);
    }
    let sections = outline.map(|outline| outline.sections).unwrap_or_default();
    let wanted = args.section.as_deref().map(|section| section.trim_matches('/'));
    let schemas: Vec<(String, serde_json::Value)> = sections
        .iter()
        .filter(|section| wanted.is_none_or(|wanted| *section.folder == *wanted))
        .filter_map(|section| {
            let schema = section.matter.schema.as_ref()?;
            let title = if section.folder.is_empty() { "content" } else { &*section.folder };
            Some((section.folder.to_string(), schema.to_json_schema(&format!("Front matter of {title}"))))
        })
        .collect();
    if schemas.is_empty() {
        let message = match wanted {
            Some(wanted) => format!("`content/{wanted}/_index.md` declares no schema"),
            None => "no section declares a schema".to_owned(),
        };
        let hint = "declare one with `[schema.fields]` in the `_index.md` of a section";
        terminal.diagnostic(Diagnostic::error(Code::CommandUsage, message).hint(hint));
        return ExitCode::from(1);
    }
    let Some(folder) = &args.output else {
        for (_, schema) in &schemas {
            terminal.data(&format!("{schema:#}\n"));
        }
        return ExitCode::SUCCESS;
    };
    for (name, schema) in &schemas {
        let name = if name.is_empty() { "content".to_owned() } else { name.replace('/', "-") };
        if let Err(diagnostic) = write(&folder.join(format!("{name}.schema.json")), &format!("{schema:#}\n"))
        {
            terminal.diagnostic(*diagnostic);
            return ExitCode::from(1);
        }
    }
    ExitCode::SUCCESS
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder.and_then(|()| std::fs::write(path, text)).map_err(|error| {
        let diagnostic = Diagnostic::error(Code::PublishWrite, format!("cannot be written: {error}"));
        Box::new(diagnostic.at(Location::file(path.display().to_string())))
    })
}

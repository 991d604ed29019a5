//! Inline styles as classes: a strict content security policy refuses `style` attributes.

/// Declarations that formulas have, and the class for each; none for what another class says already.
const CLASSES: &[(&str, &str)] = &[
    ("border-left:0.05em dashed currentcolor", "math-left-dashes"),
    ("border-left:0.05em solid currentcolor", "math-left-rule"),
    ("border-right:0.05em dashed currentcolor", "math-right-dashes"),
    ("border-right:0.05em solid currentcolor", "math-right-rule"),
    ("border-top:0.05em dashed currentcolor", "math-top-dashes"),
    ("border-top:0.05em solid currentcolor", "math-top-rule"),
    ("font-variant-caps:small-caps", "math-small-caps"),
    ("justify-items:end", ""),
    ("justify-items:start", ""),
    ("math-shift:compact", "math-compact"),
    ("padding-bottom:0", "math-flat-bottom"),
    ("padding-left:0", "math-flush-left"),
    ("padding-left:0.1em", "math-near-left"),
    ("padding-left:1em", "math-apart"),
    ("padding-right:0", "math-flush-right"),
    ("padding-right:0.1em", "math-near-right"),
    ("padding-top:0", "math-flat-top"),
    ("padding-top:0.1667em", "math-near-top"),
    ("text-align:left", "math-left"),
    ("text-align:right", "math-right"),
    ("width:100%", "math-wide"),
    ("width:50%", "math-side"),
    ("width:7.5%", "math-narrow-side"),
];

/// MathML with classes and `mathcolor` where it had styles. What has no class stays as it is: lengths of the
/// author's own, for one.
pub(super) fn to_classes(mathml: &str) -> String {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some((before, after)) = rest.split_once(" style=\"") {
        out.push_str(before);
        // Text is escaped, so a quote ends the attribute.
        let Some((style, after)) = after.split_once('"') else {
            out.push_str(" style=\"");
            rest = after;
            continue;
        };
        rest = after;
        let mut classes = Vec::new();
        let mut kept = Vec::new();
        for declaration in style.split(';').filter(|d| !d.trim().is_empty()) {
            let declaration = declaration.trim().replacen(": ", ":", 1);
            let known = CLASSES.iter().find(|(known, _)| *known == declaration);
            match (known, declaration.strip_prefix("color:")) {
                (Some((_, "")), _) => {}
                (Some((_, class)), _) => classes.push(*class),
                (None, Some(color)) => out.push_str(&format!(" mathcolor=\"{color}\"")),
                (None, None) => kept.push(declaration),
            }
        }
        if !classes.is_empty() {
            out.push_str(&format!(" class=\"{}\"", classes.join(" ")));
        }
        if !kept.is_empty() {
            out.push_str(&format!(" style=\"{}\"", kept.join(";")));
        }
    }
    out.push_str(rest);
    out
}

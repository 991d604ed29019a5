//! Formulas, and what is wrong with some.

use super::{Display, Math};

fn inline(tex: &str) -> String {
    match Math::new().convert(tex, Display::Inline) {
        Ok(mathml) => mathml,
        Err(error) => format!("{} {:?}: {}", error.span.start, &tex[error.span.clone()], error.message),
    }
}

#[test]
fn formulas() {
    for (tex, expected) in [
        ("x^2", "<math><msup><mi>x</mi><mn>2</mn></msup></math>"),
        ("a < b", "<math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>"),
        (r"\frac{1}{x}", "<math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>"),
        (r"\text{<b>}", "<math><mtext>&lt;b&gt;</mtext></math>"),
        (r"{\color{red} x}", "<math><mrow mathcolor=\"#FF0000\"><mi>x</mi></mrow></math>"),
        (
            r"\begin{aligned} a &= b \end{aligned}",
            "<math><mtable displaystyle=\"true\" scriptlevel=\"0\"><mtr><mtd class=\"math-right math-flush-right\">\
             <mi>a</mi></mtd><mtd class=\"math-left math-flush-left\"><mo>=</mo><mi>b</mi></mtd></mtr></mtable></math>",
        ),
    ] {
        assert_eq!(inline(tex), expected, "{tex}");
    }
}

#[test]
fn mistakes() {
    for (tex, expected) in [
        (r"x + \foo{y}", "4 \"\\\\foo\": unknown command \"\\foo\""),
        (r"\frac{1}", "8 \"\": expected argument but reached end of input"),
        (r"\href{javascript:alert(1)}{x}", "0 \"\\\\href\": unknown command \"\\href\""),
        ("a & b", "2 \"&\": found \"&\", which may only appear in a table-like environment"),
        (r"\begin{foo}", "6 \"{foo}\": unknown environment \"foo\""),
        ("{\u{e4}", "3 \"\": expected closing token \"}\", but reached end of input"),
    ] {
        assert_eq!(inline(tex), expected, "{tex}");
    }
}

#[test]
fn equations_are_numbered_through_a_page() {
    let mut math = Math::new();
    let mut number = || {
        let mathml = math.convert(r"\begin{equation} x \end{equation}", Display::Block).unwrap();
        let (_, after) = mathml.split_once("<mtext>(").unwrap();
        after.chars().next().unwrap()
    };
    assert_eq!((number(), number()), ('1', '2'));
}

#[test]
fn no_style_attribute_is_left_of_common_formulas() {
    for tex in [
        r"\begin{cases} a & b \\ c & d \end{cases}",
        r"\begin{align} a &= b \\ c &= d \end{align}",
        r"\begin{array}{|l|r:c} \hline a & b & c \\ \hdashline c & d & e \end{array}",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \cancel{x} \text{a \textsc{b}} \sqrt{x^2} \overline{x}",
        r"\color{blue} \sum_{i=0}^n x_i \quad \hat y",
    ] {
        let mathml = inline(tex);
        assert!(mathml.starts_with("<math") && !mathml.contains(" style=\""), "{tex}: {mathml}");
    }
}

/// The parser calls itself; whatever nests must find room for it, or be refused.
#[test]
fn no_formula_overflows_the_stack() {
    for piece in [
        "{",
        "[",
        "x^{",
        "_{",
        "\\frac",
        "\\frac{1}",
        "\\frac1",
        "\\sqrt[3]",
        "\\sqrt{",
        "\\left(",
        "\\begin{matrix}",
        "\\text{",
        "\\hat x",
        "\\not",
        "\\color{red}",
        "\\displaystyle",
        "\\mathrm{",
        "{a\\over",
        "\\text{$",
        "\\prescript",
        "\\overline{x",
        "\\begin{array}{c}",
        "%\n",
        "~",
        "x",
        "\\\\",
        "'",
    ] {
        for count in [20, 500, 3000] {
            let close = if piece.ends_with('{') { "}".repeat(count) } else { String::new() };
            let _ = inline(&piece.repeat(count));
            let _ = inline(&format!("{}x{close}", piece.repeat(count)));
        }
    }
    assert_eq!(inline(&"x".repeat(9000)), "0 \"\": the formula is longer than 8192 bytes");
    assert_eq!(inline(&"^".repeat(5000)), "0 \"\": the formula has more than 4096 commands and groups");
}

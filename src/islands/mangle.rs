//! Short names for the variables of the loader's script.
//!
//! Each variable gets one letter, the same as others that are never meant where it is: few letters that come often
//! are few bytes when compressed. It knows as much of JavaScript as the loader uses: arrow functions and methods, `const`
//! and `let` with patterns, `for … of` and `catch`. The variable of a loop is taken to be there up to the end of
//! the block around the loop, so no other of its name may be used there after it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Letters for variables, those first that scripts have most of.
const LETTERS: &str = "etnoriascldupmhgfvbywkxqjzETNORIASCLDUPMHGFVBYWKXQJZ";

/// A variable: where it is one, and where it is named.
struct Variable<'a> {
    name: &'a str,
    scope: (usize, usize),
    uses: Vec<usize>,
    /// Whether its name is also that of a property.
    kept: bool,
}

/// The letter for each token that names a variable, by its position.
pub(super) fn mangle(tokens: &[&str]) -> BTreeMap<usize, char> {
    let script = Script::read(tokens);
    let mut variables = script.variables();
    let reserved = script.find_uses(&mut variables);
    // Outer ones first: an inner one must keep clear of those that are named where it is. Of one scope in their order, so
    // that the parameters of most functions have the same letters.
    variables.sort_by_key(|v| (Reverse(v.scope.1 - v.scope.0), v.scope.0));
    let mut named: Vec<(&Variable<'_>, char)> = Vec::new();
    for variable in variables.iter().filter(|v| !v.kept) {
        let (start, end) = variable.scope;
        let clashes = |other: &Variable<'_>| {
            other.scope == variable.scope || other.uses.iter().any(|at| (start..end).contains(at))
        };
        let free = |letter: &char| {
            let taken = |(other, taken): &(&Variable<'_>, char)| taken == letter && clashes(other);
            !reserved.contains(&*letter.to_string()) && !named.iter().any(taken)
        };
        if let Some(letter) = LETTERS.chars().find(free) {
            named.push((variable, letter));
        }
    }
    let positions = |(variable, letter): &(&Variable<'_>, char)| -> Vec<(usize, char)> {
        variable.uses.iter().filter_map(|at| Some((script.tokens.get(*at)?.0, *letter))).collect()
    };
    named.iter().flat_map(positions).collect()
}

/// The tokens without blanks and line ends, and which brackets belong together.
struct Script<'a> {
    /// Each token with its position.
    tokens: Vec<(usize, &'a str)>,
    /// For an opening bracket the index of the closing one, and the other way round.
    partner: BTreeMap<usize, usize>,
    /// From and up to which index something can be a variable: the script, its blocks and functions.
    scopes: Vec<(usize, usize)>,
    /// Those of functions, which begin with the parameters.
    functions: Vec<(usize, usize)>,
    /// For the opening bracket of a loop's head up to where its variable is one.
    loops: BTreeMap<usize, usize>,
}

impl<'a> Script<'a> {
    fn read(all: &[&'a str]) -> Self {
        let tokens: Vec<_> =
            all.iter().copied().enumerate().filter(|(_, token)| !matches!(*token, " " | "\n")).collect();
        let (mut partner, mut open) = (BTreeMap::new(), Vec::new());
        for (at, (_, token)) in tokens.iter().enumerate() {
            match *token {
                "(" | "[" | "{" => open.push(at),
                ")" | "]" | "}" => {
                    if let Some(start) = open.pop() {
                        partner.insert(start, at);
                        partner.insert(at, start);
                    }
                }
                _ => {}
            }
        }
        let (scopes, functions, loops) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut script = Self { tokens, partner, scopes, functions, loops };
        script.find_scopes();
        script
    }

    fn token(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |(_, token)| token)
    }

    fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.token(before))
    }

    /// The partner of a bracket.
    fn partner(&self, at: usize) -> usize {
        self.partner.get(&at).copied().unwrap_or(self.tokens.len())
    }

    /// The end of an expression that begins here: before a comma, a semicolon or a bracket that closes around it.
    fn expression(&self, mut at: usize) -> usize {
        while at < self.tokens.len() {
            match self.token(at) {
                "," | ";" | ")" | "]" | "}" => break,
                "(" | "[" | "{" => at = self.partner(at) + 1,
                _ => at += 1,
            }
        }
        at
    }

    fn find_scopes(&mut self) {
        self.scopes.push((0, self.tokens.len()));
        // What a function declares in its block may not be called like a parameter: both are one scope.
        let mut bodies = BTreeSet::new();
        for at in 0..self.tokens.len() {
            let after = self.partner(at) + 1;
            match self.token(at) {
                "{" if !bodies.contains(&at) => self.scopes.push((at, after)),
                // A method, or what `catch` catches.
                "(" if self.token(after) == "{" && self.is_head(at) => {
                    bodies.insert(after);
                    self.functions.push((at, self.partner(after) + 1));
                    self.scopes.push((at, self.partner(after) + 1));
                }
                "(" if self.before(at) == "for" => {
                    let (_, end) = self.scope_around(at);
                    self.loops.insert(at, end);
                }
                "=" if self.token(at + 1) == ">" => {
                    let start = match self.before(at) {
                        ")" => self.partner(at - 1),
                        _ => at.saturating_sub(1),
                    };
                    let end = match self.token(at + 2) {
                        "{" => self.partner(at + 2) + 1,
                        _ => self.expression(at + 2),
                    };
                    bodies.insert(at + 2);
                    self.functions.push((start, end));
                    self.scopes.push((start, end));
                }
                _ => {}
            }
        }
    }

    /// Whether a bracket that a block follows holds parameters.
    fn is_head(&self, at: usize) -> bool {
        is_name(self.before(at)) && !matches!(self.before(at), "if" | "for" | "while")
    }

    /// The narrowest scope around a place.
    fn scope_around(&self, at: usize) -> (usize, usize) {
        let around = self.scopes.iter().filter(|(start, end)| *start <= at && at < *end);
        around.min_by_key(|(start, end)| end - start).copied().unwrap_or((0, self.tokens.len()))
    }

    fn variables(&self) -> Vec<Variable<'a>> {
        let mut variables: Vec<Variable<'a>> = Vec::new();
        let mut declare = |name: &'a str, scope: (usize, usize)| {
            if !variables.iter().any(|v| v.name == name && v.scope == scope) {
                variables.push(Variable { name, scope, uses: Vec::new(), kept: false });
            }
        };
        for (start, end) in &self.functions {
            let list = if self.token(*start) == "(" { *start + 1 } else { *start };
            let mut at = list;
            loop {
                at = self.pattern(at, &mut |name| declare(name, (*start, *end)));
                // A default follows, or the next parameter.
                at = self.expression(at);
                if list == *start || self.token(at) != "," {
                    break;
                }
                at += 1;
            }
        }
        for at in (0..self.tokens.len()).filter(|at| matches!(self.token(*at), "const" | "let")) {
            let head = at.checked_sub(1).and_then(|head| Some((head, *self.loops.get(&head)?)));
            let scope = head.unwrap_or_else(|| self.scope_around(at));
            let mut next = at + 1;
            loop {
                next = self.pattern(next, &mut |name| declare(name, scope));
                next = self.expression(next);
                if self.token(next) != "," {
                    break;
                }
                next += 1;
            }
        }
        variables
    }

    /// Declares the names of a pattern that begins here; where it ends.
    fn pattern(&self, at: usize, declare: &mut dyn FnMut(&'a str)) -> usize {
        match self.token(at) {
            "[" => {
                let end = self.partner(at);
                (at + 1..end).map(|at| self.token(at)).filter(|t| is_name(t)).for_each(declare);
                end + 1
            }
            name if is_name(name) => {
                declare(name);
                at + 1
            }
            _ => at,
        }
    }

    /// Whether a bracket begins an object, and no block.
    fn is_object(&self, at: usize) -> bool {
        self.token(at) == "{" && matches!(self.before(at), "(" | "," | "=" | ":" | "[" | "?" | "return")
    }

    /// Notes where each variable is named; which names are none of them, or have to stay.
    fn find_uses(&self, variables: &mut [Variable<'a>]) -> BTreeSet<&'a str> {
        let mut reserved = BTreeSet::new();
        for (at, (_, token)) in self.tokens.iter().enumerate().filter(|(_, (_, token))| is_name(token)) {
            let (before, after) = (self.before(at), self.token(at + 1));
            let spread = at >= 3 && (1..=3).all(|back| self.token(at - back) == ".");
            let in_list = matches!(before, "{" | ",");
            let is_method =
                after == "(" && self.token(self.partner(at + 1) + 1) == "{" && self.is_head(at + 1);
            if before == "." && !spread || in_list && after == ":" || is_method {
                continue;
            }
            let named =
                variables.iter_mut().filter(|v| v.name == *token && v.scope.0 <= at && at < v.scope.1);
            let Some(variable) = named.min_by_key(|v| v.scope.1 - v.scope.0) else {
                reserved.insert(*token);
                continue;
            };
            variable.uses.push(at);
            // `{name}` is `{name: name}`.
            let around = self.partner.iter().filter(|(open, close)| **open < at && at < **close);
            let object = around.max_by_key(|(open, _)| **open).is_some_and(|(open, _)| self.is_object(*open));
            if object && in_list && matches!(after, "," | "}") {
                variable.kept = true;
                reserved.insert(*token);
            }
        }
        reserved
    }
}

/// Whether a token is a word, and neither a number nor a string.
fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A script of words and signs between blanks, with its variables mangled.
    fn mangled(script: &str) -> String {
        let tokens: Vec<&str> = script.split(' ').collect();
        let letters = mangle(&tokens);
        let name =
            |(at, token): (usize, &&str)| letters.get(&at).map_or((*token).to_owned(), char::to_string);
        tokens.iter().enumerate().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn variables_share_letters_where_that_changes_nothing() {
        for (script, expected) in [
            // A parameter may have the letter of an outer variable that its function does not name.
            ("const one = 1 ; const f = two = > two ;", "const e = 1 ; const t = e = > e ;"),
            ("const one = 1 ; const f = two = > one + two ;", "const e = 1 ; const t = t = > e + t ;"),
            // Properties and keys are no variables, nor are strings and what the browser has.
            ("const one = two . one ( { one : one } ) ; one ;", "const e = two . one ( { one : e } ) ; e ;"),
            ("let one , two = \"one\" ; self . one = two ;", "let e , t = \"one\" ; self . one = t ;"),
            // `{one}` is a key as well.
            ("const one = 1 ; f ( { one , two : 2 } ) ;", "const one = 1 ; f ( { one , two : 2 } ) ;"),
            ("f ( ) ; { let one , two , three ; two }", "f ( ) ; { let e , t , n ; t }"),
            // A name that nothing declares is not given to another.
            ("const one = e ;", "const t = e ;"),
            // What a block declares is not called like a parameter, even where that is not named.
            ("f ( ( one , two ) = > { const three = 1 ; } ) ;", "f ( ( e , t ) = > { const n = 1 ; } ) ;"),
            ("x = { m ( one , two = 1 ) { f ( one ) } } ;", "x = { m ( e , t = 1 ) { f ( e ) } } ;"),
            ("try { f ( ) } catch ( one ) { g ( one ) }", "try { f ( ) } catch ( e ) { g ( e ) }"),
            (
                "for ( const [ one , . . . two ] of f ) g ( one , . . . two ) ;",
                "for ( const [ e , . . . t ] of f ) g ( e , . . . t ) ;",
            ),
        ] {
            assert_eq!(mangled(script), expected);
        }
    }

    #[test]
    fn unbalanced_scripts_do_not_panic() {
        for script in
            ["( = >", "const", "let one ,", "} ) ]", "for ( const", "= > {", "catch ( one ) {", ". . . one"]
        {
            mangled(script);
        }
    }
}

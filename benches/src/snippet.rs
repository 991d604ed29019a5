//! Code blocks of ten languages: what a highlighter has to chew on. Names and numbers differ from block to
//! block, so that a highlighter cannot get by with remembering whole blocks.

use crate::random::Random;

/// The languages, in the order of `TEMPLATES`.
pub(crate) const LANGUAGES: [&str; 10] =
    ["rust", "python", "javascript", "go", "bash", "html", "css", "json", "toml", "sql"];

/// One block a language. `$a` to `$d` are words, `$A` and `$B` the first two capitalised, `$n` a number.
const TEMPLATES: [&str; 10] = [
    r#"use std::collections::BTreeMap;
use std::fmt;

/// How often each $a was seen, and the last $b.
#[derive(Debug, Clone, Default)]
pub struct $A {
    counts: BTreeMap<String, usize>,
    last: Option<String>,
}

impl $A {
    /// At most this many are kept.
    pub const LIMIT: usize = $n;

    pub fn $c(&mut self, word: &str) -> usize {
        if self.counts.len() >= Self::LIMIT {
            self.counts.pop_first(); // the oldest by name
        }
        self.last = Some(word.to_owned());
        let count = self.counts.entry(word.to_lowercase()).or_default();
        *count += 1;
        *count
    }
}

impl fmt::Display for $A {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, count) in self.counts.iter().filter(|(_, n)| **n > 1) {
            writeln!(f, "{word:>12} {count:04} $d")?;
        }
        Ok(())
    }
}
"#,
    r#"import csv
import itertools
from collections.abc import Iterator
from pathlib import Path


class $A:
    """Reads $a files, one $b at a time."""

    limit: int = $n

    def __init__(self, path: str | Path, *, $c: bool = False) -> None:
        self.path = Path(path)
        self.$c = $c

    def rows(self) -> Iterator[dict[str, float]]:
        # an empty cell counts as nothing
        with self.path.open(newline="") as file:
            for row in itertools.islice(csv.DictReader(file), self.limit):
                yield {key: float(value or 0.0) for key, value in row.items()}


if __name__ == "__main__":
    total = sum(row["$d"] for row in $A("$b.csv").rows())
    print(f"$d: {total:.2f} of {$A.limit!r}")
"#,
    r#"import { readFile } from "node:fs/promises";

const LIMIT = $n;

/** A queue of $a, first in and first out. */
export class $A extends EventTarget {
  #items = [];

  async load(path, { $c = true, ...rest } = {}) {
    const text = await readFile(path, "utf8");
    for (const line of text.split(/\r?\n/).slice(0, LIMIT)) {
      const [, key, value] = line.match(/^(\w+)\s*=\s*(.*)$/) ?? [];
      if (key === undefined) continue; // not a $b
      this.#items.push({ key, value: $c ? value.trim() : value, ...rest });
    }
    this.dispatchEvent(new CustomEvent("$d", { detail: this.#items.length }));
  }

  get $b() {
    return this.#items.map(({ key }) => `${key}:$n`).join(", ");
  }
}
"#,
    r#"package $a

import (
	"bufio"
	"fmt"
	"io"
	"sort"
)

// $B holds the $c of every line.
type $B struct {
	Name  string
	Lines map[string]int
	limit int
}

// $A reads from r until it ends.
func (b *$B) $A(r io.Reader) error {
	scanner := bufio.NewScanner(r)
	for scanner.Scan() {
		if len(b.Lines) > $n {
			return fmt.Errorf("$d: more than %d lines", $n)
		}
		b.Lines[scanner.Text()]++
	}
	keys := make([]string, 0, len(b.Lines))
	for key := range b.Lines {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return scanner.Err()
}
"#,
    r#"#!/bin/sh
# Keeps the newest $a and drops the rest.
set -eu

: "${$A_HOME:=$HOME/.$b}"
keep=$n

log() {
    printf '%s: %s\n' "$(date +%T)" "$*" >&2
}

cd "$$A_HOME" || exit 1
for file in ./*.$c; do
    [ -e "$file" ] || continue
    if [ "$keep" -gt 0 ]; then
        keep=$((keep - 1))
    else
        log "removing $file"
        rm -- "$file"
    fi
done
tar -czf "$d.tar.gz" --exclude='*.tmp' . && log 'done'
"#,
    r##"<!doctype html>
<html lang="en" class="$a">
<head>
  <meta charset="utf-8">
  <title>$A of $b</title>
  <link rel="icon" href="/$c.svg" type="image/svg+xml">
  <style>
    .$a { padding: $npx; border: 1px solid rgb(0 0 0 / 20%); }
  </style>
</head>
<body>
  <!-- the form of $d -->
  <form action="/$b" method="post" data-limit="$n">
    <label for="$c">$B &mdash; $c</label>
    <input id="$c" name="$c" type="number" min="0" max="$n" required>
    <button type="submit" disabled>Send</button>
  </form>
  <script type="module">
    document.forms[0].addEventListener("input", event => event.target.form.lastElementChild.disabled = false);
  </script>
</body>
</html>
"##,
    r##"@layer base, $a;

@layer $a {
  .$b,
  #$c > li:nth-of-type(2n + 1) {
    --size: clamp(1rem, 2vw + .5rem, $npx);
    inline-size: calc(100% - var(--size) * 2);
    color: color-mix(in oklab, #3b82f6 40%, white);
    transition: opacity .2s ease-in-out, transform 120ms;
  }

  /* the $d of small screens */
  @media (width < 40em) and (prefers-reduced-motion: no-preference) {
    .$b::after {
      content: "\2192  $d";
      transform: rotate(-3deg) scale(1.05) !important;
    }
  }
}
"##,
    r#"{
  "name": "$a-$b",
  "version": "1.$n.0",
  "private": true,
  "limits": { "$c": $n, "$d": -0.5, "ratio": 6.02e23 },
  "files": ["src/$a.js", "src/$b.js", "README.md"],
  "authors": [
    { "name": "$A $B", "url": "https://example.com/$c?page=$n", "active": false },
    { "name": "$B", "url": null, "active": true }
  ],
  "text": "a \"quoted\" word, a tab\tand \u00e9"
}
"#,
    r#"# What $a needs
name = "$a-$b"
edition = $n
released = 2024-05-17T08:15:00Z
ratio = 0.25
enabled = false

[$c]
paths = [
    "src/$a",
    'src\$b',
]
inline = { $d = "$A", depth = 0x1F }

[[$c.step]]
run = """
$b --limit $n
"""
"#,
    r#"-- The $a of each $b, newest first.
CREATE TABLE $a (
    id         INTEGER PRIMARY KEY,
    $b         TEXT NOT NULL CHECK (length($b) < $n),
    price      NUMERIC(10, 2) DEFAULT 0.00,
    changed_at TIMESTAMP NOT NULL
);

INSERT INTO $a ($b, price, changed_at) VALUES ('$c', 12.50, CURRENT_TIMESTAMP);

SELECT $b, sum(price) AS total, max(changed_at)
FROM $a
INNER JOIN $d ON $d.id = $a.id AND $d.kind IN ('new', 'it''s used')
WHERE price BETWEEN 1 AND $n
GROUP BY $b
HAVING count(*) > 2
ORDER BY total DESC NULLS LAST;
"#,
];

/// A block of `LANGUAGES[language]`, its names taken from `words`.
pub(crate) fn write(language: usize, words: &[String], random: &mut Random) -> String {
    let word = |random: &mut Random| random.choose(words).as_str();
    let (a, b, c, d) = (word(random), word(random), word(random), word(random));
    let number = random.range(2, 999);
    let mut text = String::with_capacity(TEMPLATES[language].len() + 64);
    let mut rest = TEMPLATES[language];
    while let Some(at) = rest.find('$') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.chars().next() {
            // `$npx` is a number and `px`; `$file`, which starts with no such letter, is the shell's own.
            Some('A') => text.push_str(&capitalised(a)),
            Some('B') => text.push_str(&capitalised(b)),
            Some('n') => text.push_str(&number.to_string()),
            Some('a') => text.push_str(a),
            Some('b') => text.push_str(b),
            Some('c') => text.push_str(c),
            Some('d') => text.push_str(d),
            // A dollar of the language itself.
            _ => {
                text.push('$');
                continue;
            }
        }
        rest = &rest[1..];
    }
    text.push_str(rest);
    text
}

/// The word with its first letter, which is ASCII in this corpus, in upper case.
pub(crate) fn capitalised(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled_and_no_dollar_is_lost() {
        let words: Vec<String> = ["wren", "xylem", "yarn", "zinc"].map(str::to_owned).to_vec();
        for (language, template) in TEMPLATES.iter().enumerate() {
            let text = write(language, &words, &mut Random::new(1, language as u64));
            for place in ["$a", "$b", "$A", "$B", "$n"] {
                assert!(!text.contains(place), "{place} in {text}");
            }
            assert!(text.ends_with('\n') && text.lines().count() >= template.lines().count(), "{text}");
        }
        let shell = write(4, &words, &mut Random::new(1, 1));
        assert!(shell.contains("\"$file\"") && shell.contains("\"$(date +%T)\""), "{shell}");
        assert!(json_is_valid(&write(7, &words, &mut Random::new(2, 1))));
    }

    fn json_is_valid(text: &str) -> bool {
        serde_json::from_str::<serde_json::Value>(text).is_ok()
    }
}

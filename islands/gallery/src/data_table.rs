//! A table to sort and to search.

use layer9_islands::prelude::*;

/// A row, by its place in the page as built.
#[derive(Clone, PartialEq)]
struct Row {
    id: usize,
    cells: Vec<String>,
}

/// A table whose rows are sorted by a press on a column's heading, and searched.
///
/// Columns of nothing but numbers are ordered as numbers, others as text of the page's language. Without scripts it is the
/// table as it was written.
#[island(css = "data_table.css")]
pub fn DataTable(
    /// What the table shows.
    caption: String,
    /// The headings of its columns.
    columns: Vec<String>,
    /// Its rows: a list of texts each.
    rows: Vec<Vec<String>>,
    /// What the search field is called; empty for none.
    #[prop(default = "Search")]
    search: String,
    /// What stands before the number of rows that are shown.
    #[prop(default = "Rows:")]
    count: String,
) -> impl View {
    let all: Vec<Row> = rows.into_iter().enumerate().map(|(id, cells)| Row { id, cells }).collect();
    let query = signal(String::new());
    // The column, from 0, and whether it is turned around.
    let order = signal(None::<(usize, bool)>);
    let shown = derived(move || {
        let wanted = to_lowercase(&query.get());
        let mut shown: Vec<Row> = all.clone();
        shown.retain(|row| row.cells.iter().any(|cell| contains(&to_lowercase(cell), &wanted)));
        if let Some((column, reverse)) = order.get() {
            let numbers = all.iter().all(|row| number(cell(row, column)).is_some());
            sort_by(&mut shown, |a, b| {
                let (a, b) = if reverse { (b, a) } else { (a, b) };
                let (a, b) = (cell(a, column), cell(b, column));
                match (numbers, number(a), number(b)) {
                    (true, Some(a), Some(b)) => a.cmp(&b),
                    _ => compare(a, b),
                }
            });
        }
        shown
    });
    let press = move |column: usize| {
        order.update(|order| {
            *order = match *order {
                Some((now, false)) if now == column => Some((column, true)),
                _ => Some((column, false)),
            }
        });
    };
    let heading = |(at, label): (usize, &String)| {
        let sorted = move || match order.get() {
            Some((column, false)) if column == at => Some("ascending"),
            Some((column, true)) if column == at => Some("descending"),
            _ => None,
        };
        view! {
            <th scope="col" aria-sort={sorted}><button type="button" on:click={move || press(at)}>{label.clone()}</button></th>
        }
    };
    let headings: Vec<_> = columns.iter().enumerate().map(heading).collect();
    let has_search = !search.is_empty();
    view! {
        <div class="l9-table">
            {if has_search {
                <label class="l9-table__search">{search.clone()}" "<input type="search" bind:value={query}/></label>
            }}
            <div class="l9-table__scroll" role="region" tabindex="0" aria-label={caption.clone()}>
                <table>
                    <caption>{caption}</caption>
                    <thead><tr>{headings}</tr></thead>
                    <tbody>{for row in shown.get(), key = row.id {
                        <tr>{row.peek().cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect::<Vec<_>>()}</tr>
                    }}</tbody>
                </table>
            </div>
            <p class="l9-table__count" role="status">{count}" "{move || shown.with(Vec::len)}</p>
        </div>
    }
}

fn cell(row: &Row, column: usize) -> &str {
    row.cells.get(column).map_or("", String::as_str)
}

/// A number as people write it in tables, `-1 234.5`, in millionths; nothing for any other text.
fn number(text: &str) -> Option<i64> {
    let (negative, text) = match text.trim_ascii().strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text.trim_ascii()),
    };
    let (mut value, mut digits, mut decimals) = (0_i64, 0, None);
    for c in text.chars() {
        match (c.to_digit(10), c) {
            (Some(digit), _) if decimals.is_none_or(|n| n < 6) => {
                value = value.checked_mul(10)?.checked_add(i64::from(digit))?;
                digits += 1;
                decimals = decimals.map(|n| n + 1);
            }
            (Some(_), _) | (None, ' ' | '\u{a0}' | '\u{202f}' | '\'') => {}
            (None, '.') if decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
    }
    for _ in decimals.unwrap_or(0)..6 {
        value = value.checked_mul(10)?;
    }
    (digits > 0).then_some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_as_they_stand_in_tables() {
        let million = |n: i64| Some(n * 1_000_000);
        assert_eq!(number("12"), million(12));
        assert_eq!(number(" -1 234 "), million(-1234));
        assert_eq!(number("0.5"), Some(500_000));
        assert_eq!(number("0.12345678"), Some(123_456));
        for text in ["", "-", "x", "1.2.3", "12 %", "99999999999999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}

//! What turns a page that is open into the page as it is now: a few operations, found by comparing the trees that a
//! browser makes of both, so that the browser need not.
//!
//! A patch is JSON. An *edit* says what becomes of one node, a *node* is a new one:
//!
//! | key | of an edit |
//! |---|---|
//! | `n`, `s` | how many children the server thinks the element has, and [`fingerprint`] of their names, by which the browser finds out whether scripts or extensions changed them; only where children are edited |
//! | `a` | attributes to set, or with `null` to remove, in order: `[name, value]` or `[name, value, namespace]` |
//! | `c` | the list of children from now on: `[first, count]` are those that were there, anything else is a new node |
//! | `k` | edits of children that stay: `[index so far, edit]` |
//! | `t` | of a text or comment: the fingerprint so far, and what it becomes |
//! | `i` | of an island of which at most the module is another: what the server renders it to, for its new instance or for the content passed into it |
//!
//! A node is its text, `{"m": comment}`, or `{"e": name, "x": namespace, "a": attributes, "c": children}`. The first
//! edit is that of `<html>`.

use super::dom::{Data, Dom, Element, Id};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Above this many pairs of children the longest common part is not looked for, as it takes a step each.
const MOST_PAIRS: usize = 1 << 20;
/// So far ahead it is looked for what a new child may have been.
const FARTHEST: usize = 64;
/// The element of an island.
const ISLAND: &str = "layer9-island";

/// What turns one page into another; `None` where the page is better loaded again: its scripts differ, or it
/// is not a page that can be patched.
pub(super) fn between(old: &[u8], new: &[u8]) -> Option<Value> {
    let (old, new) = (Dom::parse(old)?, Dom::parse(new)?);
    let pages = Pages { old: &old, new: &new };
    // A script has run by now, and what it did cannot be undone by taking it out.
    if scripts(&old) != scripts(&new) {
        return None;
    }
    let (before, from) = apart(&old)?;
    let (after, to) = apart(&new)?;
    if before.len() != after.len()
        || before.iter().zip(&after).any(|(a, b)| old.digest_of(*a) != new.digest_of(*b))
    {
        return None;
    }
    pages.edit(from, to)
}

/// What is in a document besides `<html>`, and that.
fn apart(page: &Dom) -> Option<(Vec<Id>, Id)> {
    let (html, others): (Vec<Id>, Vec<Id>) = page.top().iter().partition(|id| page.element(**id).is_some());
    Some((others, *html.first()?))
}

/// All that a browser runs, and where shadow trees come from, which only its parser makes.
fn scripts(page: &Dom) -> Vec<(Vec<String>, String)> {
    let mut scripts = Vec::new();
    for top in page.top() {
        page.elements(*top, &mut |id, element| {
            let runs = element.name() == "script" && runs(element);
            if runs || (element.name() == "template" && element.attribute("shadowrootmode").is_some()) {
                let attributes = element.attributes.iter();
                let attributes = attributes.map(|(name, value)| format!("{}={value}", name.name)).collect();
                let text = if runs { page.text(id) } else { page.digest_of(id).to_string() };
                scripts.push((attributes, text));
            }
        });
    }
    scripts
}

/// Whether a browser does something with a script, and not only scripts of the page.
fn runs(script: &Element) -> bool {
    let kind = script.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    matches!(essence, "" | "module" | "importmap" | "speculationrules")
        || essence.ends_with("javascript")
        || essence.ends_with("ecmascript")
        || essence.ends_with("jscript")
        || essence.ends_with("livescript")
}

/// FNV-1a over UTF-16, as the browser counts text.
pub(super) fn fingerprint(text: &str) -> u32 {
    text.encode_utf16().fold(0x811c_9dc5, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}

/// The page as it is open, and as it is now.
struct Pages<'a> {
    old: &'a Dom,
    new: &'a Dom,
}

impl Pages<'_> {
    /// What becomes of a node that is the other's earlier self; `None` where the edit cannot be told.
    fn edit(&self, from: Id, to: Id) -> Option<Value> {
        let mut edit = Map::new();
        match (self.old.data(from), self.new.data(to)) {
            (Data::Text(old), Data::Text(new)) | (Data::Comment(old), Data::Comment(new)) => {
                edit.insert("t".to_owned(), json!([fingerprint(old), new]));
            }
            (Data::Element(old), Data::Element(new)) => {
                // They have the same key.
                if old.name() == ISLAND {
                    edit.insert("i".to_owned(), self.node(to)?);
                } else {
                    let attributes = attributes(old, new);
                    if !attributes.is_empty() {
                        edit.insert("a".to_owned(), Value::from(attributes));
                    }
                    self.children(from, to, &mut edit)?;
                }
            }
            _ => return None,
        }
        Some(Value::Object(edit))
    }

    fn children(&self, from: Id, to: Id, edit: &mut Map<String, Value>) -> Option<()> {
        let (old, new) = (self.old.children(from), self.new.children(to));
        if old.len() == new.len() && old.iter().zip(new).all(|(a, b)| self.same(*a, *b)) {
            return Some(());
        }
        let matches = self.matches(old, new);
        let stays = old.len() == new.len() && matches.iter().enumerate().all(|(i, m)| *m == Some(i));
        let names: Vec<_> = old.iter().map(|id| self.old.node_name(*id)).collect();
        edit.insert("n".to_owned(), json!(old.len()));
        edit.insert("s".to_owned(), json!(fingerprint(&names.join(","))));
        if !stays {
            edit.insert("c".to_owned(), self.list(&matches, new)?);
        }
        let mut kept = Vec::new();
        for (at, b) in matches.iter().zip(new) {
            if let Some(at) = *at
                && let Some(a) = old.get(at)
                && !self.same(*a, *b)
            {
                kept.push(json!([at, self.edit(*a, *b)?]));
            }
        }
        if !kept.is_empty() {
            edit.insert("k".to_owned(), Value::from(kept));
        }
        Some(())
    }

    /// The new list of children, with runs of those that stay.
    fn list(&self, matches: &[Option<usize>], new: &[Id]) -> Option<Value> {
        let mut list = Vec::new();
        let mut run: Option<(usize, usize)> = None;
        for (at, id) in matches.iter().zip(new) {
            match (*at, run) {
                (Some(at), Some((first, count))) if at == first + count => run = Some((first, count + 1)),
                (at, _) => {
                    list.extend(run.map(|(first, count)| json!([first, count])));
                    run = at.map(|at| (at, 1));
                    if at.is_none() {
                        list.push(self.node(*id)?);
                    }
                }
            }
        }
        list.extend(run.map(|(first, count)| json!([first, count])));
        Some(Value::from(list))
    }

    /// A new node; `None` for one that only a parser can make.
    fn node(&self, id: Id) -> Option<Value> {
        Some(match self.new.data(id) {
            Data::Text(text) => Value::from(text.as_str()),
            Data::Comment(text) => json!({ "m": text }),
            Data::Element(element) => {
                if element.name() == "template" && element.attribute("shadowrootmode").is_some() {
                    return None;
                }
                let mut node = Map::new();
                node.insert("e".to_owned(), Value::from(element.name()));
                if let Some(namespace) = element.namespace() {
                    node.insert("x".to_owned(), Value::from(namespace));
                }
                if !element.attributes.is_empty() {
                    let attributes = element.attributes.iter();
                    let attributes: Vec<Value> = attributes
                        .map(|(name, value)| set(&name.name, Some(value), name.namespace.as_deref()))
                        .collect();
                    node.insert("a".to_owned(), Value::from(attributes));
                }
                let children: Option<Vec<Value>> =
                    self.new.children(id).iter().map(|child| self.node(*child)).collect();
                let children = children?;
                if !children.is_empty() {
                    node.insert("c".to_owned(), Value::from(children));
                }
                Value::Object(node)
            }
            Data::Root | Data::Doctype(_) => return None,
        })
    }

    fn same(&self, old: Id, new: Id) -> bool {
        self.old.digest_of(old) == self.new.digest_of(new)
    }

    /// Whether a node may become the other and stay what it is to a visitor.
    fn alike(&self, old: Id, new: Id) -> bool {
        match (self.old.data(old), self.new.data(new)) {
            (Data::Text(_), Data::Text(_)) | (Data::Comment(_), Data::Comment(_)) => true,
            (Data::Element(a), Data::Element(b)) => {
                a.name() == b.name() && a.namespace() == b.namespace() && key(a) == key(b)
            }
            _ => false,
        }
    }

    /// For each new child, the old one that it was.
    fn matches(&self, old: &[Id], new: &[Id]) -> Vec<Option<usize>> {
        let mut matches = vec![None; new.len()];
        let mut left = vec![true; old.len()];
        let settled = |a: Id, b: Id| self.same(a, b) || (self.keyed(b) && self.alike(a, b));
        // An edit is mostly in one place: what is before and after it is settled first.
        let start = old.iter().zip(new).take_while(|(a, b)| settled(**a, **b)).count();
        let rest = (old.len() - start).min(new.len() - start);
        let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| settled(**a, **b));
        let end = end.count();
        let mut take = |i: usize, j: usize, left: &mut Vec<bool>| {
            if let (Some(place), Some(free)) = (matches.get_mut(j), left.get_mut(i)) {
                *place = Some(i);
                *free = false;
            }
        };
        (0..start).for_each(|i| take(i, i, &mut left));
        (0..end).for_each(|i| take(old.len() - 1 - i, new.len() - 1 - i, &mut left));
        let (last_old, last_new) = (old.len() - end, new.len() - end);
        let middle =
            self.common(old.get(start..last_old).unwrap_or(&[]), new.get(start..last_new).unwrap_or(&[]));
        for (i, j) in middle {
            take(start + i, start + j, &mut left);
        }
        self.moved(old, new, &mut matches, &mut left);
        // In between, in order, what is nearly the same, then what has the same attributes, then what is of one kind.
        self.between(old, new, &mut matches, &mut left, &|a, b| {
            self.has_attributes_of(a, b) && self.close(a, b)
        });
        self.between(old, new, &mut matches, &mut left, &|a, b| self.has_attributes_of(a, b));
        self.between(old, new, &mut matches, &mut left, &|_, _| true);
        matches
    }

    /// Matches what is left between those that have found each other, in order, where they are alike and `fits`.
    fn between(
        &self,
        old: &[Id],
        new: &[Id],
        matches: &mut [Option<usize>],
        left: &mut [bool],
        fits: &dyn Fn(Id, Id) -> bool,
    ) {
        // Not past what the next one that stays is.
        let mut next = old.len();
        let mut until: Vec<usize> = Vec::with_capacity(matches.len());
        for at in matches.iter().rev() {
            until.push(next);
            next = at.unwrap_or(next);
        }
        until.reverse();
        let mut at = 0;
        for ((place, id), until) in matches.iter_mut().zip(new).zip(until) {
            if let Some(i) = *place {
                at = at.max(i + 1);
                continue;
            }
            let mut range = (at..until).take(FARTHEST);
            let found = range.find(|i| {
                left.get(*i) == Some(&true)
                    && old.get(*i).is_some_and(|a| self.alike(*a, *id) && fits(*a, *id))
            });
            if let Some(i) = found {
                *place = Some(i);
                at = i + 1;
                if let Some(free) = left.get_mut(i) {
                    *free = false;
                }
            }
        }
    }

    fn has_attributes_of(&self, old: Id, new: Id) -> bool {
        match (self.old.element(old), self.new.element(new)) {
            (Some(old), Some(new)) => old.attributes == new.attributes,
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether one is an edit of the other, by the look of it: half of the text, or a child, is the same.
    fn close(&self, old: Id, new: Id) -> bool {
        let below: BTreeSet<u64> = self
            .old
            .children(old)
            .iter()
            .filter(|id| self.old.element(**id).is_some())
            .map(|id| self.old.digest_of(*id))
            .collect();
        if self.new.children(new).iter().any(|id| below.contains(&self.new.digest_of(*id))) {
            return true;
        }
        let text = |page: &Dom, id: Id| match page.data(id) {
            Data::Text(text) | Data::Comment(text) => text.clone(),
            _ => page.text(id),
        };
        let (a, b) = (text(self.old, old), text(self.new, new));
        let start = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        let end = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
        let shorter = a.len().min(b.len());
        shorter > 0 && (start + end).min(shorter) * 2 >= shorter && !a.trim().is_empty()
    }

    /// Elements that went elsewhere among their siblings: equal ones, and those of one id.
    fn moved(&self, old: &[Id], new: &[Id], matches: &mut [Option<usize>], left: &mut [bool]) {
        let mut equal: BTreeMap<u64, VecDeque<usize>> = BTreeMap::new();
        let mut keyed: BTreeMap<(String, String), VecDeque<usize>> = BTreeMap::new();
        for (i, id) in old.iter().enumerate().filter(|(i, _)| left.get(*i) == Some(&true)) {
            if let Some(element) = self.old.element(*id) {
                equal.entry(self.old.digest_of(*id)).or_default().push_back(i);
                if let Some(key) = key(element) {
                    keyed.entry((element.name().to_owned(), key)).or_default().push_back(i);
                }
            }
        }
        for by_key in [false, true] {
            for (place, id) in matches.iter_mut().zip(new) {
                let Some(element) = self.new.element(*id).filter(|_| place.is_none()) else { continue };
                let places = match by_key {
                    false => equal.get_mut(&self.new.digest_of(*id)),
                    true => key(element).and_then(|key| keyed.get_mut(&(element.name().to_owned(), key))),
                };
                let found = places.and_then(|places| {
                    std::iter::from_fn(|| places.pop_front()).find(|i| left.get(*i) == Some(&true))
                });
                if let Some(i) = found {
                    *place = Some(i);
                    if let Some(free) = left.get_mut(i) {
                        *free = false;
                    }
                }
            }
        }
    }

    fn keyed(&self, new: Id) -> bool {
        self.new.element(new).is_some_and(|element| key(element).is_some())
    }

    /// The heaviest common part of two lists, as pairs of places; elements outweigh the spaces between them.
    fn common(&self, old: &[Id], new: &[Id]) -> Vec<(usize, usize)> {
        let (rows, columns) = (old.len() + 1, new.len() + 1);
        if old.is_empty() || new.is_empty() || rows.saturating_mul(columns) > MOST_PAIRS {
            return Vec::new();
        }
        let mut best = vec![0_u32; rows * columns];
        let get = |best: &Vec<u32>, i: usize, j: usize| best.get(i * columns + j).copied().unwrap_or(0);
        for (i, a) in old.iter().enumerate().rev() {
            let weight = if self.old.element(*a).is_some() { 4 } else { 1 };
            for (j, b) in new.iter().enumerate().rev() {
                let skip = get(&best, i + 1, j).max(get(&best, i, j + 1));
                let both = if self.same(*a, *b) { get(&best, i + 1, j + 1) + weight } else { 0 };
                if let Some(place) = best.get_mut(i * columns + j) {
                    *place = skip.max(both);
                }
            }
        }
        let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
        while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
            let here = get(&best, i, j);
            if here == get(&best, i + 1, j) {
                i += 1;
            } else if here == get(&best, i, j + 1) {
                j += 1;
            } else {
                debug_assert!(self.same(*a, *b));
                pairs.push((i, j));
                (i, j) = (i + 1, j + 1);
            }
        }
        pairs
    }
}

/// What tells an element from its siblings; an element never becomes one of another key.
fn key(element: &Element) -> Option<String> {
    let all_but = |left_out: &str| {
        let attributes = element.attributes.iter().filter(|(name, _)| name.name != left_out);
        let mut all: Vec<String> = attributes.map(|(name, value)| format!("{}={value}", name.name)).collect();
        all.sort();
        Some(all.join("\n"))
    };
    match element.name() {
        // With other attributes it starts anew; with another module it goes on in that one.
        ISLAND => all_but("src"),
        "script" => all_but(""),
        "link" => {
            Some(format!("{} {}", element.attribute("rel")?, element.attribute("media").unwrap_or_default()))
        }
        "meta" => {
            let names = ["charset", "name", "property", "http-equiv"];
            names.iter().find_map(|name| element.attribute(name).map(|value| format!("{name} {value}")))
        }
        _ => element.attribute("id").map(str::to_owned),
    }
}

fn set(name: &str, value: Option<&str>, namespace: Option<&str>) -> Value {
    match namespace {
        Some(namespace) => json!([name, value, namespace]),
        None => json!([name, value]),
    }
}

/// What becomes of attributes. Their order is part of what a page's scripts see, so that it is kept as well.
fn attributes(old: &Element, new: &Element) -> Vec<Value> {
    let (from, to) = (&old.attributes, &new.attributes);
    if from == to {
        return Vec::new();
    }
    let has =
        |list: &[(super::dom::AttributeName, String)], name| list.iter().any(|(other, _)| other == name);
    let stays = from.iter().filter(|(name, _)| has(to, name)).map(|(name, _)| name);
    let comes = to.iter().filter(|(name, _)| !has(from, name)).map(|(name, _)| name);
    let in_order = stays.chain(comes).eq(to.iter().map(|(name, _)| name));
    let mut edits = Vec::new();
    for (name, _) in from.iter().filter(|(name, _)| !in_order || !has(to, name)) {
        edits.push(set(&name.name, None, name.namespace.as_deref()));
    }
    for both in to.iter().filter(|both| !in_order || !from.contains(both)) {
        let (name, value) = both;
        edits.push(set(&name.name, Some(value), name.namespace.as_deref()));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(old: &str, new: &str) -> Option<String> {
        let page = |body: &str| format!("<!doctype html><html><head></head><body>{body}</body></html>");
        between(page(old).as_bytes(), page(new).as_bytes()).map(|patch| patch.to_string())
    }

    /// The edit of `<body>`, out of that of `<html>`.
    fn body(old: &str, new: &str) -> Value {
        let patch: Value = serde_json::from_str(&patch(old, new).expect("a patch")).expect("JSON");
        patch["k"][0][1].clone()
    }

    #[test]
    fn an_edit_of_a_word_is_one_text() {
        let edit = body("<h1>A</h1><p>one</p><p>two</p>", "<h1>A</h1><p>one</p><p>2</p>");
        let p = &edit["k"][0];
        assert_eq!((edit["n"].as_u64(), edit.get("c"), p[0].as_u64()), (Some(3), None, Some(2)), "{edit}");
        assert_eq!(p[1]["k"][0][1]["t"], json!([fingerprint("two"), "2"]));
    }

    #[test]
    fn what_stays_is_named_by_its_place() {
        let edit = body("<p>a</p><p>b</p><p>c</p>", "<p>a</p><h2 id=n>new</h2><p>b</p><p>c</p>");
        assert_eq!(edit["c"], json!([[0, 1], {"e": "h2", "a": [["id", "n"]], "c": ["new"]}, [1, 2]]));
        let edit = body("<p>a</p><p>b</p><p>c</p>", "<p>a</p><p>c</p>");
        assert_eq!(edit["c"], json!([[0, 1], [2, 1]]));
        // One that was edited is the same one, though something is before it now.
        let edit = body("<p>Some text.</p><p>b</p>", "<p>New.</p><p>Some more text.</p><p>c</p><p>b</p>");
        assert_eq!(
            edit["c"],
            json!([{"e": "p", "c": ["New."]}, [0, 1], {"e": "p", "c": ["c"]}, [1, 1]]),
            "{edit}"
        );
        // One that moved is the same one.
        let edit = body("<p id=x>a</p><p>b</p><p>c</p>", "<p>b</p><p>c</p><p id=x>z</p>");
        assert_eq!(edit["c"], json!([[1, 2], [0, 1]]), "{edit}");
        assert_eq!(edit["k"][0][0], 0);
    }

    #[test]
    fn islands_are_left_alone_or_start_anew() {
        let island = |props: &str, inner: &str| {
            format!("<p>x</p><layer9-island name=C props=\"{props}\">{inner}</layer9-island>")
        };
        let edit = body(&island("1", "<b>a</b>"), &island("1", "<b>b</b>"));
        assert_eq!(edit["k"][0][1]["i"]["e"], "layer9-island", "{edit}");
        let edit = body(&island("1", "<b>a</b>"), &island("2", "<b>a</b>"));
        assert_eq!(edit["c"][1]["a"][1], json!(["props", "2"]), "{edit}");
        // Another module of the same island: the page hands over what its signals hold.
        let module =
            |src: &str| format!("<p>x</p><layer9-island name=C src={src} props=1><b>a</b></layer9-island>");
        let edit = body(&module("/c.1.wasm"), &module("/c.2.wasm"));
        assert_eq!(edit["k"][0][1]["i"]["a"][1], json!(["src", "/c.2.wasm"]), "{edit}");
    }

    #[test]
    fn attributes_keep_their_order() {
        let edit = body("<p class=a title=t>x</p>", "<p class=b lang=en>x</p>");
        assert_eq!(edit["k"][0][1]["a"], json!([["title", null], ["class", "b"], ["lang", "en"]]));
        let edit = body("<p class=a title=t>x</p>", "<p title=t class=a>x</p>");
        assert_eq!(
            edit["k"][0][1]["a"],
            json!([["class", null], ["title", null], ["title", "t"], ["class", "a"]])
        );
        let edit = body("<svg><use xlink:href='#a'/></svg>", "<svg><use xlink:href='#b'/></svg>");
        assert_eq!(
            edit["k"][0][1]["k"][0][1]["a"],
            json!([["xlink:href", "#b", "http://www.w3.org/1999/xlink"]])
        );
    }

    #[test]
    fn other_scripts_mean_another_page() {
        assert_eq!(patch("<script>1</script>", "<script>2</script>"), None);
        assert_eq!(patch("<p>", "<p><script type=module src=a></script>"), None);
        assert_eq!(patch("<p>", "<template shadowrootmode=open>x</template>"), None);
        assert!(
            patch(
                "<script type=application/ld+json>1</script>",
                "<script type=application/ld+json>2</script>"
            )
            .is_some()
        );
        assert_eq!(between(b"<!doctype html><p>a", b"<p>a"), None, "quirks mode");
        // Deeper than browsers go.
        assert_eq!(patch("a", &"<b>".repeat(20_000)), None);
    }
}

// Searches a site: `find` knows the files of the index, `start` the window that shows what was found.

// How a word that was typed fits one of the index: the same, the start of it, or one letter apart.
const SAME = 1, START = 0.6, NEAR = 0.4;
// How many results are shown, and of how many of them the page is read for the place that fits.
const SHOWN = 12, QUOTED = 5;
// About how many characters are quoted, and how many of them stand before what fits.
const QUOTE = 170, BEFORE = 60;

const SIGNS = /[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g;
const DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}";
const isDense = (text) => new RegExp(`^[${DENSE}]`, "u").test(text);
const RUNS = new RegExp(`(?:(?![${DENSE}])[\\p{Alphabetic}\\p{N}\\p{M}])+|[${DENSE}]+`, "gu");
const LETTER = /[\p{Alphabetic}\p{N}\p{M}]/u;

const ALIKE = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ı: "i", ς: "σ", ة: "ه", ى: "ي", ی: "ي", ک: "ك" };
const LIKE = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "g");

// The article of Arabic, with what is written before it.
const ARTICLE = /^(?:لل|[وبكف]?ال)(?=.{3})/u;

const fold = (text) =>
  text.normalize("NFKD").replace(SIGNS, "").toLowerCase().normalize("NFC").replace(LIKE, (c) => ALIKE[c]);

// The words of a text, as src/render/search/words.rs tells them.
export function words(text) {
  const found = [];
  for (const [run] of fold(text).matchAll(RUNS)) {
    const all = [...run];
    if (!isDense(run)) {
      if (all.length > 1) found.push(all.slice(0, 32).join("").replace(ARTICLE, ""));
      continue;
    }
    // The ranges of scripts have signs in them that are no letters.
    for (const part of run.split(/[^\p{Alphabetic}\p{N}\p{M}]/u)) {
      const letters = [...part];
      letters.forEach((c, at) => found.push(c + (letters[at + 1] ?? "")));
    }
  }
  return found;
}

function partOf(word, parts) {
  let hash = 0x811c9dc5;
  for (const c of [...word].slice(0, isDense(word) ? 1 : 2)) hash = Math.imul(hash ^ c.codePointAt(0), 0x01000193) >>> 0;
  return hash % parts;
}

// Whether two words are at most one letter apart: one put in, left out, changed, or two neighbours exchanged.
function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] == b[at]) at++;
  const rest = (text, skip) => text.slice(at + skip);
  return rest(a, 1) == rest(b, 1) || rest(a, 1) == rest(b, 0) || rest(a, 0) == rest(b, 1)
    || (a[at] == b[at + 1] && a[at + 1] == b[at] && rest(a, 2) == rest(b, 2));
}

const loads = new Map();

function load(address) {
  let wanted = loads.get(address);
  if (!wanted) {
    wanted = fetch(address).then((answer) => answer.ok ? answer.json() : Promise.reject(new Error(address + ": " + answer.status)));
    loads.set(address, wanted);
    wanted.catch(() => loads.delete(address));
  }
  return wanted;
}

// The pages of a language that have all words of a query, the best first: `{count, results: [{title, path, section}]}`.
// `base` is the folder of the index.
export async function find(base, language, query) {
  const folder = new URL(language + "/", base);
  // The one file that has a name without a version.
  const index = await load(new URL("index.json", folder).href);
  const file = (kind, number) => load(new URL(`${kind}-${number}.json?v=${index[kind][number]}`, folder).href);
  const all = words(query);
  // The last character of a run stands for what begins with it; where a pair ends with it, that says more.
  const wanted = [...new Set(all.filter((word, at) => !(at && [...word].length == 1 && all[at - 1].endsWith(word))))].slice(0, 12);
  if (!wanted.length) return { count: 0, results: [], words: [] };
  const scores = new Map();
  const found = [];
  const seen = [];
  await Promise.all(wanted.map(async (word, number) => {
    const part = await file("words", partOf(word, index.words.length));
    const fits = Object.keys(part).filter((other) => other.startsWith(word)).map((other) => [other, other == word ? SAME : START]);
    if (!fits.length && word.length > 4 && !isDense(word)) {
      for (const other of Object.keys(part)) if (isNear(word, other)) fits.push([other, NEAR]);
    }
    const own = new Map();
    let isCommon = false;
    for (const [other, fit] of fits) {
      let entry = 0;
      const list = part[other];
      // The index has not all of its pages.
      if (list.length == index.most * 2) isCommon = true;
      for (let at = 0; at < list.length; at += 2) {
        entry += list[at];
        own.set(entry, Math.max(own.get(entry) ?? 0, list[at + 1] * fit));
      }
      seen.push(other);
    }
    const rarity = Math.log(1 + (index.count - own.size + 0.5) / (own.size + 0.5));
    found[number] = { own, rarity, isCommon };
  }));
  // A word of nearly all pages finds none by itself, unless all that was typed are such words.
  const isTelling = found.some(({ isCommon }) => !isCommon);
  for (const { own, rarity, isCommon } of found) {
    for (const [entry, score] of own) {
      const known = scores.get(entry) ?? [0, 0, entry];
      scores.set(entry, [known[0] + !(isCommon && isTelling), known[1] + score * rarity, entry]);
    }
  }
  const most = Math.max(0, ...[...scores.values()].map(([has]) => has));
  const ranked = [...scores.values()].filter(([has]) => has == most).sort((a, b) => b[1] - a[1] || a[2] - b[2]);
  const results = await Promise.all(ranked.slice(0, SHOWN).map(async ([, , entry]) => {
    const rows = await file("pages", Math.floor(entry / index.chunk));
    const [title, path, section] = rows[entry % index.chunk];
    return { title, path, section };
  }));
  return { count: ranked.length, results, words: seen };
}

// Where a word of the index begins in a text, and how long it is there; with accents and capitals as they are written.
function places(text, found) {
  const folded = [];
  const at = [];
  let position = 0;
  for (const c of text) {
    for (const f of fold(c)) {
      folded.push(f);
      at.push(position);
    }
    position += c.length;
  }
  at.push(position);
  const plain = folded.join("");
  // From units of the joined text to entries of the list.
  const entry = [];
  folded.forEach((c, number) => { for (let unit = 0; unit < c.length; unit++) entry.push(number); });
  entry.push(folded.length);
  const all = [];
  for (const word of new Set(found)) {
    for (let from = plain.indexOf(word); from >= 0; from = plain.indexOf(word, from + word.length)) {
      if (isDense(word) || !LETTER.test(plain[from - 1] ?? " ")) all.push([at[entry[from]], at[entry[from + word.length]]]);
    }
  }
  return all.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
}

// Writes a text with what was found in it marked; pairs of characters of one word are one mark.
function mark(into, text, found) {
  const whole = [];
  for (const [start, end] of places(text, found)) {
    const last = whole.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else whole.push([start, end]);
  }
  let done = 0;
  for (const [start, end] of whole) {
    into.append(text.slice(done, start));
    const hit = document.createElement("mark");
    hit.textContent = text.slice(start, end);
    into.append(hit);
    done = end;
  }
  into.append(text.slice(done));
}

// Reads a page for the place that has most of what was found.
async function quote(into, address, found) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main article, article, main") ?? page.body;
  main.querySelectorAll("script,style,svg,template,button,nav,h1,pre,dialog,[data-search=off],[aria-hidden=true],:is(h2,h3,h4,h5,h6) a[href^='#']").forEach((e) => e.remove());
  // What stands in cells, items and lines of its own is not one word with what follows.
  main.querySelectorAll("br,dd,dt,div,figcaption,h2,h3,h4,h5,h6,li,p,summary,td,th").forEach((e) => e.after(" "));
  const text = main.textContent.replace(/\s+/g, " ").trim();
  const all = places(text, found);
  let best = all[0];
  let most = 0;
  for (const place of all) {
    const near = new Set(all.filter(([start]) => start >= place[0] && start < place[0] + QUOTE - BEFORE).map(([s, e]) => fold(text.slice(s, e))));
    if (near.size > most) [best, most] = [place, near.size];
  }
  let start = Math.max(0, (best?.[0] ?? 0) - BEFORE);
  if (start) start = Math.max(start, text.indexOf(" ", start) + 1 > (best?.[0] ?? 0) ? start : text.indexOf(" ", start) + 1);
  const piece = text.slice(start, start + QUOTE);
  mark(into, (start ? "… " : "") + piece.replace(text.length > start + QUOTE ? /\s\S*$/ : /$^/, "") + (text.length > start + QUOTE ? " …" : ""), found);
}

// Makes a window search as its visitor types.
export function start(root, own) {
  const base = new URL(".", own);
  const site = new URL("../..", base);
  const { language, found, none, failed } = root.dataset;
  const [input, status, list] = ["input", "[role=status]", "ol"].map((name) => root.querySelector(name));
  const dialog = root.querySelector("dialog");
  const numbers = new Intl.NumberFormat(language);
  let round = 0;
  const search = async () => {
    const now = ++round;
    const query = input.value;
    let answer;
    try {
      answer = await find(base, language, query);
    } catch (error) {
      console.error(error);
      if (now == round) status.textContent = failed;
      return;
    }
    if (now != round) return;
    list.replaceChildren();
    if (!words(query).length) {
      status.textContent = "";
      return;
    }
    status.textContent = answer.count ? found.replace("#", numbers.format(answer.count)) : none;
    answer.results.forEach(({ title, path, section }, number) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = new URL(path.slice(1), site);
      const add = (name, write) => {
        const line = document.createElement("span");
        line.className = "l9-search__" + name;
        write(line);
        link.append(line);
        return line;
      };
      if (section) add("section", (line) => line.append(section));
      add("title", (line) => mark(line, title, answer.words));
      item.append(link);
      list.append(item);
      // The whole page is there to quote from: the index has no texts, and a visitor is likely to go there.
      if (number < QUOTED) quote(add("text", () => {}), link.href, answer.words).catch(() => {});
    });
  };
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  dialog.addEventListener("keydown", (e) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (e.key == "ArrowDown" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
    else if (e.key == "ArrowUp" && at >= 0) (links[at - 1] ?? input).focus();
    else if (e.key == "Enter" && e.target == input && !e.isComposing) links[0]?.click();
    // By itself a field with text in it takes the key to be emptied.
    else if (e.key == "Escape" && !e.isComposing) dialog.close();
    else return;
    e.preventDefault();
  });
  // A press outside: the window itself is pressed only where nothing of it is.
  dialog.addEventListener("click", (e) => {
    if (e.target == dialog || e.target.closest("a")) dialog.close();
  });
  if (input.value) search();
}

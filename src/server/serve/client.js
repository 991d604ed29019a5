// Keeps a page that `layer9 serve` sent up to date. It comes as an external module with every HTML page, and never
// gets into a build.
//
// The server says over a socket what changed (see hub.rs). It knows the HTML that the open page was made from and the
// HTML that the page has now, and sends what turns the one's tree into the other's (see patch.rs). What scripts and
// visitors did to the page since (state of islands, form input, focus, scroll, a theme's attribute on <html>) is in
// neither, and stays. A patch that does not fit, because something else changed the tree, is not applied: then both
// versions are asked for whole, and the page is changed wherever they differ from it.

const own = document.querySelector("script[data-layer9-client]");
const here = new URL(import.meta.url);
const token = here.searchParams.get("token");
// The version of the page that is shown.
let at = own?.dataset.layer9Client ?? "";
let build = 0;
let socket;
let greeted = false;
// Both versions were asked for: patches from another version than ours are included in the answer.
let asked = false;
let delay = 250;
let work = Promise.resolve();

const ISLAND = "layer9-island";
const SLOT = "layer9-slot";

// ---- The socket

const connect = () => {
  const url = new URL("ws", here);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams({token, path: location.pathname, at}).toString().replaceAll("+", "%20");
  socket = new WebSocket(url);
  let open = false;
  socket.onopen = () => open = true;
  socket.onmessage = event => enqueue(() => receive(JSON.parse(event.data)));
  // After the server was started anew the token is another one, and only a fresh page has it: a socket that the
  // server is there for, but refuses, means that. A page that never had a connection does not reload: something
  // else is in the way, and it would do so for ever.
  socket.onclose = async () => {
    if (!open && greeted && (await alive())) return location.reload();
    setTimeout(connect, delay);
    delay = Math.min(delay * 1.5, 5000);
  };
};

const alive = () => fetch(here, {method: "HEAD", cache: "no-store"}).then(answer => answer.ok, () => false);

// One message after the other: a patch waits for style sheets.
const enqueue = task => {
  work = work.then(task).catch(error => {
    console.warn("layer9: the page is loaded again, because it could not be patched:", error);
    location.reload();
  });
};

const receive = async message => {
  build = message.build;
  const {type} = message;
  if (type === "hello") {
    greeted = true;
    asked = false;
    delay = 250;
    dismiss();
    tell();
  } else if (type === "error") {
    show(message.text);
  } else if (type === "patch") {
    dismiss();
    await patchFrom(message);
  } else if (type === "whole") {
    await morph(message);
  } else if (type === "files") {
    await replaceFiles(message.paths);
  } else if (type === "moved") {
    location.replace(message.to + location.hash);
  } else if (type === "reload") {
    reload(message.to);
  } else if (type === "ok") {
    dismiss();
  }
};

// Something in between (a service worker of the site) may keep sending the old page: once per version is enough.
const reload = version => {
  const mark = `${token} ${location.pathname} ${version}`;
  if (version && sessionStorage.getItem("layer9-reload") === mark) return;
  sessionStorage.setItem("layer9-reload", mark);
  location.reload();
};

// For tests and tools: the page is connected, and which version it shows.
const tell = () => (globalThis[Symbol.for("layer9.serve")] = {version: at});

const decode = path => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

// ---- Files that keep their addresses

// A query makes the browser ask again.
const replaceFiles = async paths => {
  const changed = new Set(paths);
  const path = url => url && decode(new URL(url, document.baseURI).pathname);
  const links = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter(link => changed.has(path(link.href)));
  const swapped = new Set(links.map(link => path(link.href)));
  await Promise.all(links.map(link => {
    const sheet = link.cloneNode();
    sheet.removeAttribute("integrity");
    const url = new URL(link.href);
    url.searchParams.set("layer9", build);
    sheet.href = url;
    return replaceSheet(link, sheet);
  }));
  // Images, fonts, scripts, frames: whatever else the page has loaded of them, or in vain. The list has an end.
  const loaded = performance.getEntriesByType("resource");
  const full = loaded.length >= 250;
  const used = loaded.some(({name}) => new URL(name).host === location.host && changed.has(path(name)) && !swapped.has(path(name)));
  if (used || (full && paths.length > swapped.size)) location.reload();
};

// Puts a style sheet into the page and waits for it; not for ever, since one that is disabled never loads.
const loaded = (sheet, insert) =>
  new Promise(done => {
    sheet.onload = sheet.onerror = () => done();
    setTimeout(done, 3000);
    insert();
  });

// The old one goes when the new one is there, so that the page is never without.
const replaceSheet = async (old, sheet) => {
  await loaded(sheet, () => old.after(sheet));
  old.remove();
};

// ---- Patches

// A patch that fits is applied as it is, or not at all.
const patchFrom = async ({from, to, edit}) => {
  if (asked) return;
  const steps = {sheets: [], others: [], replaced: new Map()};
  if (from !== at || !prepare(document.documentElement, edit, steps)) {
    asked = true;
    return socket.send(JSON.stringify({type: "whole", at}));
  }
  const active = document.activeElement;
  // The page is never without its styles.
  await Promise.all(steps.sheets.map(step => step()));
  for (const step of steps.others) step();
  settled(active, to);
};

const settled = (active, version) => {
  if (active !== document.activeElement && active?.isConnected) active.focus({preventScroll: true});
  at = version;
  tell();
  globalThis.__layer9?.scan(document.body);
};

// Looks whether what an edit expects of a node is so, and what is to do then; nothing is done before all of it fits.
const prepare = (node, edit, steps) => {
  if (edit.t) {
    const [before, text] = edit.t;
    if (node.nodeType === 1 || fingerprint(node.data) !== before) return false;
    steps.others.push(() => setText(node, text));
    return true;
  }
  if (node.nodeType !== 1) return false;
  if (edit.i) {
    const next = make(edit.i);
    if (node.localName !== ISLAND) return false;
    steps.others.push(() => patchIsland(node, next));
    return true;
  }
  if (edit.a) {
    if (isSheet(node)) {
      const sheet = withAttributes(node.cloneNode(), edit.a);
      steps.replaced.set(node, sheet);
      steps.sheets.push(() => replaceSheet(node, sheet));
    } else steps.others.push(() => withAttributes(node, edit.a));
  }
  if (edit.n === undefined) return true;
  const parent = inside(node);
  const children = [...parent.childNodes];
  // Scripts and extensions add to the end of these.
  const open = node === document.documentElement || node === document.head || node === document.body;
  const count = open ? Math.min(edit.n, children.length) : children.length;
  const known = children.slice(0, count);
  if (count !== edit.n || fingerprint(known.map(child => child.nodeName).join()) !== edit.s) return false;
  for (const [index, below] of edit.k ?? []) if (!prepare(known[index], below, steps)) return false;
  if (edit.c) {
    const list = edit.c.flatMap(item => (Array.isArray(item) ? known.slice(item[0], item[0] + item[1]) : [make(item)]));
    const end = children[count] ?? null;
    // A new sheet is loaded before one that is gone goes.
    for (const sheet of node === document.head ? list.filter(child => isSheet(child) && !known.includes(child)) : [])
      steps.sheets.push(() => loaded(sheet, () => parent.insertBefore(sheet, end)));
    const now = child => steps.replaced.get(child) ?? child;
    steps.others.push(() => arrange(parent, known.map(now), list.map(now), end));
  }
  if (edit.c || edit.k) if (/^(audio|video)$/.test(node.localName)) steps.others.push(() => node.load());
  return true;
};

const isSheet = node => node.nodeType === 1 && node.matches('link[rel~="stylesheet"]');

// FNV-1a over UTF-16, as the server counts text.
const fingerprint = text => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

const withAttributes = (element, list) => {
  for (const [name, value, namespace] of list) {
    if (value === null) element.removeAttribute(name);
    else if (namespace) element.setAttributeNS(namespace, name, value);
    else put(element, name, value);
  }
  return element;
};

// What a parser takes for a name may be none for a script (`<p @click>`): then a parser makes it.
const put = (element, name, value) => {
  try {
    element.setAttribute(name, value);
  } catch {
    const holder = document.createElement("template");
    holder.innerHTML = `<p ${name}>`;
    const attribute = holder.content.firstChild.attributes[0].cloneNode();
    attribute.value = value;
    element.setAttributeNode(attribute);
  }
};

// Scripts that a parser of another document made do not run.
const inert = () => document.importNode(new DOMParser().parseFromString("<script></script>", "text/html").scripts[0], false);

// Where the children are: a template keeps them apart. (What <meta> calls its content is text.)
const inside = node => (node.content instanceof DocumentFragment ? node.content : node);

const make = item => {
  if (typeof item === "string") return document.createTextNode(item);
  if (item.m !== undefined) return document.createComment(item.m);
  const html = "http://www.w3.org/1999/xhtml";
  const element = item.e === "script" && !item.x ? inert() : document.createElementNS(item.x ?? html, item.e);
  withAttributes(element, item.a ?? []);
  inside(element).append(...(item.c ?? []).map(make));
  return element;
};

// Only what differs is replaced, so that a selection around it stays.
const setText = (node, text) => {
  const old = node.data;
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start++;
  let end = 0;
  const most = Math.min(old.length, text.length) - start;
  while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  node.replaceData(start, old.length - start - end, text.slice(start, text.length - end));
};

// Puts the children of a node in a new order. Those that stay do not move unless they have to, as focus, frames and
// media would notice.
const arrange = (parent, known, list, end) => {
  const stays = new Set(list);
  for (const child of known) if (!stays.has(child)) child.remove();
  const places = new Map(known.map((child, index) => [child, index]));
  const kept = list.map(child => places.get(child)).filter(index => index !== undefined);
  const still = new Set(longestRun(kept).map(index => known[index]));
  let before = end?.parentNode === parent ? end : null;
  for (const child of list.toReversed()) {
    if (child.parentNode !== parent || (!still.has(child) && child.nextSibling !== before)) move(parent, child, before);
    before = child;
  }
};

// Keeps focus and frames alive where the browser can.
const move = (parent, child, before) => {
  if (parent.moveBefore && child.isConnected && parent.isConnected) parent.moveBefore(child, before);
  else parent.insertBefore(child, before);
};

// The longest ascending part of a list of numbers.
const longestRun = numbers => {
  const ends = [];
  const before = numbers.map(() => -1);
  numbers.forEach((number, i) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    if (low) before[i] = ends[low - 1];
    ends[low] = i;
  });
  const run = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]) run.unshift(numbers[i]);
  return run;
};

// ---- Pages that something else changed

const morph = async message => {
  asked = false;
  const [base, next] = [message.old, message.new].map(html => new DOMParser().parseFromString(html, "text/html"));
  if (message.from !== at || scripts(base) !== scripts(next)) return location.reload();
  const active = document.activeElement;
  patchOwnAttributes(document.documentElement, base.documentElement, next.documentElement);
  patchOwnAttributes(document.body, base.body, next.body);
  await patchHead(base.head, next.head);
  patchChildren(document.body, next.body);
  settled(active, message.to);
};

// A script has run by now, and what it did cannot be undone by taking it out.
const scripts = page => [...page.querySelectorAll("script")].map(script => script.outerHTML).join("\n");

// <html> and <body> carry what scripts put there (a theme, a scroll lock): only what the author changed is touched.
const patchOwnAttributes = (live, from, to) => {
  for (const {name} of [...from.attributes, ...to.attributes]) {
    const value = to.getAttribute(name);
    if (from.getAttribute(name) === value) continue;
    if (value === null) live.removeAttribute(name);
    else live.setAttribute(name, value);
  }
};

// Adds what is new and removes what is gone; what scripts added is in neither list.
const patchHead = async (from, to) => {
  const children = head => [...head.children].filter(child => child.localName !== "noscript");
  const [before, after] = [from, to].map(head => new Set(children(head).map(child => child.outerHTML)));
  const gone = children(from).filter(child => !after.has(child.outerHTML));
  const added = children(to).filter(child => !before.has(child.outerHTML));
  const live = child => [...document.head.children].find(other => other.outerHTML === child.outerHTML);
  const styles = child => child.matches('link[rel~="stylesheet"], style');
  const old = gone.filter(styles).map(live).filter(Boolean);
  const waits = [];
  for (const child of added) {
    if (child.localName === "title") {
      document.title = child.textContent;
      continue;
    }
    const node = document.importNode(child, true);
    const place = styles(child) && old.shift();
    if (!place) document.head.append(node);
    else if (node.localName === "link") waits.push(replaceSheet(place, node));
    else place.replaceWith(node);
  }
  for (const child of old) child.remove();
  for (const child of gone) if (!styles(child) && child.localName !== "title") live(child)?.remove();
  await Promise.all(waits);
};

// What tells a node from its siblings: an id, or everything that makes an island what it is but for its module.
const key = node => (node.nodeType !== 1 ? "" : node.localName === ISLAND ? "island " + attributes(node, "src") : node.id);
const attributes = (node, ...without) =>
  [...node.attributes].filter(a => !without.includes(a.name)).map(a => `${a.name}=${a.value}`).sort().join("\n");
const text = node => (node.nodeType === 1 ? node.outerHTML : `${node.nodeType} ${node.nodeValue}`);
const alike = (a, b) => a.nodeName === b.nodeName && a.namespaceURI === b.namespaceURI && key(a) === key(b);

const patchChildren = (live, next) => {
  let from = [...live.childNodes];
  let to = [...next.childNodes];
  const settle = (a, b) => {
    if (text(a) === text(b)) return true;
    if (!key(a) || !alike(a, b)) return false;
    patch(a, b);
    return true;
  };
  // An edit is mostly in one place: what is before and after it is settled first.
  let start = 0;
  while (start < from.length && start < to.length && settle(from[start], to[start])) start++;
  while (from.length > start && to.length > start && settle(from.at(-1), to.at(-1))) {
    from.pop();
    to.pop();
  }
  const before = start ? from[start - 1] : null;
  from = from.slice(start);
  to = to.slice(start);
  // In between, equal nodes find each other first, then those of one key, then those of one kind.
  const found = new Map();
  const left = new Set(from);
  const take = (same, wanted) => {
    const pool = new Map();
    for (const node of left) {
      const name = same(node);
      if (name) pool.set(name, [...(pool.get(name) ?? []), node]);
    }
    for (const node of wanted) {
      const match = !found.has(node) && pool.get(same(node))?.shift();
      if (match) {
        found.set(node, match);
        left.delete(match);
      }
    }
  };
  take(text, to);
  take(node => key(node) && node.nodeName + key(node), to);
  take(node => (node.id ? "" : `${node.namespaceURI} ${node.nodeName}`), to);
  for (const node of left) node.remove();
  let at = before ? before.nextSibling : live.firstChild;
  for (const node of to) {
    const match = found.get(node);
    if (!match) {
      live.insertBefore(document.importNode(node, true), at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else move(live, match, at);
    patch(match, node);
  }
};

const patch = (live, next) => {
  if (live.nodeType !== 1) {
    if (live.nodeValue !== next.nodeValue) live.nodeValue = next.nodeValue;
    return;
  }
  if (live.localName === ISLAND) return patchIsland(live, next);
  if (live.outerHTML === next.outerHTML) return;
  patchAttributes(live, next);
  if (live.localName === "template") live.innerHTML = next.innerHTML;
  // Where scripts run its content is text.
  else if (live.localName === "noscript") live.textContent = next.innerHTML;
  else patchChildren(live, next);
};

const patchAttributes = (live, next) => {
  // A visitor opens and closes these.
  const keep = name => name === "open" && /^(details|dialog)$/.test(live.localName);
  for (const {name} of [...live.attributes]) if (!next.hasAttribute(name) && !keep(name)) live.removeAttribute(name);
  for (const {name, value, namespaceURI} of next.attributes)
    if (live.getAttribute(name) !== value && !keep(name)) live.setAttributeNS(namespaceURI, name, value);
};

// An island owns what it rendered: with the same attributes it stays as it is, and only the content that the page
// passes into it is patched. With others it starts anew.
const patchIsland = (live, next) => {
  if (attributes(live) !== attributes(next)) return swap(live, next);
  const own = (root, selector) => [...root.querySelectorAll(selector)].filter(e => e.parentNode.closest(ISLAND) === root);
  for (const slot of own(next, `${SLOT}, template[name]`)) {
    const named = e => e?.getAttribute("name") === slot.getAttribute("name");
    const content = slot.content ?? slot;
    const shown = own(live, SLOT).find(named) ?? live.slots?.[slot.getAttribute("name")];
    if (shown && !shown.content) {
      patchChildren(shown, content);
      continue;
    }
    const hidden = own(live, "template[name]").find(named) ?? shown;
    if (hidden && hidden.innerHTML !== slot.innerHTML) hidden.innerHTML = slot.innerHTML;
  }
};

// An island that has another module and is the same else goes on with what its signals held, and so do the islands in
// its content.
const swap = (live, next) => {
  const fresh = document.importNode(next, true);
  const nested = root => [root, ...root.querySelectorAll(ISLAND)];
  const same = e => attributes(e, "src", "failed");
  const left = nested(live).filter(e => e.held);
  for (const island of nested(fresh)) {
    const at = left.findIndex(e => same(e) === same(island));
    if (at < 0) continue;
    const [former] = left.splice(at, 1);
    try {
      island.former = former.held();
    } catch (error) {
      console.warn("layer9: an island begins anew:", error);
    }
  }
  live.replaceWith(fresh);
};

// ---- Errors

let overlay;

// The text may hold anything that stood in a file: it is set as text, in a tree of its own.
const show = message => {
  if (!overlay) {
    const host = document.createElement("layer9-errors");
    const root = host.attachShadow({mode: "open"});
    const style = new CSSStyleSheet();
    style.replaceSync(`
      :host { all: initial; position: fixed; inset: auto 0 0 0; width: auto; height: auto; margin: 0; padding: 0;
        border: 0; background: none; z-index: 2147483647; }
      section { box-sizing: border-box; display: grid; grid-template: auto 1fr auto / 1fr auto; gap: 0.75rem;
        max-height: 70vh; padding: 1rem 1.25rem; color: #f3eeee; background: #241b1d; border-top: 4px solid #ff6b6b;
        box-shadow: 0 -8px 40px #0006; font: 15px/1.5 system-ui, sans-serif; }
      h1 { margin: 0; font-size: 1.05rem; color: #ffb3b3; }
      pre { grid-column: 1 / -1; margin: 0; overflow: auto; font: 13px/1.5 ui-monospace, monospace; tab-size: 4; }
      p { grid-column: 1 / -1; margin: 0; color: #cdbfc1; }
      button { font: inherit; color: inherit; background: none; border: 1px solid #8d7c80; border-radius: 6px;
        padding: 0.1rem 0.75rem; cursor: pointer; }
      button:hover { border-color: currentcolor; }
      :focus-visible { outline: 2px solid #ffb3b3; outline-offset: 2px; }`);
    root.adoptedStyleSheets = [style];
    const make = (name, attributes, content = "") => {
      const element = document.createElement(name);
      for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
      element.textContent = content;
      return element;
    };
    const section = make("section", {role: "alertdialog", "aria-labelledby": "title", "aria-describedby": "text", lang: "en", dir: "ltr"});
    const close = make("button", {type: "button"}, "Dismiss");
    close.onclick = dismiss;
    overlay = {host, pre: make("pre", {id: "text", tabindex: "0"}), close, back: document.activeElement};
    section.append(
      make("h1", {id: "title"}, "The site has errors"), close, overlay.pre,
      make("p", {}, "What you see is the last good build. This goes away with the next one."));
    root.append(section);
    // Outside of <body>, which is patched; in the top layer, above open dialogs.
    document.documentElement.append(host);
    if (host.showPopover) {
      host.popover = "manual";
      host.showPopover();
    }
    addEventListener("keydown", escape);
    // Whoever is typing is not interrupted.
    if (!overlay.back || overlay.back === document.body) close.focus({preventScroll: true});
  }
  overlay.pre.textContent = message;
};

const dismiss = () => {
  if (!overlay) return;
  const {host, back} = overlay;
  const focused = document.activeElement === host;
  host.remove();
  overlay = undefined;
  removeEventListener("keydown", escape);
  if (focused && back?.isConnected) back.focus({preventScroll: true});
};

const escape = event => {
  if (event.key === "Escape") dismiss();
};

// A page that comes back from the browser's history has lost its socket, and maybe missed something.
addEventListener("pageshow", event => {
  if (event.persisted) location.reload();
});

// The page is as if the script had never been in it, down to the text on both sides of it.
if (own) {
  const {previousSibling: before, nextSibling: after} = own;
  own.remove();
  if (before?.nodeType === 3 && after?.nodeType === 3) {
    before.appendData(after.data);
    after.remove();
  }
}
connect();

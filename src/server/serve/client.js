// Keeps a page that `layer9 serve` sent up to date. It comes as an external module with every HTML page, and never
// gets into a build.
//
// The server says over a socket what changed (see hub.rs). A page is patched from two documents: `base`, the HTML
// that the open page was made from, and `next`, the HTML that the server sends now. What scripts and visitors did to
// the page since (state of islands, form input, focus, scroll, a theme's attribute on <html>) is not in either, and
// stays.

const here = new URL(import.meta.url);
const token = here.searchParams.get("token");
let build = Number(here.searchParams.get("build"));
let base;
let greeted = false;
let delay = 250;
let work = Promise.resolve();

const ISLAND = "layer9-island";
const SLOT = "layer9-slot";

// ---- The socket

const connect = () => {
  const url = new URL("ws", here);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("token", token);
  const socket = new WebSocket(url);
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

// One message after the other: a patch waits for the network.
const enqueue = task => {
  work = work.then(task).catch(error => {
    console.warn("layer9: the page is loaded again, because it could not be patched:", error);
    location.reload();
  });
};

const receive = async message => {
  if (message.type === "hello") {
    greeted = true;
    delay = 250;
    dismiss();
    // The page is from before a change that it was not told of.
    if (message.build !== build) return reloadOnce(message.build);
    base ??= await load();
    return;
  }
  build = message.build;
  if (message.type === "error") return show(message.text);
  dismiss();
  if (message.type === "css") {
    await Promise.all(message.swaps.map(swap));
    base = await load();
  } else if (message.type === "content") {
    if (!message.pages || message.pages.includes(decode(location.pathname))) await refresh();
  } else if (message.type === "reload") {
    location.reload();
  }
};

// Something in between (a service worker of the site) may keep sending the old page: once per build is enough.
const reloadOnce = number => {
  const mark = `${token} ${number}`;
  if (sessionStorage.getItem("layer9-reload") === mark) return;
  sessionStorage.setItem("layer9-reload", mark);
  location.reload();
};

const decode = path => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

// ---- Style sheets

// The old one goes when the new one is there, so that the page is never without.
const replaceSheet = (old, sheet) =>
  new Promise(done => {
    sheet.onload = sheet.onerror = () => {
      old.remove();
      done();
    };
    old.after(sheet);
  });

const swap = ({old, new: path}) => {
  const links = [...document.querySelectorAll('link[rel~="stylesheet"]')];
  return Promise.all(links.filter(link => decode(new URL(link.href).pathname) === decode(old)).map(link => {
    const sheet = link.cloneNode();
    sheet.removeAttribute("integrity");
    // A name without a fingerprint stays the same; the query makes the browser ask again.
    sheet.href = old === path ? `${path}?layer9=${build}` : path;
    return replaceSheet(link, sheet);
  }));
};

// ---- Content

// The page as the server has it now, without this script.
const load = async () => {
  const answer = await fetch(location.pathname + location.search, {cache: "no-store", headers: {"x-layer9-plain": "1"}});
  const html = answer.headers.get("content-type")?.startsWith("text/html");
  if (!answer.ok || answer.redirected || !html) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const refresh = async () => {
  const next = await load();
  // Gone, or never known: a page that is loaded as a whole is right in any case.
  if (!base || !next || scripts(base) !== scripts(next)) return location.reload();
  const active = document.activeElement;
  patchOwnAttributes(document.documentElement, base.documentElement, next.documentElement);
  patchOwnAttributes(document.body, base.body, next.body);
  await patchHead(base.head, next.head);
  patchChildren(document.body, next.body);
  if (active !== document.activeElement && active?.isConnected) active.focus({preventScroll: true});
  base = next;
  globalThis.__layer9?.scan(document.body);
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
  const isSheet = child => child.matches('link[rel~="stylesheet"], style');
  const old = gone.filter(isSheet).map(live).filter(Boolean);
  const waits = [];
  for (const child of added) {
    if (child.localName === "title") {
      document.title = child.textContent;
      continue;
    }
    const node = document.importNode(child, true);
    const place = isSheet(child) && old.shift();
    if (!place) document.head.append(node);
    else if (node.localName === "link") waits.push(replaceSheet(place, node));
    else place.replaceWith(node);
  }
  for (const child of old) child.remove();
  for (const child of gone) if (!isSheet(child) && child.localName !== "title") live(child)?.remove();
  await Promise.all(waits);
};

// What tells a node from its siblings: an id, or everything that makes an island what it is.
const key = node => (node.nodeType !== 1 ? "" : node.localName === ISLAND ? "island " + attributes(node) : node.id);
const attributes = node => [...node.attributes].map(a => `${a.name}=${a.value}`).sort().join("\n");
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
    // Keeps focus and frames alive where the browser can.
    else if (live.moveBefore && match.isConnected && live.isConnected) live.moveBefore(match, at);
    else live.insertBefore(match, at);
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
  if (attributes(live) !== attributes(next)) return live.replaceWith(document.importNode(next, true));
  const own = (root, selector) => [...root.querySelectorAll(selector)].filter(e => e.parentNode.closest(ISLAND) === root);
  for (const slot of own(next, `${SLOT}, template[name]`)) {
    const named = e => e?.getAttribute("name") === slot.getAttribute("name");
    const content = slot.content ?? slot;
    const shown = own(live, SLOT).find(named) ?? live.slots_?.[slot.getAttribute("name")];
    if (shown && !shown.content) {
      patchChildren(shown, content);
      continue;
    }
    const hidden = own(live, "template[name]").find(named) ?? shown;
    if (hidden && hidden.innerHTML !== slot.innerHTML) hidden.innerHTML = slot.innerHTML;
  }
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

document.querySelector("script[data-layer9-client]")?.remove();
connect();

// The Layer9 loader: one small module per page that starts islands.
//
// JOINING RULE. The page's script is loader.js followed by the files triggers/<client>.js of the triggers used on the
// page, in the order idle, visible, media, interaction, and by start.js: plain concatenation, a newline between files.
//
// LEAVING OUT. What stands between a line "// [name name …]" and the next "// []" serves only those imports of the
// modules l9 and l9x, or those triggers. Where no module of the page imports any of them, the tool leaves those lines
// out. The name "bindgen" stands for modules whose `src` ends in ".js", "slot" for islands that have slots, "and" for
// those with several triggers, "margin" and "timeout" for the attributes.
//
// SHORTENING. The tool leaves out comments and blanks, and gives names of one letter to variables and to the imports, which
// modules call by the same letters. So comments have lines of their own, and outside of brackets each statement has its own
// line, or several; there are no template strings, no regular expressions, no `function` and no patterns in braces; and a
// loop's variable has no name that is used after the loop in the same block.
//
// There is no import, no export, no eval and no inline script: CSP `script-src 'self' 'wasm-unsafe-eval'` holds.
//
// THE PAGE. <layer9-island name src client [media] [margin] [timeout] props uid slots>, see islands/README.md; `client`
// names one trigger, or several with blanks between them, each of which waits for the one before it. `src` ending in ".js" is
// an ES module made from wasm-bindgen's `--target web` output (below); anything else is WASM fetched by streaming, so
// it must be served as application/wasm. To preload: <link rel="preload" href=SRC as="fetch" crossorigin>.
// An island whose module exports l9_mount__<Name> and whose client is "only" is created by that export.
//
// WHAT IS GLOBAL. `globalThis.__layer9` is
//   scan(root)   starts the islands in root (and beside it) that have not been started yet: call it after the DOM
//                was patched. Islands that run already are left alone.
//   glue()       a fresh set of imports for one module instance: {l9, l9x, use(exports), run(element)}.
// Every island element carries the property `hydrated`: undefined before, true after, false when it failed; then it
// has the attribute `failed` too, for style sheets that hide what only scripts would show.
//
// WASM-BINDGEN MODULES. The host rewrites the imports of wasm-bindgen's output,
//     import * as NAME1 from "l9"          ->   export const l9 = globalThis.__layer9.glue();
//     import * as NAME2 from "l9x"              const NAME1 = l9.l9, NAME2 = l9.l9x;
// and leaves the rest alone: the module exports `l9` and, as its default, the async function that instantiates and
// resolves to the raw exports. The loader then does what this does:
//     const m = await import(src); m.l9.use(await m.default()); m.l9.run(element)
// The export names l9_alloc, l9_event, l9_hydrate__* and memory must be in those raw exports.

const island = "layer9-island";
// [slot visible]
const slot = "layer9-slot";
// []
// [idle visible media interaction]
const triggers = {};
// []
const modules = {};
const attribute = (e, k) => e.getAttribute(k);

// Says once per error what failed; a form sent meanwhile goes the way it would have gone without scripts.
const fail = (el, e) => {
  if (!el.hydrated) {
    el.hydrated = false;
    el.setAttribute("failed", "");
  }
  e.l9 ||= console.error("layer9: <" + attribute(el, "name") + "> failed", e) || 1;
  replay(el, 1);
};

// Events that happened before hydration reach the island's handlers now. A plain Event has no default action (no
// second toggle of a checkbox, no second navigation), and nothing outside of the island hears it twice.
const replay = (el, failed) => {
  const queue = el.queue;
  el.queue = 0;
  for (const e of queue || [])
    if (e.type == "submit") e.target.requestSubmit(e.submitter);
    else if (!failed) {
      const stop = e => e.stopPropagation();
      el.addEventListener(e.type, stop);
      e.target.dispatchEvent(new Event(e.type, e));
      el.removeEventListener(e.type, stop);
    }
};

for (const type of ["click", "input", "change", "submit"])
  addEventListener(type, e => {
    const queue = e.target.closest?.(island)?.queue;
    if (queue) {
      queue.push(e);
      if (e.type == "submit") e.preventDefault();
    }
  }, 1);

// [share]
// Values that islands share, as text, by name and shape of their type. All are told after the handler that wrote, and hear
// what the value is by then: writes that cross end alike for all.
const stores = {};
const tell = (s, v, from) => {
  s.value = v;
  if (v != null) for (const hear of s.all) if (hear != from) queueMicrotask(() => s.all.has(hear) && hear(s.value));
};
// []

// The imports of one module instance. Node handles are indices into `handles`, whose first four are: 0 globalThis, 1
// the event being handled, 2 the last result of `js`, 3 the cursor of the walk.
const glue = () => {
  let exports, root, stash, depth = 0;
  // [make]
  let outline, parsed;
  // []
  const handles = [self, 0, 0, 0];
  const free = [];
  const bytes = (p, n) => new Uint8Array(exports.memory.buffer, p, n);
  const decoder = new TextDecoder;
  const string = (p, n) => decoder.decode(bytes(p, n));
  const put = s => (stash = new TextEncoder().encode(s ?? "")).length;
  const take = p => bytes(p, stash.length).set(stash);
  // A handler belongs to the island that made it: its failures, ids and slots are that island's.
  const handler = (i, g, r = root) => e => {
    const was = [root, handles[1]];
    [root, handles[1]] = [r, e];
    try { exports.l9_event(i, g, depth++) } catch (e) { fail(r, e) }
    depth--;
    [root, handles[1]] = was;
  };
  // [text int]
  const show = (e, s) => {
    // [skip]
    // A text hole is an element's only content, or a comment and the text after it.
    if (e.nodeType == 8) {
      // What a translator made of the text goes with it: other elements, or several texts.
      let n;
      while ((n = e.nextSibling) && (n.matches?.("font[style]") || n.nodeType == 3 && n.nextSibling?.nodeType == 3)) n.remove();
      if (e.nextSibling?.nodeType != 3) return s && e.after(s);
      e = e.nextSibling;
    }
    // []
    if (e.textContent != s) e.textContent = s;
  };
  // []
  // [clear remove]
  const discard = n => {
    // [slot]
    // What a slot holds outlives the condition that shows it.
    const kept = slot + "[name],template[name]";
    for (const s of [n, ...n.querySelectorAll?.(kept) || []])
      if (s.matches?.(kept) && s.closest(island) == root) (root.slots ??= {})[attribute(s, "name")] = s;
    // []
    n.remove();
  };
  // []
  const l9 = {
    go(p) {
      for (; p; p >>>= 2) handles[3] = handles[3][["", "firstChild", "nextSibling", "parentNode"][p & 3]];
    },
    // [keep listen fetch share]
    keep(h = free.pop() ?? handles.length) {
      handles[h] = handles[3];
      return h;
    },
    // []
    // [drop]
    drop(h) {
      // [listen fetch share]
      handles[h].off?.();
      // []
      handles[h] = 0;
      free.push(h);
    },
    // []
    // [text]
    text(h, p, n) { show(handles[h], string(p, n)) },
    // []
    // [int]
    int(h, v) { show(handles[h], "" + v) },
    // []
    // [on]
    on(h, p, n, i, g) { handles[h].addEventListener(string(p, n), handler(i, g)) },
    // []
    // [listen]
    listen(p, n, i, g) {
      const k = string(p, n), f = handler(i, g), h = l9.keep();
      addEventListener(k, f);
      handles[h] = {off() { removeEventListener(k, f) }};
      return h;
    },
    // []
    // [seek]
    seek(h) { handles[3] = handles[h] },
    // []
    // [skip]
    skip(t = handles[3].nextSibling) {
      if (t?.nodeType == 3) handles[3] = t;
    },
    // []
    // [attr]
    attr(h, p, n, q, m) {
      const e = handles[h], k = string(p, n), v = q && string(q, m);
      if (!q) e.removeAttribute(k);
      else if (attribute(e, k) !== v) e.setAttribute(k, v);
    },
    // []
    // [class]
    class(h, p, n, on) { handles[h].classList.toggle(string(p, n), on) },
    // []
    // [js]
    // Gets, sets or calls what a dotted path names; the result as text, its length or -1.
    js(h, p, n, a, c, i, g) {
      try {
        let o = handles[h], k = string(p, n).split("."), m = k.pop(), v = i ? [handler(i, g)] : [];
        const d = new Uint32Array(exports.memory.buffer, a, c * 2);
        for (let j = 0; j < c; j++) v.push(string(d[j * 2], d[j * 2 + 1]));
        for (const f of k) o = o[f];
        const r = handles[2] = o[m]?.call ? o[m](...v) : c && o[m] !== v[0] ? o[m] = v[0] : o[m];
        return r == null ? -1 : put(r);
      } catch { return -1 }
    },
    // []
    // [prop]
    // A property of a form control as text, its length or -1; then sets it, if it differs.
    prop(h, p, n, q, m) {
      try {
        const e = handles[h], k = string(p, n), v = q && string(q, m), r = e[k];
        if (q && r !== v) e[k] = v;
        return r == null ? -1 : put(r);
      } catch { return -1 }
    },
    // []
    // [portal]
    portal(p, n) {
      const c = document.createComment("");
      (document.querySelector(string(p, n)) || document.body).append(c);
      handles[3] = c;
    },
    // []
    // [fetch]
    // The body is read as text, and as JSON where it is that. A handle that is dropped aborts.
    fetch(p, n, q, m, t, i, g) {
      const c = new AbortController, f = handler(i, g), h = l9.keep(), init = m ? JSON.parse(string(q, m)) : {};
      const timer = setTimeout(() => c.abort(new Error("timeout")), t);
      handles[h] = {off() { c.abort(c) }};
      fetch(string(p, n), {...init, signal: c.signal}).then(async r => {
        const e = {status: r.status, text: await r.text()};
        try { e.json = JSON.parse(e.text) } catch {}
        return e;
      }).catch(e => ({error: "" + (e.message || e)})).then(e => {
        clearTimeout(timer);
        if (c.signal.reason != c) f(e);
      });
      return h;
    },
    // []
    // [share]
    share(p, n, k, i, g) {
      const name = string(p, n), key = k ? "layer9:" + name : "", h = l9.keep(), f = handler(i, g);
      const s = stores[name] ??= {key: "", all: new Set};
      if (key && !s.key) {
        s.key = key;
        addEventListener("storage", e => e.key == key && tell(s, e.newValue));
        try { s.value ??= localStorage.getItem(key) } catch {}
      }
      const hear = v => {
        const e = {value: v};
        f(e);
        // What does not fit is not kept.
        if (!e.read && s.key) localStorage.removeItem(key);
      };
      s.all.add(hear);
      if (s.value != null) queueMicrotask(() => hear(s.value));
      handles[h] = {
        off() { s.all.delete(hear) },
        say(v) {
          tell(s, v, hear);
          try { s.key && localStorage.setItem(s.key, v) } catch {}
        },
      };
      return h;
    },
    publish(h, p, n) { handles[h].say(string(p, n)) },
    // []
    // [hold]
    // In modules of serve alone: what signals hold, for the module that takes over from this one.
    hold(i) {
      const el = root;
      for (const k in exports) if (k.startsWith("l9_type__")) exports[k]();
      el.held = () => {
        const v = exports.l9_hold(i);
        return string(Number(v >> 32n), Number(v & 0xffffffffn));
      };
      return put(el.former);
    },
    // []
    // [num]
    num: () => +handles[2],
    // []
    // [data close]
    // Conditions and lists stand between <!--N--> and <!--/-->.
    data: () => +handles[3].data,
    close(h) {
      let e = handles[h], d = 1;
      while (d)
        if ((e = e.nextSibling).nodeType == 8) d += e.data == "/" ? -1 : !!e.data;
      handles[3] = e;
    },
    // []
    // [make]
    make(h, p, n) {
      // Rows are made of one outline, one after another: it is parsed once.
      const s = string(p, n);
      if (outline != s) {
        parsed = document.createElement("template");
        parsed.innerHTML = outline = s;
      }
      const c = document.importNode(parsed.content, true);
      // [slot]
      const shown = [...c.querySelectorAll(slot + "[name]")];
      for (const s of shown) {
        const name = attribute(s, "name"), all = root.querySelectorAll("template[name=\"" + name + "\"]"), was = root.slots?.[name] || [...all].find(t => t.closest(island) == root);
        if (was?.content) s.append(was.content);
        else if (was) s.replaceWith(was);
      }
      // []
      handles[3] = c.firstChild;
      handles[h].before(c);
      // [slot]
      if (shown[0]) scan(root);
      // []
    },
    // []
    // [clear remove]
    clear(a, b) {
      const s = handles[a], e = handles[b];
      // [slot]
      // Of what is in them something may be kept.
      while (s.nextSibling != e) discard(s.nextSibling);
      // []
      // All children at once, where these are all.
      if (!s.previousSibling && !e.nextSibling) s.parentNode.replaceChildren(s, e);
      while (s.nextSibling != e) discard(s.nextSibling);
    },
    remove(h) { discard(handles[h]) },
    // []
    // [move]
    // A row that moves keeps its focus, and with moveBefore its whole state.
    move(h, b) {
      const n = handles[h], r = handles[b], p = r.parentNode, a = document.activeElement;
      p.moveBefore ? p.moveBefore(n, r) : p.insertBefore(n, r);
      if (a != document.activeElement) a.focus();
    },
    // []
  };
  const l9x = {
    // [env hold take js prop lower upper number]
    take: p => take(p),
    // []
    // [env]
    env(k) {
      const h = document.documentElement, base = new URL("..", import.meta.url).pathname.slice(0, -1);
      return put([h.lang, h.dir || "ltr", base, location.pathname.slice(base.length), attribute(root, "uid"), attribute(root, "slots")][k]);
    },
    // []
    // [lower]
    lower: (p, n) => put(string(p, n).toLowerCase()),
    // []
    // [upper]
    upper: (p, n) => put(string(p, n).toUpperCase()),
    // []
    // [compare]
    compare: (p, n, q, m) => string(p, n).localeCompare(string(q, m), document.documentElement.lang || undefined),
    // []
    // [order]
    // As a build orders, until the island is hydrated.
    order(p, n, q, m) {
      const a = string(p, n), b = string(q, m), c = a.toLowerCase(), d = b.toLowerCase();
      return c < d ? -1 : c > d ? 1 : a < b ? -1 : +(a > b);
    },
    // []
    // [number]
    number: (v, a, b) => put(v.toLocaleString(document.documentElement.lang || undefined, {minimumFractionDigits: a, maximumFractionDigits: b})),
    // []
  };
  return {
    l9,
    l9x,
    use(e) { exports = e },
    run(el) {
      const n = put(attribute(el, "props")), p = exports.l9_alloc(n);
      take(p);
      root = handles[3] = el;
      // [only]
      if (attribute(el, "client") == "only") {
        el.replaceChildren(document.createComment(""));
        exports["l9_mount__" + attribute(el, "name")](3, p, n);
      } else
      // []
      exports["l9_hydrate__" + attribute(el, "name")](3, p, n);
      el.hydrated = true;
      replay(el);
    },
  };
};

// One instance per module, shared by its islands.
const load = async src => {
  // [bindgen]
  if (src.endsWith(".js")) {
    // What is imported is found from here, not from the page.
    const url = new URL(src, document.baseURI);
    // A script that did not arrive is only asked for again under another name; the first time there is no promise yet.
    if (modules[src]) url.hash = performance.now();
    const m = await import(url);
    m.l9.use(await m.default());
    return m.l9;
  }
  // []
  const g = glue();
  g.use((await WebAssembly.instantiateStreaming(fetch(src), g)).instance.exports);
  return g;
};

// A module that the network lost, or cut off, is asked for again after 0.3, 0.9 and 2.7 seconds.
const ask = (src, n = 300) => load(src).catch(e => new Promise((r, f) => n > 3e3 ? f(e) : setTimeout(() => r(ask(src, n * 3)), n)));
const get = src => modules[src] ??= ask(src);

const scan = root => {
  for (const el of (root.parentNode || root).querySelectorAll(island)) {
    const src = attribute(el, "src");
    if (!src || "hydrated" in el) continue;
    // The nodes as the build made them. What a translator or an extension puts between them before the island starts, or
    // takes away, is put right again: hydration counts on every node.
    const built = [el, ...el.querySelectorAll("*")]
    // [slot]
    .filter(n => n.closest(island + "," + slot + "[name]") == el)
    // []
    .map(n => [n, ...n.childNodes]);
    // [idle visible media interaction]
    const start = () =>
    // []
    get(src, el.queue ??= []).then(g => {
      // [idle visible media interaction]
      if (el.hydrated !== undefined) return;
      // []
      for (const [n, ...nodes] of built)
        if (nodes.some((m, i) => m != n.childNodes[i])) n.replaceChildren(...nodes);
      g.run(el);
    }).catch(e => fail(el, e));
    el.hydrated = undefined;
    // [idle visible media interaction]
    let client = attribute(el, "client"), go = start;
    // An island whose query does not match may never start: until then its forms work without it.
    if (!client.includes("media")) el.queue = [];
    // [and]
    // Each trigger waits for the one before it.
    const names = client.split(" ");
    while (names[1]) {
      const name = names.pop(), then = go;
      go = () => triggers[name](then, el, src);
    }
    client = names[0];
    // []
    if (triggers[client]) triggers[client](go, el, src);
    else go();
    // []
  }
};

self.__layer9 = {scan: scan};
// [bindgen]
__layer9.glue = glue;
// []

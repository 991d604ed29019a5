// Headless Chromium over the DevTools protocol, and a server of folders that compresses as hosts do.
import {spawn} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync, statSync} from "node:fs";
import {createServer} from "node:http";
import {tmpdir} from "node:os";
import {extname, join} from "node:path";
import {brotliCompressSync} from "node:zlib";

const pause = ms => new Promise(r => setTimeout(r, ms));

/** Starts Chromium with one page: {call(method, params), evaluate(expression), open(url), end()}. */
export const chromium = async () => {
  const profile = mkdtempSync(join(tmpdir(), "layer9-bench-"));
  const names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
  const paths = (process.env.PATH ?? "").split(":").flatMap(folder => names.map(name => join(folder, name)));
  const program = process.env.CHROMIUM ?? paths.find(existsSync);
  if (!program) throw new Error("no Chromium: install it, or set CHROMIUM to its path");
  const child = spawn(program, [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--js-flags=--expose-gc", "--remote-debugging-port=0",
    `--user-data-dir=${profile}`, "about:blank",
  ], {stdio: "ignore"});
  const file = join(profile, "DevToolsActivePort");
  for (let n = 0; !existsSync(file) || !readFileSync(file, "utf8").includes("\n"); n++) {
    if (n > 600) throw new Error("Chromium did not start");
    await pause(50);
  }
  const [port] = readFileSync(file, "utf8").split("\n");
  const page = await (await fetch(`http://127.0.0.1:${port}/json/new?about:blank`, {method: "PUT"})).json();
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  await new Promise((done, fail) => { socket.onopen = done; socket.onerror = fail; });
  const waiting = new Map;
  let next = 0;
  socket.onmessage = ({data}) => {
    const {id, result, error} = JSON.parse(data);
    const [done, fail] = waiting.get(id) ?? [];
    waiting.delete(id);
    error ? fail?.(new Error(error.message)) : done?.(result);
  };
  const call = (method, params = {}) => new Promise((done, fail) => {
    waiting.set(++next, [done, fail]);
    socket.send(JSON.stringify({id: next, method, params}));
  });
  const evaluate = async expression => {
    const {result, exceptionDetails} = await call("Runtime.evaluate", {expression, returnByValue: true, awaitPromise: true});
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await call("Page.enable");
  await call("Network.enable");
  return {
    call,
    evaluate,
    version: (await call("Browser.getVersion")).product,
    async open(url) {
      await call("Page.navigate", {url});
      for (let n = 0; ; n++) {
        const ready = await evaluate("location.href + ' ' + document.readyState").catch(() => "");
        if (ready === `${url} complete`) return;
        if (n > 3000) throw new Error(`${url} does not load: ${ready}`);
        await pause(10);
      }
    },
    async end() {
      const gone = new Promise(r => child.on("exit", r));
      socket.send(JSON.stringify({id: ++next, method: "Browser.close"}));
      await gone;
      // Its helpers may write for a moment longer; what is left in the end is a folder of the system's temporary ones.
      for (let n = 0; n < 40 && existsSync(profile); n++) {
        try { rmSync(profile, {recursive: true, force: true}) } catch { await pause(50) }
      }
    },
  };
};

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".json": "application/json",
};

/** Serves folders, each below its name, compressed by brotli at its best: {url, end()}. */
export const serve = async folders => {
  const made = new Map;
  const server = createServer((request, response) => {
    let [, name, ...rest] = new URL(request.url, "http://x").pathname.split("/");
    let path = join(folders[name] ?? "/nowhere", ...rest);
    if (existsSync(path) && statSync(path).isDirectory()) path = join(path, "index.html");
    if (!existsSync(path)) return response.writeHead(404).end();
    if (!made.has(path)) made.set(path, brotliCompressSync(readFileSync(path)));
    response.writeHead(200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-encoding": "br", "cache-control": "no-store",
    }).end(made.get(path));
  });
  await new Promise(r => server.listen(0, "127.0.0.1", r));
  return {url: `http://127.0.0.1:${server.address().port}`, end: () => server.close()};
};

export const median = values => {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

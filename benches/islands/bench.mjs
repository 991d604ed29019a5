// What islands cost in a browser: the table operations of js-framework-benchmark, and the time to a working click on a slow
// network. `./dev islands-bench` runs it; the versions are pinned there. Writes benches/results/islands.{json,md}.
//
// Programs take turns in every round, each round beginning with another one, and a ratio is the median of the ratios
// within each round: what slows the machine down for a while slows down all of them.
import {execFileSync} from "node:child_process";
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {cpus, loadavg, tmpdir} from "node:os";
import {join} from "node:path";
import {chromium, median, serve} from "./chromium.mjs";

const [layer9, packages, rounds = 15, astro = "", tableRounds = rounds] = process.argv.slice(2);
const {buildSync} = createRequire(`${packages}/package.json`)("esbuild");
const work = mkdtempSync(join(tmpdir(), "layer9-islands-bench-"));
const file = (path, text) => {
  mkdirSync(join(work, path, ".."), {recursive: true});
  writeFileSync(join(work, path), text);
};
const say = text => process.stderr.write(`== ${text}\n`);

const site = (name, content) => {
  file(`${name}/layer9.toml`, `base_url = "http://localhost/${name}"\ntitle = "Bench"\n[islands]\ndefault_client = "load"\n`);
  file(`${name}/content/_index.md`, content);
  file(`${name}/templates/index.html`, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>x</title></head><body>{{ section.content | safe }}</body></html>");
};
const build = name => execFileSync(layer9, ["--root", join(work, name), "build"], {stdio: ["ignore", "ignore", "inherit"]});
const bundle = (entry, path) => {
  const {outputFiles: [{text}]} = buildSync({
    entryPoints: [`benches/islands/${entry}.js`],
    bundle: true, minify: true, format: "esm", target: "es2022", write: false, nodePaths: [`${packages}/node_modules`],
  });
  file(path, text);
};

say("building the pages");
site("layer9-rows", "<Rows />\n");
cpSync("tests/islands", join(work, "layer9-rows/islands"), {recursive: true, filter: path => !/\/(target|\.layer9)$/.test(path)});
const manifest = join(work, "layer9-rows/islands/Cargo.toml");
// The version that the tool brings, not a path in this repository.
writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/\{ path = "[^"]*" \}/, '"0.1"'));
rmSync(join(work, "layer9-rows/islands/Cargo.lock"), {force: true});
build("layer9-rows");
site("layer9-counter", "<Counter client=\"load\" />\n");
build("layer9-counter");
const inner = readFileSync(join(work, "layer9-rows/dist/index.html"), "utf8").match(/<div class="rows">.*<\/div>/s)[0];
const table = inner.replace(/<!--.*?-->/gs, "");
const page = (script, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title>
<link rel="modulepreload" href="${script}"></head><body>${body}<script type="module" src="${script}"></script></body></html>`;
for (const name of ["vanilla", "preact"]) {
  bundle(`rows-${name}`, `${name}-rows/main.js`);
  file(`${name}-rows/index.html`, page("main.js", `<div id="root">${table}</div>`));
}
const layer9Counter = readFileSync(join(work, "layer9-counter/dist/index.html"), "utf8");
const counter = layer9Counter.match(/<div class="l9-counter".*?<\/div>/s)[0];
// The counter's style sheet, which all pages have: scripts wait for it.
const [sheet] = layer9Counter.match(/<link rel="stylesheet"[^>]*>/);
bundle("counter", "preact-counter/main.js");
file("preact-counter/index.html", page("main.js", `<div data-island="Counter" data-props="{}">${counter.replace(/<!--.*?-->/gs, "")}</div>`).replace("<head>", "<head>" + sheet));
if (astro) {
  cpSync(astro, join(work, "astro-counter"), {recursive: true});
  file("astro-counter/index.html", readFileSync(join(astro, "index.html"), "utf8").replace("<head>", "<head>" + sheet));
}

// What is done, what must be there before it, and how many rows there are after it.
const OPERATIONS = [
  {name: "create 1,000 rows", press: "run", rows: 1000},
  {name: "replace 1,000 rows", before: ["run"], press: "run", rows: 1000},
  {name: "update every 10th of 1,000", before: ["run"], press: "update", rows: 1000, then: "document.querySelector('.select').textContent.endsWith('!!!')"},
  {name: "swap two of 1,000", before: ["run"], press: "swaprows", rows: 1000},
  {name: "select one of 1,000", before: ["run"], selector: "tr:nth-child(5) .select", rows: 1000, then: "document.querySelector('.danger')"},
  {name: "remove one of 1,000", before: ["run"], selector: "tr:nth-child(5) .remove", rows: 999},
  {name: "clear 1,000 rows", before: ["run"], press: "clear", rows: 0},
  {name: "create 10,000 rows", press: "runlots", rows: 10000},
  {name: "update every 10th of 10,000", before: ["runlots"], press: "update", rows: 10000},
  {name: "clear 10,000 rows", before: ["runlots"], press: "clear", rows: 0},
];

// In the page: presses, and the time until styles and layout are brought up to date. Preact draws in a microtask.
const measure = ({before = [], press, selector, rows, then = "true"}) => `(async () => {
  const settled = async () => {
    for (let n = 0; n < 10; n++) await null;
    document.body.offsetHeight;
  };
  const press = async e => { e.click(); await settled(); };
  const frame = () => new Promise(r => requestAnimationFrame(() => setTimeout(r)));
  await press(document.getElementById("clear"));
  for (const id of ${JSON.stringify(before)}) await press(document.getElementById(id));
  gc();
  await frame();
  const target = document.querySelector(${JSON.stringify(selector ?? "#" + press)});
  const start = performance.now();
  await press(target);
  const time = performance.now() - start;
  const count = document.querySelectorAll(".rows tr").length;
  if (count !== ${rows} || !(${then})) throw new Error("the operation did not do what it should: " + count + " rows");
  return time;
})()`;

const server = await serve({
  "layer9-rows": join(work, "layer9-rows/dist"), "vanilla-rows": join(work, "vanilla-rows"), "preact-rows": join(work, "preact-rows"),
  "layer9-counter": join(work, "layer9-counter/dist"), "preact-counter": join(work, "preact-counter"),
  "astro-counter": join(work, "astro-counter"),
});
const browser = await chromium();
const turn = (names, round) => names.map((_, n) => names[(n + round) % names.length]);

say("table operations");
const programs = ["layer9", "vanilla", "preact"];
const operations = Object.fromEntries(OPERATIONS.map(({name}) => [name, {layer9: [], vanilla: [], preact: []}]));
const WARM = 3;
for (let round = 0; round < +tableRounds; round++) {
  for (const program of turn(programs, round)) {
    await browser.open(`${server.url}/${program}-rows/`);
    if (program === "layer9")
      for (let n = 0; !await browser.evaluate("document.querySelector('layer9-island').hydrated"); n++) if (n > 500) throw new Error("not hydrated");
    for (const operation of OPERATIONS) {
      // Warm, as js-framework-benchmark has it: compilers have seen the code, and the best of what is left is not taken.
      for (let n = 0; n < WARM; n++) await browser.evaluate(measure(operation));
      operations[operation.name][program].push(await browser.evaluate(measure(operation)));
    }
  }
}

say("time to a working click");
await browser.call("Network.emulateNetworkConditions", {offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8});
await browser.call("Emulation.setCPUThrottlingRate", {rate: 4});
await browser.call("Network.setCacheDisabled", {cacheDisabled: true});
await browser.call("Page.addScriptToEvaluateOnNewDocument", {source: `
  if (location.pathname.endsWith("-counter/")) globalThis.worked = new Promise(done => {
    const look = () => {
      const output = document.querySelector("output"), button = document.querySelector("[aria-label=Increase]");
      if (output && output.textContent !== "0") return done(performance.now());
      button?.click();
      setTimeout(look, 5);
    };
    look();
  });`});
const counters = ["layer9", "preact", ...astro ? ["astro"] : []];
const clicks = Object.fromEntries(counters.map(name => [name, []]));
for (let round = 0; round < +rounds; round++)
  for (const program of turn(counters, round)) {
    await browser.open(`${server.url}/${program}-counter/`);
    clicks[program].push(await browser.evaluate("worked"));
  }
const version = browser.version;
await browser.end();
server.end();
rmSync(work, {recursive: true, force: true});

const ratio = (of, to) => median(of.map((value, n) => value / to[n]));
const installed = name => {
  const path = join(packages, "node_modules", name, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).version : undefined;
};
const results = {
  machine: {cpu: cpus()[0].model, cores: cpus().length, load: loadavg()[0], chromium: version},
  versions: {preact: installed("preact"), esbuild: installed("esbuild"), astro: astro ? "7.3.5 with Preact 10.29.8" : undefined},
  rounds: +rounds, tableRounds: +tableRounds, operations, clicks,
};
const fixed = value => value.toFixed(2);
const NAMES = {layer9: "Layer9", preact: "Preact", astro: "Astro + Preact"};
const text = `# Islands in a browser

\`./dev islands-bench ${results.rounds} ${results.tableRounds}\` made this: ${version}, Preact ${results.versions.preact}, rounds in which the programs took turns:
${results.tableRounds} of the table operations, ${results.rounds} of the clicks.
Ratios are medians of the ratios within each round. ${results.machine.cores} cores; load average ${fixed(results.machine.load)}: ${results.machine.load > 1.7 ? "other programs ran, so the times are not to be trusted" : "the machine was quiet"}.

## Table operations

The operations of js-framework-benchmark on the table of \`tests/islands/src/rows.rs\`, after three of each to warm up. The time is that of the press
until styles and layout are up to date. Milliseconds are medians.

| operation | vanilla ms | Layer9 ms | Preact ms | Layer9 / vanilla | Preact / vanilla | Layer9 / Preact |
|---|---:|---:|---:|---:|---:|---:|
${Object.entries(operations).map(([name, {layer9, vanilla, preact}]) =>
  `| ${name} | ${[median(vanilla), median(layer9), median(preact), ratio(layer9, vanilla), ratio(preact, vanilla), ratio(layer9, preact)].map(fixed).join(" | ")} |`).join("\n")}

## Time to a working click

One counter, served with brotli and without a cache; the network emulated with 150 ms of latency and 1.6 Mbit/s, the processor four times slower.
From the start of the navigation until a press has changed the number; a press is tried every five milliseconds. Every page has the same style sheet and preloads what it runs.
${astro ? `Astro ${results.versions.astro}.\n` : "Astro did not install here (it wants a newer Node.js), so that Preact stands alone, bundled by esbuild.\n"}
| page | median ms | least | most | to Layer9 |
|---|---:|---:|---:|---:|
${counters.map(name => `| ${NAMES[name]} | ${[median(clicks[name]), Math.min(...clicks[name]), Math.max(...clicks[name])].map(ms => ms.toFixed(0)).join(" | ")} | ${fixed(ratio(clicks[name], clicks.layer9))} |`).join("\n")}
`;
const name = process.env.RESULTS ?? "benches/results/islands";
writeFileSync(`${name}.json`, JSON.stringify(results) + "\n");
writeFileSync(`${name}.md`, text);
process.stdout.write(text);

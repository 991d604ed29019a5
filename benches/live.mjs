// From the saving of a file to the changed page, as a browser that has it open shows it. `./dev live-bench` runs it.
// Writes live.{json,md} into `--results DIR`, otherwise into benches/results; of another number of posts than 10,000,
// `live-<posts>`. Ends with an error where a page does not show an edit within `--patience MS`, a minute unless told.
//
// The edited post is the newest, which the home page and the ten recent posts of every page show. A body is watched on its
// own page, a title on the home page. A page is asked whether it shows the change as soon as it has answered the last time.
import {spawn} from "node:child_process";
import {cpSync, existsSync, readdirSync, readFileSync, writeFileSync} from "node:fs";
import {createServer} from "node:net";
import {cpus, loadavg} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {chromium, median} from "./islands/chromium.mjs";

const {values: {results: folder, patience}, positionals: [layer9, corpus, posts, edits = 15]} = parseArgs({
  allowPositionals: true,
  options: {results: {type: "string", default: "benches/results"}, patience: {type: "string", default: "60000"}},
});
const pause = ms => new Promise(r => setTimeout(r, ms));
const site = join(corpus, "site");
if (!existsSync(site)) {
  cpSync("benches/tpl/layer9", site, {recursive: true});
  for (const folder of ["content", "static"]) cpSync(join(corpus, folder), join(site, folder), {recursive: true});
}

const texts = folder => readdirSync(folder, {recursive: true}).filter(name => /\.md$/.test(name) && !/_index/.test(name));
const day = text => text.match(/^date = (\S+)$/m)[1];
const newest = texts(join(site, "content"))
  .map(name => join(site, "content", name))
  .map(file => ({file, text: readFileSync(file, "utf8")}))
  .reduce((a, b) => day(a.text) < day(b.text) ? b : a);

const port = await new Promise(done => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const {port} = server.address();
    server.close(() => done(port));
  });
});
const home = `http://127.0.0.1:${port}/`;
const server = spawn(layer9, ["--root", site, "serve", "--port", `${port}`], {stdio: "ignore"});
const browser = await chromium();
const rows = [];
try {
  for (let n = 0; ; n++) {
    if (await fetch(home).then(response => response.ok, () => false)) break;
    if (n > 1200 || server.exitCode !== null) throw new Error("the server does not answer");
    await pause(100);
  }
  const title = newest.text.match(/^title = "(.*)"$/m)[1];
  await browser.open(home);
  const page = await browser.evaluate(`[...document.querySelectorAll(".recent a")].find(a => a.textContent === ${JSON.stringify(title)}).pathname`);
  const shows = mark => browser.evaluate(`document.body.textContent.includes(${JSON.stringify(mark)})`).catch(() => false);
  const measure = async (what, path, change) => {
    await browser.open(new URL(path, home).href);
    const times = [];
    // The first is not counted: what it needs for the first time, the others have.
    for (let n = 0; n <= edits; n++) {
      await pause(700);
      const mark = `Edit ${what} ${n}`;
      const start = performance.now();
      writeFileSync(newest.file, change(mark));
      while (!await shows(mark)) if (performance.now() - start > patience) throw new Error(`no page shows "${mark}"`);
      if (n > 0) times.push(performance.now() - start);
    }
    const sorted = times.toSorted((a, b) => a - b);
    rows.push({what, path, median: median(times), least: sorted[0], most: sorted.at(-1), times});
  };
  await measure("body", page, mark => `${newest.text}\n${mark}\n`);
  await measure("title", "/", mark => newest.text.replace(/^title = .*$/m, `title = "${mark}"`));
} finally {
  writeFileSync(newest.file, newest.text);
  server.kill();
  await browser.end();
}

const load = loadavg()[0].toFixed(2);
const results = join(folder, `live${posts === "10000" ? "" : `-${posts}`}`);
writeFileSync(`${results}.json`, JSON.stringify({posts: Number(posts), version: browser.version, load, cpu: cpus()[0].model, rows}, null, 1) + "\n");
const lines = rows.map(row => `| ${row.what} | ${Math.round(row.median)} | ${Math.round(row.least)} | ${Math.round(row.most)} |`);
const text = `# From an edit to the changed page

\`./dev live-bench ${posts} ${edits}\` made this: a site of ${Number(posts).toLocaleString("en")} posts in \`layer9 serve\`, open in ${browser.version}, on ${cpus()[0].model}, ${cpus().length} cores;
load average ${load}. Milliseconds from the writing of the file until the open page shows the change, of ${edits} edits; the
page asks again as soon as it has answered. A body is watched on its own page, a title on the home page, which lists it.
What Hugo's server takes to the changed bytes, without a browser, is in [serve](serve.md).

| edit | median ms | least | most |
|---|---:|---:|---:|
${lines.join("\n")}
`;
writeFileSync(`${results}.md`, text);
process.stdout.write(text);

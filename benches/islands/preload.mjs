// Gives a page that Astro built the preload that Layer9's has: all modules that its islands run, before anything else.
import {readFileSync, writeFileSync} from "node:fs";
import {dirname, join, posix} from "node:path";

const folder = process.argv[2];
const path = join(folder, "index.html");
const html = readFileSync(path, "utf8");
const urls = new Set([...html.matchAll(/(?:component-url|renderer-url)="([^"]+)"/g)].map(m => m[1]));
// What those import, too. A set that grows while it is gone through is gone through to its end.
for (const url of urls) {
  const text = readFileSync(join(folder, url.replace(/^\/astro-counter/, "")), "utf8");
  for (const [, other] of text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) urls.add(posix.join(dirname(url), other));
}
if (!urls.size) throw new Error("the page has no island");
writeFileSync(path, html.replace("<head>", "<head>" + [...urls].map(url => `<link rel="modulepreload" href="${url}">`).join("")));

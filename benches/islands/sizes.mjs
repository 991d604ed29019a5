// What islands make a visitor load, beside the same with Preact, bundled by esbuild in this run: raw, and each file
// compressed alone by brotli at quality 11. `./dev sizes` runs it; the versions are pinned there.
import {execFileSync} from "node:child_process";
import {createRequire} from "node:module";
import {brotliCompressSync, constants} from "node:zlib";

const [layer9, packages] = process.argv.slice(2);
const ours = JSON.parse(execFileSync(layer9, ["--root", "content-example", "sizes", "Counter", "Bookshelf", "--json"]));
const {buildSync} = createRequire(`${packages}/package.json`)("esbuild");

const brotli = bytes => brotliCompressSync(bytes, {
  params: {[constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length},
}).length;

const preact = entry => {
  const {outputFiles: [{contents}]} = buildSync({
    entryPoints: [`benches/islands/${entry}.js`],
    bundle: true, minify: true, format: "esm", target: "es2022", write: false, nodePaths: [`${packages}/node_modules`],
  });
  return [contents.length, brotli(contents)];
};

const row = (...cells) => console.log(cells.map((c, i) => i < 2 ? String(c).padEnd(12) : String(c).padStart(8)).join(" "));
row("page", "made with", "raw", "brotli", "ratio");
for (const [name, entry] of [["Counter", "counter"], ["Bookshelf", "bookshelf"], ["together", "both"]]) {
  const theirs = preact(entry);
  const {raw, brotli} = ours[name].total;
  row(name, "Layer9", raw, brotli, (brotli / theirs[1]).toFixed(2));
  row("", "Preact", ...theirs, "1.00");
}
row("Bookshelf", "its module", ours.Bookshelf.module.raw, ours.Bookshelf.module.brotli, "");

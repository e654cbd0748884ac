// The last step of the build: writes into the page the digests of what it loads, puts the list of files into the service
// worker, packs what gets shorter by it, and lists everything for the server, which takes it into itself:
// `node build/pack.js dist`.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};
const PAGE = "index.html";
const WORKER = "sw.js";
const LIST = "files.json";

const folder = process.argv[2] ?? "dist";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function filesBelow(place) {
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const path = join(place, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

for (const path of filesBelow(folder)) {
  if (path.endsWith(".br")) rmSync(path);
}
const paths = filesBelow(folder)
  .map((path) => relative(folder, path))
  .filter((path) => ![LIST, "stamp"].includes(path))
  .sort();

// The browser runs and applies just what was built, even before there is a service worker to look at digests.
const integrityOf = (path) => `sha384-${createHash("sha384").update(readFileSync(join(folder, path))).digest("base64")}`;
const page = readFileSync(join(folder, PAGE), "utf8").replaceAll(/ integrity="[^"]*"/g, "");
const loads = /<(?:script|link)\b[^>]*?\b(?:src|href)="\/app\/(assets\/[^"]+\.(?:js|css))"/g;
if (!loads.test(page)) throw new Error("the page loads no script");
writeFileSync(join(folder, PAGE), page.replaceAll(loads, (tag, path) => `${tag} integrity="${integrityOf(path)}"`));

const release = paths
  .filter((path) => path !== WORKER)
  .map((path) => {
    const bytes = readFileSync(join(folder, path));
    return { path, sha256: sha256(bytes), bytes: bytes.length };
  });
const worker = readFileSync(join(folder, WORKER), "utf8");
if (worker.split("__RELEASE__").length !== 2) throw new Error("the service worker has to name its release once");
// It is started as a plain script, which every browser knows.
if (/(^|[;}\s])(import|export)\b/.test(worker)) throw new Error("the service worker has to be one file");
// Of the worker as well: another worker over the same files must not share a cache with the one before.
const id = sha256(JSON.stringify(release) + worker).slice(0, 16);
writeFileSync(join(folder, WORKER), worker.replace("__RELEASE__", JSON.stringify({ id, files: release })));

const listed = paths.map((path) => {
  const type = TYPES[extname(path)];
  if (!type) throw new Error(`${path} is of no known type`);
  const bytes = readFileSync(join(folder, path));
  const packed = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: process.env.PACK_QUICKLY ? 5 : 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const isShorter = packed.length < bytes.length * 0.95;
  if (isShorter) writeFileSync(join(folder, `${path}.br`), packed);
  const sent = isShorter ? packed.length : bytes.length;
  return { path, type, sha256: sha256(bytes), bytes: bytes.length, sent, packed: isShorter, immutable: path.startsWith("assets/") };
});
// No server that is built to be given away takes in an app that was built for a first look.
if (process.env.PACK_QUICKLY) writeFileSync(join(folder, "quick"), "");
writeFileSync(join(folder, LIST), `${JSON.stringify(listed, null, 1)}\n`);
const total = listed.reduce((sum, file) => sum + file.sent, 0);
console.log(`${listed.length} files, ${total} bytes as they are sent`);

// Actual Budget's pages as its own hosting serves them, each file packed with brotli once: `actual.mjs`, then the port.

import { readFileSync, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".sql": "text/plain",
  ".sqlite": "application/octet-stream",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const root = join(dirname(createRequire(import.meta.url).resolve("@actual-app/web/package.json")), "build");
const packed = new Map();

function pack(path) {
  const bytes = readFileSync(path);
  const short = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return short.length < bytes.length * 0.95 ? { body: short, coding: { "Content-Encoding": "br" } } : { body: bytes, coding: {} };
}

const server = createServer((request, response) => {
  const wanted = join(root, normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname)));
  // What is no file is the page itself, as its `_redirects` says.
  const isFile = wanted.startsWith(root) && existsSync(wanted) && statSync(wanted).isFile();
  const path = isFile ? wanted : join(root, "index.html");
  if (!packed.has(path)) packed.set(path, pack(path));
  const { body, coding } = packed.get(path);
  response.writeHead(200, {
    ...coding,
    "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
    "Content-Length": body.length,
    "Cache-Control": path.includes("/static/") ? "public, max-age=31536000, immutable" : "public, max-age=0",
    ETag: `"${body.length}-${statSync(path).mtimeMs}"`,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const wasm = new URL("src/engine/wasm/sen_web_bg.wasm", import.meta.url);
const integrity = `sha384-${createHash("sha384").update(readFileSync(wasm)).digest("base64")}`;

// What is shown is fetched together with what begins it, and not only once that asks for it.
const fetchTogether: Plugin = {
  name: "fetch-together",
  transformIndexHtml: {
    order: "post",
    handler: (_, { chunk }) => chunk?.dynamicImports.map((path) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: "", href: `/app/${path}` } })),
  },
};

// Everything that is built has a name with its hash in it, but for the page and the service worker.
export default defineConfig({
  base: "/app/",
  plugins: [fetchTogether],
  define: { __WASM_INTEGRITY__: JSON.stringify(integrity) },
  worker: { format: "es" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rollupOptions: {
      input: { index: "index.html", sw: "src/sw.ts" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});

// Makes the engine small: what other apps call of it goes, and with it all that only they need; then it is optimised for
// size: `node build/engine.js ENGINE.wasm`.

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

// What every browser that has the private file system knows as well.
const KNOWN = [
  "BulkMemory",
  "BulkMemoryOpt",
  "CallIndirectOverlong",
  "MutableGlobals",
  "NontrappingFPToInt",
  "ReferenceTypes",
  "SignExt",
  "Multivalue",
];

const [path] = process.argv.slice(2);
const engine = binaryen.readBinary(readFileSync(path));
engine.setFeatures(KNOWN.reduce((all, name) => all | binaryen.Features[name], 0));
const foreign = [];
for (let at = 0; at < engine.getNumExports(); at += 1) {
  const { name } = binaryen.getExportInfo(engine.getExportByIndex(at));
  if (/^(uniffi_|ffi_|UNIFFI_)/.test(name)) foreign.push(name);
}
for (const name of foreign) engine.removeExport(name);
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
engine.optimize();
if (!engine.validate()) throw new Error("the optimised engine is not valid");
const made = engine.emitBinary();
// By what this Node knows, which is no more than what the browsers know that the app is made for.
if (!WebAssembly.validate(made)) throw new Error("the optimised engine is nothing that a browser takes");
writeFileSync(path, made);
console.log(`${foreign.length} calls of other apps taken out`);

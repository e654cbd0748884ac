import js from "@eslint/js";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["dist", "node_modules", "src/engine/wasm", "src/engine/types.ts"] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tsconfig.worker.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Trusted Types: build elements instead." },
        { property: "outerHTML", message: "Trusted Types: build elements instead." },
      ],
    },
  },
  { files: ["*.js", "*.ts", "build/*.js"], ...ts.configs.disableTypeChecked },
  { files: ["build/*.js"], languageOptions: { globals: { process: "readonly", console: "readonly", WebAssembly: "readonly" } } },
);

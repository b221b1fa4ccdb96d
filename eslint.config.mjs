import tseslint from "typescript-eslint"

export default tseslint.config(
  { ignores: ["dist", "docs/api", "coverage", "node_modules", "packages", "test/alias"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // A message part that is not a buffer is text; `null` and friends are checked before.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  {
    // The properties of a socket type are defined on its prototype from the option table; the interface that
    // shares the class's name is how TypeScript learns of them.
    files: ["src/api/socket.ts", "src/api/sockets.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-declaration-merging": "off",
      "@typescript-eslint/no-empty-object-type": "off",
    },
  },
  {
    // The package has no types; those beside this file are to be found by whoever compiles it.
    files: ["src/crypto/sodium.ts"],
    rules: { "@typescript-eslint/triple-slash-reference": ["error", { path: "always" }] },
  },
  {
    files: ["test/**", "bench/**", "fuzz/**", "examples/**"],
    rules: {
      // An endpoint that was just bound is there; a test that is wrong about it fails.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  { files: ["**/*.mjs"], ...tseslint.configs.disableTypeChecked },
)

import { configDefaults, defineConfig } from "vitest/config"

const isWindows = process.platform === "win32"
if (isWindows) {
  console.log(
    "Skipped on Windows: tests of ipc, which it does not have; of documents and source text; of the command, which need a Unix shell and its signals",
  )
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    ...(isWindows && {
      exclude: [
        ...configDefaults.exclude,
        "test/architecture.test.ts",
        "test/cli/**",
        "test/docs.test.ts",
        "test/docs-pairs.test.ts",
        "test/links.test.ts",
        "test/transports/ipc.test.ts",
      ],
      testNamePattern: /^(?!.*\bipc\b)/,
    }),
    globalSetup: "test/helpers/built-command.ts",
    pool: "forks",
    // A rejection nobody handles is a bug, in the tests as in a program.
    execArgv: ["--unhandled-rejections=strict", "--expose-gc"],
    testTimeout: 15_000,
    hookTimeout: 15_000,
    maxWorkers: 2,
  },
})

import { configDefaults, defineConfig } from "vitest/config"

/** What takes long: `npm run test:long` runs these and nothing else, `npm test` all the others. */
const LONG = [
  // Tools, run as processes.
  "test/cli/**/*.test.ts",
  "test/conformance/**/*.test.ts",
  "test/examples/**/*.test.ts",
  "test/interop/matrix.test.ts",
  // Compilers, on every document and on all types.
  "test/docs.test.ts",
  "test/docs-pairs.test.ts",
  "test/parity/typings.test.ts",
  // Every bit, every way to end, and chance.
  "test/zmtp/bit-flips.test.ts",
  "test/parity/ends.test.ts",
  "test/fuzz.test.ts",
  "test/zmtp/fuzz.test.ts",
  // A Python process for each.
  "test/interop/pyzmq-security.test.ts",
]

const isWindows = process.platform === "win32"
if (isWindows) {
  console.log(
    "Skipped on Windows: tests of ipc, which it does not have; of documents and source text; of the command, which need a Unix shell and its signals",
  )
}
const NOT_ON_WINDOWS = [
  "test/architecture.test.ts",
  "test/cli/**",
  "test/docs.test.ts",
  "test/docs-pairs.test.ts",
  "test/links.test.ts",
  "test/transports/ipc.test.ts",
]

export default defineConfig(({ mode }) => {
  const isLong = mode === "long"
  return {
    test: {
      include: isLong ? LONG : ["test/**/*.test.ts"],
      exclude: [
        ...configDefaults.exclude,
        ...(isLong ? [] : LONG),
        ...(isWindows ? NOT_ON_WINDOWS : []),
      ],
      ...(isWindows && { testNamePattern: /^(?!.*\bipc\b)/ }),
      globalSetup: "test/helpers/built-command.ts",
      pool: "forks",
      // A rejection nobody handles is a bug, in the tests as in a program.
      execArgv: ["--unhandled-rejections=strict", "--expose-gc"],
      // A failure's message tells what was there, also where nobody sees the difference in colours.
      chaiConfig: { truncateThreshold: 600 },
      testTimeout: 15_000,
      hookTimeout: 15_000,
      // Two cores; what takes long waits as much as it works.
      maxWorkers: isLong ? 4 : 2,
      // What mostly waits does it together; more at a time would wait for each other.
      maxConcurrency: 3,
    },
  }
})

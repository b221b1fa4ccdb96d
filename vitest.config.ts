import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // A rejection nobody handles is a bug, in the tests as in a program.
    execArgv: ["--unhandled-rejections=strict", "--expose-gc"],
    testTimeout: 15_000,
    hookTimeout: 15_000,
    maxWorkers: 2,
  },
})

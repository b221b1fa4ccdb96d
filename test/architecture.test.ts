/**
 * The rules that keep the source easy to see through: imports point down, pure folders stay pure, files and
 * functions stay small.
 */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import ts from "typescript"
import { describe, expect, it } from "vitest"

const SRC = resolve(import.meta.dirname, "../src")
const LONGEST_FILE = 400
const LONGEST_FUNCTION = 60

interface Rule {
  readonly folders: readonly string[]
  readonly node: readonly string[]
  readonly packages?: readonly string[]
}

/** What a file may import, by the folder it lies in; "." is src itself. Node's modules are listed by name. */
const RULES: Record<string, Rule> = {
  // Words that everybody may use.
  ".": {
    folders: ["."],
    node: ["node:buffer", "node:module", "node:os", "node:worker_threads"],
  },
  // What the bytes mean.
  zmtp: { folders: [".", "zmtp"], node: ["node:buffer"] },
  // How bytes travel: the only place for sockets and files.
  transports: { folders: [".", "transports"], node: ["node:"] },
  // Who gets the message.
  patterns: { folders: [".", "patterns"], node: ["node:buffer"] },
  // Where bytes, timers and pipes meet.
  link: { folders: [".", "zmtp", "transports", "link"], node: ["node:buffer"] },
  // Who does the work behind CURVE: of the protocol it knows what that asks for.
  crypto: { folders: [".", "zmtp", "crypto"], node: ["node:buffer", "node:crypto"] },
  // What is behind a socket.
  socket: {
    folders: [".", "zmtp", "transports", "patterns", "link", "crypto", "socket"],
    node: ["node:buffer", "node:crypto", "node:diagnostics_channel"],
  },
  // What users see.
  api: {
    folders: [".", "transports", "patterns", "link", "socket", "api"],
    node: ["node:buffer", "node:events", "node:util"],
  },
  // Who may come in: a ready-made ZAP handler, made of what is in api.
  auth: {
    folders: [".", "zmtp", "transports", "api", "auth"],
    node: ["node:buffer", "node:crypto", "node:fs"],
  },
  // The sockets in other shapes.
  adapters: { folders: [".", "api", "adapters"], node: ["node:buffer", "node:stream"] },
  // What users of versions 4 and 5 of npm zeromq see, made of what is in api.
  compat: { folders: [".", "api", "compat"], node: ["node:buffer", "node:events"] },
  // What bytes mean, in words.
  inspect: { folders: [".", "zmtp", "inspect"], node: ["node:buffer"] },
  // What a peer does with bytes: raw connections, and cases. It knows nothing of our own sockets.
  conformance: {
    folders: [".", "zmtp", "transports", "crypto", "inspect", "conformance"],
    node: ["node:buffer", "node:child_process"],
  },
  // The command: a user of the library, which nothing imports.
  cli: {
    folders: [".", "zmtp", "transports", "auth", "inspect", "conformance", "cli"],
    node: ["node:"],
    packages: ["commander"],
  },
}

/** The doors to the package lie beside the words, and open to everything. */
const DOORS = ["index.ts", "v5-compat.ts", "draft.ts"]

/** Packages, by the file that may load them; only when they are needed, by `import()`. */
const PACKAGES: Record<string, string> = {
  "transports/socks.ts": "socks",
  "crypto/sodium.ts": "libsodium-sumo",
}

const IMPURE =
  /\b(setTimeout|setInterval|setImmediate|nextTick|queueMicrotask|Date|performance|Math\.random|randomBytes|Promise|async|await)\b/
/** What would make a pure folder impure. */
const BANNED: Record<string, RegExp> = { zmtp: IMPURE, patterns: IMPURE, inspect: IMPURE }

/** Words that say nothing about what a file is for. */
const VAGUE = /manager|helper|util|misc|common/i

interface SourceFile {
  readonly path: string
  readonly folder: string
  readonly text: string
  readonly tree: ts.SourceFile
}

const files: readonly SourceFile[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const text = readFileSync(join(SRC, path), "utf8")
    const top = path.split("/")[0]
    return {
      path,
      folder: path.includes("/") ? top : ".",
      text,
      tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true),
    }
  })

/** Why an import breaks the rules; null when it does not. */
function offence(path: string, folder: string, specifier: string): string | null {
  const rule = RULES[folder]
  if (specifier.startsWith("node:")) {
    return rule.node.some((allowed) => specifier.startsWith(allowed)) ? null : specifier
  }
  if (!specifier.startsWith(".")) {
    return rule.packages?.includes(specifier) === true ? null : `${specifier} (a package)`
  }
  const target = relative(SRC, resolve(SRC, dirname(path), specifier))
  const targetFolder = target.includes("/") ? target.split("/")[0] : "."
  return rule.folders.includes(targetFolder) ? null : target
}

function importsOf(tree: ts.SourceFile): string[] {
  return tree.statements
    .filter((node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    .flatMap(({ moduleSpecifier }) =>
      moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? [moduleSpecifier.text] : [],
    )
}

/** What a file loads with `import()`. */
function lateImportsOf(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push(node.arguments[0].getText().slice(1, -1))
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** The built-in modules a file loads with `builtin()`. */
function lateBuiltinsOf({ text }: SourceFile): string[] {
  return [...text.matchAll(/\bbuiltin\("(.*?)"\)/g)].map((match) => match[1])
}

/** The code without its comments and strings. */
function codeOf({ text }: SourceFile): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, text)
  const words: string[] = []
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token !== ts.SyntaxKind.StringLiteral) words.push(scanner.getTokenText())
  }
  return words.join(" ").replaceAll(" . ", ".")
}

function longFunctions(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const from = tree.getLineAndCharacterOfPosition(node.getStart()).line
      const to = tree.getLineAndCharacterOfPosition(node.end).line
      if (to - from + 1 > LONGEST_FUNCTION) found.push(`line ${from + 1}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function anys(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(node.parent.getText())
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

describe.each(files)("src/$path", (file) => {
  it("imports only from its own layer and those below", () => {
    if (DOORS.includes(file.path)) return
    const offences = importsOf(file.tree).map((name) => offence(file.path, file.folder, name))
    expect(offences.filter((text) => text !== null)).toEqual([])
  })

  it("loads no package, or only the one it is for, when that is needed", () => {
    const late = lateImportsOf(file.tree)
    const packages = late.filter((name) => name !== PACKAGES[file.path])
    // The command loads what a subcommand does when that is called.
    const isOurs = (name: string): boolean =>
      file.folder === "cli" && name.startsWith(".") && offence(file.path, "cli", name) === null
    expect(packages.filter((name) => !isOurs(name))).toEqual([])
  })

  it("loads late only those of Node's modules whose types it imports, for that is what its layer may", () => {
    const imported = importsOf(file.tree)
    expect(lateBuiltinsOf(file).filter((name) => !imported.includes(name))).toEqual([])
  })

  it("uses no clock, chance, timer or promise where the code is pure", () => {
    expect(codeOf(file).match(BANNED[file.folder] ?? /$^/)?.[0]).toBeUndefined()
  })

  it("is short, says at its top what it is for, and is named for it", () => {
    expect(file.text.split("\n").length).toBeLessThanOrEqual(LONGEST_FILE)
    expect(longFunctions(file.tree)).toEqual([])
    expect(file.text).toMatch(/^\/\*\*/)
    expect(file.path).not.toMatch(VAGUE)
  })

  it("holds no `any` and no disabled check", () => {
    expect(anys(file.tree)).toEqual([])
    expect(file.text).not.toMatch(/@ts-ignore|@ts-expect-error|@ts-nocheck|eslint-disable/)
  })
})

describe("the rules themselves", () => {
  it("refuse node:net in src/zmtp", () => {
    expect(offence("zmtp/decoder.ts", "zmtp", "node:net")).toBe("node:net")
  })

  it("refuse an import from src/zmtp in src/patterns, and upwards", () => {
    expect(offence("patterns/push.ts", "patterns", "../zmtp/encoder.js")).toBe("zmtp/encoder.js")
    expect(offence("zmtp/decoder.ts", "zmtp", "../link/engine.js")).toBe("link/engine.js")
  })

  it("refuse the command in what it is made of, and other packages than its own in it", () => {
    expect(offence("api/socket.ts", "api", "../cli/exit.js")).toBe("cli/exit.js")
    expect(offence("api/socket.ts", "api", "commander")).toBe("commander (a package)")
    expect(offence("cli/program.ts", "cli", "commander")).toBeNull()
    expect(offence("cli/program.ts", "cli", "yargs")).toBe("yargs (a package)")
    expect(offence("cli/program.ts", "cli", "../socket/core.js")).toBe("socket/core.js")
  })

  it("refuse a timer in src/patterns", () => {
    const text = "export const later = () => setTimeout(() => {}, 1)"
    const tree = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2022, true)
    expect(codeOf({ path: "patterns/x.ts", folder: "patterns", text, tree })).toMatch(
      BANNED["patterns"],
    )
  })

  it("refuse a package at run time", () => {
    expect(offence("link/engine.ts", "link", "ws")).toBe("ws (a package)")
    expect(offence("transports/socks.ts", "transports", "socks")).toBe("socks (a package)")
    const tree = ts.createSourceFile("x.ts", 'await import("ws")', ts.ScriptTarget.ES2022, true)
    expect(lateImportsOf(tree)).toEqual(["ws"])
  })
})

/**
 * JeroMQ, ZeroMQ in Java alone, as it is now.
 */
import { join } from "node:path"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { filesIn, makeOnce, missingTools, runTool } from "../../matrix/tools.js"

const HERE = import.meta.dirname

/** A process lives for a second: it is to start soon, not to become fast. */
const SOON = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]

export const peer: PeerKind = {
  name: "java-jeromq",
  title: "JeroMQ 0.6",
  language: "Java",
  install: "apt-get install --yes default-jdk-headless maven",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: { ipc: "JeroMQ 0.6 makes ipc endpoints tcp ports, which only JeroMQ finds" },

  missing: () => missingTools("java", "javac", "mvn"),

  build(folder) {
    const sources = filesIn(join(HERE, "src"))
    return makeOnce(folder, [join(HERE, "pom.xml"), ...sources], async () => {
      const jars = join(folder, "jars")
      const fetch = ["dependency:copy-dependencies", `-DoutputDirectory=${jars}`]
      await runTool(HERE, ["mvn", "--quiet", "--batch-mode", ...fetch])
      const classes = join(folder, "classes")
      await runTool(HERE, ["javac", "-d", classes, "-cp", join(jars, "*"), ...sources])
    })
  },

  command(folder) {
    const path = `${join(folder, "classes")}:${join(folder, "jars", "*")}`
    return ["java", ...SOON, "-cp", path, "Peer"]
  },
}

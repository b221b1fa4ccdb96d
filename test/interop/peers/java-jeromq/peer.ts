/** JeroMQ, ZeroMQ in nothing but Java, as it is now. */
import { join } from "node:path"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { filesIn, makeOnce, run, works } from "../../matrix/tools.js"

const HERE = import.meta.dirname
const COMMON = join(HERE, "../../common/java")

/** A process lives for a second: it is to start soon, not to become fast. */
const SOON = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]

export const peer: PeerKind = {
  name: "java-jeromq",
  title: "JeroMQ",
  language: "Java",
  install: "apt-get install -y default-jdk-headless maven",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: { ipc: "for JeroMQ an ipc endpoint is another name of a tcp port" },

  missing() {
    if (!works("javac", "-version")) return "no Java compiler"
    return works("mvn", "-version") ? null : "no Maven"
  },

  build(folder) {
    const sources = [COMMON, join(HERE, "src")].flatMap(filesIn)
    return makeOnce(folder, [join(HERE, "pom.xml"), ...sources], async () => {
      const jars = join(folder, "jars")
      const fetch = ["dependency:copy-dependencies", `-DoutputDirectory=${jars}`]
      await run(HERE, "mvn", "--quiet", "--batch-mode", ...fetch)
      const classes = join(folder, "classes")
      await run(HERE, "javac", "-d", classes, "-cp", join(jars, "*"), ...sources)
    })
  },

  command(folder) {
    const path = `${join(folder, "classes")}:${join(folder, "jars", "*")}`
    return ["java", ...SOON, "-cp", path, "Peer"]
  },
}

/** JeroMQ as it was in 2014, which Debian still has: the program of the present one, on an older stack. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { filesIn, makeOnce, run, works } from "../../matrix/tools.js"
import { peer as present } from "../java-jeromq/peer.js"

const HERE = import.meta.dirname
const COMMON = join(HERE, "../../common/java")
const JAR = "/usr/share/java/jeromq-0.3.6.jar"

export const peer: PeerKind = {
  name: "java-jeromq-0.3",
  title: "JeroMQ 0.3",
  language: "Java",
  install: "apt-get install -y default-jdk-headless libjeromq-java",
  types: present.types,
  transports: ["tcp"],
  mechanisms: ["null"],
  proxy: true,
  refused: "it speaks ZMTP 2.0",

  missing() {
    if (!works("javac", "-version")) return "no Java compiler"
    return existsSync(JAR) ? null : `no ${JAR}`
  },

  build(folder) {
    const sources = [COMMON, join(HERE, "src")].flatMap(filesIn)
    return makeOnce(folder, sources, () => run(HERE, "javac", "-d", folder, "-cp", JAR, ...sources))
  },

  command(folder) {
    const [java, ...parameters] = present.command(folder)
    const path = parameters.indexOf("-cp") + 1
    return [java, ...parameters.with(path, `${folder}:${JAR}`)]
  },
}

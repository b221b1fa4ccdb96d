/** pyzmq from PyPI, with the libzmq that is in its wheel. */
import { join } from "node:path"
import { PYZMQ, PYZMQ_PROGRAM } from "../../common/python/peer.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { makeOnce, run, works } from "../../matrix/tools.js"

const REQUIREMENTS = join(import.meta.dirname, "requirements.txt")
const pythonIn = (folder: string) => join(folder, "venv/bin/python")

export const peer: PeerKind = {
  ...PYZMQ,
  name: "pyzmq-newest",
  title: "pyzmq of PyPI",
  install: "apt-get install -y python3-venv",
  missing: () => (works("python3", "-c", "import venv, ensurepip") ? null : "no python3 with venv"),
  build: (folder) =>
    makeOnce(folder, [REQUIREMENTS], async () => {
      await run(folder, "python3", "-m", "venv", "venv")
      const flags = ["--quiet", "--only-binary", ":all:", "--disable-pip-version-check"]
      await run(folder, pythonIn(folder), "-m", "pip", "install", ...flags, "-r", REQUIREMENTS)
    }),
  command: (folder) => [pythonIn(folder), PYZMQ_PROGRAM],
}

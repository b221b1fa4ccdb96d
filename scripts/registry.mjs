// A registry for npm on this machine: has the given tarballs, and sends npm to the real one for everything else.
import { createHash } from "node:crypto"
import { execFileSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { basename } from "node:path"

const manifestOf = (tarball) =>
  JSON.parse(execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" }))

/** Answers its address, and what stops it. */
export async function serveRegistry(tarballs, upstream) {
  const pages = new Map()
  const server = createServer((request, response) => {
    const page = pages.get(request.url)
    if (page === undefined)
      response.writeHead(307, { location: new URL(request.url, upstream).href })
    response.end(page)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = `http://127.0.0.1:${server.address().port}/`

  for (const file of tarballs) {
    const content = readFileSync(file)
    const manifest = manifestOf(file)
    const { name, version } = manifest
    const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`
    const dist = { tarball: `${address}${basename(file)}`, integrity }
    pages.set(`/${basename(file)}`, content)
    pages.set(
      `/${name}`,
      JSON.stringify({
        name,
        "dist-tags": { latest: version },
        versions: { [version]: { ...manifest, dist } },
      }),
    )
  }
  return { address, stop: () => server.close().closeAllConnections() }
}

/**
 * `purezmq keygen`: makes the keys, and prints or writes them.
 */
import { rmSync, writeFileSync } from "node:fs"
import { curveKeyPair, type CurveKeyPair } from "../../index.js"
import { EXIT, Failure } from "../exit.js"
import type { KeygenOptions } from "../commands/keygen.js"
import { publicCertificate, secretCertificate } from "./certificates.js"

const FOR_ALL = 0o644
const FOR_THE_OWNER = 0o600

/** Makes a pair. @throws Failure when a file is there already, or cannot be written. */
export function keygen({ file, json = false }: KeygenOptions): void {
  const pair = curveKeyPair()
  if (file !== undefined) writeCertificates(file, pair)
  else if (json) process.stdout.write(`${JSON.stringify(pair)}\n`)
  else process.stdout.write(`public-key ${pair.publicKey}\nsecret-key ${pair.secretKey}\n`)
}

function writeCertificates(name: string, pair: CurveKeyPair): void {
  const path = name.endsWith(".key") ? name : `${name}.key`
  const secretPath = `${path}_secret`
  const now = new Date()
  create(secretPath, secretCertificate(pair, now), FOR_THE_OWNER)
  try {
    create(path, publicCertificate(pair, now), FOR_ALL)
  } catch (error) {
    // A secret without its public half is of no use, and would be in the way of the next try.
    rmSync(secretPath)
    throw error
  }
  process.stdout.write(`${path}\n${secretPath}\n`)
}

/** A new file: keys that are in use are never overwritten. */
function create(path: string, text: string, mode: number): void {
  try {
    writeFileSync(path, text, { flag: "wx", mode })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // Of a disk that is full it would have half a key.
    if (code === "ENOSPC" || code === "EDQUOT" || code === "EIO") rmSync(path, { force: true })
    throw new Failure(EXIT.error, message)
  }
}

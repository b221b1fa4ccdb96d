/**
 * Peers that are killed in mid-stream and come back: one cell for each direction of what they do.
 */
import { whyNot, type Wish } from "./cell.js"
import type { PeerKind } from "./peer-kind.js"
import { restart } from "./restart.js"
import { nameOfRow, ROWS, type Row } from "./rows.js"

/** All that is tried so with this peer. */
export function restartCells(kind: PeerKind): Wish[] {
  return ROWS.filter((row) => isStreamed(row)).flatMap((row) =>
    placesOf(row).map((where) => {
      const hasIdentity = row.ours === "Router" && whyNot(kind, [row.type, "identity"]) === null
      return {
        id: [kind.name, "restart", nameOfRow(row), where].join("/"),
        group: "restart",
        peers: [kind.name],
        place: [`${row.type} ${row.job}`, "restart", where],
        needs: [row.type, row.job, where, "tcp", "null", "restart"],
        run: (stage, [peer]) => restart(stage, peer, { row, where, hasIdentity }),
      } satisfies Wish
    }),
  )
}

/** Of rows with questions, those whose patterns have nothing else. */
function isStreamed({ pattern, job, isAside }: Row): boolean {
  return !isAside && (job === "send" || job === "receive" || pattern === "req-rep")
}

/** Where it makes a difference who binds, it is tried both ways. */
function placesOf({ pattern, job }: Row): readonly ("bind" | "connect")[] {
  if (pattern === "push-pull" || pattern === "pub-sub") return ["bind", "connect"]
  return [job === "send" || job === "ask" ? "connect" : "bind"]
}

/**
 * The cells of a peer's table: every row, whoever binds, over each transport, with each mechanism.
 */
import type { Cell, Wish } from "./cell.js"
import { exchange, type Exchange } from "./exchange.js"
import { TRANSPORTS, type PeerKind } from "./peer-kind.js"
import { nameOfRow, ROWS, type Row } from "./rows.js"
import type { Security } from "./security.js"
import { whyNot } from "./cell.js"

/** Who binds, by what the peer does. */
export const WHERE = ["bind", "connect"] as const
type Where = (typeof WHERE)[number]

const NULL: Security = { mechanism: "null", serves: false }

/** Every size that there is comes at least once in so many messages. */
const ASKED = 25
const SENT = 50

/** All that is tried in exchanges with this peer. */
export function exchangeCells(kind: PeerKind): Wish[] {
  return [
    ...ROWS.filter(({ isAside }) => !isAside).flatMap((row) => cellsOfRow(kind, row)),
    ...ROWS.filter(({ isAside }) => isAside).flatMap((row) =>
      WHERE.map((where) => cellOf(kind, row, { where, transport: "tcp", security: NULL })),
    ),
    ...connectingServers(kind),
  ]
}

function cellsOfRow(kind: PeerKind, row: Row): Wish[] {
  return TRANSPORTS.flatMap((transport) =>
    WHERE.flatMap((where) => {
      const serves = where === "bind"
      const securities: Security[] = [
        NULL,
        { mechanism: "plain", serves },
        { mechanism: "curve", serves },
      ]
      return securities.map((security) => cellOf(kind, row, { where, transport, security }))
    }),
  )
}

/** Usually the one that binds is the server. */
function connectingServers(kind: PeerKind): Wish[] {
  const rows = ROWS.filter(({ pattern }) => pattern === "push-pull")
  return rows.flatMap((row) =>
    (["plain", "curve"] as const).map((mechanism) => {
      // The one that receives connects, and is the server: one that sends could be gone before it has let anybody in.
      const where: Where = row.job === "receive" ? "connect" : "bind"
      const security = { mechanism, serves: where === "connect" }
      return { ...cellOf(kind, row, { where, transport: "tcp", security }), place: null }
    }),
  )
}

function cellOf(
  kind: PeerKind,
  row: Row,
  how: Pick<Exchange, "where" | "transport" | "security">,
): Wish {
  const { where, transport, security } = how
  const needsIdentity = row.type === "dealer" && row.job === "answer" && row.ours === "Router"
  const words = [row.type, row.job, where, transport, ...wordsOf(security), "mixed"]
  const canHaveIdentity = whyNot(kind, [row.type, "identity"]) === null
  const hasIdentity = needsIdentity || (row.ours === "Router" && canHaveIdentity)
  const count = row.job === "ask" || row.job === "answer" ? ASKED : SENT
  const series = { name: "mixed", from: 0, count } as const
  return {
    id: [kind.name, nameOfRow(row), where, transport, wordsOf(security).join("-")].join("/"),
    group: row.pattern,
    peers: [kind.name],
    place: row.isAside
      ? null
      : [`${row.type} ${row.job}`, `${transport} ${security.mechanism}`, where],
    needs: needsIdentity ? [...words, "identity"] : words,
    run: (stage, [peer]) => exchange(stage, peer, { row, ...how, series, hasIdentity }),
  }
}

/** As a cell needs it, and as its name has it. */
function wordsOf({ mechanism, serves }: Security): Cell["needs"] {
  return mechanism === "null" ? ["null"] : [mechanism, serves ? "server" : "client"]
}

import type { Socket } from 'node:net'

export interface ConnectionBounds {
  /** Most open connections. */
  readonly total: number
  /** Most of them from one source. */
  readonly ofSource: number
}

/**
 * The cost of closing a connection: `slow` waits for its peer, which sends or reads slowly; `answering` owes an answer.
 * All others are idle.
 */
export type Stake = 'slow' | 'answering'

/**
 * Limits open connections to fewer than there are file descriptors. At the limit, a new connection replaces the longest
 * idle one of the source that has most; if none is idle, a slow one. A connection that is owed an answer is never
 * closed.
 */
export interface Connections {
  /**
   * Counts a new connection, or closes it where no other can be closed for it.
   *
   * @param source - its address; null: a trusted proxy, which carries many users and is closed last
   */
  admit(socket: Socket, source: string | null): void
  /** @param stakeOf - called when a connection has to be closed */
  begin(socket: Socket, stakeOf: () => Stake): void
  /** The connection is idle from now on, as the most recently active one. */
  end(socket: Socket): void
}

type Group = Map<Socket, (() => Stake) | null>

/** @param onClosed - called with each connection that is closed because of the limit */
export function createConnections(
  { total, ofSource }: ConnectionBounds,
  onClosed: () => void = () => {},
): Connections {
  const groups = new Map<string | null, Group>()
  const sources = new Map<Socket, string | null>()

  function forget(socket: Socket): void {
    const source = sources.get(socket)
    if (source === undefined) return
    sources.delete(socket)
    const group = groups.get(source)
    group?.delete(socket)
    if (group?.size === 0) groups.delete(source)
  }

  function close(socket: Socket): true {
    // The file descriptor is free when this returns.
    socket.destroy()
    forget(socket)
    onClosed()
    return true
  }

  function makeRoomIn(group: Group): boolean {
    let slow: Socket | null = null
    for (const [socket, stakeOf] of group) {
      if (stakeOf === null) return close(socket)
      if (slow === null && stakeOf() === 'slow') slow = socket
    }
    return slow !== null && close(slow)
  }

  /**
   * Closes one of the source that has most; if all of those are owed an answer, one of another source; at last one of a
   * proxy.
   */
  function makeRoom(): boolean {
    let crowded: Group | null = null
    for (const [source, group] of groups) {
      if (source !== null && group.size > (crowded?.size ?? 0)) crowded = group
    }
    if (crowded !== null && makeRoomIn(crowded)) return true
    for (const [source, group] of groups) {
      if (source !== null && group !== crowded && makeRoomIn(group)) return true
    }
    const proxies = groups.get(null)
    return proxies !== undefined && makeRoomIn(proxies)
  }

  return {
    admit(socket, source) {
      const own = groups.get(source)
      const isCrowded = source !== null && own !== undefined && own.size >= ofSource
      const hasRoom = isCrowded ? makeRoomIn(own) : sources.size < total || makeRoom()
      if (!hasRoom) {
        close(socket)
        return
      }
      const group: Group = groups.get(source) ?? new Map()
      groups.set(source, group.set(socket, null))
      sources.set(socket, source)
      socket.once('close', () => forget(socket))
    },
    begin: put,
    end: (socket) => put(socket, null),
  }

  /** Moves it behind the others of its source, because it was active last. */
  function put(socket: Socket, stakeOf: (() => Stake) | null): void {
    const source = sources.get(socket)
    if (source === undefined) return
    const group = groups.get(source)
    group?.delete(socket)
    group?.set(socket, stakeOf)
  }
}

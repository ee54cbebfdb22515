import type { Socket } from 'node:net'

export interface ConnectionBounds {
  /** Connections at the same time. */
  readonly total: number
  /** Of these, how many one source may have. */
  readonly ofSource: number
}

/**
 * What is lost with a connection: `slow` waits for its other end, which sends or reads; with `answering` somebody loses an
 * answer. Otherwise it idles.
 */
export type Stake = 'slow' | 'answering'

/**
 * A bound of connections, below that of file descriptors. Where it is reached, a connection that idles is closed for a new one,
 * the longest idle of whoever has most; then one that is slow. None that is answered is ever closed.
 */
export interface Connections {
  /**
   * Counts a new connection, or closes it where there is no room to be made.
   *
   * @param source - whose it is; null: a trusted proxy, which speaks for many and is closed last
   */
  admit(socket: Socket, source: string | null): void
  /** @param stakeOf - asked when room is needed */
  begin(socket: Socket, stakeOf: () => Stake): void
  /** From now on it idles, and is the youngest that does. */
  end(socket: Socket): void
}

type Group = Map<Socket, (() => Stake) | null>

/** @param onClosed - called with each connection that is closed to make room, or for want of it */
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
    // Its descriptor is free by the time this returns.
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

  /** Of the source that has most; where all of its own are answered, of any other; of a proxy at last. */
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

  /** Behind the others of its source: it was active last. */
  function put(socket: Socket, stakeOf: (() => Stake) | null): void {
    const source = sources.get(socket)
    if (source === undefined) return
    const group = groups.get(source)
    group?.delete(socket)
    group?.set(socket, stakeOf)
  }
}

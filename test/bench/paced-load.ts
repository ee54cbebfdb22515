import type { Socket } from 'node:dgram'
import { performance } from 'node:perf_hooks'
import { isSignedReply } from './access-request.ts'
import { connect, type LoadResult, type LoadSetup } from './load.ts'

export interface PacedSetup extends Omit<LoadSetup, 'window'> {
  /** On average; the times between two requests are exponentially distributed, as those of users are. */
  readonly perSecond: number
}

/** Milliseconds. */
const patience = 5000
const sampleEvery = 50

/**
 * Sends every request at its time, whether others wait or not. A latency counts from when the request was due, so that a server that
 * stops for a moment is charged for all who would have come meanwhile (the "coordinated omission" of closed loops).
 */
export async function drivePaced({ ports, sharedSecret, lanes, perSecond }: PacedSetup): Promise<LoadResult> {
  const sockets = await Promise.all(lanes.map((_, i) => connect(ports[i % ports.length] ?? 0)))
  const total = lanes.reduce((sum, lane) => sum + lane.length, 0)
  const dueAt = arrivals(total, perSecond)
  /** Lane * 256 + Identifier -> number of the request that waits, or -1. */
  const waiting = new Int32Array(lanes.length * 256).fill(-1)
  const latencies: number[] = []
  const codes = new Uint32Array(256)
  const samples: [request: Buffer, reply: Buffer][] = []
  let lost = 0

  for (const [lane, socket] of sockets.entries()) {
    socket.on('message', (reply) => {
      const [code = 0, identifier = 0] = reply
      const place = lane * 256 + identifier
      const number = waiting[place] ?? -1
      if (number < 0) return
      waiting[place] = -1
      latencies.push(performance.now() - startedAt - (dueAt[number] ?? 0))
      codes[code] = (codes[code] ?? 0) + 1
      if (number % sampleEvery === 0) samples.push([requestOf(number), Buffer.from(reply)])
    })
  }

  /** Lanes take them by turns. */
  function requestOf(number: number): Buffer {
    return lanes[number % lanes.length]?.[Math.floor(number / lanes.length)] as Buffer
  }

  function send(number: number): void {
    const request = requestOf(number)
    const lane = number % lanes.length
    const place = lane * 256 + request.readUInt8(1)
    if ((waiting[place] ?? -1) >= 0) lost++
    waiting[place] = number
    ;(sockets[lane] as Socket).send(request)
  }

  const startedAt = performance.now()
  await new Promise<void>((resolve) => {
    let next = 0
    // It looks at the clock all the time: a timer would be up to a millisecond late, and the core is the load's own.
    const turn = () => {
      const now = performance.now() - startedAt
      while (next < total && (dueAt[next] ?? 0) <= now) send(next++)
      const isOver = latencies.length + lost >= total || now > (dueAt[total - 1] ?? 0) + patience
      if (next === total && isOver) resolve()
      else setImmediate(turn)
    }
    turn()
  })
  const seconds = (performance.now() - startedAt) / 1000
  for (const socket of sockets) socket.close()

  const unsigned = samples.filter(([request, reply]) => !isSignedReply(reply, request, sharedSecret))
  const [accepted = 0, rejected = 0] = [codes[2], codes[3]]
  return {
    accepted,
    rejected,
    lost: total - latencies.length,
    invalid: latencies.length - accepted - rejected + unsigned.length,
    seconds,
    latencies: Float64Array.from(latencies).sort(),
  }
}

/** Milliseconds from the start; the same for the same count and rate. */
function arrivals(count: number, perSecond: number): Float64Array {
  let seed = 1
  // Park and Miller's generator: what it lacks in quality matters to no queue.
  const random = () => {
    seed = (seed * 48_271) % 0x7fffffff
    return seed / 0x7fffffff
  }
  let at = 0
  return Float64Array.from({ length: count }, () => {
    at += (-Math.log(random()) * 1000) / perSecond
    return at
  })
}

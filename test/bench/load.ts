import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { isSignedReply } from './access-request.ts'

export interface LoadSetup {
  /** Lanes take them by turns. */
  readonly ports: readonly number[]
  readonly sharedSecret: string
  /** One list of requests for each socket; in a list, Identifiers count up from 0. */
  readonly lanes: readonly (readonly Buffer[])[]
  /** Requests of one lane that wait for their answer at any time; at most 128. */
  readonly window: number
}

export interface LoadResult {
  readonly accepted: number
  readonly rejected: number
  /** Unanswered for two seconds. */
  readonly lost: number
  /** Replies that are neither Access-Accept nor Access-Reject, and those of the verified ones that are not signed. */
  readonly invalid: number
  readonly seconds: number
  /** Milliseconds from the request to its answer, in ascending order. */
  readonly latencies: Float64Array
}

/** Sends every request once. An answer lets the next one go, so the server is never asked more than it takes. */
export async function drive({ ports, sharedSecret, lanes, window }: LoadSetup): Promise<LoadResult> {
  const sockets = await Promise.all(lanes.map((_, i) => connect(ports[i % ports.length] ?? 0)))
  const startedAt = performance.now()
  const results = await Promise.all(
    lanes.map((requests, i) => runLane(sockets[i] as Socket, requests, window)),
  )
  const seconds = (performance.now() - startedAt) / 1000
  for (const socket of sockets) socket.close()

  const count = (code: number) => results.reduce((sum, { codes }) => sum + (codes[code] as number), 0)
  const latencies = Float64Array.from(results.flatMap((result) => result.latencies)).sort()
  const unsigned = results
    .flatMap(({ samples }) => samples)
    .filter(([request, reply]) => !isSignedReply(reply, request, sharedSecret))
  const [accepted, rejected] = [count(2), count(3)]
  return {
    accepted,
    rejected,
    lost: results.reduce((sum, { lost }) => sum + lost, 0),
    invalid: latencies.length - accepted - rejected + unsigned.length,
    seconds,
    latencies,
  }
}

/** @param share - 0.5 is the median */
export function percentile(ascending: Float64Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
}

interface LaneResult {
  /** Answers by code. */
  readonly codes: Uint32Array
  readonly latencies: number[]
  readonly lost: number
  /** Some requests with their replies, to be verified when nothing is measured any more. */
  readonly samples: (readonly [request: Buffer, reply: Buffer])[]
}

const patience = 2000
const sampleEvery = 50

function runLane(socket: Socket, requests: readonly Buffer[], window: number): Promise<LaneResult> {
  return new Promise((resolve, reject) => {
    const codes = new Uint32Array(256)
    const latencies: number[] = []
    const samples: [Buffer, Buffer][] = []
    const sentAt = new Float64Array(requests.length)
    /** Identifier -> index of the request that waits, or -1. */
    const waiting = new Int32Array(256).fill(-1)
    let next = 0
    let lost = 0

    const givingUp = setInterval(() => {
      const now = performance.now()
      waiting.forEach((i, identifier) => {
        if (i >= 0 && now - (sentAt[i] as number) > patience) settle(identifier, () => lost++)
      })
    }, 250)

    function sendNext(): void {
      const request = requests[next]
      if (request === undefined) return
      // A lane goes on beside a request that got no answer, and comes round to its Identifier before it is given up.
      if ((waiting[next & 255] as number) >= 0) lost++
      waiting[next & 255] = next
      sentAt[next] = performance.now()
      socket.send(request)
      next++
    }

    function settle(identifier: number, count: () => void): void {
      waiting[identifier] = -1
      count()
      sendNext()
      finishWhenDone()
    }

    function finishWhenDone(): void {
      if (latencies.length + lost < requests.length) return
      clearInterval(givingUp)
      resolve({ codes, latencies, lost, samples })
    }

    socket.on('error', reject)
    socket.on('message', (reply) => {
      const [code = 0, identifier = 0] = reply
      const i = waiting[identifier] as number
      if (i < 0) return
      settle(identifier, () => {
        latencies.push(performance.now() - (sentAt[i] as number))
        codes[code] = (codes[code] as number) + 1
        if (i % sampleEvery === 0) samples.push([requests[i] as Buffer, Buffer.from(reply)])
      })
    })
    for (let i = 0; i < window; i++) sendNext()
    finishWhenDone()
  })
}

export async function connect(port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 })
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

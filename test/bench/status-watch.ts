import { setTimeout as sleep } from 'node:timers/promises'
import { askStatus } from '../peers/status-server.ts'
import type { LoginServer } from './logins.ts'

export interface StatusFigures {
  readonly asked: number
  /** No answer within two seconds. */
  readonly unanswered: number
  /** Milliseconds; of those that were answered. */
  readonly p99: number
  readonly slowest: number
}

const every = 250
const patience = 2000

/** Sends a Status-Server every quarter of a second until `stop` is called. */
export function watchStatus({ port, sharedSecret }: LoginServer): { stop(): Promise<StatusFigures> } {
  const stopping = new AbortController()
  const answers: Promise<number | null>[] = []
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      answers.push(askStatus(port, sharedSecret, patience))
      await sleep(every, null, { signal: stopping.signal }).catch(() => null)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await watching
      const times = await Promise.all(answers)
      const answered = times.filter((time) => time !== null).sort((a, b) => a - b)
      return {
        asked: times.length,
        unanswered: times.length - answered.length,
        p99: answered[Math.floor(answered.length * 0.99)] ?? Number.NaN,
        slowest: answered.at(-1) ?? Number.NaN,
      }
    },
  }
}

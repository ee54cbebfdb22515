import { readAuditLine } from '../audit/audit-line.ts'
import { postSigned } from '../lib/signed-post.ts'
import { cefLine } from './cef.ts'
import type { OpenSender } from './sender.ts'

/** A signed POST with up to a hundred lines: `json`, the lines as they stand, with their MACs; `cef`, one after another. */
export const openWebhookSender: OpenSender = ({ to, key, format }, { ca, version, clock }) => {
  if (key === null) throw new Error('a webhook has a key')
  const closing = new AbortController()
  return {
    async send(lines) {
      const body = format === 'json' ? jsonBody(lines) : cefBody(lines, version)
      const contentType = format === 'json' ? 'application/json' : 'text/plain; charset=utf-8'
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(patience)])
      await postSigned({ url: to, key, ca, body, contentType, now: clock() }, signal)
    },
    close: () => closing.abort(),
  }
}

/** Milliseconds for a request. */
const patience = 10_000

function jsonBody(lines: readonly string[]): string {
  return `{"lines":[${lines.join(',')}]}`
}

function cefBody(lines: readonly string[], version: string): string {
  const events = lines.map(readAuditLine).filter((event) => event !== null)
  return events.map((event) => `${cefLine(event, version)}\n`).join('')
}

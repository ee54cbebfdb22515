import type { ApiError } from '../server/http/contract/index.ts'
import type { Answer, BodyOf, Route } from './calls.ts'

export interface Sent {
  readonly body?: unknown
  /** Contains the widget token; absent: a public call, which sends the cookie of a trusted device. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

const patience = 30_000

/** Sends one request and reads the answer. Never throws. `address`: method and path under `/api/v1`. */
export async function send<R extends Route>(
  base: string,
  address: string,
  { body, headers, signal }: Sent,
): Promise<Answer<R>> {
  const [method = '', path = ''] = address.split(' ')
  let reason: 'network' | 'fault' = 'network'
  try {
    const response = await fetch(`${base.replace(/\/+$/, '')}/api/v1${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: headers === undefined ? 'include' : 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    })
    const text = await response.text()
    // An answer that is not JSON comes from a proxy or a captive portal, not from Ringlock.
    reason = 'fault'
    const answer: unknown = text === '' ? null : JSON.parse(text)
    if (response.ok) return { outcome: 'done', body: answer as BodyOf<R> }
    const error = (answer as Partial<ApiError> | null)?.error
    if (error !== undefined && response.status < 500) return { outcome: 'refused', ...error }
    return { outcome: 'failed', reason: error?.code === 'unavailable' ? error.code : reason }
  } catch {
    return signal.aborted ? { outcome: 'aborted' } : { outcome: 'failed', reason }
  }
}

import { createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface SignedPost {
  readonly url: string
  readonly key: string
  /** Certificates to trust (PEM); null: the usual authorities. */
  readonly ca: string | null
  readonly body: string
  readonly contentType: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Milliseconds for a whole request. */
const patience = 10_000

/**
 * `Ringlock-Signature`: HMAC-SHA-256 over the timestamp, a dot and the body. The timestamp lets the receiver refuse a request that
 * was recorded and sent again later.
 */
export function signatureOf(key: string, timestamp: number, body: string): string {
  return `sha256=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`
}

/**
 * Resolves when the receiver has answered with 2xx, and rejects otherwise. Follows no redirect: the answer would decide where the
 * body goes.
 */
export async function postSigned(
  { url, key, ca, body, contentType, now }: SignedPost,
  signal = AbortSignal.timeout(patience),
): Promise<void> {
  const timestamp = Math.floor(now / 1000)
  const request = url.startsWith('https:') ? httpsRequest : httpRequest
  const options = {
    method: 'POST',
    agent: false,
    minVersion: 'TLSv1.2',
    signal,
    headers: {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
      'Ringlock-Timestamp': String(timestamp),
      'Ringlock-Signature': signatureOf(key, timestamp, body),
    },
    ...(ca !== null && { ca }),
  } as const
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, options).on('response', resolve).on('error', reject).end(body)
  })
  // What the answer says is of no interest, and may be long.
  response.on('error', () => {}).destroy()
  const { statusCode = 0 } = response
  if (statusCode < 200 || statusCode > 299) throw new Error(`the answer has the status ${statusCode}`)
}

import type { IncomingMessage } from 'node:http'
import { readBody, usualLimit } from '../transport/read-body.ts'
import { type Refusal, refuse } from '../transport/reply.ts'

/** The fields of a form that was sent without a script. */
export async function readForm(
  incoming: IncomingMessage,
): Promise<URLSearchParams | Refusal<'too-large' | 'invalid-request' | 'unsupported-media-type'>> {
  const type = incoming.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    return refuse('unsupported-media-type', { message: 'This takes a form.' })
  }
  const bytes = await readBody(incoming, usualLimit)
  return 'refused' in bytes ? bytes : new URLSearchParams(bytes.toString())
}

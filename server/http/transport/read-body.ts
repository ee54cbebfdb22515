import type { IncomingMessage } from 'node:http'
import { type Refusal, refuse } from './reply.ts'

/** Bytes. */
export const usualLimit = 64 * 1024

/** Reads the whole body, or returns the refusal. It never holds more than `limit` bytes, with or without a Content-Length. */
export async function readBody(
  incoming: IncomingMessage,
  limit: number,
): Promise<Buffer | Refusal<'too-large' | 'invalid-request'>> {
  const tooLarge = refuse('too-large', { message: `The body may have ${limit} bytes.` })
  if (Number(incoming.headers['content-length'] ?? 0) > limit) return tooLarge
  const chunks: Buffer[] = []
  let length = 0
  return new Promise((resolve) => {
    const finish = (result: Buffer | typeof tooLarge | Refusal<'invalid-request'>) => {
      incoming.off('data', read).off('end', end).off('error', cutOff).off('close', cutOff)
      resolve(result)
    }
    const read = (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else finish(tooLarge)
    }
    const end = () => finish(Buffer.concat(chunks))
    const cutOff = () => finish(refuse('invalid-request', { message: 'The body was cut off.' }))
    incoming.on('data', read).once('end', end).once('error', cutOff).once('close', cutOff)
  })
}

type JsonRefusal = Refusal<'too-large' | 'invalid-request' | 'unsupported-media-type'>

/** Parses the JSON of a body. No body counts as an empty object, so that the faults name every missing field. */
export async function readJson(
  incoming: IncomingMessage,
  limit: number,
): Promise<{ readonly json: unknown } | JsonRefusal> {
  const { 'content-type': type, 'content-encoding': encoding } = incoming.headers
  if (type !== undefined && !isJson(type)) return refuse('unsupported-media-type')
  if (encoding !== undefined && encoding !== 'identity') return refuse('unsupported-media-type')
  const bytes = await readBody(incoming, limit)
  if ('refused' in bytes) return bytes
  if (bytes.length === 0) return { json: {} }
  // Another site's form can send a body without a type, or as text/plain, but not as JSON.
  if (type === undefined) return refuse('unsupported-media-type')
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return refuse('invalid-request', {
      message: 'The body is not JSON in UTF-8.',
      faults: [{ path: 'body', message: 'not JSON in UTF-8' }],
    })
  }
}

function isJson(contentType: string): boolean {
  return /^application\/json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i.test(contentType)
}

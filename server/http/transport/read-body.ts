import type { IncomingMessage } from 'node:http'
import { type Refusal, refuse } from './reply.ts'

/** Bytes. */
export const usualLimit = 64 * 1024

/** The whole body, or why not. Never holds more than `limit` bytes, whether Content-Length is told or not. */
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

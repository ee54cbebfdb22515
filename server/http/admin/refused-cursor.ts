import { type Refusal, refuse } from '../transport/reply.ts'

export function refuseCursor(): Refusal<'invalid-request'> {
  return refuse('invalid-request', {
    faults: [{ path: 'query.cursor', message: 'is not the nextCursor of a page before' }],
  })
}

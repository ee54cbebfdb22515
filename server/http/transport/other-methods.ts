import type { Handler } from 'hono'
import { errorResponse } from './errors.ts'
import { refuse } from './reply.ts'

/** Responds 405 with the methods a path supports (RFC 9110 section 15.5.6). */
export function otherMethods(methods: readonly string[]): Handler {
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ')
  return () => {
    const response = errorResponse(refuse('method-not-allowed'))
    response.headers.set('Allow', allow)
    return response
  }
}

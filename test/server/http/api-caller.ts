import type { ApiError, ErrorCode } from '../../../server/http/contract/index.ts'
import { checkAnswer } from './keeps-contract.ts'

export interface Answered {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is the test
  readonly body: any
  readonly headers: Headers
}

export interface Caller {
  get(path: string): Promise<Answered>
  post(path: string, body?: object, headers?: Record<string, string>): Promise<Answered>
  put(path: string, body: object, headers?: Record<string, string>): Promise<Answered>
  patch(path: string, body: object, headers?: Record<string, string>): Promise<Answered>
  delete(path: string, headers?: Record<string, string>): Promise<Answered>
}

/** Calls the API with a bearer; every answer is held to the contract. */
export function callerWith(base: string, bearer: string): Caller {
  const send =
    (method: string) =>
    async (
      path: string,
      body: object | undefined,
      headers: Record<string, string> = {},
    ): Promise<Answered> => {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const parsed = text === '' ? null : JSON.parse(text)
      checkAnswer(method, path, response.status, parsed)
      return { status: response.status, body: parsed, headers: response.headers }
    }
  return {
    get: (path) => send('GET')(path, undefined),
    post: (path, body = {}, headers) => send('POST')(path, body, headers),
    put: send('PUT'),
    patch: send('PATCH'),
    delete: (path, headers) => send('DELETE')(path, undefined, headers),
  }
}

/** Throws unless this is what was answered; answers the rest of the error. */
export function expectError(
  { status, body }: Answered,
  expected: number,
  code: ErrorCode,
): ApiError['error'] {
  const error = body?.error
  if (status !== expected || error?.code !== code) {
    throw new Error(`expected ${expected} ${code}, got ${status} ${JSON.stringify(body)}`)
  }
  return error
}

import type { ApiError } from '../../../server/http/contract/index.ts'
import type { BodyOf, Route } from '../../../widgets/calls.ts'

type Fault = ApiError['error']
type Status =
  | 200
  | 201
  | 202
  | 204
  | 400
  | 401
  | 403
  | 404
  | 409
  | 410
  | 412
  | 413
  | 422
  | 429
  | 500
  | 502
  | 503

/** What the fake service answers with: made by `ok`, `refuse`, `lost`, `page`, `never`. */
export type FakeAnswer<R extends Route> = { readonly route?: R } & (() => Promise<Response>)

export interface FakeRequest {
  readonly route: string
  /** With parameters filled in, as it was asked for. */
  readonly url: URL
  readonly body: unknown
  readonly headers: Headers
  readonly signal: AbortSignal | null
  readonly credentials: RequestCredentials | undefined
}

export interface FakeApi {
  /** Every request so far, oldest first. */
  readonly requests: readonly FakeRequest[]
  /** Of one route. */
  to(route: Route): readonly FakeRequest[]
  /** Answers of one route, in turn; the last one stays. */
  answer<R extends Route>(route: R, ...answers: FakeAnswer<R>[]): void
  restore(): void
}

export function ok<R extends Route>(body: BodyOf<R>): FakeAnswer<R> {
  return () =>
    Promise.resolve(
      body === null
        ? new Response(null, { status: 204 })
        : new Response(JSON.stringify(body), { status: 200 }),
    )
}

export function refuse<R extends Route>(
  status: Status,
  code: Fault['code'],
  more: Partial<Fault> = {},
): FakeAnswer<R> {
  const error: Fault = { code, message: `refused: ${code}`, ...more }
  return () => Promise.resolve(new Response(JSON.stringify({ error }), { status }))
}

/** No network. */
export function lost<R extends Route>(): FakeAnswer<R> {
  return () => Promise.reject(new TypeError('Failed to fetch'))
}

/** What a proxy in between says. */
export function page<R extends Route>(status: Status): FakeAnswer<R> {
  return () => Promise.resolve(new Response('<!doctype html><title>Bad gateway</title>', { status }))
}

/** Does not answer until `release` is called, or fails when the request is aborted. */
export function held<R extends Route>(answer: FakeAnswer<R>): FakeAnswer<R> & { release(): void } {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return Object.assign(() => released.then(() => answer()), { release: () => release() })
}

/**
 * Stands in for the service until `restore()`. A route that was given no answer fails the test that asked for it, by its
 * name in `unexpected`.
 */
export function fakeApi(): FakeApi & { readonly unexpected: readonly string[] } {
  const before = globalThis.fetch
  const answers = new Map<string, FakeAnswer<Route>[]>()
  const requests: FakeRequest[] = []
  const unexpected: string[] = []

  globalThis.fetch = async (input, init = {}) => {
    const url = new URL(String(input), document.location.href)
    const asked = `${init.method ?? 'GET'} ${url.pathname.replace(/^.*\/api\/v1/, '')}`
    const route = [...answers.keys()].find((each) => pattern(each).test(asked)) ?? asked
    const { signal = null } = init
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    requests.push({
      route,
      url,
      body,
      headers: new Headers(init.headers),
      signal,
      credentials: init.credentials,
    })
    const queue = answers.get(route)
    const answer = queue !== undefined && queue.length > 1 ? queue.shift() : queue?.[0]
    if (answer === undefined) {
      unexpected.push(asked)
      throw new TypeError(`no answer for ${asked}`)
    }
    return untilAborted(answer(), signal)
  }

  return {
    requests,
    unexpected,
    to: (route) => requests.filter((request) => request.route === route),
    answer: (route, ...given) => void answers.set(route, given as FakeAnswer<Route>[]),
    restore: () => {
      globalThis.fetch = before
    },
  }
}

function pattern(route: string): RegExp {
  return new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`)
}

function untilAborted(answer: Promise<Response>, signal: AbortSignal | null): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new DOMException('Aborted', 'AbortError'))
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    answer.then(resolve, reject)
  })
}

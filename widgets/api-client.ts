import type { Answer, RequestArgument, Route } from './calls.ts'
import { send } from './send.ts'
import type { TokenSource } from './token-source.ts'

export interface ApiClient {
  /** Never throws: every failure is an answer. */
  call<R extends Route>(route: R, ...request: RequestArgument<R>): Promise<Answer<R>>
}

export interface ApiClientOptions {
  /** Base URL of Ringlock, without `/api/v1`; empty: the page's own origin. */
  readonly base: string
  readonly tokens: TokenSource
}

/** Makes calls that need a widget token. When the token is refused, it gets a new one and repeats the call once. */
export function createApiClient({ base, tokens }: ApiClientOptions): ApiClient {
  return {
    async call<R extends Route>(route: R, ...[given]: RequestArgument<R>): Promise<Answer<R>> {
      const { body, ifMatch, signal = AbortSignal.any([]), ...parameters }: LooseRequest = given ?? {}
      const ask = (token: string) =>
        send<R>(base, addressed(route, parameters), {
          body,
          signal,
          headers: {
            authorization: `Bearer ${token}`,
            ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
          },
        })
      const token = await tokens.current()
      if (typeof token !== 'string') return token
      const answer = await ask(token)
      if (answer.outcome !== 'refused' || answer.code !== 'unauthenticated') return answer
      const another = await tokens.instead(token)
      return typeof another === 'string' ? ask(another) : another
    },
  }
}

interface LooseRequest {
  readonly body?: unknown
  readonly query?: object
  readonly path?: Readonly<Record<string, string>>
  readonly ifMatch?: string
  readonly signal?: AbortSignal
}

/** The route with its path parameters and query. */
function addressed(route: Route, { path = {}, query = {} }: LooseRequest): string {
  const filled = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const search = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return [filled, ...(search.length > 0 ? [search.join('&')] : [])].join('?')
}

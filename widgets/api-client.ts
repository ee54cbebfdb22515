import type {
  ApiError,
  CallName,
  Calls,
  RequestBody,
  RequestQuery,
  ResponseBody,
} from '../server/http/contract/index.ts'
import { send } from './send.ts'
import type { TokenSource } from './token-source.ts'

type RouteOf<Name extends CallName> = `${Calls[Name]['method']} ${Calls[Name]['path']}`
/** A call of the API, as `POST /me/authenticators/{id}/confirm`. */
export type Route = { [Name in CallName]: RouteOf<Name> }[CallName]
export type CallOf<R extends Route> = { [Name in CallName]: RouteOf<Name> extends R ? Name : never }[CallName]

type Parameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Parameter<Rest>
  : never
type Has<Name extends CallName, Key extends string, Then> =
  Calls[Name] extends Record<Key, unknown> ? Then : unknown
type PathOf<R extends Route> = [Parameter<R>] extends [never]
  ? unknown
  : { readonly path: Record<Parameter<R>, string> }

export type RequestOf<R extends Route> = Has<CallOf<R>, 'body', { readonly body: RequestBody<CallOf<R>> }> &
  Has<CallOf<R>, 'query', { readonly query: RequestQuery<CallOf<R>> }> &
  PathOf<R> & { readonly ifMatch?: string; readonly signal?: AbortSignal }
/** May be left out when nothing in it is required. */
export type RequestArgument<R extends Route> =
  object extends RequestOf<R> ? [request?: RequestOf<R>] : [request: RequestOf<R>]

/** null where the service answers with nothing. */
export type BodyOf<R extends Route> = Calls[CallOf<R>] extends { response: unknown }
  ? ResponseBody<CallOf<R>>
  : null
export type Done<R extends Route> = { readonly outcome: 'done'; readonly body: BodyOf<R> }
/** The service understood and said no. */
export type Refused = { readonly outcome: 'refused' } & ApiError['error']
/** Nobody answered, or nobody who makes sense. Nothing is known of what the service did. */
export type Failed = {
  readonly outcome: 'failed'
  /** `unavailable`: the service cannot say just now, and nothing was charged. */
  readonly reason: 'network' | 'fault' | 'unavailable'
}
/** The element is gone, or the user changed their mind; there is nothing to show. */
export type Aborted = { readonly outcome: 'aborted' }
export type Answer<R extends Route> = Done<R> | Refused | Failed | Aborted

export interface ApiClient {
  /** Never throws: whatever happens is an answer. */
  call<R extends Route>(route: R, ...request: RequestArgument<R>): Promise<Answer<R>>
}

export interface ApiClientOptions {
  /** Where Ringlock answers, without `/api/v1`; empty: the page's own origin. */
  readonly base: string
  readonly tokens: TokenSource
}

/** Makes the calls that want a widget token. A refused token is renewed, and the call repeated, once. */
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

/** The route with its parameters and its query filled in. */
function addressed(route: Route, { path = {}, query = {} }: LooseRequest): string {
  const filled = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const search = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return [filled, ...(search.length > 0 ? [search.join('&')] : [])].join('?')
}

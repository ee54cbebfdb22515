import type {
  ApiError,
  CallName,
  Calls,
  RequestBody,
  RequestQuery,
  ResponseBody,
} from '../server/http/contract/index.ts'

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

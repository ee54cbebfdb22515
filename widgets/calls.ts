import type {
  ApiError,
  CallName,
  Calls,
  RequestBody,
  RequestQuery,
  ResponseBody,
} from '../server/http/contract/index.ts'

type RouteOf<Name extends CallName> = `${Calls[Name]['method']} ${Calls[Name]['path']}`
/** A call of the API, such as `POST /me/authenticators/{id}/confirm`. */
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
/** Optional where the route requires no parameters. */
export type RequestArgument<R extends Route> =
  object extends RequestOf<R> ? [request?: RequestOf<R>] : [request: RequestOf<R>]

/** null where the service sends no body. */
export type BodyOf<R extends Route> = Calls[CallOf<R>] extends { response: unknown }
  ? ResponseBody<CallOf<R>>
  : null
export type Done<R extends Route> = { readonly outcome: 'done'; readonly body: BodyOf<R> }
/** The service refused the call. */
export type Refused = { readonly outcome: 'refused' } & ApiError['error']
/** There was no answer, or none from Ringlock. It is unknown whether the call had an effect. */
export type Failed = {
  readonly outcome: 'failed'
  /** `unavailable`: the service cannot decide at the moment, and counted no failure. */
  readonly reason: 'network' | 'fault' | 'unavailable'
}
/** The element was removed or the user cancelled; nothing is displayed. */
export type Aborted = { readonly outcome: 'aborted' }
export type Answer<R extends Route> = Done<R> | Refused | Failed | Aborted

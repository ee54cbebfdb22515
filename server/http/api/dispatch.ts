import type { IncomingMessage } from 'node:http'
import { isNoRoom } from '../../disk/disk-space.ts'
import type { ClientAddress } from '../transport/client-address.ts'
import { errorResponse } from '../transport/errors.ts'
import { type Answer, type Refusal, type Reply, refuse } from '../transport/reply.ts'
import type { HttpDeps } from './deps.ts'
import { createIdentify } from './identify.ts'
import { readInput } from './read-input.ts'
import type { UserContext } from './request-context.ts'
import type { Route } from './route.ts'

export interface ApiRequest {
  readonly incoming: IncomingMessage
  readonly client: ClientAddress
  /** URL-decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

/** Handles one call: identifies the caller, reads the input and runs the route. Never rejects. */
export type Dispatch = (route: Route, request: ApiRequest) => Promise<Response>

/** By name, because importing the stores' error classes would load the stores. */
const passingFaults = new Set(['UserStoreError', 'StateStoreError'])

export function createDispatch(deps: HttpDeps): Dispatch {
  const identify = createIdentify(deps)

  return async (route, request) => {
    try {
      const reply = await run(route, request)
      return 'refused' in reply ? errorResponse(reply) : answerResponse(route, reply)
    } catch (err) {
      const { method, path } = route.call
      deps.log.error({ err, call: `${method} ${path}` }, 'a call could not be answered')
      return errorResponse(refuse(isPassing(err) ? 'unavailable' : 'fault'))
    }
  }

  async function run(route: Route, { incoming, client, params, query }: ApiRequest): Promise<Reply> {
    const identified = await identify(route.call, incoming, client)
    if ('refused' in identified) return identified
    if (isChange(route) && !(await deps.room.admits())) return refuse('unavailable')
    const input = await readInput(route.call, incoming, params, query)
    if ('refused' in input) return input as Refusal
    // Only calls whose caller has a widget token have routes that read the caller (route.ts).
    return route.run(input, identified.context as UserContext)
  }
}

function answerResponse({ call }: Route, { answer, version, cookies = [] }: Answer<unknown>): Response {
  const hasBody = call.response !== undefined
  const headers: [name: string, value: string][] = []
  if (hasBody) headers.push(['Content-Type', 'application/json'])
  if (version !== undefined) headers.push(['ETag', `"${version}"`])
  for (const cookie of cookies) headers.push(['Set-Cookie', cookie])
  const body = hasBody ? JSON.stringify(answer) : null
  // Only cookies may be several of a name, and an object is sent as it is where a list becomes a Headers first.
  const init = cookies.length > 1 ? headers : Object.fromEntries(headers)
  return new Response(body, { status: call.status, headers: init })
}

/** Logins do not count as changes, because authenticate.ts refuses and counts those of all channels. */
function isChange({ call: { method, caller } }: Route): boolean {
  return method !== 'GET' && caller !== 'none'
}

function isPassing(fault: unknown): boolean {
  return fault instanceof Error && (passingFaults.has(fault.name) || isNoRoom(fault))
}

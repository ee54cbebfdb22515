import type { IncomingMessage } from 'node:http'
import { type Role, roles } from '../../../adapters/user-store.ts'
import { wholeSeconds } from '../../lib/clock.ts'
import type { UserKey } from '../../state/contract/state-store.ts'
import type { Call } from '../contract/index.ts'
import type { ClientAddress } from '../transport/client-address.ts'
import { type Refusal, refuse } from '../transport/reply.ts'
import type { HttpDeps } from './deps.ts'
import { createWrongKeys, type Portal } from './portals.ts'
import { readProof } from './proof.ts'
import type { PortalContext, UserContext, WidgetCaller } from './request-context.ts'
import { setUpStanding } from './set-up-standing.ts'
import type { SetUp } from './widget-tokens.ts'

type IdentifyDeps = Pick<HttpDeps, 'portals' | 'widgetTokens' | 'users' | 'state' | 'audit' | 'clock'>
type Identified = { readonly context: PortalContext | UserContext } | Refusal<IdentifyCode>
type IdentifyCode = 'unauthenticated' | 'forbidden' | 'reverify' | 'throttled'
type KeyCode = 'unauthenticated' | 'throttled'

/** Identifies the caller and decides whether the call is allowed. */
export function createIdentify(deps: IdentifyDeps) {
  const { portals, widgetTokens, users, state, audit, clock } = deps
  const wrongKeys = createWrongKeys(clock)

  return async (call: Call, incoming: IncomingMessage, client: ClientAddress): Promise<Identified> => {
    if (call.caller === 'none' || call.caller === 'portal') {
      const portal = await (call.caller === 'portal'
        ? portalByKey(incoming, client)
        : portalOf(incoming, client))
      if ('refused' in portal) return portal
      return {
        context: { ...portalContext(portal, incoming, client), source: sourceOf(client, incoming.headers) },
      }
    }
    const known = await callerOf(incoming)
    if (known === null) return refuse('unauthenticated')
    const { portal, caller } = known
    const context = { ...portalContext(portal, incoming, client), caller }
    if (call.caller === 'admin' && caller.role === 'user') {
      const { userKey, user } = caller
      const reason = `${call.method} ${call.path}`
      const who = { userKey, login: user.name, tenant: user.tenant, ...context.actor }
      await audit.record({ event: 'admin.call', outcome: 'refused', reason, ...who })
      return refuse('forbidden', { message: 'This call is for admins.' })
    }
    if (caller.setUp !== null && !(await maySetUp(call, caller.setUp, caller.userKey)))
      return refuse('forbidden', { message: 'This token is for the set-up of a first second factor alone.' })
    if (call.proof && caller.provenUntil === null) return refuse('reverify')
    return { context }
  }

  async function portalByKey(
    incoming: IncomingMessage,
    { source, from }: ClientAddress,
  ): Promise<Portal | Refusal<KeyCode>> {
    const key = bearerOf(incoming)
    if (key === null) return refuse('unauthenticated')
    const portal = portals.byKey(key)
    if (portal !== null) return portal
    const wait = wrongKeys.charge(source)
    const reason = wait === null ? 'wrong-key' : 'throttled'
    await audit.record({ event: 'portal.key', outcome: 'refused', reason, door: 'http', from, source })
    return wait === null ? refuse('unauthenticated') : refuse('throttled', { retryAfter: wholeSeconds(wait) })
  }

  /** The portal of a login: a browser sends the origin of its page, a server sends the portal's key. */
  async function portalOf(
    incoming: IncomingMessage,
    client: ClientAddress,
  ): Promise<Portal | Refusal<KeyCode | 'forbidden'>> {
    const { origin } = incoming.headers
    if (origin !== undefined) return portals.byOrigin(origin) ?? refuse('forbidden')
    if (incoming.headers.authorization !== undefined) return portalByKey(incoming, client)
    return (
      portals.only ??
      refuse('forbidden', {
        message: "Send the portal's key as bearer: there is no other way to tell portals apart.",
      })
    )
  }

  async function callerOf(
    incoming: IncomingMessage,
  ): Promise<{ readonly portal: Portal; readonly caller: WidgetCaller } | null> {
    const token = bearerOf(incoming)
    const claims = token === null ? null : await widgetTokens.verify(token)
    const portal = claims === null ? null : portals.byName(claims.portal)
    if (claims === null || portal === null || !isAtHome(incoming, portal)) return null
    const found = await users.get(claims.userKey)
    if (found === null || !found.user.enabled) return null
    const caller: WidgetCaller = {
      ...found,
      role: roleOf(found.user.role, claims.role, portal),
      amr: claims.amr,
      tokenId: claims.id,
      tokenExpiresAt: claims.expiresAt,
      setUp: claims.setUp ?? null,
      provenUntil:
        claims.setUp !== undefined
          ? claims.expiresAt
          : await readProof({ tokenId: claims.id, userKey: found.userKey }, state, clock()),
    }
    return { portal, caller }
  }

  /**
   * The token was issued for a right password alone, so once a second factor exists, it cannot set up another, not even after a
   * reset.
   */
  async function maySetUp({ setUp, proof }: Call, { standing }: SetUp, userKey: UserKey): Promise<boolean> {
    if (!setUp) return false
    return !proof || (await setUpStanding(userKey, state)) === standing
  }

  /** A portal's token is valid on the portal's own pages and ours; a server sends no Origin. */
  function isAtHome({ headers: { origin } }: IncomingMessage, portal: Portal): boolean {
    return origin === undefined || origin === portals.ownOrigin || portal.origins.includes(origin)
  }
}

export type Identify = ReturnType<typeof createIdentify>

/** Not above the user store's role, unless the portal may raise it. */
export function roleOf(stored: Role, said: Role | null, { maySetRole }: Portal): Role {
  if (said === null || said === stored) return stored
  return maySetRole || roles.indexOf(said) < roles.indexOf(stored) ? said : stored
}

function portalContext(portal: Portal, { headers }: IncomingMessage, client: ClientAddress): PortalContext {
  const { source, from } = client
  return {
    portal,
    source,
    byServer: isServer(headers),
    from,
    actor: { door: 'http', askedBy: portal.name, from },
    ifMatch: readEntityTag(headers['if-match']),
    userAgent: headers['user-agent'] ?? null,
    cookies: readCookies(headers.cookie),
  }
}

/**
 * A portal's server stands for all of its users. If their failures counted against its address, one user's mistakes could lock
 * all of them out.
 */
function sourceOf(
  { source, isForwarded }: ClientAddress,
  headers: IncomingMessage['headers'],
): string | null {
  return isServer(headers) && !isForwarded ? null : source
}

function isServer({ origin, authorization }: IncomingMessage['headers']): boolean {
  return origin === undefined && authorization !== undefined
}

function bearerOf({ headers: { authorization } }: IncomingMessage): string | null {
  return /^Bearer +(\S.*)$/i.exec(authorization ?? '')?.[1] ?? null
}

/**
 * `"abc"` and `W/"abc"` give `abc`; null for none, or `*`. Text that is not an entity tag is returned as it is, and matches
 * nothing.
 */
function readEntityTag(header: string | undefined): string | null {
  if (header === undefined || header.trim() === '*') return null
  return /^(?:W\/)?"([^"]*)"$/.exec(header.trim())?.[1] ?? header
}

/**
 * Parses a Cookie header (RFC 6265 section 4.2.1); of a repeated name, the first counts. hono/cookie is not used, because it
 * decodes and unquotes values, and throws if a device is trusted for more than 400 days.
 */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header?.split(';') ?? []) {
    const [name = '', ...value] = pair.trim().split('=')
    if (!cookies.has(name)) cookies.set(name, value.join('='))
  }
  return cookies
}

import type { HttpDeps } from '../api/deps.ts'
import type { PortalContext } from '../api/request-context.ts'
import type { ParsedBody } from '../contract/index.ts'
import { type Refusal, refuse } from '../transport/reply.ts'

type VouchedBody = Extract<ParsedBody<'login'>, { amr: string[] }>

/**
 * The user whom a portal authenticated itself and wants to log in by the code alone. Only a portal's server may ask for it,
 * with the portal's key, because a page is under the control of its visitor.
 */
export async function vouchedUser(
  { userKey, user }: VouchedBody,
  { portal, byServer, actor }: PortalContext,
  { users, audit }: Pick<HttpDeps, 'users' | 'audit'>,
): Promise<{ readonly login: string; readonly userKey?: string } | Refusal<'forbidden' | 'conflict'>> {
  if (!byServer)
    return refuse('forbidden', { message: "The password is left out by a portal's server alone." })
  if (!portal.maySkipPassword) {
    const reason = 'POST /login without a password'
    await audit.record({ event: 'portal.call', outcome: 'refused', reason, userKey, login: user, ...actor })
    return refuse('forbidden', {
      message: 'http.portals[].maySkipPassword lets a portal leave the password out.',
    })
  }
  const found = await (userKey === undefined ? users.findOnly(user ?? '') : users.get(userKey))
  if (found === 'ambiguous') return refuse('conflict', severalUsers)
  return found === null
    ? { login: user ?? userKey ?? '', ...(userKey !== undefined && { userKey }) }
    : { login: user ?? found.user.name, userKey: found.userKey }
}

/** Choosing either could choose another user than the one logged in at the portal. */
export const severalUsers = { message: 'Several users go by this name: send userKey.' }

import type { HttpDeps } from '../api/deps.ts'
import type { PortalContext } from '../api/request-context.ts'
import type { ParsedBody } from '../contract/index.ts'
import { type Refusal, refuse } from '../transport/reply.ts'

type VouchedBody = Extract<ParsedBody<'login'>, { amr: string[] }>

/**
 * Whom a portal wants logged in by the code alone, having proven who they are itself. Only its server may say so, which shows
 * its key: a page is in the hands of whoever opened it.
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

/** Whichever were picked, the other could be the one who is logged in at the portal. */
export const severalUsers = { message: 'Several users go by this name: send userKey.' }

import type { User } from '../../adapters/user-store.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { PolicyConfig } from '../config/load-config.ts'
import type { Enrolments } from '../enrolment/enrolments.ts'
import type { Clock } from '../lib/clock.ts'
import { policyOf } from '../login/policy.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { MailedLink, StateStore } from '../state/contract/state-store.ts'
import type { KnownUser, UserDirectory } from '../users/directory.ts'
import { hashLinkToken, linkTo, makeLinkToken } from './link-tokens.ts'
import {
  type Asker,
  hasRoom,
  type MailRoom,
  mayMail,
  recipientOf,
  type ShownChallenge,
} from './recipients.ts'

/** Mails a link that resets the second factor (docs/requirements.md, S10). */
export interface ResetByMail {
  /**
   * Mails the link to the user whose login waits with this challenge, which is after the right password. It returns nothing and
   * must run after the response.
   *
   * @param askedBy - the portal that received the challenge
   * @param from - source address and port
   * @param asker - for the mail
   */
  request(challenge: ShownChallenge, askedBy: string, from: string, asker?: Asker): Promise<void>
  /** Reads a link without consuming it; null if used, expired, replaced or unknown. */
  read(token: string): Promise<MailedLink | null>
  /**
   * Consumes the link and resets its user's second factor, for exactly one caller; null if there is no such link, or the user
   * may not log in or reset any more. Rejects and keeps the link if the user store cannot be queried.
   *
   * @param from - source address and port
   */
  consume(token: string, from: string): Promise<KnownUser | null>
}

export interface ResetDeps {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly enrolments: Pick<Enrolments, 'reset'>
  readonly mailer: Mailer
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly policy: () => PolicyConfig
  /** null if there is no page for links, so none are mailed. */
  readonly publicUrl: string | null
  readonly room?: MailRoom
}

const minute = 60_000

export function createResetByMail(deps: ResetDeps): ResetByMail {
  const { users, state, enrolments, mailer, audit, clock, policy, publicUrl } = deps

  const policyFor = ({ user }: KnownUser) => policyOf(policy(), user.tenant)

  /** The user of the link; null if the user may not reset any more. */
  async function mayReset(link: MailedLink): Promise<KnownUser | null> {
    const found = await users.get(link.userKey)
    return found?.user.enabled === true && maySelfReset(found.user, policyFor(found)) ? found : null
  }

  /** A link that reset nothing can be used again. One that did must not remove an authenticator that is set up afterwards. */
  async function giveBackUnlessReset(link: MailedLink): Promise<void> {
    try {
      const enrolment = await state.readEnrolment(link.userKey)
      if (enrolment === null || enrolment.authenticators.length === 0) return
      await state.giveBack({ kind: 'link', link }, clock())
    } catch {
      // Best effort: the user can ask for another link.
    }
  }

  return {
    async request({ challengeState, userKey }, askedBy, from, asker = {}) {
      if (publicUrl === null || !(await hasRoom(deps))) return
      const found = await users.get(userKey)
      if (found === null || !found.user.enabled) return
      const { user } = found
      const to = recipientOf(user)
      if (to === null || !maySelfReset(user, policyFor(found))) return
      const { resetLink } = policyFor(found)

      const now = clock()
      const holder = { userKey, askedBy }
      if ((await state.readChallenge(challengeState, holder, now)) === null) return
      if (!(await mayMail('reset', { userKey, challengeState }, state, now))) return
      const { token, hash } = makeLinkToken()
      const expiresAt = now + resetLink
      await state.putLink({ purpose: 'reset', hash, userKey, expiresAt }, now)
      await audit.record({
        event: 'reset-link.mailed',
        outcome: 'done',
        login: user.name,
        tenant: user.tenant,
        userKey,
        door: 'http',
        askedBy,
        from,
      })
      const minutes = Math.max(1, Math.floor(resetLink / minute))
      const link = linkTo('reset', publicUrl, token)
      const origin = { ...asker, tenant: user.tenant, portal: askedBy, at: now }
      await mailer.send(to, { kind: 'reset-link', link, minutes }, expiresAt, origin)
    },

    read: (token) => state.readLink('reset', hashLinkToken(token), clock()),

    async consume(token, from) {
      const hash = hashLinkToken(token)
      const link = await state.readLink('reset', hash, clock())
      if (link === null) return null
      const found = await mayReset(link)
      const taken = await state.takeLink('reset', hash, clock())
      if (taken === null || found === null) return null
      const { user, userKey } = found
      const actor = { door: 'http', login: user.name, tenant: user.tenant, from } as const
      try {
        await audit.record({ event: 'reset-link.used', outcome: 'done', userKey, ...actor })
        await enrolments.reset(userKey, actor)
      } catch (fault) {
        await giveBackUnlessReset(taken)
        throw fault
      }
      return found
    },
  }
}

/**
 * Whether a user may reset the second factor by a mailed link. They may not if they could not log in afterwards, because there
 * is neither a grace period nor mail for a new set-up.
 */
export function maySelfReset(
  { role }: Pick<User, 'role'>,
  {
    selfReset,
    gracePeriod,
    enrolmentMail,
  }: Pick<PolicyConfig, 'selfReset' | 'gracePeriod' | 'enrolmentMail'>,
): boolean {
  return selfReset.includes(role) && (gracePeriod > 0 || enrolmentMail !== 'off')
}

import type { AuditTrail } from '../audit/audit-trail.ts'
import type { AfterLogin, Authenticate } from '../authentication/login-attempt.ts'
import type { PolicyConfig } from '../config/load-config.ts'
import type { EnrolmentChanged } from '../enrolment/change.ts'
import type { Actor, Enrolments } from '../enrolment/enrolments.ts'
import type { Clock } from '../lib/clock.ts'
import { policyOf } from '../login/policy.ts'
import { totpDefaults } from '../login/totp.ts'
import type { Mailer, Message, Recipient } from '../mail/mailer.ts'
import type { Enrolment, PendingAuthenticator, StateStore } from '../state/contract/state-store.ts'
import type { KnownUser, UserDirectory } from '../users/directory.ts'
import { labelOf } from '../users/tenants.ts'
import { isEnrolled, loadUserStatus } from '../users/user-status.ts'
import { hashLinkToken, linkTo, makeLinkToken } from './link-tokens.ts'
import { isOwnChange } from './notices.ts'
import { hasRoom, type MailRoom, recipientOf } from './recipients.ts'
import { type LinkOpening, type OpenedLink, openAsLogin } from './redeem-link.ts'

/** The mail with which a user sets up an authenticator. */
export interface EnrolmentMail {
  /** Invites users who must have a second factor, at most once a day, if the policy says so. */
  afterLogin(login: AfterLogin): Promise<void>
  /**
   * Invites users who reset their own second factor, regardless of earlier invitations, because they may need the link to log
   * in.
   */
  afterChange(changed: EnrolmentChanged): Promise<void>
  /**
   * Mails the link for an admin, at most once a minute. `conflict`: the link would not work, because the user has an enabled
   * authenticator or may not log in. `no-mail`: the user has no address, or no page is configured for the link. `throttled`:
   * mailed a moment ago, or the queue is full.
   */
  send(found: KnownUser, actor: Actor): Promise<'queued' | 'conflict' | 'no-mail' | 'throttled'>
  /**
   * Opens a mailed link with the user's password. The link stays valid until it expires (three days), a newer one is mailed, or
   * the user has an enabled authenticator.
   */
  open(opening: LinkOpening): Promise<OpenedLink>
}

export interface EnrolmentMailDeps {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly enrolments: Pick<Enrolments, 'offer'>
  readonly authenticate: Authenticate
  readonly mailer: Mailer
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly policy: () => PolicyConfig
  /** null if there is no page for links, so none are mailed. */
  readonly publicUrl: string | null
  readonly room?: MailRoom
}

const minute = 60_000
const day = 24 * 60 * minute
const daysOfLink = 3
export function createEnrolmentMail(deps: EnrolmentMailDeps): EnrolmentMail {
  const { users, state, enrolments, authenticate, mailer, audit, clock, policy, publicUrl } = deps

  const mailedTo = ({ user }: KnownUser) => policyOf(policy(), user.tenant).enrolmentMail

  async function invite(found: KnownUser, { again }: { readonly again: boolean }): Promise<void> {
    const to = recipientOf(found.user)
    if (to === null || publicUrl === null || mailedTo(found) === 'off') return
    if (!(await hasRoom(deps))) return
    if (isEnrolled(await state.readEnrolment(found.userKey))) return
    if (!(await claimInvitation(found)) && !again) return
    await mail(found, to, publicUrl, { door: 'http', login: found.user.name, tenant: found.user.tenant })
  }

  function claimInvitation({ userKey }: KnownUser): Promise<boolean> {
    return state.claimMail(`invitation|${userKey}`, day, clock())
  }

  async function mail(
    found: KnownUser,
    to: Recipient,
    publicUrl: string,
    actor: Actor,
  ): Promise<'queued' | 'full'> {
    const { userKey } = found
    const { token, hash } = makeLinkToken()
    const expiresAt = clock() + daysOfLink * day
    const message = await messageFor(found, linkTo('enrol', publicUrl, token), actor)
    await state.putLink({ purpose: 'enrolment', hash, userKey, expiresAt }, clock())
    await audit.record({ event: 'enrolment-link.mailed', outcome: 'done', userKey, ...actor })
    const origin = { tenant: found.user.tenant, portal: actor.askedBy, at: clock() }
    return mailer.send(to, message, expiresAt, origin)
  }

  async function messageFor(found: KnownUser, link: string, actor: Actor): Promise<Message> {
    const { record, status } = await loadUserStatus(found, { state, policy }, clock())
    const shared = { link, days: daysOfLink, graceEnds: status.graceEnds }
    const uri = mailedTo(found) === 'qr' ? await offeredUri(found, record.enrolment, actor) : null
    return uri === null ? { kind: 'enrolment-link', ...shared } : { kind: 'enrolment-qr', uri, ...shared }
  }

  /** null if none can be offered, or another set-up is in progress, which a new offer would replace. */
  async function offeredUri(
    { user, userKey }: KnownUser,
    enrolment: Enrolment | null,
    actor: Actor,
  ): Promise<string | null> {
    if (pendingOffer(enrolment, clock()) !== null) return null
    const account = labelOf(user)
    const { email } = user
    const secret = { totpSecret: null, serial: null }
    const lifetime = daysOfLink * day
    const offer = await enrolments.offer(
      { userKey, account, email, kind: 'app', ...totpDefaults, ...secret, lifetime },
      actor,
    )
    return offer.result === 'offered' ? offer.uri : null
  }

  return {
    async afterLogin(login) {
      if (login.what === 'enrolment-due') await invite(login.found, { again: false })
    },

    async afterChange({ event, userKey, actor }) {
      if (event !== 'enrolment.reset' || !isOwnChange(actor, userKey)) return
      const found = await users.get(userKey)
      if (found === null) return
      const { status } = await loadUserStatus(found, { state, policy }, clock())
      if (status.requirement === 'required') await invite(found, { again: true })
    },

    async send(found, actor) {
      const to = recipientOf(found.user)
      if (!found.user.enabled || isEnrolled(await state.readEnrolment(found.userKey))) return 'conflict'
      if (to === null || publicUrl === null) return 'no-mail'
      if (!(await state.claimMail(`enrolment-mail|${found.userKey}`, minute, clock()))) return 'throttled'
      await claimInvitation(found)
      return (await mail(found, to, publicUrl, actor)) === 'queued' ? 'queued' : 'throttled'
    },

    async open(opening) {
      const link = await state.readLink('enrolment', hashLinkToken(opening.token), clock())
      const found = link === null ? null : await users.get(link.userKey)
      if (found === null || !found.user.enabled)
        return { result: 'refused', reason: 'expired', retryAfter: 0 }
      const enrolment = await state.readEnrolment(found.userKey)
      if (isEnrolled(enrolment)) return { result: 'refused', reason: 'expired', retryAfter: 0 }
      // Typing the password counts as a login, but a user who has opened the link must not be mailed another one for it.
      await claimInvitation(found)
      const refusal = await openAsLogin(found, opening, { authenticate, clock })
      return refusal ?? { result: 'opened', found, offered: mailedOffer(enrolment, clock()) }
    },
  }
}

function pendingOffer(enrolment: Enrolment | null, now: number): PendingAuthenticator | null {
  const pending = enrolment?.pending ?? null
  return pending !== null && now < pending.expiresAt ? pending : null
}

/** The offer whose QR code was mailed. Only such offers live as long as a link. */
function mailedOffer(enrolment: Enrolment | null, now: number): string | null {
  const pending = pendingOffer(enrolment, now)
  if (pending === null) return null
  const { authenticator, expiresAt } = pending
  return expiresAt - authenticator.enrolledAt === daysOfLink * day ? authenticator.id : null
}

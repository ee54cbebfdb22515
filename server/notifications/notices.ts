import type { AfterLogin } from '../authentication/login-attempt.ts'
import type { EnrolmentChanged, EnrolmentEvent } from '../enrolment/change.ts'
import type { Actor } from '../enrolment/enrolments.ts'
import type { Clock } from '../lib/clock.ts'
import { addressIn } from '../lib/ip-address.ts'
import type { Notice } from '../locales/texts.ts'
import type { Mailer, MailOrigin } from '../mail/mailer.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import type { UserDirectory } from '../users/directory.ts'
import { recipientOf } from './recipients.ts'

/** Mails users what happened to their second factor, if they have an address. */
export interface Notices {
  afterChange(changed: EnrolmentChanged): Promise<void>
  afterLogin(login: AfterLogin): Promise<void>
}

export interface NoticeDeps {
  readonly users: UserDirectory
  readonly mailer: Mailer
  readonly clock: Clock
}

/** null for no mail. Users imported with their authenticators are new here; the other events without mail change no factor. */
const noticeOf: Readonly<Record<EnrolmentEvent, Notice | null>> = {
  'enrolment.bound': 'enrolled',
  'enrolment.confirmed': 'enrolled',
  'enrolment.enabled': 'enabled',
  'enrolment.disabled': 'disabled',
  'enrolment.deleted': 'deleted',
  'enrolment.reset': 'reset',
  'enrolment.assigned': 'device-assigned',
  'enrolment.hardware-imported': 'device-assigned',
  'recovery-codes.made': 'recovery-codes-made',
  'recovery-codes.deleted': 'recovery-codes-deleted',
  'enrolment.imported': null,
  'enrolment.offered': null,
  'enrolment.withdrawn': null,
  'enrolment.requirement-set': null,
  'recovery-codes.released': null,
}

export function createNotices({ users, mailer, clock }: NoticeDeps): Notices {
  return {
    async afterChange({ event, userKey, actor }) {
      const notice = noticeOf[event]
      if (notice === null) return
      const origin = { portal: actor.askedBy, address: addressIn(actor.from) }
      await send(userKey, notice, isOwnChange(actor, userKey) ? 'user' : 'admin', origin)
    },

    /** A recovery code may be used by an attacker, without the user noticing. */
    async afterLogin(login) {
      if (login.what === 'recovery-code-used') await send(login.userKey, 'recovery-code-used', 'user', {})
    },
  }

  async function send(
    userKey: UserKey,
    notice: Notice,
    by: 'user' | 'admin',
    origin: Omit<MailOrigin, 'at' | 'tenant'>,
  ): Promise<void> {
    const found = await users.get(userKey)
    const to = found === null ? null : recipientOf(found.user)
    if (found === null || to === null) return
    const { tenant } = found.user
    await mailer.send(to, { kind: 'notice', notice, by }, null, { ...origin, tenant, at: clock() })
  }
}

/** Whether users changed their own second factor. */
export function isOwnChange({ door, by }: Actor, userKey: UserKey): boolean {
  return door !== 'cli' && (by === undefined || by === userKey)
}

import { randomBytes } from 'node:crypto'
import type { PolicyConfig } from '../config/load-config.ts'
import type { Clock } from '../lib/clock.ts'
import { hashEmailCode, makeEmailCode, randomBytesPerEmailCode } from '../login/email-code.ts'
import { policyOf } from '../login/policy.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { StateStore } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { UserDirectory } from '../users/directory.ts'
import {
  type Asker,
  hasRoom,
  type MailRoom,
  mayMail,
  recipientOf,
  type ShownChallenge,
} from './recipients.ts'

/** Mails codes that replace the authenticator's. */
export interface EmailCodes {
  /**
   * Mails a code for the login waiting with this challenge, and invalidates the one mailed before. It returns nothing and must
   * run after the response, because its duration reveals whether the user has an address.
   *
   * @param askedBy - the portal that received the challenge
   * @param asker - for the mail
   */
  send(challenge: ShownChallenge, askedBy: string, asker?: Asker): Promise<void>
}

export interface EmailCodeDeps {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly mailer: Mailer
  readonly sealing: Pick<Sealing, 'emailCodeHashKey'>
  readonly clock: Clock
  readonly policy: () => Pick<PolicyConfig, 'emailCode'>
  readonly room?: MailRoom
}

const minute = 60_000

export function createEmailCodes(deps: EmailCodeDeps): EmailCodes {
  const { users, state, mailer, sealing, clock, policy } = deps
  return {
    async send({ challengeState, userKey }, askedBy, asker = {}) {
      if (!(await hasRoom(deps))) return
      const found = await users.get(userKey)
      if (found === null || !found.user.enabled) return
      if (!policyOf(policy(), found.user.tenant).emailCode) return
      const to = recipientOf(found.user)
      if (to === null) return

      const now = clock()
      const code = makeEmailCode(randomBytes(randomBytesPerEmailCode))
      const emailCodeHash = hashEmailCode(code, challengeState, sealing.emailCodeHashKey)
      const holder = { userKey, askedBy }
      if ((await state.readChallenge(challengeState, holder, now)) === null) return
      if (!(await mayMail('email-code', { userKey, challengeState }, state, now))) return
      const challenge = await state.putEmailCode(challengeState, holder, emailCodeHash, now)
      if (challenge === null) return
      const minutes = Math.max(1, Math.floor((challenge.expiresAt - now) / minute))
      const origin = { ...asker, tenant: found.user.tenant, portal: askedBy, at: now }
      await mailer.send(to, { kind: 'email-code', code, minutes }, challenge.expiresAt, origin)
    },
  }
}

import type { Enrolment, TotpAuthenticator } from '../state/state-store.ts'

/** The life of an authenticator as pure changes of an enrolment, for StateStore.changeEnrolment. */

const nothing: Enrolment = { authenticators: [], recoveryCodeHashes: [] }

export function bind(current: Enrolment | null, authenticator: TotpAuthenticator): Enrolment {
  const { authenticators, recoveryCodeHashes } = current ?? nothing
  return { authenticators: [...authenticators, authenticator], recoveryCodeHashes }
}

/** A new set of recovery codes kills the old one. */
export function replaceRecoveryCodes(current: Enrolment | null, hashes: readonly string[]): Enrolment {
  return { ...(current ?? nothing), recoveryCodeHashes: hashes }
}

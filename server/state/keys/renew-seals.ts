import type { AuditKeySealing } from '../../audit/audit-store.ts'
import type { SealRenewal } from '../contract/keys.ts'
import type {
  AssertionKey,
  AuditKey,
  Enrolment,
  StateStore,
  TotpAuthenticator,
  UserKey,
} from '../contract/state-store.ts'
import { SealError, type Sealing } from './sealing.ts'

/**
 * What lies sealed in the state store. A rotation of the master key walks through each; both stores' `renewSeals` and
 * {@link withSealsInUse} call these, so whatever is to be sealed besides gets its line here.
 */
export interface SealedRows {
  enrolment(userKey: UserKey, enrolment: Enrolment): Enrolment
  assertionKey(key: AssertionKey): AssertionKey
  auditKey(key: AuditKey): AuditKey
}

/** The same object where nothing had to change. */
export function sealedRows({ secret, text }: SealRenewal): SealedRows {
  function authenticator(userKey: UserKey, each: TotpAuthenticator): TotpAuthenticator {
    const sealedTotpSecret = secret(each.sealedTotpSecret, { userKey, authenticatorId: each.id })
    return sealedTotpSecret === each.sealedTotpSecret ? each : { ...each, sealedTotpSecret }
  }

  return {
    enrolment(userKey, enrolment) {
      const { pending } = enrolment
      const authenticators = enrolment.authenticators.map((each) => authenticator(userKey, each))
      const offered = pending === null ? null : authenticator(userKey, pending.authenticator)
      const isSame =
        authenticators.every((each, i) => each === enrolment.authenticators[i]) &&
        offered === (pending?.authenticator ?? null)
      if (isSame) return enrolment
      return {
        ...enrolment,
        authenticators,
        pending: pending === null || offered === null ? null : { ...pending, authenticator: offered },
      }
    },
    assertionKey(key) {
      const sealedD = text(key.sealedD, assertionKeyContext(key.id))
      return sealedD === key.sealedD ? key : { ...key, sealedD }
    },
    auditKey(key) {
      const sealedKey = text(key.sealedKey, auditKeyContext(key.id))
      return sealedKey === key.sealedKey ? key : { ...key, sealedKey }
    },
  }
}

/** How the keys of audit trails are sealed. */
export function auditKeySealing(sealing: Pick<Sealing, 'sealText' | 'unsealText'>): AuditKeySealing {
  return {
    seal: (id, key) => sealing.sealText(Buffer.from(key).toString('base64url'), auditKeyContext(id)),
    open(id, sealed) {
      try {
        return Buffer.from(sealing.unsealText(sealed, auditKeyContext(id)), 'base64url')
      } catch (error) {
        if (error instanceof SealError) return null
        throw error
      }
    },
  }
}

/** What a key of the audit trail is sealed for. */
function auditKeyContext(id: string): string {
  return `audit key ${id}`
}

/** What the private half of an assertion key is sealed for. */
export function assertionKeyContext(id: string): string {
  return `assertion key ${id}`
}

/**
 * A store into which nothing goes that another master key sealed than the one in use at that moment: what was sealed just
 * before a rotation, and is stored just after, would be lost with the key.
 */
export function withSealsInUse<Store extends StateStore>(store: Store, renewal: SealRenewal): Store {
  const rows = sealedRows(renewal)
  return {
    ...store,
    changeEnrolment: (userKey, change, events) =>
      store.changeEnrolment(
        userKey,
        (current) => renewedUnlessSame(userKey, current, change(current)),
        events,
      ),
    changeEnrolments: (userKeys, change, events) =>
      store.changeEnrolments(
        userKeys,
        (userKey, current) => renewedUnlessSame(userKey, current, change(userKey, current)),
        events,
      ),
    putAssertionKey: (key, former, now) => store.putAssertionKey(rows.assertionKey(key), former, now),
    putAuditKey: (key, head) => store.putAuditKey(rows.auditKey(key), head),
  }

  function renewedUnlessSame(
    userKey: UserKey,
    current: Enrolment | null,
    next: Enrolment | null,
  ): Enrolment | null {
    return next === null || next === current ? next : rows.enrolment(userKey, next)
  }
}

/** Users with an authenticator that no master key here opens. */
export async function findBrokenSeals(
  state: Pick<StateStore, 'listEnrolments'>,
  sealing: Pick<Sealing, 'unseal'>,
): Promise<UserKey[]> {
  const broken: UserKey[] = []
  for await (const [userKey, { authenticators }] of state.listEnrolments()) {
    const opens = authenticators.every(({ id, sealedTotpSecret }) => {
      try {
        sealing.unseal(sealedTotpSecret, { userKey, authenticatorId: id })
        return true
      } catch (error) {
        if (error instanceof SealError) return false
        throw error
      }
    })
    if (!opens) broken.push(userKey)
  }
  return broken
}

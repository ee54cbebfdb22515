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
 * Everything sealed in the state store. A rotation passes through each member: `renewSeals` of both stores and {@link
 * withSealsInUse} call them. Whatever gets sealed in the future needs a member here.
 */
export interface SealedRows {
  enrolment(userKey: UserKey, enrolment: Enrolment): Enrolment
  assertionKey(key: AssertionKey): AssertionKey
  auditKey(key: AuditKey): AuditKey
}

/** Each function returns the same object if nothing had to change. */
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

/** How keys of audit logs are sealed. */
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

/** The context in which an audit key is sealed. */
function auditKeyContext(id: string): string {
  return `audit key ${id}`
}

/** The context in which the private part of an assertion key is sealed. */
export function assertionKeyContext(id: string): string {
  return `assertion key ${id}`
}

/**
 * Wraps a store so that everything written is sealed with the key in use at that moment. Otherwise text sealed just before a
 * rotation and stored just after it would be lost with the former key.
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

/** Finds users with an authenticator that no master key here opens. */
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

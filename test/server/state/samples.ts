import type {
  AssertionKey,
  Challenge,
  DeviceRotation,
  Enrolment,
  MailedLink,
  StateStore,
  TimeStepClaim,
  TotpAuthenticator,
  TrustedDevice,
  UserKey,
} from '../../../server/state/contract/state-store.ts'

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
/** A moment at which a 30-second time-step begins. */
export const start = 1_700_000_010_000

/** So many do the same at once. */
export const crowd = 1000

export const alice = 'local:1'
export const bob = 'local:2'

export function authenticator(id: string): TotpAuthenticator {
  return {
    id,
    kind: 'app',
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    sealedTotpSecret: `sealed-${id}`,
    stepOffset: 0,
    enabled: true,
    enrolledAt: start,
    serial: null,
    secretPrint: null,
    claimKey: null,
  }
}

export function hardware(id: string, secretPrint: string): TotpAuthenticator {
  return { ...authenticator(id), kind: 'hardware', serial: `serial-${id}`, secretPrint }
}

export const nothingEnrolled: Enrolment = {
  authenticators: [],
  recoveryCodeHashes: [],
  pending: null,
  requirement: null,
}

export function enrolmentOf(...ids: string[]): Enrolment {
  const authenticators = ids.map(authenticator)
  return { ...nothingEnrolled, authenticators, recoveryCodeHashes: ['hash-1', 'hash-2'] }
}

/** Enrols a user with authenticators of these ids. */
export async function enrol(store: StateStore, userKey: UserKey, ...ids: string[]): Promise<void> {
  await store.changeEnrolment(userKey, () => enrolmentOf(...ids))
}

/** A claim of a step whose code is good for long. */
export function claim(claimKey: string, timeStep: number, acceptableUntil = start + hour): TimeStepClaim {
  return { claimKey, timeStep, acceptableUntil }
}

/** Whether a claim is won; if not, it may be used or held. */
export async function wins(store: StateStore, claimed: TimeStepClaim, now: number): Promise<boolean> {
  return (await store.claimTimeStep(claimed, now)) === 'won'
}

export function challenge(challengeState: string, expiresAt = start + 5 * minute): Challenge {
  return {
    challengeState,
    userKey: alice,
    askedBy: 'office-pbx',
    codesLeft: 5,
    emailCodeHash: null,
    expiresAt,
  }
}

export function link(hash: string, change: Partial<MailedLink> = {}): MailedLink {
  return { purpose: 'reset', hash, userKey: alice, expiresAt: start + 10 * minute, ...change }
}

export function device(id: string, change: Partial<TrustedDevice> = {}): TrustedDevice {
  return {
    id,
    userKey: alice,
    secretHash: 'secret-1',
    authenticatorId: 'a',
    name: 'Firefox, Linux',
    trustedAt: start,
    lastUsedAt: start,
    expiresAt: start + 7 * day,
    ...change,
  }
}

/** From the secret that {@link device} has. */
export function rotation(id: string, change: Partial<DeviceRotation> = {}): DeviceRotation {
  return { id, userKey: alice, secretHash: 'secret-1', nextSecretHash: 'secret-2', ...change }
}

export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}

/** One that signs, unless it expires. */
export function assertionKey(id: string, madeAt: number, expiresAt: number | null = null): AssertionKey {
  return { id, x: `x of ${id}`, sealedD: `d of ${id}`, madeAt, expiresAt }
}

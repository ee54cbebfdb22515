import type { SecondFactorPolicy } from '../login/policy.ts'
import { heldHashes } from '../login/recovery-code.ts'
import type { StateStore, UserRecord } from '../state/contract/state-store.ts'
import type { FoundUser } from './directory.ts'
import { type UserStatus, userStatus } from './status.ts'

/** A user of a user store together with what is remembered here. */
export interface KnownUser extends Pick<FoundUser, 'userKey' | 'user'> {
  readonly record: UserRecord
  readonly status: UserStatus
  /** Recovery codes that count: those made before a restore do not. */
  readonly recoveryCodesLeft: number
}

export interface UserStatusDeps {
  readonly state: StateStore
  readonly policy: () => SecondFactorPolicy
}

/** @param wallClock - milliseconds since the epoch */
export async function knowUsers(
  users: readonly Pick<FoundUser, 'userKey' | 'user'>[],
  { state, policy }: UserStatusDeps,
  wallClock: number,
): Promise<KnownUser[]> {
  const now = Math.max(wallClock, state.floor())
  const records = await state.readUsers(users.map(({ userKey }) => userKey))
  return users.map((one, i) => knownUser(one, records[i], { state, policy }, now))
}

export async function knowUser(
  user: Pick<FoundUser, 'userKey' | 'user'>,
  { state, policy }: UserStatusDeps,
  wallClock: number,
): Promise<KnownUser> {
  const [record] = await state.readUsers([user.userKey])
  return knownUser(user, record, { state, policy }, Math.max(wallClock, state.floor()))
}

function knownUser(
  { userKey, user }: Pick<FoundUser, 'userKey' | 'user'>,
  record: UserRecord | undefined,
  { state, policy }: UserStatusDeps,
  now: number,
): KnownUser {
  if (record === undefined) throw new Error('the state store left a user out')
  const hashes = record.enrolment?.recoveryCodeHashes ?? []
  const recoveryCodesLeft = hashes.length - heldHashes(hashes, state.restores())
  return { userKey, user, record, status: userStatus(user, record, policy(), now), recoveryCodesLeft }
}

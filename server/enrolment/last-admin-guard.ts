import type { Role } from '../../adapters/user-store.ts'
import type { Clock } from '../lib/clock.ts'
import { createKeyedMutex } from '../lib/keyed-mutex.ts'
import { isGraceOver, policyOf, type SecondFactorPolicy } from '../login/policy.ts'
import type { StateStore, UserKey, UserRecord } from '../state/contract/state-store.ts'
import type { KnownUser, UserDirectory } from '../users/directory.ts'
import { tenantOf } from '../users/tenants.ts'
import { userStatus } from '../users/user-status.ts'
import type { Step } from './authenticators.ts'

export interface LastAdminGuardDeps {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly clock: Clock
  readonly policy: () => SecondFactorPolicy
}

/**
 * Makes a change unless no admin could log in after it (docs/requirements.md, S14). `last-admin`: no one could, and nothing was
 * changed. `unavailable`: no other admin was found and a user store could not be queried, or another service is changing an
 * admin; nothing was changed. Such a change can be tried again, whereas a locked-out admin could not.
 *
 * @param step - what the change does to the enrolment
 */
export type LastAdminGuard = <Result>(
  userKey: UserKey,
  step: Step<string>,
  change: () => Promise<Result>,
) => Promise<Result | 'last-admin' | 'unavailable'>

const pageSize = 100
const changesPerQueue = 100
/** The rarer role first, because then one page usually suffices. */
const administering: readonly Role[] = ['superadmin', 'admin']

/** `fine`: an admin can log in, or there are no admins at all. */
type Verdict = 'fine' | 'last-admin' | 'unavailable'

/**
 * Changes to admins are made one at a time, also across services that share the store, so that two of them cannot lock each
 * other out.
 */
export function createLastAdminGuard({ users, state, clock, policy }: LastAdminGuardDeps): LastAdminGuard {
  const adminMutex = createKeyedMutex(changesPerQueue)

  return async (userKey, step, change) => {
    const found = await users.get(userKey)
    if (found === null || found.user.role === 'user') return change()
    const changeSafely = async () => {
      const verdict = await lookForAdmin(found, step)
      return verdict === 'fine' ? change() : verdict
    }
    const made = await adminMutex.run(
      'admins',
      () => state.runExclusively?.('admins', changeSafely) ?? changeSafely(),
    )
    return made ?? 'unavailable'
  }

  /** Admins of other tenants help nobody here. */
  async function lookForAdmin({ userKey: changed, user }: KnownUser, step: Step<string>): Promise<Verdict> {
    let verdict: Verdict = 'fine'
    for (const role of administering) {
      const tenant = role === 'superadmin' ? undefined : tenantOf(user)
      let cursor: string | null = null
      do {
        const page = await users.list({ search: '', role, tenant, cursor, limit: pageSize })
        const admins = page.users.filter(({ user }) => user.enabled)
        if (await isAnyoneIn(admins, changed, step)) return 'fine'
        if (admins.length > 0 && verdict === 'fine') verdict = 'last-admin'
        if (page.missing.length > 0) verdict = 'unavailable'
        cursor = page.nextCursor
      } while (cursor !== null)
    }
    return verdict
  }

  async function isAnyoneIn(
    admins: readonly KnownUser[],
    changed: UserKey,
    step: Step<string>,
  ): Promise<boolean> {
    const records = await state.readUsers(admins.map(({ userKey }) => userKey))
    return admins.some((admin, i) => {
      const record = records[i] as UserRecord
      return canGetIn(admin, admin.userKey === changed ? afterStep(record, step) : record)
    })
  }

  /** Delays after failures are temporary, so they are ignored. */
  function canGetIn({ user }: KnownUser, record: UserRecord): boolean {
    const now = clock()
    const { state, requirement } = userStatus(user, record, policy(), now)
    if (state === 'enabled' || requirement !== 'required') return true
    return !isGraceOver(record.requiredSince ?? now, policyOf(policy(), user.tenant), now)
  }
}

function afterStep(record: UserRecord, step: Step<string>): UserRecord {
  const enrolment = step(record.enrolment)
  return typeof enrolment === 'string' ? record : { ...record, enrolment }
}

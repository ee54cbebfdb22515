import type { Role } from '../../adapters/user-store.ts'
import type { Clock } from '../lib/clock.ts'
import { createInTurn } from '../lib/keyed-mutex.ts'
import { isGraceOver, type SecondFactorPolicy } from '../login/policy.ts'
import type { StateStore, UserRecord } from '../state/contract/state-store.ts'
import type { FoundUser, UserDirectory } from '../users/directory.ts'
import { userStatus } from '../users/status.ts'
import type { Step } from './authenticators.ts'

export interface AdminGuardDeps {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly clock: Clock
  readonly policy: () => SecondFactorPolicy
}

/**
 * Makes a change to a user unless it leaves nobody who administers and can get in (security requirement 14). `last-admin`: it
 * would, and nothing was changed. `unknown`: nobody else was found and a user store could not be asked, or another service
 * changes an admin just now, so nothing was changed either: that can be tried again, an admin who is locked out cannot.
 *
 * @param step - what the change does to the enrolment
 */
export type AdminGuard = <Result>(
  user: FoundUser,
  step: Step<string>,
  change: () => Promise<Result>,
) => Promise<Result | 'last-admin' | 'unknown'>

const pageSize = 100
const changesInLine = 100
/** The rarer role first: mostly one page tells. */
const administering: readonly Role[] = ['superadmin', 'admin']

/** `fine`: somebody can get in, or nobody administers at all. */
type Verdict = 'fine' | 'last-admin' | 'unknown'

/** Changes to admins are made one by one, whoever shares the store, so that no two of them lock each other out. */
export function createAdminGuard({ users, state, clock, policy }: AdminGuardDeps): AdminGuard {
  const inTurn = createInTurn(changesInLine)

  return async (user, step, change) => {
    if (user.user.role === 'user') return change()
    const changeSafely = async () => {
      const verdict = await lookForAdmin(user, step)
      return verdict === 'fine' ? change() : verdict
    }
    const made = await inTurn.run('admins', () => state.inTurn?.('admins', changeSafely) ?? changeSafely())
    return made ?? 'unknown'
  }

  async function lookForAdmin(changed: FoundUser, step: Step<string>): Promise<Verdict> {
    let verdict: Verdict = 'fine'
    for (const role of administering) {
      let cursor: string | null = null
      do {
        const page = await users.list({ search: '', role, cursor, limit: pageSize })
        const admins = page.users.filter(({ user }) => user.enabled)
        if (await isAnyoneIn(admins, changed, step)) return 'fine'
        if (admins.length > 0 && verdict === 'fine') verdict = 'last-admin'
        if (page.missing.length > 0) verdict = 'unknown'
        cursor = page.nextCursor
      } while (cursor !== null)
    }
    return verdict
  }

  async function isAnyoneIn(
    admins: readonly FoundUser[],
    changed: FoundUser,
    step: Step<string>,
  ): Promise<boolean> {
    const records = await state.readUsers(admins.map(({ userKey }) => userKey))
    return admins.some((admin, i) => {
      const record = records[i] as UserRecord
      return canGetIn(admin, admin.userKey === changed.userKey ? afterStep(record, step) : record)
    })
  }

  /** Failures that hold somebody back pass, and are not looked at. */
  function canGetIn({ user }: FoundUser, record: UserRecord): boolean {
    const now = clock()
    const { state, requirement } = userStatus(user, record, policy(), now)
    if (state === 'enabled' || requirement !== 'required') return true
    return !isGraceOver(record.requiredSince ?? now, policy(), now)
  }
}

function afterStep(record: UserRecord, step: Step<string>): UserRecord {
  const enrolment = step(record.enrolment)
  return typeof enrolment === 'string' ? record : { ...record, enrolment }
}

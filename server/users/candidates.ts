import { type User, type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import type { Clock } from '../lib/clock.ts'
import { normaliseLogin } from '../lib/normalise-login.ts'
import { createRateLimit } from '../lib/rate-limit.ts'
import { labelOf } from './tenants.ts'

interface Candidate {
  readonly userKey: string
  readonly user: Pick<User, 'name' | 'tenant'>
}

/** How many users are listed to find those with one name: more than should ever share it. */
const listed = 100

/**
 * The users of one store whom one of these logins matches ambiguously. It uses the store's list, because a look-up only says
 * "ambiguous"; but stores compare names differently, so it may find none.
 */
export async function candidatesIn(store: UserStore, logins: readonly string[]): Promise<readonly User[]> {
  for (const login of logins) {
    try {
      if ((await store.find(login)) !== 'ambiguous') continue
      const local = login.slice(0, Math.max(0, login.lastIndexOf('@')))
      for (const name of [login, local].filter((part) => part !== '')) {
        const { users } = await store.list({ search: name, role: null, cursor: null, limit: listed })
        const candidates = users.filter((user) => isCalled(user, name))
        if (candidates.length > 1) return candidates
      }
    } catch (error) {
      if (!(error instanceof UserStoreError)) throw error
    }
  }
  return []
}

/** Milliseconds between two log lines about the same login. */
const noticeInterval = 3_600_000

/** Tells the operator which users make a login ambiguous. The caller learns nothing of it. */
export function createAmbiguityNotices(
  users: { candidates(login: string): Promise<readonly Candidate[]> },
  { clock, onNotice }: { readonly clock: Clock; readonly onNotice: (text: string) => void },
): (login: string) => Promise<void> {
  const notices = createRateLimit(noticeInterval)
  return async (login) => {
    if (notices.admit(normaliseLogin(login), clock()) === null) return
    const candidates = await users.candidates(login)
    const them = candidates.length === 0 ? '' : `: ${listCandidates(candidates)}`
    onNotice(`a login is refused, because more than one user goes by the name ${login}${them}`)
  }
}

/** For operators, with the user keys that distinguish them. */
export function listCandidates(candidates: readonly Candidate[]): string {
  return candidates.map(({ userKey, user }) => `${labelOf(user)} (${userKey})`).join(', ')
}

function isCalled({ name, email }: User, login: string): boolean {
  return [name, email ?? name].some((each) => normaliseLogin(each) === normaliseLogin(login))
}

import type { Authenticate } from '../authentication/login-attempt.ts'
import type { Background } from '../lib/background.ts'
import type { Notice } from '../locales/texts.ts'
import type { Post } from '../mail/mailer.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import type { UserDirectory } from '../users/directory.ts'
import { recipientOf } from './recipient.ts'

/** Tells users what happened to their second factor. */
export interface Notices {
  /** In the background; users without an address are not told. Never waits and never throws. */
  tell(userKey: UserKey, notice: Notice, by: 'user' | 'admin'): void
}

export interface NoticeDeps {
  readonly users: UserDirectory
  readonly post: Post
  readonly background: Background
}

export function createNotices({ users, post, background }: NoticeDeps): Notices {
  return {
    tell(userKey, notice, by) {
      background.run(async () => {
        const found = await users.get(userKey)
        const to = found === null ? null : recipientOf(found.user)
        if (to !== null) await post.send(to, { kind: 'notice', notice, by }, null)
      })
    },
  }
}

/** Recovery codes are used where their user may not be looking. */
export function withLoginNotices(authenticate: Authenticate, notices: Notices): Authenticate {
  return async (attempt) => {
    const outcome = await authenticate(attempt)
    if (outcome.outcome === 'accept' && outcome.factors.includes('recovery-code')) {
      notices.tell(outcome.userKey, 'recovery-code-used', 'user')
    }
    return outcome
  }
}

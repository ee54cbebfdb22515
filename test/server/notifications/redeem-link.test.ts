import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { User, UserStore } from '../../../adapters/user-store.ts'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { openAsLogin } from '../../../server/notifications/redeem-link.ts'
import { createUserDirectory } from '../../../server/users/directory.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'

const alice: User = {
  id: '1',
  name: 'alice',
  ...ordinary,
}

/** Each of the stores has an alice of its own. */
const storeCalled = (name: string): UserStore => ({
  name,
  find: async (login) => (login === 'alice' ? alice : null),
  get: async () => alice,
  verifyPassword: () => 'ok',
  list: async () => ({ users: [alice], nextCursor: null }),
  close: async () => {},
})

/** The names that were logged in with, opening the link of the second store's alice. */
async function openedBy(realms: ReadonlyMap<string, string>) {
  const users = createUserDirectory([storeCalled('first'), storeCalled('second')], realms)
  const found = await users.get('second:1')
  if (found === null) throw new Error('no alice')
  const logins: string[] = []
  const authenticate = async ({ login }: { login: string }): Promise<LoginOutcome> => {
    logins.push(login)
    const accepted = await users.find(login)
    if (accepted === null || accepted === 'ambiguous') throw new Error(login)
    const noCookies = { deviceCookie: null, browserCookie: null }
    return { ...accepted, ...noCookies, outcome: 'accept', factors: ['password'], invitation: null }
  }
  const opening = { token: '', password: 'x', askedBy: 'ringlock', from: '', source: null }
  return [await openAsLogin(found, opening, { users, authenticate, clock: Date.now }), logins]
}

test('a user whose name somebody in an earlier store has is logged in by the realm', async () => {
  assert.equal(await openedBy(new Map([['second', 'branch']])), [null, ['alice@branch']])
})

test("where no name leads to the user, nobody is asked for a password that is somebody else's", async () => {
  const rejected = { result: 'refused', reason: 'login-rejected', retryAfter: 0 }
  assert.equal(await openedBy(new Map()), [rejected, []])
})

test.run()

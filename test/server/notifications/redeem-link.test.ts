import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { User, UserStore } from '../../../adapters/user-store.ts'
import type { LoginAttempt, LoginOutcome } from '../../../server/authentication/login-attempt.ts'
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

/** What comes of opening the link of the second store's alice, where this user is let in. */
async function openedAs(letIn: string) {
  const users = createUserDirectory([storeCalled('first'), storeCalled('second')])
  const found = await users.get('second:1')
  if (found === null) throw new Error('no alice')
  const asked: (string | undefined)[] = []
  const authenticate = async ({ login, userKey }: LoginAttempt): Promise<LoginOutcome> => {
    asked.push(login, userKey)
    const accepted = await users.get(letIn)
    if (accepted === null) throw new Error(letIn)
    const noCookies = { deviceCookie: null, browserCookie: null }
    return { ...accepted, ...noCookies, outcome: 'accept', factors: ['password'], invitation: null }
  }
  const opening = { token: '', password: 'x', askedBy: 'ringlock', from: '', source: null }
  return [await openAsLogin(found, opening, { authenticate, clock: Date.now }), asked]
}

test('the very user of the link is asked for the password, whatever other users have the name', async () => {
  assert.equal(await openedAs('second:1'), [null, ['alice', 'second:1']])
})

test('a login of anyone else opens nothing', async () => {
  const rejected = { result: 'refused', reason: 'login-rejected', retryAfter: 0 }
  assert.equal(await openedAs('first:1'), [rejected, ['alice', 'second:1']])
})

test.run()

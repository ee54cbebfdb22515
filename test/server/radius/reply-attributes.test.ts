import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Role, User } from '../../../adapters/user-store.ts'
import {
  compileReplyRules,
  type ReplyRule,
  replyAttributesFor,
} from '../../../server/radius/reply-attributes.ts'
import { alice } from './responder.ts'

const user = (role: Role, ...groups: string[]): User => ({ ...alice, role, groups })

function classFor(person: User, rules: readonly ReplyRule[]): string | null {
  const { value, faults } = compileReplyRules(rules)
  if (value === null) throw new Error(JSON.stringify(faults))
  return replyAttributesFor(person, value)?.subarray(2).toString() ?? null
}

const give = (name: string, when: Partial<ReplyRule['when']>): ReplyRule => ({
  when: { roles: [], groups: [], ...when },
  attributes: { Class: name },
})

test('R23: privileges come with the role or the group that is named', () => {
  const rules = [
    give('root', { roles: ['superadmin'] }),
    give('ops', { groups: ['operators', 'night shift'] }),
  ]
  assert.is(classFor(user('superadmin'), rules), 'root')
  assert.is(classFor(user('user', 'staff', 'night shift'), rules), 'ops')
})

test('R23, not: without a match there is nothing, and no role stands for another', () => {
  const rules = [give('root', { roles: ['superadmin'] }), give('ops', { groups: ['operators'] })]
  assert.is(classFor(user('user'), rules), null)
  assert.is(classFor(user('admin', 'Operators', 'superadmin'), rules), null)
  assert.is(classFor(user('superadmin'), [give('admins', { roles: ['admin'] })]), null)
  assert.is(classFor(user('superadmin'), []), null)
})

test('role and group together are both asked for', () => {
  const rules = [give('both', { roles: ['admin', 'superadmin'], groups: ['operators'] })]
  assert.is(classFor(user('admin', 'operators'), rules), 'both')
  assert.is(classFor(user('admin'), rules), null)
  assert.is(classFor(user('user', 'operators'), rules), null)
})

test('the first match wins', () => {
  const rules = [give('first', { groups: ['a'] }), give('second', { groups: ['b'] })]
  assert.is(classFor(user('user', 'b', 'a'), rules), 'first')
})

test('a rule without a condition is for everybody whom none before it matches', () => {
  const everybody: ReplyRule = { when: null, attributes: { Class: 'all' } }
  const rules = [give('root', { roles: ['superadmin'] }), everybody, give('never', { groups: ['staff'] })]
  assert.is(classFor(user('superadmin'), rules), 'root')
  assert.is(classFor(user('user'), rules), 'all')
  assert.is(classFor(user('admin', 'staff'), rules), 'all')
  assert.is(classFor(user('admin'), [give('root', { roles: ['superadmin'] })]), null)
})

test('R23, not: a rule for everyone is a fault, beside the faults of its attributes', () => {
  const rules = [
    give('fine', { roles: ['admin'] }),
    { when: { roles: [], groups: [] }, attributes: { Nope: 'x' } },
  ]
  assert.equal(
    compileReplyRules(rules).faults?.map(({ path }) => path),
    [
      [1, 'when'],
      [1, 'attributes', 'Nope'],
    ],
  )
})

test.run()

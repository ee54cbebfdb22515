import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fromVersion, versionOf } from '../../../server/enrolment/version.ts'
import type { Enrolment } from '../../../server/state/contract/state-store.ts'
import { authenticator, enrolmentOf } from '../state/samples.ts'

const nothing: Enrolment = { authenticators: [], recoveryCodeHashes: [], pending: null, requirement: null }
const before = enrolmentOf('a', 'b')

test('an offer is no other version; nothing is the same as an empty enrolment', () => {
  const pending = { authenticator: authenticator('c'), expiresAt: 1 }
  assert.is(versionOf({ ...before, pending }), versionOf(before))
  assert.is(versionOf(null), versionOf({ ...nothing, pending }))
})

const [a, b] = before.authenticators
if (a === undefined || b === undefined) throw new Error('no authenticators')
for (const [what, after] of Object.entries({
  'one disabled': { ...before, authenticators: [a, { ...b, enabled: false }] },
  'one gone': { ...before, authenticators: [a] },
  'one more': enrolmentOf('a', 'b', 'c'),
  'a recovery code used': { ...before, recoveryCodeHashes: ['hash-1'] },
  'other recovery codes': { ...before, recoveryCodeHashes: ['hash-3', 'hash-4'] },
  required: { ...before, requirement: 'required' as const },
  reset: null,
})) {
  test(`is another version: ${what}`, () => assert.is.not(versionOf(after), versionOf(before)))
}

test('it is the text of an ETag, and stays the same whatever the order of the keys', () => {
  assert.match(versionOf(before), /^[\w-]{22}$/)
  const turned = Object.fromEntries(Object.entries(a).reverse()) as unknown as typeof a
  assert.is(versionOf({ ...before, authenticators: [turned, b] }), versionOf(before))
})

test('a step is taken from the version that was seen, or from any when none was', () => {
  const step = () => null
  assert.is(fromVersion(versionOf(before), step)(before), null)
  assert.is(fromVersion(null, step)(before), null)
  assert.is(fromVersion(versionOf(null), step)(before), 'changed-meanwhile')
})

test.run()

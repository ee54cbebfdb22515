import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { disagreements } from '../../../adapters/sql/compare-queries.ts'

const row = {
  id: 1,
  name: 'alice',
  password: 'hash',
  salt: 's',
  enabled: 1,
  role: 'admin',
  groups: 'a,b',
  email: 'a@example.org',
}
const without = (...columns: string[]) =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))
const same = { user: row, userById: row, page: row }

test('three queries that give the same have no fault; text and numbers, and the order of groups, are the same', () => {
  assert.equal(disagreements(same), { faults: [], warnings: [] })
  const written = { ...row, id: '1', enabled: true, groups: ['b', 'a'] }
  assert.equal(disagreements({ ...same, user: written }), { faults: [], warnings: [] })
  const least = { id: 1, name: 'alice', password: 'hash' }
  assert.equal(disagreements({ user: least, userById: least, page: least }), { faults: [], warnings: [] })
})

test('a query that gives another user, or none, is a fault', () => {
  assert.match(disagreements({ ...same, user: null }).faults[0] ?? '', '"user" does not give a user')
  assert.match(disagreements({ ...same, userById: null }).faults[0] ?? '', '"userById" does not give')
})

test('a missing password or salt is a fault where passwords are verified, and nowhere else', () => {
  assert.match(
    disagreements({ ...same, userById: without('password') }).faults[0] ?? '',
    /"userById".*password/,
  )
  assert.match(disagreements({ ...same, userById: without('salt') }).faults[0] ?? '', /salt: "userById" does/)
  assert.equal(disagreements({ ...same, user: without('password', 'salt') }), { faults: [], warnings: [] })
})

test('a column that decides who gets in and is not in every query is a fault, one that describes is a warning', () => {
  for (const column of ['enabled', 'role', 'groups']) {
    const { faults } = disagreements({ ...same, user: without(column) })
    assert.equal(faults, [`only some queries give ${column}: "user" does not`])
  }
  const { faults, warnings } = disagreements({ ...same, page: without('email'), user: without('email') })
  assert.equal(faults, [])
  assert.equal(warnings, ['only some queries give email: "user" and "page" do not'])
})

test('a user who is enabled in one query alone is a fault', () => {
  assert.match(disagreements({ ...same, user: { ...row, enabled: 0 } }).faults[0] ?? '', /differ in enabled/)
  assert.match(
    disagreements({ ...same, user: { ...row, role: 'user' } }).faults[0] ?? '',
    /differ in enabled/,
  )
})

test.run()

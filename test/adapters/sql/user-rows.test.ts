import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashOf, userOf } from '../../../adapters/sql/user-rows.ts'
import { UserStoreError } from '../../../adapters/user-store.ts'

const row = { id: 7, name: 'alice', password: 'x' }

test('id and name are enough; what is missing is null, and a user is enabled unless said to be disabled', () => {
  assert.equal(userOf(row), {
    id: '7',
    name: 'alice',
    displayName: null,
    email: null,
    groups: [],
    role: 'user',
    enabled: true,
    language: null,
  })
  for (const broken of [{ ...row, id: null }, { ...row, name: '' }, { password: 'x' }]) {
    assert.throws(
      () => userOf(broken),
      (error: unknown) => error instanceof UserStoreError,
    )
  }
})

test('enabled is what says yes, and nothing else', () => {
  for (const yes of [true, 1, '1', 't', 'TRUE', 'yes', Buffer.from('1')])
    assert.ok(userOf({ ...row, enabled: yes }).enabled)
  for (const no of [false, 0, null, '0', '', 'no', 'f', 'disabled', 2])
    assert.not(userOf({ ...row, enabled: no }).enabled)
})

test('a role that is none is the lowest', () => {
  const roles = ['superadmin', 'admin', 'user', 'root', null, 'Admin', '__proto__'].map(
    (role) => userOf({ ...row, role }).role,
  )
  assert.equal(roles, ['superadmin', 'admin', 'user', 'user', 'user', 'user', 'user'])
})

test('groups are a list, JSON, or separated by commas', () => {
  const groups = (value: unknown) => userOf({ ...row, groups: value }).groups
  assert.equal(groups(['a', 'b c']), ['a', 'b c'])
  assert.equal(groups('["a","b, c"]'), ['a', 'b, c'])
  assert.equal(groups('a, b c,'), ['a', 'b c'])
  assert.equal(groups(''), [])
  assert.equal(groups(null), [])
  assert.throws(
    () => groups('["a"'),
    (error: unknown) => error instanceof UserStoreError,
  )
})

const salt = Buffer.alloc(64, 0xe9)
const digest = Buffer.alloc(64, 0xaa)
const [bcrypt, md5] = ['$2y$04$cuduMK74gTO8S99aWcNluudCccTmgWI4frLkkrNYKv08999u25Sp6', '0'.repeat(32)]

test('a hash is read as the formats that are accepted allow', () => {
  const wazo = `$pbkdf2-sha512$250000$${salt.toString('base64').replace(/=+$/, '').replaceAll('+', '.')}$`
  assert.ok(hashOf({ password: digest.toString('hex'), salt }, ['wazo']).startsWith(wazo))
  assert.ok(hashOf({ password: digest, salt: salt.toString('hex') }, ['wazo']).startsWith(wazo))
  assert.is(hashOf({ password: md5, salt: 'abc' }, ['md5-hex']), `{MD5.HEX}${md5}:abc`)
  assert.is(hashOf({ password: md5 }, ['md5-hex']), `{MD5.HEX}${md5}`)
  assert.is(hashOf({ password: md5 }, ['sha1-hex', 'bcrypt']), md5)
  assert.is(hashOf({ password: Buffer.from(bcrypt) }, ['bcrypt']), bcrypt)
  assert.is(hashOf({ password: bcrypt }, ['md5-hex']), '{bcrypt}')
  assert.is(hashOf({ password: null }, ['md5-hex']), '')
})

test.run()

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { password, withApi } from '../api-world.ts'

test('a new set kills the old one, and the count is told', () =>
  withApi(async ({ enrol, proven, code }) => {
    const { totpSecret, recoveryCodes } = await enrol('alice')
    const alice = await proven('alice', code(totpSecret, 1))
    assert.equal((await alice.get('/me/recovery-codes')).body, { left: 10 })
    const { status, body } = await alice.post('/me/recovery-codes')
    assert.equal([status, new Set(body.recoveryCodes).size], [201, 10])
    const [old] = recoveryCodes
    expectError(await alice.post('/me/reverify', { password, code: old }), 401, 'code-rejected')
    const [made] = body.recoveryCodes
    assert.is((await alice.post('/me/reverify', { password, code: made })).status, 200)
    assert.equal((await alice.get('/me/recovery-codes')).body, { left: 9 })
  }))

test('codes of before a restore are told apart, and no code that counts is left', () =>
  withApi(async ({ service, enrol, proven, code }) => {
    const { totpSecret, recoveryCodes } = await enrol('alice')
    const alice = await proven('alice', code(totpSecret, 1))
    Object.assign(service.state, { restores: () => 1 })
    assert.equal((await alice.get('/me/recovery-codes')).body, { left: 0, held: 10 })
    assert.is((await alice.get('/me')).body.user.recoveryCodesLeft, 0)
    const held = await alice.post('/me/reverify', { password, code: recoveryCodes[0] })
    expectError(held, 401, 'recovery-code-held')
    const { body } = await alice.post('/me/recovery-codes')
    assert.equal((await alice.get('/me/recovery-codes')).body, { left: 10 })
    assert.is((await alice.post('/me/reverify', { password, code: body.recoveryCodes[0] })).status, 200)
  }))

test('deleted codes are gone, and the authenticator stays', () =>
  withApi(async ({ enrol, proven, code }) => {
    const { totpSecret } = await enrol('alice')
    const alice = await proven('alice', code(totpSecret, 1))
    assert.is((await alice.delete('/me/recovery-codes')).status, 204)
    assert.equal((await alice.get('/me/recovery-codes')).body, { left: 0 })
    assert.is((await alice.get('/me')).body.user.state, 'enabled')
  }))

test('there is nothing to recover without an authenticator', () =>
  withApi(async ({ proven }) => {
    const alice = await proven('alice')
    assert.equal((await alice.get('/me/recovery-codes')).body, { left: 0 })
    expectError(await alice.post('/me/recovery-codes'), 409, 'conflict')
    assert.is((await alice.delete('/me/recovery-codes')).status, 204)
  }))

test('codes are made and deleted with fresh proof only', () =>
  withApi(async ({ enrol, as }) => {
    await enrol('alice')
    const alice = await as('alice')
    expectError(await alice.post('/me/recovery-codes'), 403, 'reverify')
    expectError(await alice.delete('/me/recovery-codes'), 403, 'reverify')
    assert.equal((await alice.get('/me/recovery-codes')).body, { left: 10 })
  }))

test.run()

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from './api-caller.ts'
import { minute, password, withApi } from './api-world.ts'

test('the whole life of a user: asked, enrolled, logged in, disabled, recovered, reset by an admin, enrolled again', () =>
  withApi(async ({ as, asPortal, proven, enrol, code, keyOf, usePolicy, advance, audited }) => {
    const login = (typed = password) => asPortal.post('/login', { username: 'alice', password: typed })
    const answer = async (typed: string, factor = 'totp') => {
      const { challenge } = (await login()).body
      return asPortal.post('/login/challenge', { challenge, factor, code: typed })
    }
    const stateOfAlice = async () => (await (await as('alice')).get('/me')).body.user.state

    assert.is((await login()).body.status, 'accepted')
    expectError(await login('wrong'), 401, 'login-rejected')

    const admin = await proven('anna')
    const path = `/users/${await keyOf('alice')}`
    assert.is((await admin.put(`${path}/policy`, { secondFactor: 'required' })).body.state, 'required')
    const invited = (await login()).body
    assert.is(invited.enrolment.invited, true)
    usePolicy({ gracePeriod: 0 })
    expectError(await login(), 403, 'enrolment-required')

    const first = await enrol('alice')
    assert.is(await stateOfAlice(), 'enabled')
    expectError(await answer(code(first.totpSecret)), 401, 'code-used')
    assert.is((await answer(code(first.totpSecret, 1))).body.status, 'accepted')
    expectError(await answer(code(first.totpSecret, 1)), 401, 'code-used')

    const [recoveryCode = ''] = first.recoveryCodes
    const recovered = (await answer(recoveryCode, 'recovery-code')).body
    assert.equal([recovered.status, recovered.factors], ['accepted', ['password', 'recovery-code']])
    expectError(await answer(recoveryCode, 'recovery-code'), 401, 'code-rejected')

    await admin.put(`${path}/policy`, { secondFactor: 'optional', enabled: false })
    assert.is(await stateOfAlice(), 'disabled')
    assert.is((await login()).body.status, 'accepted')
    await admin.put(`${path}/policy`, { secondFactor: 'required', enabled: true })
    assert.is((await login()).body.status, 'challenge')

    assert.is((await admin.delete(`${path}/authenticators`)).body.state, 'required')
    advance(minute)
    const second = await enrol('alice')
    assert.is.not(second.totpSecret, first.totpSecret)
    expectError(await answer(code(first.totpSecret, 1)), 401, 'code-rejected')
    assert.is((await answer(code(second.totpSecret, 1))).body.status, 'accepted')

    const trail = await audited('login')
    assert.ok(trail.every(({ door, askedBy }) => door === 'http' && askedBy === 'portal'))
    assert.ok(!JSON.stringify(trail).includes(password))
  }))

test.run()

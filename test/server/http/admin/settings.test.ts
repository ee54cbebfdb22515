import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectError } from '../api-caller.ts'
import { withApi } from '../api-world.ts'

const to = 'somebody@example.test'

test('a test mail is sent at once, and what the mail server said is told', () =>
  withApi(async ({ as, mails, audited }) => {
    const anna = await as('anna')
    const { status, body } = await anna.post('/settings/test-mail', { to })
    assert.equal([status, body], [200, { delivered: true, answer: '250 2.0.0 Ok: queued' }])
    assert.equal(mails, [{ to: { address: to, name: 'anna', language: null }, message: { kind: 'test' } }])
    assert.equal(
      (await audited('mail.tested')).map(({ login, outcome }) => [login, outcome]),
      [['anna', 'done']],
    )
  }))

test('each admin sends one in ten seconds', () =>
  withApi(async ({ as, mails, advance }) => {
    const anna = await as('anna')
    const rosa = await as('rosa')
    assert.is((await anna.post('/settings/test-mail', { to })).status, 200)
    assert.is(expectError(await anna.post('/settings/test-mail', { to }), 429, 'throttled').retryAfter, 10)
    assert.is((await rosa.post('/settings/test-mail', { to })).status, 200)
    advance(10_000)
    assert.is((await anna.post('/settings/test-mail', { to })).status, 200)
    assert.is(mails.length, 3)
  }))

test('without mail there is none to test, and an address that is none is refused', () =>
  withApi(
    async ({ as }) => {
      const anna = await as('anna')
      expectError(await anna.post('/settings/test-mail', { to }), 409, 'no-mail')
      const { faults } = expectError(
        await anna.post('/settings/test-mail', { to: 'nobody' }),
        400,
        'invalid-request',
      )
      assert.is(faults?.[0]?.path, 'body.to')
    },
    { mail: false },
  ))

test.run()

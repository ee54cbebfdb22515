import * as assert from 'uvu/assert'
import '../../../widgets/admin-status/admin-status.ts'
import type { UserView } from '../../../server/http/contract/index.ts'
import { all, bob, carol, choose, menuButton, mountAdmin, one } from '../helpers/admin.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { held, ok, refuse } from '../helpers/fake-api.ts'
import { click, problem, settled, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('admin-status: what is done to a user')

const deleted: UserView = {
  ...carol,
  state: 'not-enrolled',
  authenticators: [],
  recoveryCodesLeft: 0,
  version: 'v4',
}

test('deletes a setup after saying what that means, and gives the focus back', async ({ api }) => {
  api.answer('DELETE /users/{key}/authenticators', ok(deleted))
  const admin = await mountAdmin(api)
  const heard: unknown[] = []
  admin.addEventListener('ringlock-user-changed', ({ user, state }) => heard.push({ user, state }))
  await choose(admin, 'Carol Singer', 'Delete 2FA setup')
  assert.match(
    one(admin, 'dialog').textContent ?? '',
    'All authenticators, recovery codes and trusted devices of Carol Singer',
  )
  await expectNoViolations(admin)
  assert.equal(api.to('DELETE /users/{key}/authenticators'), [])
  await click(admin, 'Delete 2FA setup')
  const [request] = api.to('DELETE /users/{key}/authenticators')
  assert.is(request?.url.pathname, '/api/v1/users/local%3A3/authenticators')
  assert.is(request?.headers.get('if-match'), '"v3"')
  assert.match(shownText(admin), 'Done: Carol Singer is up to date.')
  assert.is(all(admin, '.state')[0]?.textContent?.trim(), 'Not set up')
  assert.equal(heard, [{ user: { key: 'local:3', name: 'carol' }, state: 'not-enrolled' }])
  assert.is(admin.shadowRoot?.activeElement, menuButton(admin, 'Carol Singer'))
})

test('changes nothing when the question is cancelled, by Escape too', async ({ api }) => {
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Delete 2FA setup')
  await click(admin, 'Cancel')
  assert.equal(all(admin, 'dialog'), [])
  await choose(admin, 'Carol Singer', 'Disable 2FA, keep the setup')
  one(admin, 'dialog').dispatchEvent(new Event('cancel', { cancelable: true }))
  await settled(admin)
  assert.equal(all(admin, 'dialog'), [])
  assert.equal(
    api.requests.filter(({ route }) => !route.startsWith('GET')),
    [],
  )
})

test('disables after a question, enables without one, and keeps what is required of the user', async ({
  api,
}) => {
  const off = carol.authenticators.map((each) => ({ ...each, enabled: false }))
  const disabled: UserView = { ...carol, ownRequirement: 'optional', state: 'disabled', authenticators: off }
  api.answer('PUT /users/{key}/policy', ok(disabled), ok({ ...carol, ownRequirement: 'optional' }))
  const admin = await mountAdmin(api, [{ ...carol, ownRequirement: 'optional' }])
  await choose(admin, 'Carol Singer', 'Disable 2FA, keep the setup')
  assert.match(one(admin, 'dialog').textContent ?? '', 'with the password alone until you enable 2FA again')
  await click(admin, 'Disable')
  assert.match(shownText(admin), '2FA off, setup kept')
  await choose(admin, 'Carol Singer', 'Enable 2FA again')
  assert.equal(
    api.to('PUT /users/{key}/policy').map(({ body }) => body),
    [
      { secondFactor: 'optional', enabled: false },
      { secondFactor: 'optional', enabled: true },
    ],
  )
})

test('requires, does not require, and leaves it to the policy', async ({ api }) => {
  api.answer(
    'PUT /users/{key}/policy',
    ok({ ...bob, ownRequirement: 'required', state: 'required' }),
    ok(bob),
  )
  const admin = await mountAdmin(api)
  await choose(admin, 'Bob Builder', 'Require 2FA')
  assert.match(
    one(admin, 'dialog').textContent ?? '',
    'When the grace period is over, Bob Builder cannot log in without it.',
  )
  await click(admin, 'Require')
  assert.match(shownText(admin), 'Set for this user: required')
  await choose(admin, 'Bob Builder', 'Do not require 2FA')
  await choose(admin, 'Bob Builder', 'As the policy says')
  await choose(admin, 'Carol Singer', 'Require 2FA')
  assert.equal(
    api.to('PUT /users/{key}/policy').map(({ body }) => body),
    [
      { secondFactor: 'required' },
      { secondFactor: 'optional' },
      { secondFactor: null },
      { secondFactor: 'required' },
    ],
  )
})

test('unlocks', async ({ api }) => {
  api.answer('POST /users/{key}/unlock', ok(carol))
  const admin = await mountAdmin(api, [{ ...carol, locked: true, retryAfter: 90 }])
  await choose(admin, 'Carol Singer', 'Unlock')
  assert.is(all(admin, '[data-state="locked"]').length, 0)
  assert.match(shownText(admin), 'Done: Carol Singer is up to date.')
})

test('sends the setup mail, and says when it cannot', async ({ api }) => {
  api.answer(
    'POST /users/{key}/enrolment-mail',
    ok({}),
    refuse(409, 'no-mail'),
    refuse(429, 'throttled', { retryAfter: 3600 }),
  )
  const admin = await mountAdmin(api)
  await choose(admin, 'Bob Builder', 'Send the setup mail')
  assert.match(shownText(admin), 'The setup mail to Bob Builder is on its way.')
  await choose(admin, 'Bob Builder', 'Send the setup mail')
  assert.is(problem(admin), 'This cannot be done: Bob Builder has no mail address, or no mail is sent here.')
  assert.not.match(shownText(admin), 'on its way')
  await choose(admin, 'Bob Builder', 'Send the setup mail')
  assert.match(problem(admin), 'in 1 hour')
  await expectNoViolations(admin)
})

test('shows how it is when someone else was faster', async ({ api }) => {
  api.answer('DELETE /users/{key}/authenticators', refuse(412, 'changed-meanwhile'), ok(deleted))
  api.answer('GET /users/{key}', ok({ ...carol, locked: true, version: 'v9' }))
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Delete 2FA setup')
  await click(admin, 'Delete 2FA setup')
  assert.match(problem(admin), 'Someone else changed Carol Singer in the meantime.')
  assert.is(all(admin, '[data-state="locked"]').length, 1)
  await choose(admin, 'Carol Singer', 'Delete 2FA setup')
  await click(admin, 'Delete 2FA setup')
  assert.is(api.to('DELETE /users/{key}/authenticators').at(-1)?.headers.get('if-match'), '"v9"')
})

for (const [code, status, text] of [
  ['last-admin', 409, 'This would leave no admin who can log in. Nothing was changed.'],
  ['not-found', 404, 'Carol Singer is not in the user store any more.'],
  ['conflict', 409, 'This cannot be done in the present state. Load the list again.'],
  ['forbidden', 403, 'You are not allowed to do this.'],
] as const) {
  test(`explains ${code}`, async ({ api }) => {
    api.answer('PUT /users/{key}/policy', refuse(status, code))
    const admin = await mountAdmin(api)
    await choose(admin, 'Carol Singer', 'Do not require 2FA')
    assert.is(problem(admin), text)
    assert.is(all(admin, '.state')[0]?.textContent?.trim(), '2FA on')
    await expectNoViolations(admin)
  })
}

test('asks for the password when the proof is old, and goes on', async ({ api, secrets }) => {
  api.answer('DELETE /users/{key}/authenticators', refuse(403, 'reverify'), ok(deleted))
  api.answer('POST /me/reverify', ok({ provenUntil: '2030-01-01T00:00:00.000Z' }))
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Delete 2FA setup')
  await click(admin, 'Delete 2FA setup')
  assert.match(shownText(admin), 'Confirm it’s you')
  await type(admin, 'proof-password', 'correct horse')
  await type(admin, 'proof-code', '123456')
  await settled(admin)
  assert.equal(
    api.to('POST /me/reverify').map(({ body }) => body),
    [{ password: 'correct horse', code: '123456' }],
  )
  assert.is(all(admin, '.state')[0]?.textContent?.trim(), 'Not set up')
  secrets.expectKept('correct horse', '123456', 'widget-token-1')
})

test('leaves everything as it is when the proof is declined', async ({ api }) => {
  api.answer('DELETE /users/{key}/authenticators', refuse(403, 'reverify'))
  const admin = await mountAdmin(api)
  await choose(admin, 'Carol Singer', 'Delete 2FA setup')
  await click(admin, 'Delete 2FA setup')
  await click(admin, 'Cancel')
  assert.is(problem(admin), '')
  assert.is(all(admin, '.state')[0]?.textContent?.trim(), '2FA on')
  assert.is(api.to('DELETE /users/{key}/authenticators').length, 1)
})

test('does one thing at a time', async ({ api }) => {
  const slow = held(ok<'POST /users/{key}/enrolment-mail'>({}))
  api.answer('POST /users/{key}/enrolment-mail', slow)
  const admin = await mountAdmin(api)
  await choose(admin, 'Bob Builder', 'Send the setup mail')
  await choose(admin, 'Bob Builder', 'Send the setup mail')
  assert.is(api.to('POST /users/{key}/enrolment-mail').length, 1)
  slow.release()
  await settled(admin)
})

test.run()

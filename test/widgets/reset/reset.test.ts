import * as assert from 'uvu/assert'
import '../../../widgets/reset/reset.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { held, lost, ok, refuse } from '../helpers/fake-api.ts'
import { click, mount, problem, settled, shownText, showPageAgain } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('reset')
const token = 'a-token-of-256-bits'
const page = 'https://portal.example/reset?from=mail'

test.before.each(() => history.replaceState(null, '', `${page}&token=${token}`))
test.after.each(() => history.replaceState(null, '', 'https://portal.example/account'))

test('does nothing before the button, and takes the token out of the address', async ({ api, secrets }) => {
  const reset = await mount('ringlock-reset')
  assert.match(
    shownText(reset),
    /^Reset your authenticator This takes two-step verification off .* Reset now$/,
  )
  assert.is(location.href, page)
  assert.is(api.requests.length, 0)
  await expectNoViolations(reset)
  secrets.expectKept(token)
})

test('resets, tells the page, and says what comes next', async ({ api, secrets }) => {
  api.answer('POST /reset', ok({ name: 'alice', requirement: 'required' }))
  const reset = await mount('ringlock-reset')
  const heard: string[] = []
  reset.addEventListener('ringlock-reset', ({ name }) => heard.push(name))
  await click(reset, 'Reset now')
  assert.equal(api.requests[0]?.body, { token })
  assert.equal(heard, ['alice'])
  assert.match(
    shownText(reset),
    /alice, you can log in with your password alone now\. Your account needs two-step verification/,
  )
  await expectNoViolations(reset)
  secrets.expectKept(token)
})

test('asks no more than a new setup where none is required', async ({ api }) => {
  api.answer('POST /reset', ok({ name: 'alice', requirement: 'optional' }))
  const reset = await mount('ringlock-reset')
  await click(reset, 'Reset now')
  assert.match(shownText(reset), /Set up an authenticator again soon/)
})

test('still has the token of its link where the browser goes back to the page', async ({ api }) => {
  api.answer('POST /reset', ok({ name: 'alice', requirement: 'optional' }))
  const reset = await mount('ringlock-reset')
  await showPageAgain(reset)
  await click(reset, 'Reset now')
  assert.equal(api.requests[0]?.body, { token })
})

test('says that a link is old or used, and cannot be pressed again', async ({ api }) => {
  api.answer('POST /reset', refuse(410, 'expired'))
  const reset = await mount('ringlock-reset')
  await click(reset, 'Reset now')
  assert.match(shownText(reset), /^This link no longer works It was already used or has expired\./)
  assert.is(reset.shadowRoot?.querySelector('button'), null)
  await expectNoViolations(reset)
})

test('can be pressed again after a lost network', async ({ api }) => {
  api.answer('POST /reset', lost(), ok({ name: 'alice', requirement: 'off' }))
  const reset = await mount('ringlock-reset')
  await click(reset, 'Reset now')
  assert.is(problem(reset), 'No connection to the server. Check your network and try again.')
  await expectNoViolations(reset)
  await click(reset, 'Reset now')
  assert.match(shownText(reset), /^Your authenticator was reset/)
})

test('has no button without a token', async () => {
  history.replaceState(null, '', page)
  const reset = await mount('ringlock-reset')
  assert.match(shownText(reset), /Open the link in your mail again/)
  assert.is(reset.shadowRoot?.querySelector('button'), null)
  await expectNoViolations(reset)
})

test('takes the token as a property', async ({ api }) => {
  history.replaceState(null, '', page)
  api.answer('POST /reset', ok({ name: 'alice', requirement: 'off' }))
  const reset = await mount('ringlock-reset', { token: 'from-the-page' })
  await click(reset, 'Reset now')
  assert.equal(api.requests[0]?.body, { token: 'from-the-page' })
})

test('drops the token when it leaves the page', async ({ api }) => {
  api.answer('POST /reset', held(ok({ name: 'alice', requirement: 'off' })))
  const reset = await mount('ringlock-reset')
  await click(reset, 'Reset now')
  reset.remove()
  await settled(reset)
  assert.ok(api.requests[0]?.signal?.aborted)
  assert.is(reset.token, '')
})

test.run()

import * as assert from 'uvu/assert'
// Loaded before, as a page has it by the second time.
import '../../../widgets/enrolment/enrolment.ts'
import '../../../widgets/login/login.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { notEnrolled, offer, recoveryCodes } from '../helpers/enrol.ts'
import { ok, refuse } from '../helpers/fake-api.ts'
import { givePassword } from '../helpers/log-in.ts'
import { accepted, assertion } from '../helpers/login-answers.ts'
import { click, settled, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('login: setting up in its middle')
const confirm = 'POST /me/authenticators/{id}/confirm'
const enrolmentToken = 'a token for the set-up alone'

function enrolmentIn(login: Element): Element {
  const found = login.shadowRoot?.querySelector('ringlock-enrolment') ?? null
  if (found === null) throw new Error('no <ringlock-enrolment>')
  return found
}

test('goes on with the set-up, and ends in a login when the recovery codes are saved', async ({
  api,
  secrets,
}) => {
  api.answer('POST /login', refuse(403, 'enrolment-required', { enrolmentToken }))
  api.answer('GET /me', ok(notEnrolled()))
  api.answer('POST /me/authenticators', ok(offer()))
  api.answer(confirm, ok({ recoveryCodes, login: accepted() }))
  const heard: string[] = []
  const login = await givePassword()
  login.addEventListener('ringlock-login', (event) => heard.push(event.assertion))
  await settled(login)
  const enrolment = enrolmentIn(login)
  await settled(enrolment)
  assert.match(shownText(login), /^Set up two-step verification first/)
  await expectNoViolations(login)
  await click(enrolment, 'Authenticator app')
  await settled(enrolment)
  await type(enrolment, 'code-1', '123456')
  await settled(enrolment)
  assert.is(api.to(confirm)[0]?.headers.get('authorization'), `Bearer ${enrolmentToken}`)
  assert.equal(heard, [], 'not before the codes are saved')
  await click(enrolment, 'I have saved these codes')
  await click(enrolment, 'Continue')
  await settled(login)
  assert.equal(heard, [assertion])
  assert.is(shownText(login), 'You are logged in as Alice Example.')
  secrets.expectKept(enrolmentToken, '123456', ...recoveryCodes)
})

test('where the login could not be finished, the set-up stands and the user logs in again', async ({
  api,
}) => {
  api.answer('POST /login', refuse(403, 'enrolment-required', { enrolmentToken }))
  api.answer('GET /me', ok(notEnrolled()))
  api.answer('POST /me/authenticators', ok(offer()))
  api.answer(confirm, ok({ recoveryCodes: [] }))
  const heard: string[] = []
  const login = await givePassword()
  login.addEventListener('ringlock-login', () => heard.push('login'))
  await settled(login)
  const enrolment = enrolmentIn(login)
  await settled(enrolment)
  await click(enrolment, 'Authenticator app')
  await settled(enrolment)
  await type(enrolment, 'code-1', '123456')
  await settled(enrolment)
  assert.match(shownText(enrolment), /^Successfully set up/)
  assert.equal(heard, [])
  await click(login, 'Use another account')
  assert.ok(login.querySelector('input[name="password"]'))
})

test.run()

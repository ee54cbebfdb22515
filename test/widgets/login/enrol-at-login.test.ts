import * as assert from 'uvu/assert'
// Loaded before, as a page has it by the second time.
import '../../../widgets/enrolment/enrolment.ts'
import '../../../widgets/login/login.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { notEnrolled, offer, recoveryCodes } from '../helpers/enrol.ts'
import { ok, refuse } from '../helpers/fake-api.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { giveNameAndPassword, givePassword } from '../helpers/log-in.ts'
import { accepted, assertion } from '../helpers/login-answers.ts'
import { click, mount, problem, settled, shownText, type } from '../helpers/mount.ts'
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

const inGrace = () =>
  accepted({
    factors: ['password'],
    enrolment: { invited: true, graceEnds: '2030-01-08T09:30:00.000Z' },
    enrolmentToken,
  })

const laterAssertion = 'eyJhbGciOiJFZERTQSJ9.of-the-set-up.signature'

function loginsOf(login: HTMLElement): string[] {
  const heard: string[] = []
  login.addEventListener('ringlock-login', (event) => heard.push(event.assertion))
  return heard
}

test('in the grace period it tells until when, and Later ends in the login', async ({ api, secrets }) => {
  api.answer('POST /login', ok(inGrace()))
  const login = await mount('ringlock-login', { returnUrl: '' })
  const heard = loginsOf(login)
  await giveNameAndPassword(login)
  assert.match(shownText(login), /^Protect your login From Jan 8, 2030/)
  assert.equal(heard, [], 'not before the user has decided')
  await expectNoViolations(login)
  await click(login, 'Later')
  assert.equal(heard, [assertion])
  assert.is(shownText(login), 'You are logged in as Alice Example.')
  assert.equal(api.to('GET /me'), [], 'nothing was set up')
  secrets.expectKept(enrolmentToken)
})

test('in the grace period Set up now ends in the login of the set-up', async ({ api, secrets }) => {
  api.answer('POST /login', ok(inGrace()))
  api.answer('GET /me', ok(notEnrolled()))
  api.answer('POST /me/authenticators', ok(offer()))
  api.answer(confirm, ok({ recoveryCodes, login: accepted({ assertion: laterAssertion }) }))
  const login = await givePassword()
  const heard = loginsOf(login)
  await click(login, 'Set up now')
  const enrolment = enrolmentIn(login)
  await settled(enrolment)
  await click(enrolment, 'Authenticator app')
  await settled(enrolment)
  await type(enrolment, 'code-1', '123456')
  await settled(enrolment)
  await click(enrolment, 'I have saved these codes')
  await click(enrolment, 'Continue')
  await settled(login)
  assert.equal(heard, [laterAssertion])
  secrets.expectKept(enrolmentToken, '123456', ...recoveryCodes)
})

test('after going back from the set-up the user is asked again', async ({ api }) => {
  api.answer('POST /login', ok(inGrace()))
  api.answer('GET /me', ok(notEnrolled()))
  const login = await givePassword()
  const heard = loginsOf(login)
  const left: string[] = []
  login.addEventListener('ringlock-leave', () => left.push('leave'))
  await click(login, 'Set up now')
  const enrolment = enrolmentIn(login)
  await settled(enrolment)
  await click(enrolment, 'Cancel')
  await settled(login)
  assert.match(shownText(login), /^Protect your login/)
  assert.equal(left, [], 'the page hears nothing of it')
  await click(login, 'Later')
  assert.equal(heard, [assertion])
})

test('where the set-up in the grace period could not end in a login, the user logs in again', async ({
  api,
}) => {
  api.answer('POST /login', ok(inGrace()))
  api.answer('GET /me', ok(notEnrolled()))
  api.answer('POST /me/authenticators', ok(offer()))
  api.answer(confirm, ok({ recoveryCodes: [] }))
  const login = await givePassword()
  const heard = loginsOf(login)
  await click(login, 'Set up now')
  const enrolment = enrolmentIn(login)
  await settled(enrolment)
  await click(enrolment, 'Authenticator app')
  await settled(enrolment)
  await type(enrolment, 'code-1', '123456')
  await settled(enrolment)
  assert.match(shownText(enrolment), /^Successfully set up/)
  await click(login, 'Use another account')
  assert.ok(login.querySelector('input[name="password"]'))
  assert.equal(heard, [])
})

test('Later comes too late when the assertion is too old', async ({ api }) => {
  const clock = fakeClock()
  try {
    api.answer('POST /login', ok(inGrace()))
    const login = await givePassword()
    const heard = loginsOf(login)
    clock.pass(281)
    await click(login, 'Later')
    assert.equal(heard, [])
    assert.is(problem(login), 'That took too long. Please enter your password again.')
  } finally {
    clock.restore()
  }
})

test('a login that a server has begun is offered the set-up, too', async ({ api }) => {
  const login = await mount('ringlock-login', { challenge: inGrace() })
  const heard = loginsOf(login)
  assert.match(shownText(login), /^Protect your login/)
  assert.equal(api.requests, [], 'the password is not asked for')
  await click(login, 'Later')
  assert.equal(heard, [assertion])
})

test('nothing is offered where the service sends no token, or no grace period ends', async ({ api }) => {
  const { enrolmentToken: token, ...offersNothing } = inGrace()
  for (const answer of [offersNothing, accepted({ enrolmentToken: token })]) {
    api.answer('POST /login', ok(answer))
    const login = await givePassword()
    assert.is(shownText(login), 'You are logged in as Alice Example.')
    login.remove()
  }
})

test.run()

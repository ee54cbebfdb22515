import * as assert from 'uvu/assert'
import '../../../widgets/enrolment/enrolment.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { chooseKind, heardFrom, mountEnrolment, notEnrolled, offer } from '../helpers/enrol.ts'
import { held, lost, ok, refuse } from '../helpers/fake-api.ts'
import { me } from '../helpers/me.ts'
import { click, problem, settled, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('enrolment: the beginning')
const route = 'POST /me/authenticators'
const title = (element: Element) => element.shadowRoot?.querySelector('[part="title"]')?.textContent

test('lets the user choose between an app and a hardware device', async ({ api }) => {
  const enrolment = await mountEnrolment(api)
  const kinds = [...(enrolment.shadowRoot?.querySelectorAll('[part="kind"] strong') ?? [])]
  assert.equal(
    kinds.map((kind) => kind.textContent),
    ['Authenticator app', 'Hardware device'],
  )
  assert.not.match(shownText(enrolment), 'Cancel')
  await expectNoViolations(enrolment)
})

test('skips the choice where the page has chosen', async ({ api }) => {
  const app = await mountEnrolment(api, { kind: 'app' })
  assert.is(app.shadowRoot?.querySelectorAll('[part="kind"]').length, 1)
  assert.is(api.to(route).length, 0, 'nothing begins by itself')
  app.remove()
  const hardware = await mountEnrolment(api, { kind: 'hardware' })
  assert.is(title(hardware), 'Enter the key of your device')
  await expectNoViolations(hardware)
})

test('explains that a mail address is wanted first, and looks again', async ({ api }) => {
  const without = notEnrolled({ emailRequired: true, user: { email: null } })
  const enrolment = await mountEnrolment(api, {}, without)
  assert.is(title(enrolment), 'You need a mail address first')
  await expectNoViolations(enrolment)
  api.answer('GET /me', ok(notEnrolled({ emailRequired: true })))
  await click(enrolment, 'Try again')
  assert.is(title(enrolment), 'Set up two-step verification')
})

test('explains it too when the address went away meanwhile', async ({ api }) => {
  const enrolment = await mountEnrolment(api)
  api.answer('GET /me', ok(notEnrolled({ emailRequired: true, user: { email: null } })))
  api.answer(route, refuse(409, 'email-required'))
  await chooseKind(enrolment, 'Authenticator app')
  assert.is(title(enrolment), 'You need a mail address first')
})

test('says that one is set up already, and adds another', async ({ api }) => {
  const enrolment = await mountEnrolment(api, {}, me())
  assert.is(title(enrolment), 'Two-step verification is set up')
  await expectNoViolations(enrolment)
  await click(enrolment, 'Add another device')
  assert.is(title(enrolment), 'Add another device')
  assert.is(enrolment.shadowRoot?.querySelectorAll('[part="kind"]').length, 2)
})

test('begins at once where it is a part of something, and offers a way back', async ({ api }) => {
  const enrolment = await mountEnrolment(api, { embedded: true }, me())
  const heard = heardFrom(enrolment, 'ringlock-leave')
  assert.is(title(enrolment), 'Add another device')
  await expectNoViolations(enrolment)
  await click(enrolment, 'Cancel')
  assert.equal(heard, ['ringlock-leave'])
})

test('asks for the password first, and for nothing else when the user declines', async ({ api }) => {
  api.answer(route, refuse(403, 'reverify'))
  const enrolment = await mountEnrolment(api)
  await chooseKind(enrolment, 'Authenticator app')
  assert.ok(enrolment.shadowRoot?.querySelector('dialog')?.open)
  await expectNoViolations(enrolment)
  await click(enrolment, 'Cancel')
  assert.is(title(enrolment), 'Set up two-step verification')
  assert.is(api.to(route).length, 1)
  assert.is(problem(enrolment), '')
})

test('goes on where it was after the password, and lets a code be typed beside it', async ({
  api,
  secrets,
}) => {
  api.answer(route, refuse(403, 'reverify'), ok(offer()))
  api.answer('POST /me/reverify', ok({ provenUntil: '2030-01-01T00:00:00.000Z' }))
  const enrolment = await mountEnrolment(api, { embedded: true }, me())
  await chooseKind(enrolment, 'Authenticator app')
  assert.not.ok(enrolment.querySelector<HTMLInputElement>('input[name="proof-code"]')?.readOnly)
  await type(enrolment, 'proof-password', 'correct horse')
  await type(enrolment, 'proof-code', '424242')
  assert.is(title(enrolment), 'Scan the QR code')
  secrets.expectKept('correct horse', '424242')
})

for (const [what, answer, says] of [
  ['a lost network', lost<typeof route>(), 'No connection to the server. Check your network and try again.'],
  [
    'a fault',
    refuse<typeof route>(500, 'fault'),
    'Something went wrong on our side. Please try again in a moment.',
  ],
  [
    'too many attempts',
    refuse<typeof route>(429, 'throttled', { retryAfter: 30 }),
    'Too many attempts. You can try again in 30 seconds.',
  ],
] as const) {
  test(`says what ${what} means, and keeps the choice open`, async ({ api }) => {
    api.answer(route, answer, ok(offer()))
    const enrolment = await mountEnrolment(api)
    await chooseKind(enrolment, 'Authenticator app')
    assert.is(problem(enrolment), says)
    await expectNoViolations(enrolment)
    await chooseKind(enrolment, 'Authenticator app')
    assert.is(title(enrolment), 'Scan the QR code')
  })
}

test('shows nothing of an offer that comes after it left the page', async ({ api }) => {
  const answer = held(ok<typeof route>(offer()))
  api.answer(route, answer)
  const enrolment = await mountEnrolment(api)
  await chooseKind(enrolment, 'Authenticator app')
  enrolment.remove()
  answer.release()
  await settled(enrolment)
  assert.ok(api.to(route)[0]?.signal?.aborted)
  document.body.append(enrolment)
  await settled(enrolment)
  assert.is(title(enrolment), 'Set up two-step verification')
  assert.is(enrolment.shadowRoot?.querySelector('canvas'), null)
})

test.run()

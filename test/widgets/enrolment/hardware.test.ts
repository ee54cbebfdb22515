import * as assert from 'uvu/assert'
import '../../../widgets/enrolment/enrolment.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { chooseKind, mountEnrolment, offer, recoveryCodes } from '../helpers/enrol.ts'
import { type fakeApi, ok, refuse } from '../helpers/fake-api.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { click, field, problem, settled, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('enrolment: a hardware device')
const route = 'POST /me/authenticators'
const confirm = 'POST /me/authenticators/{id}/confirm'
const key = '3132 3334-3536 3738 3930 3132 3334 3536 3738 3930'
const title = (element: Element) => element.shadowRoot?.querySelector('[part="title"]')?.textContent

async function mountDevice(api: ReturnType<typeof fakeApi>, codes = 2) {
  api.answer(route, ok(offer({ kind: 'hardware', codes })))
  const enrolment = await mountEnrolment(api)
  await chooseKind(enrolment, 'Hardware device')
  await type(enrolment, 'key', key)
  await click(enrolment, 'Continue')
  return enrolment
}

test("asks for the vendor's key, and for what hardly anyone needs under Advanced", async ({
  api,
  secrets,
}) => {
  api.answer(route, ok(offer({ kind: 'hardware', codes: 2 })))
  const enrolment = await mountEnrolment(api)
  await chooseKind(enrolment, 'Hardware device')
  assert.not.ok(enrolment.querySelector('details')?.open)
  await expectNoViolations(enrolment)
  await click(enrolment, 'Continue')
  assert.is(problem(enrolment), 'Please fill this in.')
  assert.is(api.to(route).length, 0)
  await type(enrolment, 'key', key)
  await type(enrolment, 'serial', ' GAVT-0042 ')
  const period = enrolment.querySelector<HTMLSelectElement>('select[name="period"]')
  if (period !== null) period.value = '60'
  await click(enrolment, 'Continue')
  assert.equal(api.to(route)[0]?.body, {
    kind: 'hardware',
    totpSecret: key,
    serial: 'GAVT-0042',
    algorithm: 'SHA1',
    digits: 6,
    period: 60,
  })
  secrets.expectKept(key)
})

test('asks for codes without a QR code, and forgets the key', async ({ api }) => {
  const enrolment = await mountDevice(api)
  assert.is(title(enrolment), 'Enter the codes of your device')
  assert.is(enrolment.shadowRoot?.querySelector('canvas'), null)
  assert.is(enrolment.querySelector('input[name="key"]'), null)
  assert.is(enrolment.querySelectorAll('input').length, 2)
  await expectNoViolations(enrolment)
})

test('waits for the second code in sight of the user, then takes both', async ({ api, secrets }) => {
  const clock = fakeClock()
  try {
    api.answer(confirm, ok({ recoveryCodes }))
    const enrolment = await mountDevice(api)
    await type(enrolment, 'code-1', '111111')
    assert.is(api.to(confirm).length, 0)
    assert.is(document.activeElement, field(enrolment, 'code-2'))
    assert.match(shownText(enrolment), 'Wait for the next code. 0:30')
    await expectNoViolations(enrolment)
    clock.pass(12)
    await settled(enrolment)
    assert.match(shownText(enrolment), 'Wait for the next code. 0:18')
    clock.pass(18)
    await settled(enrolment)
    assert.match(shownText(enrolment), 'Enter the next code now.')
    assert.is(enrolment.shadowRoot?.querySelector('[role="status"]')?.textContent, 'Enter the next code now.')
    await type(enrolment, 'code-2', '222222')
    assert.equal(api.to(confirm)[0]?.body, { codes: ['111111', '222222'] })
    assert.is(title(enrolment), 'Save your recovery codes')
    secrets.expectKept('111111', '222222')
  } finally {
    clock.restore()
  }
})

test('does not take the same code twice', async ({ api }) => {
  const enrolment = await mountDevice(api)
  await type(enrolment, 'code-1', '111111')
  await type(enrolment, 'code-2', '111111')
  assert.is(problem(enrolment), 'That is the same code again. Wait for the next one.')
  assert.is(api.to(confirm).length, 0)
  await expectNoViolations(enrolment)
})

test('lets both codes be typed anew when they are wrong', async ({ api }) => {
  api.answer(confirm, refuse(422, 'codes-rejected'))
  const enrolment = await mountDevice(api)
  await type(enrolment, 'code-1', '111111')
  await type(enrolment, 'code-2', '222222')
  assert.is(problem(enrolment), 'These codes are not right. Begin again with the code that you see now.')
  assert.equal([field(enrolment, 'code-1').value, field(enrolment, 'code-2').value], ['', ''])
  assert.is(document.activeElement, field(enrolment, 'code-1'))
  assert.not.match(shownText(enrolment), 'Wait for the next code')
  await expectNoViolations(enrolment)
})

test('says that a clock is too far off to be evened out', async ({ api }) => {
  api.answer(confirm, refuse(422, 'codes-rejected', { clockOffset: 540 }))
  const enrolment = await mountDevice(api, 1)
  await type(enrolment, 'code-1', '111111')
  assert.match(problem(enrolment), 'The clock of this device is too far off')
})

test('says what is wrong with a key, and keeps what was typed', async ({ api }) => {
  api.answer(
    route,
    refuse<typeof route>(400, 'invalid-request', { faults: [{ path: 'body.totpSecret', message: 'x' }] }),
    refuse(409, 'device-taken'),
    ok(offer({ kind: 'hardware', codes: 2 })),
  )
  const enrolment = await mountEnrolment(api, { kind: 'hardware' })
  await type(enrolment, 'key', 'JBSWY')
  await click(enrolment, 'Continue')
  assert.match(problem(enrolment), 'it is too short or not complete')
  assert.is(field(enrolment, 'key').value, 'JBSWY')
  await expectNoViolations(enrolment)
  await click(enrolment, 'Continue')
  assert.match(problem(enrolment), 'This key belongs to a device that is in use already.')
  await click(enrolment, 'Continue')
  assert.is(title(enrolment), 'Enter the codes of your device')
})

for (const [code, status, says] of [
  ['device-taken', 409, 'This key belongs to a device that is in use already.'],
  ['expired', 410, 'That took too long, so nothing was changed.'],
] as const) {
  test(`goes back to the key when the confirmation says ${code}`, async ({ api }) => {
    api.answer(confirm, refuse(status, code))
    const enrolment = await mountDevice(api, 1)
    await type(enrolment, 'code-1', '111111')
    assert.is(title(enrolment), 'Enter the key of your device')
    assert.match(problem(enrolment), says)
    await expectNoViolations(enrolment)
  })
}

test('goes back to the choice when the key is not at hand', async ({ api }) => {
  const enrolment = await mountEnrolment(api)
  await chooseKind(enrolment, 'Hardware device')
  await type(enrolment, 'key', key)
  await click(enrolment, 'Cancel')
  assert.is(title(enrolment), 'Set up two-step verification')
  assert.is(enrolment.querySelector('form'), null)
})

test.run()

import { generate } from 'lean-qr/nano'
import * as assert from 'uvu/assert'
import '../../../widgets/enrolment/enrolment.ts'
import { elementSuite } from '../helpers/element-test.ts'
import {
  heardFrom,
  mountEnrolment,
  mountOffered,
  notEnrolled,
  offer,
  recoveryCodes,
  token,
  totpSecret,
} from '../helpers/enrol.ts'
import { held, lost, ok, refuse } from '../helpers/fake-api.ts'
import { drawnOn } from '../helpers/fake-canvas.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { authenticator, me } from '../helpers/me.ts'
import { click, field, problem, settled, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('enrolment: an app')
const confirm = 'POST /me/authenticators/{id}/confirm'
const withdraw = 'DELETE /me/authenticators/{id}'
const inFrame = (element: Element, selector: string) =>
  element.shadowRoot?.querySelector<HTMLElement>(selector) ?? null
const title = (element: Element) => inFrame(element, '[part="title"]')?.textContent

test('shows the QR code, the key in fours and the settings, with no secret lying about', async ({
  api,
  secrets,
}) => {
  const enrolment = await mountOffered(api)
  assert.equal(api.to('POST /me/authenticators')[0]?.body, { kind: 'app' })
  assert.is(inFrame(enrolment, 'canvas')?.getAttribute('aria-label'), 'QR code for your authenticator app')
  const key = inFrame(enrolment, '[part="secret-key"]')
  assert.is(key?.textContent, totpSecret)
  assert.is(key?.children.length, 8)
  assert.match(shownText(enrolment), 'time-based, SHA1, 6 digits, a new code every 30 seconds')
  assert.is(enrolment.shadowRoot?.activeElement?.textContent, 'Scan the QR code')
  await expectNoViolations(enrolment)
  secrets.expectKept(totpSecret, token)
})

test('draws the URI in black on white, with a quiet zone of four modules', async ({ api }) => {
  const enrolment = await mountOffered(api)
  const drawn = drawnOn(inFrame(enrolment, 'canvas') as HTMLCanvasElement)
  const code = generate(offer().uri)
  assert.is(drawn.length, code.size + 8)
  const expected = drawn.map((line, row) => line.map((_, column) => code.get(column - 4, row - 4)))
  assert.equal(drawn, expected)
  assert.not.ok([0, 1, 2, 3].some((row) => drawn[row]?.includes(true)))
})

for (const [pointer, isFirst] of [
  ['a mouse', false],
  ['a finger', true],
] as const) {
  test(`opens the app on the same device, ${isFirst ? 'first of all ' : ''}for ${pointer}`, async ({
    api,
    secrets,
  }) => {
    const { matchMedia } = window
    const { click: clickLink } = HTMLAnchorElement.prototype
    const opened: string[] = []
    Object.assign(window, { matchMedia: () => ({ matches: isFirst }) })
    HTMLAnchorElement.prototype.click = function () {
      opened.push(this.href)
    }
    try {
      const enrolment = await mountOffered(api)
      assert.is(inFrame(enrolment, '.scan')?.firstElementChild?.localName === 'button', isFirst)
      await click(enrolment, 'Set up on this device')
      assert.equal(opened, [offer().uri])
      secrets.expectKept(totpSecret)
    } finally {
      HTMLAnchorElement.prototype.click = clickLink
      Object.assign(window, { matchMedia })
    }
  })
}

test('goes through to the recovery codes and the end, and keeps every secret', async ({ api, secrets }) => {
  const answer = held(ok<typeof confirm>({ recoveryCodes }))
  api.answer(confirm, answer)
  const enrolment = await mountOffered(api)
  const heard = heardFrom(enrolment, 'ringlock-enrolled')
  const seen = () => secrets.expectKept(totpSecret, '123456', token, ...recoveryCodes)
  await type(enrolment, 'code-1', '123456')
  assert.equal(api.to(confirm)[0]?.body, { codes: ['123456'] })
  assert.is(api.to(confirm)[0]?.url.pathname, '/api/v1/me/authenticators/offer-1/confirm')
  seen()
  answer.release()
  await settled(enrolment)
  assert.is(title(enrolment), 'Save your recovery codes')
  assert.is(enrolment.querySelector('form'), null)
  assert.not.match(enrolment.shadowRoot?.innerHTML ?? '', totpSecret)
  await expectNoViolations(enrolment)
  seen()

  await click(enrolment, 'Continue')
  assert.match(problem(enrolment), 'Save the codes first')
  assert.equal(heard, [])
  await expectNoViolations(enrolment)
  await click(enrolment, 'I have saved these codes')
  await click(enrolment, 'Continue')
  assert.is(
    shownText(enrolment),
    'Successfully set up From now on you log in with your password and a code from your app.',
  )
  assert.equal(heard, ['ringlock-enrolled'])
  assert.not.match(shownText(enrolment), recoveryCodes[0] ?? '')
  assert.is(api.to(withdraw).length, 0)
  await expectNoViolations(enrolment)
  seen()
})

test('is at its end at once beside an authenticator whose user has codes already', async ({ api }) => {
  api.answer(confirm, ok({ recoveryCodes: [] }))
  const enrolment = await mountOffered(api)
  const heard = heardFrom(enrolment, 'ringlock-enrolled')
  await type(enrolment, 'code-1', '123456')
  assert.is(title(enrolment), 'Successfully set up')
  assert.equal(heard, ['ringlock-enrolled'])
})

test('says that a code is wrong, and does not send it again', async ({ api }) => {
  api.answer(confirm, refuse(422, 'codes-rejected'), ok({ recoveryCodes: [] }))
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '111111')
  assert.is(problem(enrolment), 'That code is not right. Check it and try again.')
  assert.is(document.activeElement, field(enrolment, 'code-1'))
  await expectNoViolations(enrolment)
  await click(enrolment, 'Confirm')
  assert.is(api.to(confirm).length, 1)
  await type(enrolment, 'code-1', '222222')
  assert.is(title(enrolment), 'Successfully set up')
})

for (const [clockOffset, says] of [
  [270, 'The clock of your phone is about 5 minutes ahead. Switch on automatic date and time there'],
  [-300, 'The clock of your phone is about 5 minutes behind. Switch on automatic date and time there'],
] as const) {
  test(`says that the phone's clock is ${clockOffset} seconds off`, async ({ api }) => {
    api.answer(confirm, refuse(422, 'codes-rejected', { clockOffset }))
    const enrolment = await mountOffered(api)
    await type(enrolment, 'code-1', '111111')
    assert.match(problem(enrolment), says)
    await expectNoViolations(enrolment)
  })
}

test('says that a code was used already', async ({ api }) => {
  api.answer(confirm, refuse(401, 'code-used'))
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '111111')
  assert.is(problem(enrolment), 'That code was used already. Wait for the next one.')
})

test('does not send an incomplete code', async ({ api }) => {
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '12345')
  await click(enrolment, 'Confirm')
  assert.is(problem(enrolment), 'Enter all 6 digits.')
  assert.is(api.to(confirm).length, 0)
})

test('counts down when codes are throttled', async ({ api }) => {
  const clock = fakeClock()
  try {
    api.answer(confirm, refuse(429, 'throttled', { retryAfter: 40 }), ok({ recoveryCodes: [] }))
    const enrolment = await mountOffered(api)
    await type(enrolment, 'code-1', '111111')
    assert.is(problem(enrolment), 'Too many attempts. You can try again in 40 seconds.')
    assert.match(shownText(enrolment), 'Confirm 0:40')
    await expectNoViolations(enrolment)
    clock.pass(39)
    await click(enrolment, 'Confirm')
    assert.is(api.to(confirm).length, 1)
    clock.pass(1)
    await settled(enrolment)
    assert.is(problem(enrolment), '')
    await click(enrolment, 'Confirm')
    assert.is(title(enrolment), 'Successfully set up')
  } finally {
    clock.restore()
  }
})

test('begins again when the offer has run out', async ({ api }) => {
  api.answer(confirm, refuse(410, 'expired'))
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '111111')
  assert.is(title(enrolment), 'Set up two-step verification')
  assert.is(problem(enrolment), 'That took too long, so nothing was changed. Please begin again.')
  assert.not.match(enrolment.shadowRoot?.innerHTML ?? '', totpSecret)
  await expectNoViolations(enrolment)
})

test('finds out whether a confirmation was taken whose answer was lost', async ({ api }) => {
  api.answer(confirm, lost(), refuse(410, 'expired'))
  const enrolment = await mountOffered(api)
  const heard = heardFrom(enrolment, 'ringlock-enrolled')
  await type(enrolment, 'code-1', '111111')
  assert.is(problem(enrolment), 'No connection to the server. Check your network and try again.')
  assert.is(title(enrolment), 'Scan the QR code')
  await expectNoViolations(enrolment)
  api.answer('GET /me', ok(me({ user: { authenticators: [{ ...authenticator, id: 'offer-1' }] } })))
  await type(enrolment, 'code-1', '222222')
  assert.is(title(enrolment), 'Successfully set up')
  assert.match(shownText(enrolment), 'Make new ones now')
  assert.equal(heard, ['ringlock-enrolled'])
  await expectNoViolations(enrolment)
})

test('keeps what is half done when the session ends, and goes on in the next one', async ({ api }) => {
  api.answer(
    confirm,
    refuse(401, 'unauthenticated'),
    refuse(401, 'unauthenticated'),
    ok({ recoveryCodes: [] }),
  )
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '111111')
  assert.is(problem(enrolment), 'Your session has ended. Please log in to the portal again.')
  assert.is(inFrame(enrolment, '[part="secret-key"]')?.textContent, totpSecret)
  enrolment.tokenProvider = async () => 'widget-token-3'
  await settled(enrolment)
  await type(enrolment, 'code-1', '222222')
  assert.is(title(enrolment), 'Successfully set up')
})

test('asks for the password again when the proof grew old, and confirms then', async ({ api }) => {
  api.answer(confirm, refuse(403, 'reverify'), ok({ recoveryCodes: [] }))
  api.answer('POST /me/reverify', ok({ provenUntil: '2030-01-01T00:00:00.000Z' }))
  const enrolment = await mountOffered(api)
  api.answer('GET /me', ok(notEnrolled({ proof: { password: true, code: false } })))
  await type(enrolment, 'code-1', '111111')
  await type(enrolment, 'proof-password', 'correct horse')
  enrolment.querySelector<HTMLFormElement>('form[slot="proof"]')?.requestSubmit()
  await settled(enrolment)
  assert.is(title(enrolment), 'Successfully set up')
})

test('is not disturbed by what the page does meanwhile', async ({ api }) => {
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '123')
  const canvas = inFrame(enrolment, 'canvas')
  enrolment.kind = 'hardware'
  enrolment.theme = 'dark'
  enrolment.tokenProvider = async () => 'widget-token-2'
  enrolment.requestUpdate()
  await settled(enrolment)
  assert.is(field(enrolment, 'code-1').value, '123')
  assert.is(inFrame(enrolment, 'canvas'), canvas)
  assert.is(api.to('GET /me').length, 1)
  assert.is(api.to('POST /me/authenticators').length, 1)
})

test('withdraws the offer when it is cancelled', async ({ api }) => {
  api.answer(withdraw, ok(null))
  const enrolment = await mountOffered(api)
  await click(enrolment, 'Cancel')
  assert.equal(
    api.to(withdraw).map(({ url }) => url.pathname),
    ['/api/v1/me/authenticators/offer-1'],
  )
  assert.is(title(enrolment), 'Set up two-step verification')
  assert.not.match(enrolment.shadowRoot?.innerHTML ?? '', totpSecret)
})

test('withdraws the offer and forgets it when it leaves the page, and asks no one for proof', async ({
  api,
  secrets,
}) => {
  api.answer(withdraw, refuse(403, 'reverify'))
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '12345')
  const code = field(enrolment, 'code-1')
  enrolment.remove()
  await settled(enrolment)
  assert.is(api.to(withdraw).length, 1)
  assert.is(api.to(withdraw)[0]?.headers.get('authorization'), `Bearer ${token}`)
  assert.not.match(enrolment.shadowRoot?.innerHTML ?? '', totpSecret)
  assert.is(code.value, '')
  document.body.append(enrolment)
  await settled(enrolment)
  assert.is(title(enrolment), 'Set up two-step verification')
  secrets.expectKept(totpSecret, '12345')
})

test('withdraws nothing that may be confirmed already', async ({ api }) => {
  api.answer(confirm, held(ok({ recoveryCodes })))
  const enrolment = await mountOffered(api)
  await type(enrolment, 'code-1', '123456')
  enrolment.remove()
  await settled(enrolment)
  assert.ok(api.to(confirm)[0]?.signal?.aborted)
  assert.is(api.to(withdraw).length, 0)
  assert.not.match(enrolment.shadowRoot?.innerHTML ?? '', recoveryCodes[0] ?? '')
})

test('speaks the language of the page', async ({ api }) => {
  document.documentElement.lang = 'de'
  try {
    const enrolment = await mountEnrolment(api)
    assert.is(title(enrolment), 'Bestätigung in zwei Schritten einrichten')
  } finally {
    document.documentElement.removeAttribute('lang')
  }
})

test.run()

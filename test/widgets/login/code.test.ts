import * as assert from 'uvu/assert'
import '../../../widgets/login/login.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { held, lost, ok, refuse } from '../helpers/fake-api.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { givePassword, password } from '../helpers/log-in.ts'
import { accepted, assertion, challenge } from '../helpers/login-answers.ts'
import { click, field, problem, settled, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('login: the code')
const route = 'POST /login/challenge'
const sent = (code: string) => ({ challenge: 'opaque-challenge-1', factor: 'totp', code, trustDevice: false })

test('asks for the code in one field, with the boxes drawn behind it', async ({ api }) => {
  api.answer('POST /login', ok(challenge({ digits: 8 })))
  const login = await givePassword()
  const code = field(login, 'code')
  assert.equal(
    [code.type, code.inputMode, code.autocomplete, code.maxLength],
    ['text', 'numeric', 'one-time-code', -1],
  )
  assert.is(login.querySelectorAll('[aria-hidden="true"] i').length, 8)
  assert.is(document.activeElement, code)
  assert.is(login.querySelector('input[name="password"]'), null)
  await expectNoViolations(login)
})

test('sends a code as soon as it is complete, in whatever way it was written', async ({ api, secrets }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, ok(accepted()))
  for (const written of ['123456', '123 456', '123-456', '１２３４５６', '١٢٣٤٥٦']) {
    const login = await givePassword()
    await type(login, 'code', written)
    assert.equal(
      api.to(route).at(-1)?.body,
      { challenge: 'opaque-challenge-1', factor: 'totp', code: '123456', trustDevice: false },
      written,
    )
    assert.is(shownText(login), 'You are logged in as Alice Example.')
    login.remove()
  }
  assert.is(api.to(route).length, 5)
  secrets.expectKept(password, '123456', 'opaque-challenge-1')
})

test('sends the code out of a pasted message, and no digit that stands before it', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, ok(accepted()))
  const login = await givePassword()
  await type(login, 'code', '2FA code: 123456')
  assert.equal(
    api.to(route).map(({ body }) => body),
    [{ challenge: 'opaque-challenge-1', factor: 'totp', code: '123456', trustDevice: false }],
  )
})

test('leaves it to the user to send a code that could be another', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, ok(accepted()))
  const login = await givePassword()
  await type(login, 'code', 'Ticket 654321, code 123456')
  assert.is(field(login, 'code').value, '654321')
  assert.is(api.to(route).length, 0)
  await click(login, 'Verify')
  assert.is(api.to(route).length, 1)
})

test('takes a code of each length that the user has: the longest at once, a shorter one when it is sent', async ({
  api,
}) => {
  api.answer('POST /login', ok(challenge({ digits: 8, codeLengths: [6, 8] })))
  api.answer(route, ok(accepted()))
  const login = await givePassword()
  assert.match(shownText(login), 'Enter the 6 or 8-digit code from your authenticator.')
  assert.is(login.querySelectorAll('[aria-hidden="true"] i').length, 8)
  await type(login, 'code', '1234567')
  await click(login, 'Verify')
  assert.is(problem(login), 'Enter all 6 or 8 digits.')
  await type(login, 'code', '123456')
  assert.is(api.to(route).length, 0)
  await click(login, 'Verify')
  assert.equal(api.to(route)[0]?.body, sent('123456'))
  login.remove()

  await type(await givePassword(), 'code', '12345678')
  assert.equal(api.to(route)[1]?.body, sent('12345678'))
})

test('takes the challenge of a service that says one length alone', async ({ api }) => {
  const { codeLengths: _, ...before } = challenge({ digits: 8 })
  api.answer('POST /login', ok(before as ReturnType<typeof challenge>))
  api.answer(route, ok(accepted()))
  await type(await givePassword(), 'code', '12345678')
  assert.equal(api.to(route)[0]?.body, sent('12345678'))
})

test('does not send an incomplete code, and says how many digits it wants', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  const login = await givePassword()
  await type(login, 'code', '12345')
  await click(login, 'Verify')
  assert.is(problem(login), 'Enter all 6 digits.')
  assert.is(api.to(route).length, 0)
})

test('says when held codes work again, counts no try, and sends the next one', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, refuse(401, 'codes-held', { codesLeft: 1, retryAfter: 170 }), ok(accepted()))
  const login = await givePassword()
  await type(login, 'code', '111111')
  assert.is(
    problem(login),
    'Codes are paused for now; nothing was counted against you. They work again in 3 minutes.',
  )
  await type(login, 'code', '222222')
  assert.is(shownText(login), 'You are logged in as Alice Example.')
})

test('says that a code is wrong, offers it for overtyping, and never sends it again', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, refuse(401, 'code-rejected', { codesLeft: 2 }), ok(accepted()))
  const login = await givePassword()
  await type(login, 'code', '111111')
  assert.is(problem(login), 'That code is not right. Check it and try again. 2 more tries.')
  assert.is(document.activeElement, field(login, 'code'))
  assert.equal([field(login, 'code').selectionStart, field(login, 'code').selectionEnd], [0, 6])
  await expectNoViolations(login)
  await type(login, 'code', '11111')
  await type(login, 'code', '111111')
  await click(login, 'Verify')
  assert.is(api.to(route).length, 1)
  assert.is(problem(login), 'That code is not right. Check it and try again.')
  await type(login, 'code', '222222')
  assert.is(shownText(login), 'You are logged in as Alice Example.')
})

test('says that a code was used already', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, refuse(401, 'code-used'))
  const login = await givePassword()
  await type(login, 'code', '111111')
  assert.is(problem(login), 'That code was used already. Wait for the next one.')
})

test('lets the same code be sent again by hand when it never arrived', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, lost(), ok(accepted()))
  const login = await givePassword()
  await type(login, 'code', '123456')
  assert.is(problem(login), 'No connection to the server. Check your network and try again.')
  assert.is(api.to(route).length, 1)
  await click(login, 'Verify')
  assert.is(shownText(login), 'You are logged in as Alice Example.')
})

test('goes back to the password when the login took too long, and keeps the name', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, refuse(401, 'challenge-expired'))
  const login = await givePassword()
  await type(login, 'code', '123456')
  assert.is(problem(login), 'That took too long. Please enter your password again.')
  assert.equal([field(login, 'username').value, field(login, 'password').value], ['alice', ''])
  assert.is(document.activeElement, field(login, 'password'))
  await expectNoViolations(login)
})

test('counts down when codes are throttled', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, refuse(429, 'throttled', { retryAfter: 30 }))
  const login = await givePassword()
  await type(login, 'code', '123456')
  assert.is(problem(login), 'Too many attempts. You can try again in 30 seconds.')
  assert.match(shownText(login), /Verify 0:30/)
  await type(login, 'code', '654321')
  assert.is(api.to(route).length, 1)
})

test('when the countdown ends the alert goes, screen readers hear of it, and a code can be sent', async ({
  api,
}) => {
  const clock = fakeClock()
  try {
    api.answer('POST /login', ok(challenge()))
    api.answer(route, refuse(429, 'throttled', { retryAfter: 30 }), ok(accepted()))
    const login = await givePassword()
    await type(login, 'code', '123456')
    clock.pass(29)
    await settled(login)
    assert.match(shownText(login), /Verify 0:01/)
    await click(login, 'Verify')
    assert.is(api.to(route).length, 1)
    clock.pass(1)
    await settled(login)
    assert.is(problem(login), '')
    assert.is(login.shadowRoot?.querySelector('[role="status"].silent')?.textContent, 'Try again')
    assert.is(login.querySelector('[aria-disabled="true"]'), null)
    await click(login, 'Verify')
    assert.is(shownText(login), 'You are logged in as Alice Example.')
  } finally {
    clock.restore()
  }
})

test('trusts the device only when the box was ticked, and says for how long', async ({ api }) => {
  api.answer('POST /login', ok(challenge({ trustFor: 1_209_600 })))
  api.answer(route, ok(accepted()))
  const login = await givePassword()
  assert.match(shownText(login), /don’t ask for codes for 14 days Don’t do this on a shared computer\./)
  assert.not.ok(field(login, 'trustDevice').checked)
  field(login, 'trustDevice').checked = true
  await type(login, 'code', '123456')
  assert.match(JSON.stringify(api.to(route)[0]?.body), '"trustDevice":true')
})

test('offers trust before the code, which is sent by itself, and says so', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  const login = await givePassword()
  const code = field(login, 'code')
  const isBefore =
    field(login, 'trustDevice').compareDocumentPosition(code) & Node.DOCUMENT_POSITION_FOLLOWING
  assert.ok(isBefore)
  assert.is(document.activeElement, code)
  assert.match(shownText(login), /It is sent as soon as the last digit is there: tick the box above first/)
  await click(login, 'Use a recovery code')
  assert.is(document.activeElement, field(login, 'code'))
  assert.not.match(shownText(login), /It is sent as soon/)
  await expectNoViolations(login)
})

test('says nothing of a box where trust is not offered', async ({ api }) => {
  api.answer('POST /login', ok(challenge({ trustFor: null })))
  assert.not.match(shownText(await givePassword()), /the box above/)
})

test('offers no trust, no reset and no other factor that the service does not offer', async ({ api }) => {
  api.answer('POST /login', ok(challenge({ factors: ['totp'], canReset: false, trustFor: null })))
  const login = await givePassword()
  assert.is(
    shownText(login),
    'Two-step verification Use another account Code Enter the 6-digit code from your authenticator. Verify',
  )
})

test('takes a recovery code in a text field of its own', async ({ api, secrets }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, refuse(401, 'code-rejected'), ok(accepted({ factors: ['password', 'recovery-code'] })))
  const login = await givePassword()
  await click(login, 'Use a recovery code')
  await expectNoViolations(login)
  const { inputMode, autocomplete } = field(login, 'code')
  assert.equal([inputMode, autocomplete], ['text', 'off'])
  assert.is(login.querySelectorAll('[aria-hidden="true"] i').length, 0)
  await click(login, 'Verify')
  assert.is(problem(login), 'Please fill this in.')
  await type(login, 'code', 'aaaa-bbbb-cccc')
  assert.is(api.to(route).length, 0)
  await click(login, 'Verify')
  assert.is(problem(login), 'That code is not right. Check it and try again.')
  await click(login, 'Verify')
  assert.is(api.to(route).length, 1)
  await type(login, 'code', ' dddd-eeee-ffff ')
  await click(login, 'Verify')
  assert.equal(api.to(route)[1]?.body, {
    challenge: 'opaque-challenge-1',
    factor: 'recovery-code',
    code: 'dddd-eeee-ffff',
    trustDevice: false,
  })
  secrets.expectKept('aaaa-bbbb-cccc', 'dddd-eeee-ffff')
})

test('mails a code, says so without saying whether there is an address, and takes it', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer('POST /login/email-code', ok({}))
  api.answer(route, ok(accepted()))
  const login = await givePassword()
  await click(login, 'Mail me a code')
  assert.match(shownText(login), /If your account has a mail address, a code is on its way\./)
  await expectNoViolations(login)
  assert.is(login.querySelectorAll('[aria-hidden="true"] i').length, 8)
  await type(login, 'code', '654321')
  assert.is(api.to(route).length, 0)
  await click(login, 'Verify')
  assert.is(problem(login), 'Enter all 8 digits.')
  await type(login, 'code', '65432109')
  const body = { challenge: 'opaque-challenge-1', factor: 'email-code', code: '65432109', trustDevice: false }
  assert.equal(api.to(route)[0]?.body, body)
})

test('mails a reset link from below the button', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer('POST /login/reset', ok({}))
  const login = await givePassword()
  await click(login, 'Lost your authenticator? Reset it')
  assert.equal(api.to('POST /login/reset')[0]?.body, { challenge: 'opaque-challenge-1' })
  assert.match(shownText(login), /a link to reset your authenticator is on its way\./)
  const heard = login.shadowRoot?.querySelector('[role="status"].silent')?.textContent ?? ''
  assert.match(heard, /a link to reset your authenticator is on its way\./)
})

test('drops the pending login when it leaves the page halfway', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer(route, held(ok(accepted())))
  const login = await givePassword()
  await type(login, 'code', '123456')
  login.remove()
  assert.ok(api.to(route)[0]?.signal?.aborted)
  document.body.append(login)
  await settled(login)
  assert.is(shownText(login), 'Log in User name Password Log in')
})

test('posts the assertion to return-url, and to http and https alone', async ({ api }) => {
  api.answer('POST /login', ok(accepted()))
  const posts: string[] = []
  const { submit } = HTMLFormElement.prototype
  HTMLFormElement.prototype.submit = function () {
    const formData = new FormData()
    this.dispatchEvent(Object.assign(new Event('formdata'), { formData }))
    posts.push(`${this.method} ${this.action} ${formData.get('assertion')}`)
  }
  try {
    await givePassword({ returnUrl: '/session' })
    await givePassword({ returnUrl: 'javascript:alert(1)' })
  } finally {
    HTMLFormElement.prototype.submit = submit
  }
  assert.equal(posts, [`post https://portal.example/session ${assertion}`])
})

test.run()

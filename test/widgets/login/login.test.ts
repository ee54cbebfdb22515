import * as assert from 'uvu/assert'
import '../../../widgets/login/login.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { held, lost, ok, page, refuse } from '../helpers/fake-api.ts'
import { giveNameAndPassword, givePassword, password } from '../helpers/log-in.ts'
import { accepted, assertion, challenge } from '../helpers/login-answers.ts'
import { click, field, mount, problem, settled, shownText, showPageAgain, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('login: the password')

test('asks for name and password in a form of the light DOM, where password managers look', async () => {
  const login = await mount('ringlock-login')
  assert.is(shownText(login), 'Log in User name Password Log in')
  assert.is(field(login, 'username').autocomplete, 'username')
  assert.is(field(login, 'password').autocomplete, 'current-password')
  assert.is(field(login, 'password').form?.parentElement, login)
  await expectNoViolations(login)
})

test('sends nothing while a field is empty, and says which', async ({ api }) => {
  const login = await mount('ringlock-login')
  await type(login, 'username', 'alice')
  await click(login, 'Log in')
  assert.is(problem(login), 'Please fill this in.')
  assert.is(document.activeElement, field(login, 'password'))
  assert.is(api.requests.length, 0)
})

test('hands over the assertion of a user without a second factor', async ({ api, secrets }) => {
  api.answer('POST /login', ok(accepted({ factors: ['password'] })))
  const heard: unknown[] = []
  document.body.addEventListener('ringlock-login', (event) => heard.push(event.assertion, event.user.name), {
    once: true,
  })
  const login = await givePassword()
  assert.equal(api.requests[0]?.body, { username: 'alice', password })
  assert.equal(heard, [assertion, 'alice'])
  assert.is(shownText(login), 'You are logged in as Alice Example.')
  await expectNoViolations(login)
  secrets.expectKept(password)
})

test('sends the nonce that its page was given, and none where it was given none', async ({ api }) => {
  api.answer('POST /login', ok(accepted({ factors: ['password'] })))
  await givePassword({ loginNonce: 'of this browser' })
  assert.equal(api.requests[0]?.body, { username: 'alice', password, nonce: 'of this browser' })
  const login = await mount('ringlock-login')
  login.setAttribute('login-nonce', 'from the markup')
  assert.is(login.loginNonce, 'from the markup')
})

test('asks at the service that api names, cookies along, under /api/v1', async ({ api }) => {
  api.answer('POST /login', refuse(401, 'login-rejected'))
  await givePassword({ api: 'https://2fa.example/ringlock/' })
  assert.is(api.requests[0]?.url.href, 'https://2fa.example/ringlock/api/v1/login')
  assert.is(api.requests[0]?.credentials, 'include')
})

test('says that name or password is wrong, and not which', async ({ api }) => {
  api.answer('POST /login', refuse(401, 'login-rejected'))
  const login = await givePassword()
  assert.is(problem(login), 'User name or password is not right.')
  assert.is(field(login, 'username').value, 'alice')
  await expectNoViolations(login)
})

test('explains that a second factor has to be set up first', async ({ api }) => {
  api.answer('POST /login', refuse(403, 'enrolment-required'))
  const told: string[] = []
  document.body.addEventListener('ringlock-enrolment-required', ({ type }) => told.push(type), { once: true })
  const login = await givePassword()
  assert.match(shownText(login), /^Set up two-step verification first .* ask them for help\./)
  assert.is(told.length, 1)
  await expectNoViolations(login)
  await click(login, 'Use another account')
  assert.is(field(login, 'username').value, '')
})

test('waits out a 429, counting down, and sends nothing before', async ({ api }) => {
  api.answer('POST /login', refuse(429, 'throttled', { retryAfter: 90 }))
  const login = await givePassword()
  assert.is(problem(login), 'Too many attempts. You can try again in 90 seconds.')
  assert.match(shownText(login), /Log in 1:30/)
  assert.is(login.querySelector('[aria-disabled="true"] [aria-hidden="true"]')?.textContent, '1:30')
  await expectNoViolations(login)
  await click(login, 'Log in')
  assert.is(api.requests.length, 1)
})

for (const [what, answer, says] of [
  ['a lost network', lost(), 'No connection to the server. Check your network and try again.'],
  ['a 500', refuse(500, 'fault'), 'Something went wrong on our side. Please try again in a moment.'],
  ["a proxy's page", page(502), 'Something went wrong on our side. Please try again in a moment.'],
  ['a captive portal', page(200), 'Something went wrong on our side. Please try again in a moment.'],
  [
    'a store that cannot be asked',
    refuse(503, 'unavailable'),
    'This can’t be checked right now. Nothing was counted against you; please try again soon.',
  ],
] as const) {
  test(`says what a person can do about ${what}, and lets them try again`, async ({ api }) => {
    api.answer<'POST /login'>(
      'POST /login',
      answer as ReturnType<typeof lost<'POST /login'>>,
      ok(challenge()),
    )
    const login = await givePassword()
    assert.is(problem(login), says)
    await expectNoViolations(login)
    await click(login, 'Log in')
    assert.match(shownText(login), /^Two-step verification/)
  })
}

test('hears one click while it is busy, and keeps the button', async ({ api }) => {
  const answer = held(ok<'POST /login'>(challenge()))
  api.answer('POST /login', answer)
  const login = await givePassword()
  await click(login, 'Log in')
  assert.is(api.requests.length, 1)
  assert.is(login.querySelectorAll('button[aria-disabled="true"]').length, 1)
  assert.ok(field(login, 'password').readOnly)
  await expectNoViolations(login)
  answer.release()
  await settled(login)
  assert.match(shownText(login), /^Two-step verification/)
})

test('aborts and forgets when it is taken out of the page', async ({ api, secrets }) => {
  api.answer('POST /login', held(ok<'POST /login'>(accepted())))
  const heard: string[] = []
  const login = await givePassword()
  login.addEventListener('ringlock-login', () => heard.push('login'))
  login.remove()
  await settled(login)
  assert.ok(api.requests[0]?.signal?.aborted)
  assert.equal(heard, [])
  document.body.append(login)
  await settled(login)
  assert.is(shownText(login), 'Log in User name Password Log in')
  assert.equal([field(login, 'username').value, field(login, 'password').value], ['', ''])
  secrets.expectKept(password)
})

test('shows the password on request, and hides it before it is sent', async ({ api }) => {
  api.answer('POST /login', refuse(401, 'login-rejected'))
  const login = await mount('ringlock-login')
  await type(login, 'username', 'alice')
  await type(login, 'password', password)
  await click(login, 'Show password')
  assert.is(field(login, 'password').type, 'text')
  await click(login, 'Log in')
  assert.is(field(login, 'password').type, 'password')
})

test('begins anew where the browser goes back to the page after the login, and on no other showing', async ({
  api,
}) => {
  api.answer('POST /login', ok(accepted({ factors: ['password'] })))
  const login = await givePassword()
  await showPageAgain(login, false)
  assert.is(shownText(login), 'You are logged in as Alice Example.')
  await showPageAgain(login)
  assert.is(shownText(login), 'Log in User name Password Log in')
  assert.equal([field(login, 'username').value, field(login, 'password').value], ['', ''])
  await expectNoViolations(login)
  await giveNameAndPassword(login)
  assert.is(shownText(login), 'You are logged in as Alice Example.')
})

test('begins anew at the code too, and drops what is under way', async ({ api, secrets }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer('POST /login/challenge', held(ok(accepted())))
  const login = await givePassword()
  await type(login, 'code', '123456')
  await showPageAgain(login)
  assert.ok(api.to('POST /login/challenge')[0]?.signal?.aborted)
  assert.is(shownText(login), 'Log in User name Password Log in')
  secrets.expectKept(password, '123456')
})

test('leaves an element alone that is on the page no more', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  const login = await mount('ringlock-login')
  login.remove()
  await showPageAgain(login)
  document.body.append(login)
  await settled(login)
  assert.is(shownText(login), 'Log in User name Password Log in')
})

test.run()

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import '../../../widgets/login/login.ts'
import { fakeApi, ok, refuse } from '../helpers/fake-api.ts'
import { accepted, assertion, challenge } from '../helpers/login-answers.ts'
import { click, field, mount, problem, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = suite<{ api: ReturnType<typeof fakeApi> }>('login')

test.before.each((context) => {
  context.api = fakeApi()
})
test.after.each(({ api }) => {
  api.restore()
  document.body.replaceChildren()
  assert.equal(api.unexpected, [])
})

test('asks for name and password in a form of the light DOM', async () => {
  const login = await mount('ringlock-login')
  assert.is(shownText(login), 'Log in User name Password Log in')
  assert.is(field(login, 'username').autocomplete, 'username')
  assert.is(field(login, 'password').autocomplete, 'current-password')
  await expectNoViolations(login)
})

test('goes on to the code and hands over the assertion', async ({ api }) => {
  api.answer('POST /login', ok(challenge()))
  api.answer('POST /login/challenge', ok(accepted()))
  const login = await mount('ringlock-login')
  const heard: string[] = []
  login.addEventListener('ringlock-login', (event) => heard.push(event.assertion))
  await type(login, 'username', 'alice')
  await type(login, 'password', 'correct horse')
  await click(login, 'Log in')
  await expectNoViolations(login)
  await type(login, 'code', '123 456')
  assert.equal(
    api.to('POST /login/challenge').map(({ body }) => body),
    [{ challenge: 'opaque-challenge-1', factor: 'totp', code: '123456', trustDevice: false }],
  )
  assert.equal(heard, [assertion])
})

test('says that the password is wrong', async ({ api }) => {
  api.answer('POST /login', refuse(401, 'login-rejected'))
  const login = await mount('ringlock-login')
  await type(login, 'username', 'alice')
  await type(login, 'password', 'wrong')
  await click(login, 'Log in')
  assert.is(problem(login), 'User name or password is not right.')
  await expectNoViolations(login)
})

test.run()

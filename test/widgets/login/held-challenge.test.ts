import * as assert from 'uvu/assert'
import '../../../widgets/login/login.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { ok, refuse } from '../helpers/fake-api.ts'
import { accepted, assertion, challenge } from '../helpers/login-answers.ts'
import { click, field, mount, settled, shownText, showPageAgain, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('login: a challenge that a server holds')

const noTrust = { trustFor: null }

test('begins at the code, and hands over the assertion', async ({ api, secrets }) => {
  api.answer('POST /login/challenge', ok(accepted()))
  const heard: string[] = []
  const login = await mount('ringlock-login', { challenge: challenge(noTrust) })
  login.addEventListener('ringlock-login', (event) => heard.push(event.assertion))
  assert.match(shownText(login), /^Two-step verification/)
  await expectNoViolations(login)
  await type(login, 'code', '123456')
  await settled(login)
  assert.equal(
    api.requests.map(({ body }) => body),
    [{ challenge: 'opaque-challenge-1', factor: 'totp', code: '123456', trustDevice: false }],
  )
  assert.equal(heard, [assertion])
  secrets.expectKept('123456')
})

test('takes the JSON of the attribute, and keeps it neither there nor in the property', async () => {
  const login = await mount('ringlock-login')
  login.setAttribute('challenge', JSON.stringify(challenge(noTrust)))
  await settled(login)
  assert.match(shownText(login), /^Two-step verification/)
  assert.not.ok(login.hasAttribute('challenge'))
  assert.is(login.challenge, null)
})

test('offers every way that the challenge has', async ({ api }) => {
  api.answer('POST /login/email-code', ok({}))
  const login = await mount('ringlock-login', { challenge: challenge(noTrust) })
  await click(login, 'Use a recovery code')
  assert.ok(field(login, 'code'))
  await click(login, 'Mail me a code')
  assert.equal(api.requests[0]?.body, { challenge: 'opaque-challenge-1' })
})

test('a trusted browser is through without a code', async ({ api }) => {
  api.answer('POST /login/trusted-device', ok(accepted({ factors: ['password', 'trusted-device'] })))
  const login = await mount('ringlock-login', { challenge: challenge() })
  assert.equal(api.requests[0]?.body, { challenge: 'opaque-challenge-1' })
  assert.is(shownText(login), 'You are logged in as Alice Example.')
})

test('any other browser is asked for the code, and told nothing of it', async ({ api }) => {
  api.answer('POST /login/trusted-device', refuse(401, 'code-rejected', { codesLeft: 5 }))
  const login = await mount('ringlock-login', { challenge: challenge() })
  assert.match(shownText(login), /^Two-step verification/)
  assert.is(login.querySelector('[role="alert"]')?.textContent, '')
  await expectNoViolations(login)
})

for (const [what, begin] of [
  ['over', (login: HTMLElement) => type(login, 'code', '123456')],
  ['given up', (login: HTMLElement) => click(login, 'Use another account')],
] as const) {
  test(`a login that is ${what} goes back to its page, and asks for no password`, async ({ api }) => {
    api.answer('POST /login/challenge', refuse(401, 'challenge-expired'))
    const told: string[] = []
    const login = await mount('ringlock-login', { challenge: challenge(noTrust) })
    login.addEventListener('ringlock-start-over', (event) => {
      event.preventDefault()
      told.push(event.type)
    })
    await begin(login)
    await settled(login)
    if (what === 'over') {
      assert.match(shownText(login), /That took too long/)
      await expectNoViolations(login)
      await click(login, 'Use another account')
    }
    assert.equal(told, ['ringlock-start-over'])
    assert.not.ok(login.querySelector('input[name="password"]'))
  })
}

test('goes on where the browser goes back to it, and once it has ended asks its page for another', async ({
  api,
}) => {
  api.answer('POST /login/challenge', ok(accepted()))
  const told: string[] = []
  const login = await mount('ringlock-login', { challenge: challenge(noTrust) })
  login.addEventListener('ringlock-start-over', (event) => {
    event.preventDefault()
    told.push(event.type)
  })
  await showPageAgain(login)
  await type(login, 'code', '123456')
  assert.is(shownText(login), 'You are logged in as Alice Example.')
  await showPageAgain(login)
  assert.match(shownText(login), /That took too long/)
  assert.not.ok(login.querySelector('input'))
  await click(login, 'Use another account')
  assert.equal(told, ['ringlock-start-over'])
})

test.run()

import { createLocalJWKSet, jwtVerify } from 'jose'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runProgram } from '../../../server/cli/program.ts'
import { publicUrl } from '../../fixtures/upgrade/known-state.ts'
import { createScreens } from '../cli/screens.ts'
import type { KeptState } from './kept-state.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** What every state that an earlier version left behind has to bear, whichever store it is kept in. */
export function testUpgrade(
  name: string,
  withState: (use: (kept: KeptState) => Promise<void>) => Promise<void>,
  end: () => Promise<void> = async () => {},
): void {
  const test = suite(name)
  test.after(end)

  test('codes work again when used ones have run out, and each user logs in with theirs', () =>
    withState(async (kept) => {
      const { known } = kept
      for (const [user, used] of Object.entries(known.usedCodes)) {
        const again = await kept.answer((await kept.login(user)).body.challenge, 'totp', used)
        assert.is(again.body.error.code, 'code-used', user)
      }
      const tooEarly = await kept.answer((await kept.login('root')).body.challenge, 'totp', kept.code('root'))
      assert.is(tooEarly.body.error.code, 'code-used', 'the copy may be a backup')

      kept.untilCodesWork()
      const apps = { alice: 6, bob: 8, erin: 6, frank: 8, franktoo: 8, grace: 6, ivan: 8, root: 6 }
      for (const [app, digits] of Object.entries(apps)) {
        const user = app.replace(/too$/, '')
        const login = await kept.login(user)
        assert.is(login.body.digits, digits, app)
        const code = kept.code(app)
        const accepted = await kept.answer(login.body.challenge, 'totp', code)
        assert.is(accepted.body.status, 'accepted', app)
        assert.is(accepted.body.user.key, kept.userKey(user))
        const again = await kept.answer((await kept.login(user)).body.challenge, 'totp', code)
        assert.is(again.body.error.code, 'code-used', `${app}: once`)
      }
    }))

  test('a login that waited for its code goes on, also with the code that was mailed', () =>
    withState(async (kept) => {
      kept.untilCodesWork()
      const { alice, frank } = kept.known
      const wrong = await kept.answer(frank.challenge, 'email-code', '00000000')
      assert.is(wrong.body.error.code, 'code-rejected')
      const mailed = await kept.answer(frank.challenge, 'email-code', frank.emailCode)
      assert.is(mailed.body.status, 'accepted')
      assert.is(mailed.body.user.name, 'frank')
      assert.is((await kept.answer(alice.challenge, 'totp', kept.code('alice'))).body.status, 'accepted')
      const twice = await kept.answer(alice.challenge, 'totp', kept.code('alice'))
      assert.is(twice.body.error.code, 'challenge-expired')
    }))

  test('recovery codes: the unused ones work once, used and replaced ones do not', () =>
    withState(async (kept) => {
      kept.untilCodesWork()
      const { alice, frank } = kept.known
      const tryCode = async (user: string, code: string) =>
        (await kept.answer((await kept.login(user)).body.challenge, 'recovery-code', code)).body
      const [aliceCode = '', another = ''] = alice.recoveryCodes
      assert.is((await tryCode('alice', aliceCode)).status, 'accepted')
      assert.is((await tryCode('alice', aliceCode)).error.code, 'code-rejected')
      assert.is((await tryCode('alice', alice.usedRecoveryCode)).error.code, 'code-rejected')
      assert.is((await tryCode('frank', another)).error.code, 'code-rejected', 'of another user')
      assert.is((await tryCode('frank', frank.recoveryCodes[9] ?? '')).status, 'accepted')
    }))

  test('a trusted browser stands in for the code, and its cookie is good once', () =>
    withState(async (kept) => {
      kept.untilCodesWork()
      const { deviceCookie } = kept.known.alice
      const trusted = await kept.login('alice', { Cookie: deviceCookie })
      assert.equal(trusted.body.factors, ['password', 'trusted-device'])
      assert.is((await kept.login('frank', { Cookie: deviceCookie })).body.status, 'challenge')
      assert.is((await kept.login('alice', { Cookie: deviceCookie })).body.status, 'challenge', 'copied')
    }))

  test('what was switched off, asked for, begun and failed is as it was', () =>
    withState(async (kept) => {
      kept.untilCodesWork()
      const root = await kept.proven('root', kept.code('root'))
      const view = async (name: string) => {
        const path = `/api/v1/users/${encodeURIComponent(kept.userKey(name))}`
        return (await kept.call('GET', path, { bearer: root })).body
      }
      const carol = await view('carol')
      assert.is(carol.state, 'disabled')
      assert.is((await kept.login('carol')).body.status, 'accepted', 'no code is asked for')
      assert.is((await view('bob')).ownRequirement, 'required')
      assert.is((await view('ivan')).authenticators[0].serial, 'SN-0042')
      assert.is((await view('alice')).recoveryCodesLeft, 9)
      const failures = await kept.running.service.state.readFailures(kept.userKey('erin'))
      assert.is(failures.password?.count, 3)
      assert.is(failures.code?.count, 2)
      const { graceEnds } = await view('heidi')
      assert.ok(Math.abs(Date.parse(graceEnds) - (kept.known.madeAt + 7 * day)) < 5 * minute, graceEnds)
    }))

  test('a setup that was begun is finished with its code', () =>
    withState(async (kept) => {
      kept.untilCodesWork()
      const { authenticatorId } = kept.known.dave
      const bearer = await kept.proven('dave')
      const confirm = (code: string) =>
        kept.call('POST', `/api/v1/me/authenticators/${authenticatorId}/confirm`, {
          bearer,
          body: { codes: [code] },
        })
      assert.is((await confirm('000000')).body.error.code, 'codes-rejected')
      assert.is((await confirm(kept.code('dave'))).body.recoveryCodes.length, 10)
      assert.is((await kept.login('dave')).body.status, 'challenge')
    }))

  test('mailed links work once', () =>
    withState(async (kept) => {
      const { grace, heidi } = kept.known
      const reset = () => kept.call('POST', '/api/v1/reset', { body: { token: grace.resetLink } })
      assert.is((await reset()).body.name, 'grace')
      assert.is((await reset()).body.error.code, 'expired')
      assert.is((await kept.login('grace')).body.status, 'accepted', 'without a code')
      const open = (password: string | undefined) =>
        kept.call('POST', '/api/v1/enrolment-links', { body: { token: heidi.enrolmentLink, password } })
      assert.is((await open('wrong')).body.error.code, 'login-rejected')
      assert.is((await open(kept.known.people.heidi?.password)).body.userKey, kept.userKey('heidi'))
    }))

  test('widget tokens and assertions that were given out are still good', () =>
    withState(async (kept) => {
      const me = await kept.call('GET', '/api/v1/me', { bearer: kept.known.alice.widgetToken })
      assert.is(me.body.user.name, 'alice')
      const jwks = (await kept.call('GET', '/.well-known/jwks.json')).body
      assert.is(jwks.keys.length, 2, 'the key in force and the one before')
      const { payload } = await jwtVerify(kept.known.grace.assertion, createLocalJWKSet(jwks), {
        issuer: publicUrl,
        audience: 'portal',
        currentDate: new Date(kept.known.madeAt - 30_000),
      })
      assert.is(payload.sub, kept.userKey('grace'))
    }))

  test('the audit log goes on from its first line, and mail that waited is sent', () =>
    withState(async (kept) => {
      assert.is((await kept.login('carol')).status, 200)
      const screens = createScreens()
      const { configFile, context } = kept.commands
      const exitCode = await runProgram(['audit', 'verify', '--config', configFile], {
        ...context,
        ...screens,
      })
      assert.is(exitCode, 0, screens.printed() + screens.complained())
      kept.untilCodesWork()
      const bearer = await kept.proven('root', kept.code('root'))
      const { body } = await kept.call('GET', '/api/v1/audit?limit=200', { bearer })
      const [last] = body.events
      assert.is(last.userKey, kept.userKey('root'))
      assert.is(body.events.filter(({ event }: { event: string }) => event === 'user.added').length, 10)
      const [mail] = await kept.mailServer.received(1)
      assert.equal(mail?.recipients, ['frank@example.test'])
    }))

  test.run()
}

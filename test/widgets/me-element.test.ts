import * as assert from 'uvu/assert'
import '../../widgets/account/account.ts'
import '../../widgets/enrolment/enrolment.ts'
import '../../widgets/recovery-codes/recovery-codes.ts'
import { elementSuite } from './helpers/element-test.ts'
import { held, lost, ok, page, refuse } from './helpers/fake-api.ts'
import { me } from './helpers/me.ts'
import { click, mount, problem, settled, shownText, showPageAgain } from './helpers/mount.ts'
import { expectNoViolations } from './helpers/no-violations.ts'

const test = elementSuite('elements that show the own second factor')
const tokenProvider = async () => 'widget-token-1'
const noDevices = ok<'GET /me/trusted-devices'>({ devices: [] })

for (const tag of ['ringlock-enrolment', 'ringlock-recovery-codes', 'ringlock-account'] as const) {
  test(`${tag} waits for a token, then says that it loads`, async ({ api }) => {
    const answer = held(ok<'GET /me'>(me()))
    api.answer('GET /me', answer)
    api.answer('GET /me/trusted-devices', noDevices)
    const element = await mount(tag)
    assert.is(api.requests.length, 0)
    element.tokenProvider = tokenProvider
    await settled(element)
    assert.is(api.to('GET /me').length, 1)
    assert.is(shownText(element), 'Loading')
    await expectNoViolations(element)
    answer.release()
    await settled(element)
    assert.not.match(shownText(element), 'Loading')
    await expectNoViolations(element)
  })

  for (const [what, answer, says] of [
    ['a lost network', lost<'GET /me'>(), 'No connection to the server. Check your network and try again.'],
    ['a 500', page<'GET /me'>(500), 'Something went wrong on our side. Please try again in a moment.'],
    [
      'an outage behind the service',
      refuse<'GET /me'>(503, 'unavailable'),
      'This can’t be checked right now. Nothing was counted against you; please try again soon.',
    ],
    [
      'a throttled service',
      refuse<'GET /me'>(429, 'throttled', { retryAfter: 30 }),
      'Too many attempts. You can try again in 30 seconds.',
    ],
  ] as const) {
    test(`${tag} says what ${what} means, and tries again`, async ({ api }) => {
      api.answer('GET /me', answer, ok(me()))
      api.answer('GET /me/trusted-devices', noDevices)
      const element = await mount(tag, { tokenProvider })
      assert.is(problem(element), says)
      await expectNoViolations(element)
      await click(element, 'Try again')
      assert.is(problem(element), '')
      assert.is(api.to('GET /me').length, 2)
    })
  }

  test(`${tag} tells the page when the portal gives no token any more`, async ({ api }) => {
    api.answer('GET /me', refuse(401, 'unauthenticated'))
    const heard: string[] = []
    document.body.addEventListener('ringlock-session-ended', ({ type }) => heard.push(type), { once: true })
    const element = await mount(tag, { tokenProvider })
    assert.is(problem(element), 'Your session has ended. Please log in to the portal again.')
    assert.equal(heard, ['ringlock-session-ended'])
  })

  test(`${tag} asks for another token once when the first one expired`, async ({ api }) => {
    api.answer('GET /me', refuse(401, 'unauthenticated'), ok(me()))
    api.answer('GET /me/trusted-devices', noDevices)
    let given = 0
    const element = await mount(tag, {
      tokenProvider: async () => {
        given += 1
        return `widget-token-${given}`
      },
    })
    assert.is(problem(element), '')
    assert.is(api.to('GET /me')[1]?.headers.get('authorization'), 'Bearer widget-token-2')
  })

  test(`${tag} drops its request with the element, and begins anew where it comes back`, async ({ api }) => {
    api.answer('GET /me', held(ok(me())), ok(me()))
    api.answer('GET /me/trusted-devices', noDevices)
    const element = await mount(tag, { tokenProvider })
    element.remove()
    await settled(element)
    assert.ok(api.to('GET /me')[0]?.signal?.aborted)
    assert.is(api.requests.length, 1)
    document.body.append(element)
    await settled(element)
    assert.is(api.to('GET /me').length, 2)
    assert.not.match(shownText(element), 'Loading')
  })

  test(`${tag} reads the state again, with another token, where the browser goes back to its page`, async ({
    api,
  }) => {
    api.answer('GET /me', ok(me()))
    api.answer('GET /me/trusted-devices', noDevices)
    let given = 0
    const element = await mount(tag, { tokenProvider: async () => `widget-token-${++given}` })
    await showPageAgain(element)
    assert.equal(
      api.to('GET /me').map(({ headers }) => headers.get('authorization')),
      ['Bearer widget-token-1', 'Bearer widget-token-2'],
    )
  })

  test(`${tag} reads the state once, whatever the page sets meanwhile`, async ({ api }) => {
    api.answer('GET /me', ok(me()))
    api.answer('GET /me/trusted-devices', noDevices)
    const element = await mount(tag, { tokenProvider })
    element.tokenProvider = async () => 'widget-token-2'
    element.theme = 'dark'
    await settled(element)
    assert.is(api.to('GET /me').length, 1)
  })
}

test.run()

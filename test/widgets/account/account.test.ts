import * as assert from 'uvu/assert'
import type { UserView } from '../../../server/http/contract/index.ts'
import type { RinglockAccount } from '../../../widgets/account/account.ts'
import '../../../widgets/account/account.ts'
import type { BodyOf } from '../../../widgets/calls.ts'
import { elementSuite } from '../helpers/element-test.ts'
import {
  chooseKind,
  heardFrom,
  notEnrolled,
  offer,
  recoveryCodes,
  token,
  totpSecret,
} from '../helpers/enrol.ts'
import { type fakeApi, held, lost, ok, refuse } from '../helpers/fake-api.ts'
import { authenticator, type Me, me, user } from '../helpers/me.ts'
import { click, mount, problem, settled, shownText, type } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'

const test = elementSuite('account')
const turn = 'PATCH /me/authenticators/{id}'
const erase = 'DELETE /me/authenticators/{id}'
const distrust = 'DELETE /me/trusted-devices/{id}'
const hardware: UserView['authenticators'][number] = {
  ...authenticator,
  id: 'authenticator-2',
  kind: 'hardware',
  serial: 'GAVT-0042',
  enabled: false,
}
const devices: BodyOf<'GET /me/trusted-devices'>['devices'] = [
  {
    id: 'device-1',
    name: 'Firefox on Windows',
    trustedAt: '2026-01-02T03:04:05.000Z',
    lastUsedAt: '2026-02-03T04:05:06.000Z',
    expiresAt: '2026-03-04T05:06:07.000Z',
  },
]

function mountAccount(
  api: ReturnType<typeof fakeApi>,
  about: Me = me(),
  trusted: typeof devices = devices,
): Promise<RinglockAccount> {
  api.answer('GET /me', ok(about))
  api.answer('GET /me/trusted-devices', ok({ devices: trusted }))
  return mount('ringlock-account', { tokenProvider: async () => token })
}

async function confirm(element: Element): Promise<void> {
  element.shadowRoot?.querySelector<HTMLElement>('dialog .ringlock-danger')?.click()
  await settled(element)
}

const none: Partial<UserView> = { authenticators: [], recoveryCodesLeft: 0 }
const required: Partial<UserView> = { ...none, state: 'required', requirement: 'required' }
for (const [what, about, says] of [
  ['enabled', {}, 'On You log in with your password and a code.'],
  ['disabled', { state: 'disabled', authenticators: [hardware] }, 'Off It is set up but switched off'],
  ['pending', { ...none, state: 'pending' }, 'Not finished You began to set it up'],
  ['required', required, 'Required Your account needs two-step verification. Please set it up now.'],
  [
    'required, in the time of grace',
    { ...required, graceEnds: '2999-01-02T03:04:05.000Z' },
    'Required Set up two-step verification by Jan 2, 2999',
  ],
  [
    'required, after the time of grace',
    { ...required, graceEnds: '2020-01-02T03:04:05.000Z' },
    'Required Your account needs two-step verification. Please set it up now.',
  ],
  ['not enrolled', { ...none, state: 'not-enrolled' }, 'Not set up Your password alone is enough'],
] as const) {
  test(`says how the second factor stands: ${what}`, async ({ api }) => {
    const account = await mountAccount(api, me({ user: about as Partial<UserView> }))
    assert.match(shownText(account), says)
    await expectNoViolations(account)
  })
}

test('lists authenticators, recovery codes and trusted devices', async ({ api }) => {
  const account = await mountAccount(api, me({ user: { authenticators: [authenticator, hardware] } }))
  assert.is(
    shownText(account),
    'Two-step verification On You log in with your password and a code.' +
      ' Authenticators Authenticator app Since Jan 2, 2026 Switch off Delete' +
      ' Hardware device Off GAVT-0042 · Since Jan 2, 2026 Switch on Delete Add another device' +
      ' Recovery codes 10 recovery codes left Each one gets you in once when your authenticator is not at hand. Manage' +
      ' Trusted devices Firefox on Windows Last used Feb 3, 2026, trusted until Mar 4, 2026 Stop trusting',
  )
  await expectNoViolations(account)
})

test('says that no device is trusted, and nothing where none can be', async ({ api }) => {
  const account = await mountAccount(api, me(), [])
  assert.match(shownText(account), 'None. You are asked for a code on every device.')
  account.remove()
  const without = await mountAccount(api, me({ trustFor: null }))
  assert.not.match(shownText(without), 'Trusted devices')
  assert.is(api.to('GET /me/trusted-devices').length, 1)
})

test('shows the rest when the trusted devices cannot be read', async ({ api }) => {
  api.answer('GET /me', ok(me()))
  api.answer('GET /me/trusted-devices', lost())
  const account = await mount('ringlock-account', { tokenProvider: async () => token })
  assert.match(problem(account), 'No connection to the server.')
  assert.match(shownText(account), 'Authenticator app')
})

test('switches an authenticator off after saying what that means, and on at once', async ({ api }) => {
  const off = user({
    state: 'disabled',
    authenticators: [{ ...authenticator, enabled: false }],
    version: 'v2',
  })
  api.answer(turn, ok(off), ok(user({ version: 'v3' })))
  const account = await mountAccount(api)
  const heard: string[] = []
  account.addEventListener('ringlock-state', ({ state }) => heard.push(state))
  await click(account, 'Switch off')
  assert.match(shownText(account), 'Its codes are not accepted until you switch it on again.')
  await expectNoViolations(account)
  assert.is(api.to(turn).length, 0)
  await confirm(account)
  assert.match(shownText(account), 'Off It is set up but switched off')
  await expectNoViolations(account)
  await click(account, 'Switch on')
  assert.match(shownText(account), 'On You log in with your password and a code.')
  assert.equal(
    api.to(turn).map(({ body, headers }) => [body, headers.get('if-match')]),
    [
      [{ enabled: false }, '"v1"'],
      [{ enabled: true }, '"v2"'],
    ],
  )
  assert.equal(heard, ['disabled', 'enabled'])
})

test('deletes an authenticator after saying what goes with it', async ({ api }) => {
  api.answer(erase, ok(null))
  const account = await mountAccount(api)
  const heard = heardFrom(account, 'ringlock-state')
  await click(account, 'Delete')
  assert.match(shownText(account), 'and so do your recovery codes')
  await click(account, 'Cancel')
  assert.is(api.to(erase).length, 0)
  await click(account, 'Delete')
  api.answer('GET /me', ok(notEnrolled()))
  await confirm(account)
  assert.is(api.to(erase)[0]?.url.pathname, '/api/v1/me/authenticators/authenticator-1')
  assert.match(shownText(account), 'Not set up')
  assert.is(
    account.shadowRoot?.querySelector('[role="status"]')?.textContent,
    'The authenticator is deleted.',
  )
  assert.is(account.shadowRoot?.activeElement?.getAttribute('part'), 'title')
  assert.equal(heard, ['ringlock-state'])
  await expectNoViolations(account)
})

test('stops trusting a device', async ({ api }) => {
  api.answer(distrust, ok(null))
  const account = await mountAccount(api)
  await click(account, 'Stop trusting')
  assert.is(api.to(distrust)[0]?.url.pathname, '/api/v1/me/trusted-devices/device-1')
  assert.match(shownText(account), 'None. You are asked for a code on every device.')
})

test('takes a device off the list that is trusted no more already', async ({ api }) => {
  api.answer(distrust, refuse(404, 'not-found'))
  const account = await mountAccount(api)
  await click(account, 'Stop trusting')
  assert.not.match(shownText(account), 'Firefox on Windows')
  assert.is(problem(account), '')
})

for (const [code, status, says] of [
  ['conflict', 409, 'Your account needs two-step verification, and this is the only device that is on.'],
  ['last-admin', 409, 'You are the last administrator with two-step verification.'],
  ['throttled', 429, 'Too many attempts.'],
  ['unavailable', 503, 'This can’t be checked right now.'],
  ['fault', 500, 'Something went wrong on our side.'],
  ['unauthenticated', 401, 'Your session has ended.'],
] as const) {
  test(`says what ${code} means`, async ({ api }) => {
    api.answer(erase, refuse(status, code))
    const account = await mountAccount(api)
    await click(account, 'Delete')
    await confirm(account)
    assert.match(problem(account), says)
    assert.match(shownText(account), 'Authenticator app')
    await expectNoViolations(account)
  })
}

for (const code of ['changed-meanwhile', 'not-found'] as const) {
  test(`shows how things stand after ${code}, and says so`, async ({ api }) => {
    api.answer(turn, refuse(code === 'not-found' ? 404 : 412, code))
    const account = await mountAccount(api, me({ user: { authenticators: [hardware], version: 'v1' } }))
    api.answer('GET /me', ok(me({ user: { version: 'v2' } })))
    await click(account, 'Switch on')
    assert.is(problem(account), 'This was changed elsewhere in the meantime. This is its current state.')
    assert.not.match(shownText(account), 'GAVT-0042')
    await expectNoViolations(account)
  })
}

test('sets up another authenticator in its own place, in a form that password managers see', async ({
  api,
  secrets,
}) => {
  api.answer('POST /me/authenticators', ok(offer()))
  api.answer('POST /me/authenticators/{id}/confirm', ok({ recoveryCodes }))
  const account = await mountAccount(api, notEnrolled())
  const heard = heardFrom(account, 'ringlock-enrolled')
  await click(account, 'Set up now')
  const enrolment = account.querySelector('ringlock-enrolment')
  if (enrolment === null) throw new Error('no enrolment')
  await settled(enrolment)
  assert.is(account.shadowRoot?.querySelector('h2'), null)
  await chooseKind(enrolment, 'Authenticator app')
  assert.ok(document.querySelector('input[name="code-1"]'), 'outside of every shadow root')
  await expectNoViolations(account)
  await type(enrolment, 'code-1', '123456')
  secrets.expectKept(totpSecret, '123456', token, ...recoveryCodes)
  api.answer('GET /me', ok(me()))
  await click(enrolment, 'I have saved these codes')
  await click(enrolment, 'Continue')
  await settled(account)
  assert.equal(heard, ['ringlock-enrolled'])
  assert.is(account.querySelector('ringlock-enrolment'), null)
  assert.match(shownText(account), 'On You log in with your password and a code.')
  await expectNoViolations(account)
})

test('comes back from a setup that was cancelled', async ({ api }) => {
  const account = await mountAccount(api)
  await click(account, 'Add another device')
  const enrolment = account.querySelector('ringlock-enrolment')
  if (enrolment === null) throw new Error('no enrolment')
  await settled(enrolment)
  await click(enrolment, 'Cancel')
  await settled(account)
  assert.is(account.querySelector('ringlock-enrolment'), null)
  assert.match(shownText(account), 'Authenticator app')
})

test('shows the recovery codes in its own place, and counts them anew after', async ({ api }) => {
  const account = await mountAccount(api)
  await click(account, 'Manage')
  const codes = account.querySelector('ringlock-recovery-codes')
  if (codes === null) throw new Error('no recovery codes')
  await settled(codes)
  assert.match(shownText(codes), '10 recovery codes left')
  await expectNoViolations(account)
  api.answer('GET /me', ok(me({ user: { recoveryCodesLeft: 9 } })))
  await click(codes, 'Close')
  await settled(account)
  assert.match(shownText(account), '9 recovery codes left')
})

test('drops what it was doing when it leaves the page', async ({ api }) => {
  api.answer(erase, held(ok(null)))
  const account = await mountAccount(api)
  await click(account, 'Delete')
  await confirm(account)
  account.remove()
  await settled(account)
  assert.ok(api.to(erase)[0]?.signal?.aborted)
  document.body.append(account)
  await settled(account)
  assert.match(shownText(account), 'Authenticator app')
  assert.is(problem(account), '')
})

test.run()

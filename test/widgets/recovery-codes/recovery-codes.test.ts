import * as assert from 'uvu/assert'
import type { RinglockRecoveryCodes } from '../../../widgets/recovery-codes/recovery-codes.ts'
import '../../../widgets/recovery-codes/recovery-codes.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { heardFrom, notEnrolled, recoveryCodes, token } from '../helpers/enrol.ts'
import { type fakeApi, held, lost, ok, refuse } from '../helpers/fake-api.ts'
import { type Me, me } from '../helpers/me.ts'
import { click, mount, problem, settled, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'
import { withSaving } from '../helpers/saving.ts'

const test = elementSuite('recovery codes')
const make = 'POST /me/recovery-codes'
const erase = 'DELETE /me/recovery-codes'
const title = (element: Element) => element.shadowRoot?.querySelector('[part="title"]')?.textContent

function mountCodes(
  api: ReturnType<typeof fakeApi>,
  about: Me = me(),
  properties: Partial<RinglockRecoveryCodes> = {},
): Promise<RinglockRecoveryCodes> {
  api.answer('GET /me', ok(about))
  return mount('ringlock-recovery-codes', { tokenProvider: async () => token, ...properties })
}

/** The element with a new set on the screen. */
async function mountSet(api: ReturnType<typeof fakeApi>): Promise<RinglockRecoveryCodes> {
  api.answer(make, ok({ recoveryCodes }))
  const codes = await mountCodes(api, me({ user: { recoveryCodesLeft: 0 } }))
  await click(codes, 'Make new codes')
  return codes
}

for (const [left, says, isWarning] of [
  [10, '10 recovery codes left Each one gets you in once', false],
  [3, '3 recovery codes left These are running out.', true],
  [1, 'One recovery code left These are running out.', true],
  [0, 'You have no recovery codes. Without them, a lost authenticator keeps you out', true],
] as const) {
  test(`says how things stand with ${left} codes`, async ({ api }) => {
    const codes = await mountCodes(api, me({ user: { recoveryCodesLeft: left } }))
    assert.match(shownText(codes), says)
    const warning = codes.shadowRoot?.querySelector('.ringlock-alert:not([role])') ?? null
    assert.is(warning !== null, isWarning)
    assert.is(shownText(codes).includes('Delete codes'), left > 0)
    await expectNoViolations(codes)
  })
}

test('says that an authenticator comes first', async ({ api }) => {
  const codes = await mountCodes(api, notEnrolled())
  assert.match(shownText(codes), 'Recovery codes stand in for an authenticator. Set one up first.')
  assert.is(codes.shadowRoot?.querySelector('button'), null)
  await expectNoViolations(codes)
})

test('says what making new ones does, and does nothing when that is not wanted', async ({ api }) => {
  const codes = await mountCodes(api)
  await click(codes, 'Make new codes')
  assert.match(shownText(codes), 'The codes that you have now stop working at once.')
  await expectNoViolations(codes)
  await click(codes, 'Cancel')
  assert.is(api.to(make).length, 0)
})

test('makes new ones, which must be saved', async ({ api, secrets }) => {
  api.answer(make, ok({ recoveryCodes }))
  const codes = await mountCodes(api)
  const heard = heardFrom(codes, 'ringlock-recovery-codes')
  await click(codes, 'Make new codes')
  codes.shadowRoot?.querySelector<HTMLElement>('dialog .ringlock-primary')?.click()
  await settled(codes)
  assert.is(title(codes), 'Save your recovery codes')
  const shown = [...(codes.shadowRoot?.querySelectorAll('[part="recovery-codes"] li') ?? [])]
  assert.equal(
    shown.map((each) => each.textContent),
    recoveryCodes,
  )
  await expectNoViolations(codes)
  await click(codes, 'Continue')
  assert.match(problem(codes), 'Save the codes first')
  assert.is((codes.shadowRoot?.activeElement as HTMLInputElement | null)?.type, 'checkbox')
  await expectNoViolations(codes)
  await click(codes, 'I have saved these codes')
  await click(codes, 'Continue')
  assert.match(shownText(codes), 'Your new recovery codes work from now on. 3 recovery codes left')
  assert.not.match(codes.shadowRoot?.innerHTML ?? '', recoveryCodes[0] ?? '')
  assert.equal(heard, ['ringlock-recovery-codes'])
  await expectNoViolations(codes)
  secrets.expectKept(token, ...recoveryCodes)
})

test('lets no one leave the page unasked before they are saved', async ({ api }) => {
  const isAsked = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
  assert.not.ok(isAsked())
  const codes = await mountSet(api)
  assert.ok(isAsked())
  await click(codes, 'I have saved these codes')
  await click(codes, 'Continue')
  assert.not.ok(isAsked())
  await click(codes, 'Make new codes')
  codes.shadowRoot?.querySelector<HTMLElement>('dialog .ringlock-primary')?.click()
  await settled(codes)
  assert.ok(isAsked())
  codes.remove()
  assert.not.ok(isAsked())
})

test('saves a file that is named for the issuer and the account, and revokes its address', async ({
  api,
  secrets,
}) => {
  await withSaving(async ({ saved, open }) => {
    api.answer(make, ok({ recoveryCodes }))
    const about = me({ issuer: 'ACME: "phones"/1', user: { name: 'alice', recoveryCodesLeft: 0 } })
    const codes = await mountCodes(api, about)
    await click(codes, 'Make new codes')
    await click(codes, 'Download')
    await click(codes, 'Download')
    const text = `ACME: "phones"/1: recovery codes of alice\nEach code works once.\n\n${recoveryCodes.join('\n')}\n`
    assert.equal(saved, [
      { name: 'ACME_ _phones_1 - alice - recovery codes.txt', text },
      { name: 'ACME_ _phones_1 - alice - recovery codes.txt', text },
    ])
    assert.is(open.size, 1)
    secrets.expectKept(...recoveryCodes)
    await click(codes, 'I have saved these codes')
    await click(codes, 'Continue')
    assert.is(open.size, 0)
  })
})

test('revokes the address of the file and forgets the codes when it leaves the page', async ({ api }) => {
  await withSaving(async ({ open }) => {
    const codes = await mountSet(api)
    await click(codes, 'Download')
    assert.is(open.size, 1)
    codes.remove()
    await settled(codes)
    assert.is(open.size, 0)
    assert.not.match(codes.shadowRoot?.innerHTML ?? '', recoveryCodes[0] ?? '')
  })
})

for (const isRefused of [false, true]) {
  test(`copies the codes${isRefused ? ' by hand where the clipboard refuses' : ''}`, async ({ api }) => {
    const written: string[] = []
    const clipboard = {
      writeText: async (text: string) => {
        if (isRefused) throw new DOMException('Blocked', 'NotAllowedError')
        written.push(text)
      },
    }
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
    try {
      const codes = await mountSet(api)
      await click(codes, 'Copy')
      assert.equal(written, isRefused ? [] : [recoveryCodes.join('\n')])
      const said = codes.shadowRoot?.querySelector('[role="status"]')?.textContent ?? ''
      assert.match(said, isRefused ? 'The text is selected' : 'Copied')
    } finally {
      Reflect.deleteProperty(navigator, 'clipboard')
    }
  })
}

test('deletes them after saying what that means', async ({ api }) => {
  api.answer(erase, ok(null))
  const codes = await mountCodes(api)
  const heard = heardFrom(codes, 'ringlock-recovery-codes')
  await click(codes, 'Delete codes')
  assert.match(shownText(codes), 'a lost authenticator keeps you out until it is reset')
  await click(codes, 'Cancel')
  assert.is(api.to(erase).length, 0)
  await click(codes, 'Delete codes')
  codes.shadowRoot?.querySelector<HTMLElement>('dialog .ringlock-danger')?.click()
  await settled(codes)
  assert.match(shownText(codes), 'Your recovery codes are deleted. You have no recovery codes.')
  assert.equal(heard, ['ringlock-recovery-codes'])
  await expectNoViolations(codes)
})

for (const [what, answer, says] of [
  ['a lost network', lost<typeof make>(), 'No connection to the server.'],
  ['a fault', refuse<typeof make>(500, 'fault'), 'Something went wrong on our side.'],
  ['too many attempts', refuse<typeof make>(429, 'throttled', { retryAfter: 30 }), 'Too many attempts.'],
  ['the end of the session', refuse<typeof make>(401, 'unauthenticated'), 'Your session has ended.'],
] as const) {
  test(`says what ${what} means while new ones are made`, async ({ api }) => {
    api.answer(make, answer)
    const codes = await mountCodes(api, me({ user: { recoveryCodesLeft: 0 } }))
    await click(codes, 'Make new codes')
    assert.match(problem(codes), says)
    await expectNoViolations(codes)
    api.answer(make, ok({ recoveryCodes }))
    await click(codes, 'Make new codes')
    assert.is(title(codes), 'Save your recovery codes')
  })
}

test('says that there is nothing to recover any more', async ({ api }) => {
  api.answer(make, refuse(409, 'conflict'))
  const codes = await mountCodes(api, me({ user: { recoveryCodesLeft: 0 } }))
  api.answer('GET /me', ok(notEnrolled()))
  await click(codes, 'Make new codes')
  assert.match(shownText(codes), 'Set one up first.')
})

test('shows no codes that come after it left the page', async ({ api }) => {
  const answer = held(ok<typeof make>({ recoveryCodes }))
  api.answer(make, answer)
  const codes = await mountCodes(api, me({ user: { recoveryCodesLeft: 0 } }))
  await click(codes, 'Make new codes')
  codes.remove()
  answer.release()
  await settled(codes)
  assert.ok(api.to(make)[0]?.signal?.aborted)
  assert.not.match(codes.shadowRoot?.innerHTML ?? '', recoveryCodes[0] ?? '')
})

test('offers a way back where it is a part of something, but for codes that are not saved', async ({
  api,
}) => {
  api.answer(make, ok({ recoveryCodes }))
  const codes = await mountCodes(api, me({ user: { recoveryCodesLeft: 0 } }), { embedded: true })
  const heard = heardFrom(codes, 'ringlock-leave')
  await click(codes, 'Make new codes')
  assert.not.match(shownText(codes), 'Close')
  await click(codes, 'I have saved these codes')
  await click(codes, 'Continue')
  await click(codes, 'Close')
  assert.equal(heard, ['ringlock-leave'])
})

test.run()

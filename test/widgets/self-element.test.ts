import { html } from 'lit'
import * as assert from 'uvu/assert'
import type { UserView } from '../../server/http/contract/index.ts'
import type { Answer } from '../../widgets/calls.ts'
import { define } from '../../widgets/define.ts'
import { SelfElement } from '../../widgets/self-element.ts'
import { elementSuite } from './helpers/element-test.ts'
import { lost, ok, refuse } from './helpers/fake-api.ts'
import { authenticator, me } from './helpers/me.ts'
import { click, field, mount, problem, settled, type } from './helpers/mount.ts'
import { expectNoViolations } from './helpers/no-violations.ts'

/** Deletes the recovery codes when asked, and shows nothing. */
class TestSelf extends SelfElement {
  answer: Answer<'DELETE /me/recovery-codes'> | null = null

  protected override forget(): void {
    this.answer = null
  }

  async delete(): Promise<void> {
    this.answer = await this.call('DELETE /me/recovery-codes')
  }

  protected override renderContent(): unknown {
    return html`<button>Delete</button>`
  }
}
define('ringlock-test-self', TestSelf)

declare global {
  interface HTMLElementTagNameMap {
    'ringlock-test-self': TestSelf
  }
}

const test = elementSuite('elements with a widget token')
const route = 'DELETE /me/recovery-codes'
const token = 'widget-token-1'
const opened = (element: Element) => element.shadowRoot?.querySelector('dialog')?.open ?? false

async function started(): Promise<TestSelf> {
  const element = await mount('ringlock-test-self', { tokenProvider: async () => token })
  void element.delete()
  await settled(element)
  return element
}

test('asks for password and code where fresh proof is wanted, then does what was interrupted', async ({
  api,
  secrets,
}) => {
  api.answer(route, refuse(403, 'reverify'), ok(null))
  api.answer('GET /me', ok(me()))
  api.answer('POST /me/reverify', ok({ provenUntil: '2030-01-01T00:00:00.000Z' }))
  const element = await started()
  assert.ok(opened(element))
  assert.is(document.activeElement, field(element, 'proof-password'))
  await expectNoViolations(element)
  await type(element, 'proof-password', 'correct horse')
  await type(element, 'proof-code', '123456')
  assert.equal(api.to('POST /me/reverify')[0]?.body, { password: 'correct horse', code: '123456' })
  assert.equal(element.answer, { outcome: 'done', body: null })
  assert.not.ok(opened(element))
  assert.is(element.querySelector('form'), null)
  secrets.expectKept('correct horse', '123456', token)
})

test('asks for no more than the service wants', async ({ api }) => {
  api.answer(route, refuse(403, 'reverify'), ok(null))
  api.answer('GET /me', ok(me({ proof: { password: true, code: false } })))
  api.answer('POST /me/reverify', ok({ provenUntil: '2030-01-01T00:00:00.000Z' }))
  const element = await started()
  assert.is(element.querySelector('input[name="proof-code"]'), null)
  await type(element, 'proof-password', 'correct horse')
  await click(element, 'Confirm')
  assert.equal(api.to('POST /me/reverify')[0]?.body, { password: 'correct horse' })
  assert.is(element.answer?.outcome, 'done')
})

test('takes a code of each length that the enabled authenticators have', async ({ api }) => {
  const [app, device, off] = [6, 8, 8].map(
    (digits, i) => ({ ...authenticator, id: `a${i}`, digits }) as const,
  )
  for (const [authenticators, code] of [
    [[app, device], '12345678'],
    [[device, app], '123456'],
    [[app, { ...off, enabled: false }], '123456'],
  ] as const) {
    api.answer(route, refuse(403, 'reverify'), ok(null))
    api.answer(
      'GET /me',
      ok(me({ user: { authenticators: [...authenticators] as UserView['authenticators'] } })),
    )
    api.answer('POST /me/reverify', ok({ provenUntil: '2030-01-01T00:00:00.000Z' }))
    const element = await started()
    await type(element, 'proof-password', 'correct horse')
    await type(element, 'proof-code', code)
    if (opened(element)) await click(element, 'Confirm')
    assert.equal(api.to('POST /me/reverify').at(-1)?.body, { password: 'correct horse', code })
    element.remove()
  }
  assert.is(api.to('POST /me/reverify').length, 3)
})

test('does nothing when the prompt is cancelled', async ({ api }) => {
  api.answer(route, refuse(403, 'reverify'))
  api.answer('GET /me', ok(me()))
  const element = await started()
  await click(element, 'Cancel')
  assert.equal(element.answer, { outcome: 'aborted' })
  assert.is(api.to(route).length, 1)
  assert.is(element.querySelector('form'), null)
})

for (const [code, says] of [
  ['login-rejected', 'That password is not right.'],
  ['code-rejected', 'That code is not right. Check it and try again.'],
  ['code-used', 'That code was used already. Wait for the next one.'],
] as const) {
  test(`says in the prompt what ${code} means`, async ({ api }) => {
    api.answer(route, refuse(403, 'reverify'))
    api.answer('GET /me', ok(me()))
    api.answer('POST /me/reverify', refuse(401, code))
    const element = await started()
    await type(element, 'proof-password', 'wrong')
    await type(element, 'proof-code', '123456')
    assert.is(problem(element), says)
    assert.ok(opened(element))
    await expectNoViolations(element)
  })
}

test('hands on why no proof can be asked for', async ({ api }) => {
  api.answer(route, refuse(403, 'reverify'))
  api.answer('GET /me', lost())
  const element = await started()
  assert.equal(element.answer, { outcome: 'failed', reason: 'network' })
  assert.not.ok(opened(element))
})

test('says that the password is missing, and sends nothing', async ({ api }) => {
  api.answer(route, refuse(403, 'reverify'))
  api.answer('GET /me', ok(me({ proof: { password: true, code: false } })))
  const element = await started()
  await click(element, 'Confirm')
  assert.is(problem(element), 'Please fill this in.')
  assert.is(document.activeElement, field(element, 'proof-password'))
  assert.is(api.to('POST /me/reverify').length, 0)
})

test('tells the page when the session has ended', async ({ api }) => {
  api.answer(route, refuse(401, 'unauthenticated'))
  const heard: string[] = []
  document.body.addEventListener('ringlock-session-ended', ({ type }) => heard.push(type), { once: true })
  await started()
  assert.equal(heard, ['ringlock-session-ended'])
})

test('closes the prompt and forgets when it leaves the page', async ({ api }) => {
  api.answer(route, refuse(403, 'reverify'))
  api.answer('GET /me', ok(me()))
  const element = await started()
  await type(element, 'proof-password', 'correct horse')
  element.remove()
  await settled(element)
  document.body.append(element)
  await settled(element)
  assert.is(element.querySelector('form'), null)
  assert.not.ok(opened(element))
})

test.run()

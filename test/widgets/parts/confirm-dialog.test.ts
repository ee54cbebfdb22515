import { html } from 'lit'
import * as assert from 'uvu/assert'
import { elementSuite } from '../helpers/element-test.ts'
import { click, settled, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'
import { mountHost, type PartHost } from '../helpers/part-host.ts'

const test = elementSuite('confirm dialog')

const question = { title: 'Delete it?', consequence: 'It is gone then.', action: 'Delete' }
const dialogOf = (host: PartHost) => host.shadowRoot?.querySelector('dialog') ?? null

/** An element whose button asks; the answers in their order. */
async function asked() {
  const answers: boolean[] = []
  const host = await mountHost(() => html`<button id="ask">Ask</button>`)
  host.renderRoot.querySelector<HTMLElement>('#ask')?.focus()
  void host.confirm.ask(question).then((answer) => answers.push(answer))
  await settled(host)
  return { host, answers }
}

test('says what will happen, under the verb of the step, and is open until it is answered', async () => {
  const { host, answers } = await asked()
  assert.ok(dialogOf(host)?.open)
  assert.match(shownText(host), 'Delete it? It is gone then. Cancel Delete')
  const described = dialogOf(host)?.getAttribute('aria-describedby') ?? ''
  assert.is(host.shadowRoot?.getElementById(described)?.textContent, 'It is gone then.')
  assert.ok(host.shadowRoot?.querySelector('dialog .ringlock-danger'))
  assert.equal(answers, [])
  await expectNoViolations(host)
})

test('a step that destroys nothing is not painted as if it did', async () => {
  const { host } = await asked()
  void host.confirm.ask({ ...question, destructive: false })
  await settled(host)
  assert.is(host.shadowRoot?.querySelector('dialog .ringlock-danger'), null)
  assert.ok(host.shadowRoot?.querySelector('dialog .ringlock-primary'))
})

test('the verb confirms, and the focus goes back to where it was', async () => {
  const { host, answers } = await asked()
  await click(host, 'Delete')
  assert.equal(answers, [true])
  assert.is(dialogOf(host), null)
  assert.is(host.shadowRoot?.activeElement?.id, 'ask')
})

test('Cancel declines', async () => {
  const { host, answers } = await asked()
  await click(host, 'Cancel')
  assert.equal(answers, [false])
  assert.is(dialogOf(host), null)
})

test('Escape declines', async () => {
  const { host, answers } = await asked()
  dialogOf(host)?.dispatchEvent(new Event('cancel', { cancelable: true }))
  await settled(host)
  assert.equal(answers, [false])
  assert.is(dialogOf(host), null)
})

test('leaving the page declines', async () => {
  const { host, answers } = await asked()
  host.remove()
  await settled(host)
  assert.equal(answers, [false])
})

test('a second question declines the first one', async () => {
  const { host, answers } = await asked()
  void host.confirm.ask({ ...question, title: 'And this?' }).then((answer) => answers.push(answer))
  await settled(host)
  assert.equal(answers, [false])
  assert.match(shownText(host), 'And this?')
  await click(host, 'Delete')
  assert.equal(answers, [false, true])
})

test.run()

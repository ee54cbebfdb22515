import { html } from 'lit'
import * as assert from 'uvu/assert'
import { elementSuite } from '../helpers/element-test.ts'
import { click, settled, shownText } from '../helpers/mount.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'
import { announced, mountHost } from '../helpers/part-host.ts'

const test = elementSuite('copy button')
const key = 'GEZDGNBVGY3TQOJQ'

/** A clipboard that does as it is told, and time that passes when it is told, while `prove` runs. */
async function withClipboard(
  writeText: ((text: string) => Promise<void>) | null,
  prove: (passTime: () => void) => Promise<void>,
): Promise<void> {
  const { setTimeout } = globalThis
  const later: (() => void)[] = []
  const clipboard = { value: writeText === null ? undefined : { writeText }, configurable: true }
  Object.defineProperty(navigator, 'clipboard', clipboard)
  Object.assign(globalThis, {
    setTimeout: (work: () => void, wait = 0) => (wait < 1000 ? setTimeout(work, wait) : later.push(work)),
  })
  try {
    await prove(() => {
      for (const work of later.splice(0)) work()
    })
  } finally {
    Object.assign(globalThis, { setTimeout })
    Reflect.deleteProperty(navigator, 'clipboard')
  }
}

const mountCopy = () =>
  mountHost(({ copy }) => html`<code id="key">${key}</code> ${copy.render(key, '#key')}`)

test('copies the raw text, says so for a while, and to screen readers once', async ({ secrets }) => {
  const copied: string[] = []
  const writeText = async (text: string) => void copied.push(text)
  await withClipboard(writeText, async (passTime) => {
    const host = await mountCopy()
    await expectNoViolations(host)
    await click(host, 'Copy')
    assert.equal(copied, [key])
    assert.is(shownText(host), `${key} Copied`)
    assert.is(announced(host), 'Copied')
    passTime()
    await settled(host)
    assert.is(shownText(host), `${key} Copy`)
    secrets.expectKept(key)
  })
})

for (const [what, writeText] of [
  ['refuses', () => Promise.reject(new DOMException('denied', 'NotAllowedError'))],
  ['is not there, as on pages without TLS', null],
] as const) {
  test(`where the clipboard ${what} the text is selected, for copying by hand`, () =>
    withClipboard(writeText, async () => {
      const host = await mountCopy()
      const selected: (Node | null)[] = []
      const selection = document.getSelection() as Selection
      const { selectAllChildren } = selection
      selection.selectAllChildren = (node) => void selected.push(node)
      try {
        await click(host, 'Copy')
      } finally {
        selection.selectAllChildren = selectAllChildren
      }
      assert.equal(selected, [host.renderRoot.querySelector('#key')])
      assert.is(shownText(host), `${key} Copy`)
      assert.match(announced(host), /^Copying is blocked here\. The text is selected/)
    }))
}

test('says nothing any more when the element has left the page meanwhile', async () => {
  let written = () => {}
  const writeText = () => new Promise<void>((resolve) => (written = resolve))
  await withClipboard(writeText, async () => {
    const host = await mountCopy()
    await click(host, 'Copy')
    host.remove()
    written()
    await settled(host)
    document.body.append(host)
    await settled(host)
    assert.is(shownText(host), `${key} Copy`)
  })
})

test.run()

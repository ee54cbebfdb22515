import axe from 'axe-core'
import * as assert from 'uvu/assert'

/** axe through shadow roots, as far as it goes without layout: contrast is looked at in Chromium. */
export async function expectNoViolations(element: Element): Promise<void> {
  const { violations, passes } = await axe.run(element, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  assert.equal(said, [])
  assert.ok(passes.length > 0, 'axe found something to look at')
}

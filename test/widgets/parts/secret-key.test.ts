import * as assert from 'uvu/assert'
import { secretKey } from '../../../widgets/parts/secret-key.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'
import { mountHost } from '../helpers/part-host.ts'

const test = elementSuite('secret key')

for (const [key, groups] of [
  ['GEZDGNBVGY3TQOJQ', ['GEZD', 'GNBV', 'GY3T', 'QOJQ']],
  ['GEZDGNBVGY', ['GEZD', 'GNBV', 'GY']],
] as const) {
  test(`${key} stands in fours, and is the raw key when it is copied by hand`, async ({ secrets }) => {
    const host = await mountHost(() => secretKey(key))
    const shown = host.renderRoot.querySelector('[part="secret-key"]')
    assert.equal(
      [...(shown?.children ?? [])].map(({ textContent }) => textContent),
      groups,
    )
    assert.is(shown?.textContent, key)
    assert.equal([shown?.getAttribute('dir'), shown?.getAttribute('translate')], ['ltr', 'no'])
    await expectNoViolations(host)
    secrets.expectKept(key)
  })
}

test.run()

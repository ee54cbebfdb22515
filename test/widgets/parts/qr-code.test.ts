import { generate } from 'lean-qr/nano'
import * as assert from 'uvu/assert'
import { qrCode } from '../../../widgets/parts/qr-code.ts'
import { elementSuite } from '../helpers/element-test.ts'
import { drawnOn } from '../helpers/fake-canvas.ts'
import { expectNoViolations } from '../helpers/no-violations.ts'
import { mountHost } from '../helpers/part-host.ts'

const test = elementSuite('QR code')
const quietZone = 4

for (const content of ['otpauth://totp/A:b?secret=GEZDGNBVGY3TQOJQ&issuer=A', 'é'.repeat(200)]) {
  test(`draws every module of ${content.slice(0, 12)}..., and four of white around`, () => {
    const drawn = drawnOn(qrCode(content, 'QR code'))
    const { size, get } = generate(content)
    const width = size + 2 * quietZone
    assert.equal([drawn.length, ...new Set(drawn.map(({ length }) => length))], [width, width])
    for (const [y, row] of drawn.entries()) {
      for (const [x, isBlack] of row.entries()) {
        const isInside = [x, y].every((at) => at >= quietZone && at < size + quietZone)
        assert.is(isBlack, isInside && get(x - quietZone, y - quietZone), `${x}, ${y}`)
      }
    }
  })
}

test('says what it is for, and nowhere what is in it', async ({ secrets }) => {
  const canvas = qrCode('otpauth://totp/A:b?secret=GEZDGNBVGY3TQOJQ', 'QR code for your app')
  const host = await mountHost(() => canvas)
  const attributes = [...canvas.attributes].map(({ name, value }) => `${name}=${value}`)
  assert.ok(attributes.includes('role=img') && attributes.includes('aria-label=QR code for your app'))
  await expectNoViolations(host)
  secrets.expectKept('GEZDGNBVGY3TQOJQ', 'otpauth')
})

test.run()

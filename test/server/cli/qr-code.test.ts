import { Writable } from 'node:stream'
import { generate } from 'lean-qr'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { qrCode } from '../../../server/cli/qr-code.ts'

const uri = 'otpauth://totp/Ringlock:alice?issuer=Ringlock&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const screen = (isTTY: boolean, columns: number) => Object.assign(new Writable(), { isTTY, columns })

test('every module is drawn, inside a quiet zone of four', async () => {
  const modules = generate(uri)
  const side = modules.size + 8
  const lines = (await qrCode(uri, screen(true, side))).trimEnd().split('\n')
  const drawn = lines.map((line) => {
    assert.ok(line.startsWith('\x1b[38;5;16;48;5;231m') && line.endsWith('\x1b[0m'))
    return [...line.slice('\x1b[38;5;16;48;5;231m'.length, -'\x1b[0m'.length)]
  })
  assert.is(drawn.length, Math.ceil(side / 2))
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const block = drawn[y >> 1]?.[x] ?? ''
      const dark = (y % 2 === 0 ? '▀█' : '▄█').includes(block)
      assert.is(dark, modules.get(x - 4, y - 4), `${x},${y}`)
    }
  }
})

test('nothing is drawn where it cannot be scanned', async () => {
  assert.is(await qrCode(uri, screen(false, 200)), '')
  assert.is(await qrCode(uri, screen(true, generate(uri).size + 7)), '')
})

test.run()

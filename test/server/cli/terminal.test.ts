import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { printable, readPassword, readText, table } from '../../../server/cli/terminal.ts'
import { createScreens } from './screens.ts'

const passwordFrom = (input: string | Uint8Array) => readPassword(createScreens(input).stdin)

test('a piped password loses one line end and nothing else', async () => {
  assert.is(await passwordFrom('correct horse\n'), 'correct horse')
  assert.is(await passwordFrom('correct horse\r\n'), 'correct horse')
  assert.is(await passwordFrom(' sp ace \n\n'), ' sp ace \n')
  assert.is(await passwordFrom('\u{feff}é🐎'), '\u{feff}é🐎')
  assert.is(await passwordFrom(''), '')
})

test('input that is not UTF-8, or too long, is refused', async () => {
  await assertRejects(passwordFrom(Uint8Array.of(0x63, 0xe9)), /not UTF-8/)
  await assertRejects(readText(createScreens('12345').stdin, 4), /More than 4 bytes/)
  assert.is(await readText(createScreens('1234').stdin, 4), '1234')
})

test('a name cannot steer the terminal', () => {
  assert.is(printable('eve\x1b[2J\r\n\u{202e}x\u{9b}'), 'eve\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}x\u{fffd}')
  assert.is(printable("Zoë O'Neil 🐎"), "Zoë O'Neil 🐎")
})

test('columns are as wide as their widest cell', () => {
  assert.is(
    table(
      ['NAME', 'ROLE'],
      [
        ['alice', 'admin'],
        ['Zoë🐎', ''],
      ],
    ),
    'NAME   ROLE\nalice  admin\nZoë🐎\n',
  )
})

async function assertRejects(promise: Promise<unknown>, message: RegExp) {
  const error = await promise.then(
    () => null,
    (error: Error) => error,
  )
  assert.match(error?.message ?? 'nothing was thrown', message)
}

test.run()

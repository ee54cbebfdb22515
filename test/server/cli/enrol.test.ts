import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alicePassword, withCommandFolder } from './commands.ts'

const secret = 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPI'
const uri = `otpauth://totp/Office:alice?secret=${secret}&algorithm=SHA256&digits=8&period=60`

test('an otpauth:// address says how its codes are made, and an option that says otherwise is refused', () =>
  withCommandFolder(async ({ run, json }) => {
    await run(['user', 'add', 'alice', '--password-stdin'], { input: alicePassword })
    for (const [args, says] of [
      [['--totp-secret', uri, '--digits', '6'], /--digits 6: the address says 8\./],
      [['--totp-secret', uri.replace('totp/', 'hotp/')], /Its codes count logins \(HOTP\), not time\./],
    ] as const) {
      const ran = await run(['enrol', 'alice', ...args])
      assert.is(ran.exitCode, 2)
      assert.match(ran.stderr, says)
    }
    const enrolled = await json<{ uri: string }>(['enrol', 'alice', '--totp-secret', uri, '--period', '60'])
    assert.match(enrolled.uri, /algorithm=SHA256&digits=8&period=60/)
    assert.match(enrolled.uri, secret)
  }))

test.run()

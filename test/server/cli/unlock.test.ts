import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../../../server/lib/clock.ts'
import { timeStepAt } from '../../../server/login/totp.ts'
import {
  addAlice,
  alicePassword,
  type CommandFolder,
  codeNow,
  codeOfStep,
  withCommandFolder,
} from './commands.ts'

const hour = 3_600_000
const hourAhead = () => Date.now() + hour

interface Unlocked {
  readonly name: string
  readonly codesWorkAt: string | null
}

async function login({ run }: CommandFolder, code: string, clock = systemClock): Promise<string> {
  const typed = { input: `${alicePassword},${code}`, env: { PAM_USER: 'alice' }, clock }
  const { stdout, stderr } = await run(['verify', '--separator', ','], typed)
  return stdout + stderr
}

for (const running of [false, true]) {
  test(`unlock tells of a code used under a clock ahead, ${running ? 'in the running service' : 'without a service'}`, () =>
    withCommandFolder(async (folder) => {
      const { run, json } = folder
      await addAlice(folder)
      await run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
      await json(['enrol', 'bob'])
      const step = timeStepAt(hourAhead(), 30)
      assert.match(await login(folder, codeOfStep(step), hourAhead), 'Accepted.')
      if (running) await folder.start(['serve']).says('"msg":"ready"')

      const codesWorkAt = new Date((step + 1) * 30_000).toISOString()
      assert.equal(await json<Unlocked>(['unlock', 'alice']), { name: 'alice', codesWorkAt })
      const told = await run(['unlock', 'alice'])
      const why = `But a code was used while the clock ran ahead, and codes are refused until ${codesWorkAt}`
      assert.is(
        told.stdout,
        `alice may try again now. ${why}: when the clock is right, ringlock unlock --clock.\n`,
      )
      assert.equal(await json<Unlocked>(['unlock', 'bob']), { name: 'bob', codesWorkAt: null })
      assert.is((await run(['unlock', 'bob'])).stdout, 'bob may try again now.\n')
      assert.not.match(await login(folder, codeNow()), 'Accepted.', 'as it says')

      assert.is((await json<{ freed: number }>(['unlock', '--clock'])).freed, 1)
      assert.equal(await json<Unlocked>(['unlock', 'alice']), { name: 'alice', codesWorkAt: null })
      assert.match(await login(folder, codeNow()), 'Accepted.')
    }))
}

test('unlock tells nothing of a code of now, nor where another authenticator was not used ahead', () =>
  withCommandFolder(async (folder) => {
    const { json } = folder
    await addAlice(folder)
    assert.match(await login(folder, codeNow(1)), 'Accepted.')
    assert.equal(await json<Unlocked>(['unlock', 'alice']), { name: 'alice', codesWorkAt: null })
    const step = timeStepAt(hourAhead(), 30)
    assert.match(await login(folder, codeOfStep(step), hourAhead), 'Accepted.')
    const codesWorkAt = new Date((step + 1) * 30_000).toISOString()
    assert.equal(await json<Unlocked>(['unlock', 'alice']), { name: 'alice', codesWorkAt })
    await json(['enrol', 'alice', '--another'])
    assert.equal(await json<Unlocked>(['unlock', 'alice']), { name: 'alice', codesWorkAt: null })
  }))

test.run()

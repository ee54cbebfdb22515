import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../server/cli/doctor/finding.ts'
import type { Enrolled } from '../../../server/control/enrol.ts'
import type { ShownStatus } from '../../../server/control/status.ts'
import {
  addAlice,
  alicePassword,
  aliceSecret,
  type CommandFolder,
  codeNow,
  withCommandFolder,
} from './commands.ts'

async function login({ run }: CommandFolder, code: string, name = 'alice'): Promise<string> {
  const typed = { input: `${alicePassword},${code}`, env: { PAM_USER: name } }
  const { exitCode, stdout, stderr } = await run(['verify', '--separator', ','], typed)
  assert.is(exitCode, stdout.includes('Accepted.') ? 0 : 1)
  return stdout + stderr
}

const backUp = ({ folder }: CommandFolder) =>
  cp(join(folder, 'data'), join(folder, 'backup'), { recursive: true })

/** As tar or cp do it, into a new folder. */
async function putBack({ folder }: CommandFolder): Promise<void> {
  await cp(join(folder, 'backup'), join(folder, 'back'), { recursive: true })
  await rm(join(folder, 'data'), { recursive: true })
  await cp(join(folder, 'back'), join(folder, 'data'), { recursive: true })
}

async function findings({ run }: CommandFolder, check: string): Promise<Finding[]> {
  const { stdout } = await run(['doctor', '--json'])
  return JSON.parse(stdout).filter((finding: Finding) => finding.check === check)
}

const again = /Codes work again in [23] minutes/

test('after a restore a used code stays refused, whatever doctor is asked and --clock is told', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await backUp(folder)
    const code = codeNow()
    assert.match(await login(folder, code), 'Accepted.')
    await putBack(folder)

    const refused = await login(folder, code)
    assert.match(refused, again)
    assert.not.match(refused, /already used/)
    const [clock] = await findings(folder, 'clock')
    assert.is(clock?.level, 'warning')
    assert.match(
      clock?.message ?? '',
      /^restored: a backup was put back .*codes work again at .*, nothing to do$/,
    )
    const unlocked = await folder.run(['unlock', '--clock'])
    assert.is(unlocked.exitCode, 1)
    assert.match(unlocked.stdout + unlocked.stderr, /restored.*codes work again at 2.*nothing to do/s)
    assert.match(await login(folder, code), again)
    assert.match((await folder.run(['status'])).stdout, /codes work again at/)
    const { failures } = await folder.json<ShownStatus>(['status', 'alice'])
    assert.equal(failures, { password: 0, code: 0 }, 'nothing was charged')
  }))

test('a copy that is only taken changes nothing, and unlock --clock is done', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await backUp(folder)
    assert.match(await login(folder, codeNow()), 'Accepted.')
    assert.match(await login(folder, codeNow(1)), 'Accepted.')
    assert.is((await findings(folder, 'clock'))[0]?.level, 'ok')
    const unlocked = await folder.json<{ floor: number; freed: number }>(['unlock', '--clock'])
    assert.is(unlocked.freed, 0)
    assert.match(await login(folder, codeNow(1)), /already used/, 'and brings no code back')
  }))

test('a reset and the same secret bring no code back, and a fresh code works at once', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const code = codeNow()
    assert.match(await login(folder, code), 'Accepted.')
    for (const start of [
      ['reset', 'alice'],
      ['user', 'remove', 'alice'],
    ]) {
      assert.is((await folder.run(start)).exitCode, 0)
      if (start[0] === 'user') {
        const added = await folder.run(['user', 'add', 'alice', '--password-stdin'], { input: alicePassword })
        assert.is(added.exitCode, 0, added.stderr)
      }
      assert.is((await folder.run(['enrol', 'alice', '--totp-secret', aliceSecret])).exitCode, 0)
      assert.match(await login(folder, code), /already used/, start.join(' '))
    }
    const kind = ['--kind', 'hardware', '--another', '--totp-secret', aliceSecret]
    assert.is((await folder.run(['enrol', 'alice', ...kind])).exitCode, 0)
    assert.match(await login(folder, code), /already used/, 'as another authenticator')
    assert.match(await login(folder, codeNow(1)), 'Accepted.')
  }))

test('recovery codes of before a restore are held back until they are made anew or freed, and doctor says whose', () =>
  withCommandFolder(async (folder) => {
    await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
    const { recoveryCodes } = await folder.json<Enrolled>(['enrol', 'bob'])
    const [used = '', unused = ''] = recoveryCodes
    await backUp(folder)
    assert.match(await login(folder, used, 'bob'), 'Accepted.')
    assert.equal(await findings(folder, 'recovery codes'), [])
    await putBack(folder)

    for (const code of [used, unused]) {
      assert.match(await login(folder, code, 'bob'), /made before a backup was put back/)
    }
    const held = await folder.json<ShownStatus>(['status', 'bob'])
    assert.equal([held.failures.code, held.recoveryCodesLeft, held.recoveryCodesHeld], [0, 10, 10])
    assert.match(
      (await folder.run(['status', 'bob'])).stdout,
      /10 held back: made before a backup was put back/,
    )
    const [finding] = await findings(folder, 'recovery codes')
    assert.match(finding?.message ?? '', /^those of bob were made before a backup was put back/)
    assert.match(await login(folder, 'AAAAA-AAAAA', 'bob'), /Wrong user name, password or code/)
    assert.is((await folder.json<ShownStatus>(['status', 'bob'])).failures.code, 1, 'a wrong one is charged')

    const freed = await folder.json<{ users: number }>(['unlock', 'bob', '--recovery-codes'])
    assert.is(freed.users, 1)
    assert.is((await folder.run(['unlock', 'bob', '--recovery-codes'])).exitCode, 1, 'none is held any more')
    assert.equal(await findings(folder, 'recovery codes'), [])
    assert.match(await login(folder, unused, 'bob'), 'Accepted.')

    await putBack(folder)
    assert.match(await login(folder, unused, 'bob'), /made before a backup was put back/, 'the next restore')
    await folder.run(['reset', 'bob'])
    const { recoveryCodes: anew } = await folder.json<Enrolled>(['enrol', 'bob'])
    assert.match(await login(folder, anew[0] ?? '', 'bob'), 'Accepted.')
  }))

async function released({ folder }: CommandFolder): Promise<object[]> {
  const trail = await readFile(join(folder, 'data/audit.jsonl'), 'utf8')
  const lines = trail.trim().split('\n')
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === 'recovery-codes.released')
    .map(({ outcome, door, login, userKey }) => ({ outcome, door, login, userKey }))
}

for (const running of [false, true]) {
  test(`recovery codes of everyone are freed at once, ${running ? 'in the running service' : 'without a service'}`, () =>
    withCommandFolder(async (folder) => {
      const { run, json } = folder
      const codes: Record<string, readonly string[]> = {}
      for (const name of ['bob', 'carol', 'dave']) {
        await run(['user', 'add', name, '--password-stdin'], { input: alicePassword })
        if (name !== 'dave') codes[name] = (await json<Enrolled>(['enrol', name])).recoveryCodes
      }
      await backUp(folder)
      assert.match(await login(folder, codes.bob?.[0] ?? '', 'bob'), 'Accepted.')
      await putBack(folder)
      // Made after the restore: there is nothing to free.
      codes.dave = (await json<Enrolled>(['enrol', 'dave'])).recoveryCodes
      if (running) await folder.start(['serve']).says('"msg":"ready"')

      const held = async () =>
        (await json<ShownStatus[]>(['status'])).map((user) => [user.name, user.recoveryCodesHeld])
      const all = [
        ['bob', 10],
        ['carol', 10],
        ['dave', 0],
      ]
      assert.equal(await held(), all)
      for (const wrong of [['--clock'], ['bob', '--clock']]) {
        const { exitCode, stdout, stderr } = await run(['unlock', ...wrong, '--recovery-codes'])
        assert.equal([exitCode, stdout], [2, ''])
        assert.match(stderr, /Name a user, or say --clock, or --recovery-codes/)
      }
      const unknown = await run(['unlock', 'erin', '--recovery-codes', '--json'])
      assert.equal([unknown.exitCode, JSON.parse(unknown.stdout).error.code], [1, 'unknown-user'])
      const none = await run(['unlock', 'dave', '--recovery-codes', '--json'])
      assert.equal([none.exitCode, JSON.parse(none.stdout).error.code], [1, 'nothing-held'])
      assert.is((await run(['unlock', 'bob'])).exitCode, 0)
      assert.equal(await held(), all, 'none of these frees any')
      assert.equal(await released(folder), [])
      assert.match(
        (await findings(folder, 'recovery codes'))[0]?.message ?? '',
        /^those of bob, carol were made/,
      )
      assert.match((await run(['status'])).stdout, /^carol .*recovery codes held back$/m)

      const freed = await run(['unlock', '--recovery-codes'])
      assert.equal([freed.exitCode, freed.stdout], [0, 'The recovery codes of 2 users work again.\n'])
      const { stdout: status } = await run(['status'])
      assert.match(status, /^carol /m)
      assert.not.match(status, /recovery codes held back/)
      assert.not.match((await run(['status', 'bob'])).stdout, /held back/)
      assert.equal(await findings(folder, 'recovery codes'), [])
      for (const name of ['bob', 'carol', 'dave']) {
        assert.match(await login(folder, codes[name]?.[1] ?? '', name), 'Accepted.')
        assert.match(await login(folder, codes[name]?.[1] ?? '', name), /Wrong user name, password or code/)
      }
      const users = await json<ShownStatus[]>(['status'])
      const userKeys = users.filter(({ name }) => name !== 'dave').map(({ userKey }) => userKey)
      const line = (userKey: string) => ({ outcome: 'done', door: 'cli', login: undefined, userKey })
      assert.equal(await released(folder), userKeys.map(line))
      assert.equal(await json(['unlock', '--recovery-codes']), { users: 0 })
      assert.is((await run(['unlock', '--recovery-codes'])).stdout, 'No recovery codes are held back.\n')
      assert.is((await released(folder)).length, 2, 'nothing was done and nothing recorded')
    }))
}

test.run()

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Enrolled } from '../../../server/control/enrol.ts'
import type { ShownStatus } from '../../../server/control/status.ts'
import { freePort } from '../../free-port.ts'
import { addAlice, alicePassword, aliceSecret, codeNow, withCommandFolder } from './commands.ts'

test('--help names every command; a wrong command line is exit 2', () =>
  withCommandFolder(async ({ run }) => {
    const help = await run(['--help'])
    assert.is(help.exitCode, 0)
    for (const name of 'serve demo init doctor audit user enrol status reset unlock login verify'.split(
      ' ',
    )) {
      assert.match(help.stdout, new RegExp(`^  ${name}`, 'm'))
    }
    for (const wrong of [
      ['bogus'],
      ['enrol'],
      ['enrol', 'a', '--digits', '7'],
      ['status', 'a', 'b'],
      ['unlock'],
    ]) {
      const { exitCode, stdout } = await run(wrong)
      assert.is(exitCode, 2, wrong.join(' '))
      assert.is(stdout, '')
    }
  }))

test('a configuration that is missing or wrong is exit 2, with every fault', () =>
  withCommandFolder(async ({ run, configure, folder }) => {
    const missing = await run(['status', '--config', join(folder, 'other.yaml')])
    assert.is(missing.exitCode, 2)
    assert.match(missing.stderr, /other\.yaml/)
    await configure({ userStores: [], surprise: 1 })
    const wrong = await run(['status'])
    assert.is(wrong.exitCode, 2)
    assert.match(wrong.stderr, /userStores/)
    assert.match(wrong.stderr, /surprise/)
    assert.not.match(wrong.stderr, / at .*\.mjs/)
  }))

test('init writes what serve needs, and never overwrites', () =>
  withCommandFolder(async ({ run, folder }) => {
    const dir = join(folder, 'new')
    const { exitCode, stdout } = await run(['init', dir])
    assert.is(exitCode, 0)
    assert.ok(stdout.includes(`\n  ringlock serve --config ${dir}/ringlock.yaml\n`))
    const modeOf = async (path: string) => (await stat(join(folder, 'new', path))).mode & 0o777
    assert.is(await modeOf('ringlock.yaml'), 0o600)
    assert.is(await modeOf('data'), 0o700)
    assert.is(await modeOf('data/master.key'), 0o600)

    const yaml = await readFile(join(folder, 'new/ringlock.yaml'), 'utf8')
    const key = await readFile(join(folder, 'new/data/master.key'), 'utf8')
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(yaml) ?? []
    assert.is(JSON.parse(await readFile(schema, 'utf8')).title, 'ringlock.yaml')
    const again = await run(['init', dir])
    assert.is(again.exitCode, 1)
    assert.match(again.stderr, /is there already/)
    assert.is(await readFile(join(folder, 'new/ringlock.yaml'), 'utf8'), yaml)
    assert.is(await readFile(join(folder, 'new/data/master.key'), 'utf8'), key)
    const sharedSecret = /secret: "([0-9a-f]{32})"/.exec(yaml)?.[1] ?? ''
    assert.is(sharedSecret.length, 32)
    assert.is(stdout.includes(sharedSecret) || stdout.includes(key.trim()), false)
  }))

test('init --data-dir: the folder, its key and its users lie elsewhere', () =>
  withCommandFolder(async ({ run, folder }) => {
    const [dir, dataDir] = [join(folder, 'etc'), join(folder, 'var')]
    assert.is((await run(['init', dir, '--data-dir', dataDir])).exitCode, 0)
    assert.equal(await readdir(dir), ['ringlock.yaml'])
    assert.is((await stat(join(dataDir, 'master.key'))).mode & 0o777, 0o600)
    const config = ['--config', join(dir, 'ringlock.yaml')]
    const added = await run(['user', 'add', 'alice', '--password-stdin', ...config], { input: 'a password' })
    assert.is(added.stdout, 'alice is added.\n')
    assert.match(await readFile(join(dataDir, 'users.json'), 'utf8'), '"alice"')
  }))

test('users are added, listed and removed', () =>
  withCommandFolder(async ({ run, json }) => {
    const add = ['user', 'add', "Zoë O'Neil", '--email', 'zoe@example.test', '--role', 'admin']
    const groups = ['--group', 'admins', '--group', 'night shift']
    const added = await run([...add, ...groups, '--password-stdin'], { input: `${alicePassword}\n` })
    assert.is(added.exitCode, 0)
    assert.is(added.stdout, "Zoë O'Neil is added.\n")
    const again = await run([...add, '--password-stdin'], { input: alicePassword })
    assert.is(again.exitCode, 1)
    assert.match(again.stderr, /taken/)

    const [zoe] = await json<{ name: string; groups: string[] }[]>(['user', 'list'])
    assert.is(zoe?.name, "Zoë O'Neil")
    assert.equal(zoe?.groups, ['admins', 'night shift'])
    const list = await run(['user', 'list'])
    assert.match(
      list.stdout,
      /^NAME +ROLE +GROUPS +MAIL\nZoë O'Neil +admin +admins, night shift +zoe@example\.test\n/,
    )
    assert.not.match(list.stdout + JSON.stringify(zoe), 'argon2')

    assert.is((await run(['user', 'remove', 'nobody'])).exitCode, 1)
    assert.is((await run(['user', 'remove', "Zoë O'Neil"])).exitCode, 0)
    assert.equal(await json(['user', 'list']), [])
  }))

test('user add refuses what is no mail address, and a password that is too short or the name', () =>
  withCommandFolder(async ({ run, json }) => {
    const add = (password: string, ...more: string[]) =>
      run(['user', 'add', 'x', ...more, '--password-stdin'], { input: password })
    const refusals: readonly [string, string[], RegExp][] = [
      ['x', [], /x is not added\. password: must have 8 characters or more/],
      ['öäüöäüö', [], /8 characters/],
      ['x@example.test', ['--email', 'X@example.test'], /password: must not be the name or the mail address/],
      [alicePassword, ['--email', 'x'], /email: is no mail address/],
      ['x', ['--email', 'a@b, c@d'], /email: .*; password: /],
    ]
    for (const [password, more, expected] of refusals) {
      const { exitCode, stderr } = await add(password, ...more)
      assert.is(exitCode, 1)
      assert.match(stderr, expected)
    }
    assert.equal(await json(['user', 'list']), [])
    assert.is((await add('öäüöäüöä', '--email', 'x@example.test')).exitCode, 0)
  }))

test('version and help answer, and help knows subcommands', () =>
  withCommandFolder(async ({ run, json }) => {
    assert.match((await run(['version'])).stdout, /^ringlock \d+\.\d+\.\d+\S* \(Node\.js v\d+.*\)\n$/)
    assert.is((await json<{ node: string }>(['version'])).node, process.versions.node)
    const help = await run(['help', 'user', 'import'])
    assert.is(help.exitCode, 0)
    assert.is(help.stdout, (await run(['user', 'import', '--help'])).stdout)
    assert.match(help.stdout, /"password": "\.\.\."/, 'with what follows the options')
    assert.is((await run(['help'])).stdout, (await run(['--help'])).stdout)
    for (const wrong of [['bogus'], ['user', 'bogus'], ['user', 'add', 'alice']]) {
      const { exitCode, stdout, stderr } = await run(['help', ...wrong])
      assert.equal([exitCode, stdout], [2, ''])
      assert.match(stderr, `There is no command ${wrong.join(' ')}`)
    }
  }))

test('a password that no one can be asked for is said to be missing', () =>
  withCommandFolder(async ({ run }) => {
    const { exitCode, stderr } = await run(['user', 'add', 'bob'])
    assert.is(exitCode, 2)
    assert.match(stderr, /--password-stdin/)
    assert.is((await run(['user', 'add', 'bob', '--password-stdin'])).exitCode, 1)
  }))

test('enrol shows the key and ten recovery codes, once', () =>
  withCommandFolder(async ({ run, json }) => {
    await run(['user', 'add', 'alice', '--password-stdin'], { input: alicePassword })
    const enrolled = await json<Enrolled>(['enrol', 'alice'])
    assert.match(enrolled.uri, /^otpauth:\/\/totp\/Ringlock:alice\?/)
    assert.is(new URL(enrolled.uri).searchParams.get('secret'), enrolled.totpSecret)
    assert.is(enrolled.totpSecret.length, 32)
    assert.is(new Set(enrolled.recoveryCodes).size, 10)

    const again = await run(['enrol', 'alice'])
    assert.is(again.exitCode, 1)
    assert.match(again.stderr, /ringlock reset alice.*--another/)
    const hardware = [
      '--kind',
      'hardware',
      '--algorithm',
      'SHA256',
      '--digits',
      '8',
      '--period',
      '60',
      '--another',
    ]
    const another = await json<Enrolled>(['enrol', 'alice', '--totp-secret', aliceSecret, ...hardware])
    assert.is(another.totpSecret, aliceSecret)
    assert.equal(another.recoveryCodes, [])
    const { authenticators, recoveryCodesLeft } = await json<ShownStatus>(['status', 'alice'])
    assert.equal(
      authenticators.map(({ kind, algorithm, digits, period }) => [kind, algorithm, digits, period]),
      [
        ['app', 'SHA1', 6, 30],
        ['hardware', 'SHA256', 8, 60],
      ],
    )
    assert.is(recoveryCodesLeft, 10)

    const shown = await run(['status', 'alice'])
    for (const secret of [aliceSecret, enrolled.totpSecret, ...enrolled.recoveryCodes]) {
      assert.not.match(shown.stdout, secret)
    }
    assert.is((await run(['enrol', 'nobody'])).exitCode, 1)
    for (const weak of ['not base32!', 'GEZDGNBV']) {
      const refused = await run(['enrol', 'alice', '--another', '--totp-secret', weak])
      assert.is(refused.exitCode, 1)
      assert.not.match(refused.stderr, weak)
    }
  }))

test('reset takes the second factor away', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    assert.is((await folder.json<ShownStatus>(['status', 'alice'])).secondFactor, 'enabled')
    assert.is((await folder.run(['reset', 'alice'])).exitCode, 0)
    assert.is((await folder.json<ShownStatus>(['status', 'alice'])).secondFactor, 'not-enrolled')
    const again = await folder.run(['reset', 'alice'])
    assert.is(again.exitCode, 1)
    assert.match(again.stderr, /no second factor/)
  }))

test('names of unknown users are refused', () =>
  withCommandFolder(async ({ run }) => {
    for (const command of ['status', 'reset', 'unlock', 'enrol']) {
      const { exitCode, stdout, stderr } = await run([command, 'nobody'])
      assert.is(exitCode, 1)
      assert.is(stdout, '')
      assert.match(stderr, /There is no user nobody/)
    }
    const { exitCode, stdout } = await run(['status', 'nobody', '--json'])
    assert.is(exitCode, 1)
    assert.is(JSON.parse(stdout).error.code, 'unknown-user')
  }))

test('verify takes PAM_USER and stdin, without a service', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const verify = (
      input: string | Uint8Array,
      env: Record<string, string> = { PAM_USER: 'alice' },
      args: string[] = [],
    ) => folder.run(['verify', ...args], { input, env })

    const wrong = await verify(`${alicePassword}000000`)
    assert.is(wrong.exitCode, 1)
    assert.is(wrong.stdout, 'Wrong user name, password or code.\n')
    const unknown = await verify(`${alicePassword}000000`, { PAM_USER: 'nobody' })
    assert.equal([unknown.exitCode, unknown.stdout], [1, wrong.stdout])
    assert.is((await verify(alicePassword)).stdout.includes('right after your password'), true)

    const code = codeNow()
    const accepted = await verify(`${alicePassword}${code}\0whatever comes behind`)
    assert.equal([accepted.exitCode, accepted.stdout], [0, 'Accepted.\n'])
    const used = await verify(`${alicePassword}${code}\n`)
    assert.is(used.exitCode, 1)
    assert.match(used.stdout, /already used/)
    // A newline more than the shell's is part of what was typed.
    assert.is((await verify(`${alicePassword}${codeNow(1)}\n\n`)).exitCode, 1)
    const separated = await verify(`${alicePassword},${codeNow(1)}`, { PAM_USER: 'alice' }, [
      '--separator',
      ',',
    ])
    assert.is(separated.exitCode, 0)
  }))

test('verify without a user, a configuration or UTF-8 is a no, and never more', () =>
  withCommandFolder(async ({ run, configure }) => {
    const nobody = await run(['verify'], { input: 'x', env: { PAM_USER: '' } })
    assert.is(nobody.exitCode, 1)
    assert.match(nobody.stderr, /PAM_USER/)
    const bytes = await run(['verify'], { input: Uint8Array.of(0xff), env: { PAM_USER: 'alice' } })
    assert.is(bytes.exitCode, 1)
    await configure({ userStores: [] })
    const faulty = await run(['verify'], { input: 'x', env: { PAM_USER: 'alice' } })
    assert.is(faulty.exitCode, 1)
    assert.is(faulty.stdout, 'The login service is not available. Please try again later.\n')
  }))

test('commands at the same time wait for each other, and one code lets one of them in', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const typed = { input: `${alicePassword}${codeNow()}`, env: { PAM_USER: 'alice' } }
    const ran = await Promise.all(Array.from({ length: 5 }, () => folder.start(['verify'], typed).ended))
    assert.equal(ran.map(({ exitCode }) => exitCode).sort(), [0, 1, 1, 1, 1])
    for (const { exitCode, stdout } of ran) if (exitCode === 1) assert.match(stdout, /already used/)
  }))

test('unlock ends a delay; --clock goes back to the clock', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    for (let i = 0; i < 4; i++) {
      await folder.run(['verify'], { input: `wrong ${i}`, env: { PAM_USER: 'alice' } })
    }
    const delayed = await folder.json<ShownStatus>(['status', 'alice'])
    assert.is(delayed.failures.password, 4)
    assert.is((await folder.run(['unlock', 'alice'])).exitCode, 0)
    const free = await folder.json<ShownStatus>(['status', 'alice'])
    assert.equal([free.failures.password, free.wait], [0, 0])
    const { floor } = await folder.json<{ floor: number }>(['unlock', '--clock'])
    assert.ok(Math.abs(floor - Date.now()) < 60_000)
  }))

test('import takes every user or none, and names every faulty line', () =>
  withCommandFolder(async ({ run, json, folder }) => {
    const rows = [
      { name: 'alice', password: alicePassword, totpSecret: aliceSecret },
      { name: 'bob', password: 'pass-of-bob', groups: ['night'] },
    ]
    const faulty = [
      JSON.stringify(rows[0]),
      '{"name": "bob", "password": "secret-in-a-broken-line"',
      JSON.stringify({ name: 'carol', password: 'x', totpSecret: 'not base32!' }),
      JSON.stringify({ name: 'dave', password: 'x', totpSecret: 'GEZDGNBV' }),
      JSON.stringify({ name: 'alice', password: 'x' }),
      JSON.stringify({ name: '', password: 'x', surprise: 1 }),
      '[]',
      JSON.stringify({ name: 'erin' }),
    ]
    await writeFile(join(folder, 'faulty.jsonl'), `${faulty.join('\n')}\n`)
    const refused = await run(['user', 'import', join(folder, 'faulty.jsonl')])
    assert.is(refused.exitCode, 1)
    const named = [...refused.stderr.matchAll(/^line (\d+): /gm)].map((match) => Number(match[1]))
    assert.equal([...new Set(named)], [2, 3, 4, 5, 6, 7, 8])
    assert.match(refused.stderr, /No user was imported/)
    assert.not.match(refused.stderr, 'secret-in-a-broken-line')
    assert.equal(await json(['user', 'list']), [])

    const lines = rows.map((row) => `${JSON.stringify(row)}\r\n`).join('')
    assert.equal(await json(['user', 'import', '-'], { input: `\u{feff}${lines}\n` }), {
      users: 2,
      authenticators: 1,
    })
    assert.is((await json<ShownStatus>(['status', 'alice'])).secondFactor, 'enabled')
    assert.is((await json<ShownStatus>(['status', 'bob'])).secondFactor, 'not-enrolled')
    assert.is((await run(['user', 'import', '-'], { input: lines })).exitCode, 1)
    assert.equal(await json(['user', 'import', '-'], { input: '' }), { users: 0, authenticators: 0 })
    const removed = await run(['user', 'remove', 'alice'])
    assert.is(removed.exitCode, 0)
    await run(['user', 'add', 'alice', '--password-stdin'], { input: 'another password' })
    assert.is((await json<ShownStatus>(['status', 'alice'])).secondFactor, 'not-enrolled')
  }))

test('a damaged store is exit 2 for every command, and stays as it is', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const file = join(folder.folder, 'data/enrolments.json')
    await writeFile(file, '')
    const { exitCode, stderr } = await folder.run(['status'])
    assert.is(exitCode, 2)
    assert.match(stderr, /enrolments\.json is empty/)
    const verified = await folder.run(['verify'], { input: 'x', env: { PAM_USER: 'alice' } })
    assert.is(verified.exitCode, 1)
    assert.is((await readFile(file)).length, 0)
    const doctor = await folder.run(['doctor'])
    assert.is(doctor.exitCode, 1)
    assert.match(doctor.stdout, /^fault +store .*enrolments\.json is empty/m)
  }))

test('no password, code or secret is left lying about', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const code = codeNow()
    await folder.run(['verify'], { input: `${alicePassword}${code}`, env: { PAM_USER: 'alice' } })
    const { recoveryCodes } = await folder.json<Enrolled>(['enrol', 'alice', '--another']).then(async () => {
      await folder.run(['reset', 'alice'])
      return folder.json<Enrolled>(['enrol', 'alice'])
    })
    const data = join(folder.folder, 'data')
    for (const name of await readdir(data)) {
      const text = await readFile(join(data, name), 'latin1')
      for (const secret of [alicePassword, aliceSecret, ...recoveryCodes]) {
        assert.is(text.includes(Buffer.from(secret).toString('latin1')), false, `${name} holds a secret`)
      }
      assert.is((await stat(join(data, name))).mode & 0o077, 0, `${name} is open to others`)
    }
  }))

test('status shows the users of the other stores where one cannot be asked, and ends with 1 (I9)', () =>
  withCommandFolder(async (folder) => {
    const local = { name: 'local', kind: 'file', path: './data/users.json' }
    const pbx = { name: 'pbx', kind: 'freepbx', host: '127.0.0.1', port: await freePort(), password: 'x' }
    await addAlice(folder)
    await folder.configure({ userStores: [local, pbx] })
    const table = await folder.run(['status'])
    assert.is(table.exitCode, 1)
    assert.match(table.stdout, /^alice .*\n\nalice: .*\n$/m)
    assert.match(table.stderr, /^User store pbx cannot be asked, and its users are missing: .*ECONNREFUSED/)
    const json = await folder.run(['status', '--json'])
    assert.is(json.exitCode, 1)
    assert.equal(
      JSON.parse(json.stdout).map(({ userKey }: ShownStatus) => userKey.split(':')[0]),
      ['local'],
    )
    const doctor = await folder.run(['doctor'])
    assert.match(doctor.stdout, /1, 1 of them with a second factor, without those of pbx/)
    assert.not.match(doctor.stdout, /there are none/)
  }))

test.run()

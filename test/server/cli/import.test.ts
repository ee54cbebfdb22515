import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ImportSummary } from '../../../server/control/import-setups.ts'
import {
  container,
  derivedKey,
  encryptedSecret,
  keyPackage,
  macMethod,
  rfcDerivedMacKey,
  rfcPassphraseEncrypted,
} from '../enrolment/import/hardware-files/pskc-files.ts'
import {
  addAlice,
  alicePassword,
  aliceSecret,
  type CommandFolder,
  codeNow,
  withCommandFolder,
} from './commands.ts'

const bobSecret = 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPI'

async function addBob({ run }: CommandFolder): Promise<void> {
  const ran = await run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
  if (ran.exitCode !== 0) throw new Error(ran.stderr)
}

const states = async ({ json }: CommandFolder) =>
  (await json<{ name: string; secondFactor: string }[]>(['status'])).map(
    ({ name, secondFactor }) => `${name} ${secondFactor}`,
  )

test('a dry run writes nothing; --write takes a table over, and its users log in with what they have', () =>
  withCommandFolder(async (commands) => {
    await addAlice(commands)
    await addBob(commands)
    const file = join(commands.folder, 'setups.csv')
    await writeFile(file, `user,secret\nalice,${bobSecret}\nbob,${bobSecret}\n`)
    const dry = await commands.run(['import', 'csv', file])
    assert.is(dry.exitCode, 0)
    assert.match(dry.stdout, /bob +row 2 +new/)
    assert.match(
      dry.stdout,
      /1 user would be imported\. 1 with a second factor here already keep it\. Nothing was written; --write does it\./,
    )
    assert.not.match(dry.stdout, bobSecret)
    assert.equal(await states(commands), ['alice enabled', 'bob not-enrolled'])

    const done = await commands.json<ImportSummary>(['import', 'csv', file, '--write'])
    assert.is(done.taken, 1)
    assert.equal(await states(commands), ['alice enabled', 'bob enabled'])
    for (const [name, secret] of [
      ['alice', aliceSecret],
      ['bob', bobSecret],
    ] as const) {
      const typed = `${alicePassword}${codeNow(0, secret)}`
      const verified = await commands.run(['verify'], { input: `${typed}\0`, env: { PAM_USER: name } })
      assert.is(verified.exitCode, 0, `${name}: ${verified.stderr}`)
    }
    const again = await commands.json<ImportSummary>(['import', 'csv', file, '--write'])
    assert.is(again.taken, 0, 'a second time changes nothing')
  }))

test('with one faulty row no one is imported, and every fault is told', () =>
  withCommandFolder(async (commands) => {
    await addBob(commands)
    const file = join(commands.folder, 'setups.csv')
    await writeFile(
      file,
      `user,secret\nbob,${bobSecret}\nnobody,${bobSecret}\nbob,${bobSecret}\ncarol,tooshort\n`,
    )
    const ran = await commands.run(['import', 'csv', file, '--write'])
    assert.is(ran.exitCode, 1)
    assert.is(
      ran.stderr,
      [
        'row 2 (nobody): No user store knows this user.',
        'row 3 (bob): This user is there twice.',
        'row 4 (carol): The secret is too short: 112 bits are the least.',
        'No user was imported.',
        '',
      ].join('\n'),
    )
    assert.equal(await states(commands), ['bob not-enrolled'])
  }))

test('with --good-rows-only the others are imported, and every faulty row is told', () =>
  withCommandFolder(async (commands) => {
    await addBob(commands)
    const file = join(commands.folder, 'setups.txt')
    const uri = (name: string, more = '') => `otpauth://totp/Office:${name}?secret=${bobSecret}${more}\n`
    await writeFile(file, `${uri('nobody')}${uri('bob', '&digits=7')}QR-Code:${uri('bob')}${uri('bob')}`)
    assert.is((await commands.run(['import', 'otpauth', file, '--write'])).exitCode, 1)
    const args = ['import', 'otpauth', file, '--good-rows-only', '--write']
    const ran = await commands.run(args)
    assert.is(ran.exitCode, 0, ran.stderr)
    assert.match(ran.stdout, /bob +line 2 +left out: The code has neither 6 nor 8 digits\./)
    assert.match(ran.stdout, /bob +line 3 +new/)
    assert.match(ran.stdout, /1 user imported\. 3 faulty rows are left out\./)
    assert.equal(await states(commands), ['bob enabled'])
    const again = await commands.json<ImportSummary>(args)
    assert.equal(
      again.rows.map(({ outcome }) => outcome),
      ['faulty', 'faulty', 'enrolled', 'faulty'],
    )
  }))

test('an existing secret of 80 bits is taken over by a switch, and marked for renewal', () =>
  withCommandFolder(async (commands) => {
    await addAlice(commands)
    await addBob(commands)
    const short = 'GEZDGNBVGY3TQOJQ'
    const file = join(commands.folder, 'setups.csv')
    await writeFile(file, `user,secret\nbob,${short}\n`)
    const refused = await commands.run(['import', 'csv', file, '--write'])
    assert.match(refused.stderr, /row 1 \(bob\): The secret is too short: 112 bits are the least\./)
    const done = await commands.json<ImportSummary>([
      'import',
      'csv',
      file,
      '--allow-short-secrets',
      '--write',
    ])
    assert.is(done.taken, 1)
    const { stdout } = await commands.run(['status'])
    assert.match(stdout, /bob .*short secret, to be renewed/)
    assert.not.match(stdout, /alice .*short secret/)
    const typed = `${alicePassword}${codeNow(0, short)}`
    const verified = await commands.run(['verify'], { input: `${typed}\0`, env: { PAM_USER: 'bob' } })
    assert.is(verified.exitCode, 0, verified.stderr)
  }))

test('devices of a PSKC file are bound with their serial numbers, a passphrase opens it, and a device has one owner', () =>
  withCommandFolder(async (commands) => {
    await addAlice(commands)
    await addBob(commands)
    const file = join(commands.folder, 'devices.xml')
    const passphrase = join(commands.folder, 'passphrase')
    const secret = encryptedSecret(rfcPassphraseEncrypted)
    await writeFile(
      file,
      container(derivedKey(), macMethod(rfcDerivedMacKey), keyPackage({ secret, serial: 'C200' })),
    )
    await writeFile(passphrase, 'qwertz\n')
    const args = ['import', 'pskc', file, '--user', 'C200=bob', '--passphrase-file', passphrase, '--write']
    assert.match((await commands.run(args)).stderr, /key 1 \(bob\): The secret cannot be decrypted/)
    await writeFile(passphrase, 'qwerty\n')
    assert.is((await commands.json<ImportSummary>(args)).taken, 1)
    const shown = await commands.json<{ authenticators: { kind: string; digits: number }[] }>([
      'status',
      'bob',
    ])
    assert.equal(
      shown.authenticators.map(({ kind, digits }) => [kind, digits]),
      [['hardware', 8]],
    )

    await commands.run(['reset', 'alice'])
    const taken = await commands.run(args.with(4, 'C200=alice'))
    assert.is(taken.exitCode, 1)
    assert.match(taken.stderr, /A hardware device of the file belongs to another user here\./)
  }))

test('ten thousand rows go through the running service, dry run first', () =>
  withCommandFolder(async (commands) => {
    const names = Array.from({ length: 10_000 }, (_, i) => `user${i}`)
    const usersFile = join(commands.folder, 'users.jsonl')
    const passwordHash = `{SHA256}${hash('sha256', alicePassword, 'base64')}`
    await writeFile(usersFile, names.map((name) => `${JSON.stringify({ name, passwordHash })}\n`).join(''))
    assert.is((await commands.run(['user', 'import', usersFile])).exitCode, 0)
    const file = join(commands.folder, 'setups.csv')
    await writeFile(file, `user,secret\n${names.map((name) => `${name},${bobSecret}\n`).join('')}`)

    const service = commands.start(['serve'])
    await service.says('"msg":"ready"')
    const dry = await commands.json<ImportSummary>(['import', 'csv', file])
    assert.is(dry.taken, 0)
    assert.is(dry.rows.filter(({ outcome }) => outcome === 'new').length, names.length)
    assert.is((await commands.json<ImportSummary>(['import', 'csv', file, '--write'])).taken, names.length)
    const typed = `${alicePassword}${codeNow(0, bobSecret)}`
    const verified = await commands.run(['verify'], { input: `${typed}\0`, env: { PAM_USER: 'user9999' } })
    assert.is(verified.exitCode, 0, verified.stderr)
  }))

test("files of libpam-google-authenticator are their folder's user's, or whose it is said", () =>
  withCommandFolder(async (commands) => {
    await addBob(commands)
    await mkdir(join(commands.folder, 'robert'))
    const file = join(commands.folder, 'robert', '.google_authenticator')
    await writeFile(file, `${bobSecret}\n" WINDOW_SIZE 17\n" TOTP_AUTH\n12345678\n`)
    assert.match(
      (await commands.run(['import', 'libpam', file])).stderr,
      /\(robert\): No user store knows this user\./,
    )
    const named = await commands.json<ImportSummary>(['import', 'libpam', `bob=${file}`])
    const remark = 'WINDOW_SIZE 17 is not taken over: policy.driftWindow says how far a clock may be off.'
    assert.equal(named.rows, [{ at: file, user: 'bob', outcome: 'new', remark }])
    const mapped = await commands.json<ImportSummary>([
      'import',
      'libpam',
      file,
      '--user',
      'robert=bob',
      '--write',
    ])
    assert.is(mapped.taken, 1)
  }))

test('users of Issabel log in with the codes they have there', () =>
  withCommandFolder(async (commands) => {
    const database = new sqlite.Database(join(commands.folder, 'acl.db'))
    database.exec(
      readFileSync(new URL('../../adapters/fixtures/issabel.sqlite.sql', import.meta.url), 'utf8'),
    )
    database.exec(`UPDATE acl_user SET twofactorsecret = '${bobSecret}' WHERE name = 'Alice'`)
    database.close()
    await commands.configure({ userStores: [{ name: 'pbx', kind: 'issabel', path: './acl.db' }] })
    const dry = await commands.json<ImportSummary>(['import', 'issabel'])
    assert.equal([dry.taken, dry.rows], [0, [{ at: 'user 2', user: 'Alice', outcome: 'new' }]])
    assert.is((await commands.json<ImportSummary>(['import', 'issabel', '--write'])).taken, 1)
    const logIn = (typed: string) =>
      commands.run(['verify'], { input: `${typed}\0`, env: { PAM_USER: 'Alice' } })
    assert.is((await logIn('Tr0ub4dor&3 test')).exitCode, 1)
    const { exitCode, stderr } = await logIn(`Tr0ub4dor&3 test${codeNow(0, bobSecret)}`)
    assert.is(exitCode, 0, stderr)
    assert.match(
      (await commands.run(['import', 'issabel', '--store', 'other'])).stderr,
      /There is no user store of kind issabel called other\./,
    )
  }))

test('what cannot be imported from is a wrong command line', () =>
  withCommandFolder(async (commands) => {
    for (const [args, says] of [
      [['import', 'excel', 'file'], /Nothing can be imported from excel/],
      [['import', 'csv'], /Say which file/],
      [['import', 'csv', 'missing.csv'], /missing\.csv cannot be read: ENOENT/],
      [['import', 'fusionpbx', 'file'], /reads the user store, and no file/],
      [['import', 'csv', commands.configFile, '--user', 'x'], /expected LABEL=NAME/],
    ] as const) {
      const ran = await commands.run(args)
      assert.is(ran.exitCode, 2, args.join(' '))
      assert.match(ran.stderr, says)
    }
    const ran = await commands.run(['import', 'fusionpbx'])
    assert.is(ran.exitCode, 1)
    assert.match(ran.stderr, /There is no user store of kind fusionpbx/)
  }))

test.run()

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noRecentLogins, recentLogins } from '../../../server/audit/recent-logins.ts'
import { createUserMatcher, type UserFilter } from '../../../server/cli/filter-users.ts'
import type { ShownLogins } from '../../../server/cli/status.ts'
import type { ShownStatus } from '../../../server/control/status.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { addAlice, alicePassword, type CommandFolder, codeNow, withCommandFolder } from './commands.ts'

type Shown = ShownStatus & ShownLogins

const login = ({ run }: CommandFolder, name: string, typed: string) =>
  run(['verify', '--separator', ','], { input: typed, env: { PAM_USER: name } })

test('a user has the last login and what was refused since, from one line each', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const never = await folder.json<Shown>(['status', 'alice'])
    assert.equal([never.lastLogin, never.refusedSince, never.lastRefusal], [null, 0, null])
    assert.match((await folder.run(['status', 'alice'])).stdout, /^last login +-$/m)
    await login(folder, 'alice', 'before,111111')
    assert.match((await login(folder, 'ALICE', `${alicePassword},${codeNow()}`)).stdout, 'Accepted.')
    await login(folder, 'alice', 'wrong,123456')
    await login(folder, 'alice', 'wronger,123456')

    const { lastLogin, refusedSince, lastRefusal } = await folder.json<Shown>(['status', 'alice'])
    assert.is(lastLogin?.client, 'pam')
    assert.is(refusedSince, 2, 'only those since')
    assert.ok(Date.parse(lastRefusal?.at ?? '') >= Date.parse(lastLogin?.at ?? ''))
    assert.type(lastRefusal?.reason, 'string')
    const { stdout } = await folder.run(['status', 'alice'])
    assert.match(stdout, /^last login +2\S+Z through pam \(.*password \+ totp.*\)$/m)
    assert.match(stdout, /^refused since +2 attempts:$/m)
    assert.is(stdout.match(/^refused {9}2\S+Z through pam/gm)?.length, 2)
    assert.match(
      (await folder.run(['status'])).stdout,
      /alice +admin +admins +\S.* 2\S+ \d\d:\d\dZ, then refused 2x/,
    )
  }))

test('a list is filtered, its counts are those of the filter, and a long one ends', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const lines = Array.from({ length: 130 }, (_, i) =>
      JSON.stringify({
        name: `user${i}`,
        email: i === 7 ? 'seven@example.test' : null,
        groups: i % 2 === 0 ? ['even'] : [],
        passwordHash: `$2y$10$${'a'.repeat(53)}`,
      }),
    )
    const imported = await folder.run(['user', 'import', '-'], { input: lines.join('\n') })
    assert.is(imported.exitCode, 0, imported.stderr)
    const all = await folder.run(['status'])
    const rowsOf = (text: string) => text.split('\n').filter((line) => /^(user\d+|alice) /.test(line)).length
    assert.is(rowsOf(all.stdout), 100)
    assert.match(all.stdout, /\nand 31 others: --all lists them/)
    assert.match(all.stdout, /\n131 users: 1 with a second factor, /)
    assert.is(rowsOf((await folder.run(['status', '--all'])).stdout), 131)
    assert.is(rowsOf((await folder.run(['status', '--limit', '3'])).stdout), 3)
    assert.is((await folder.json<Shown[]>(['status'])).length, 131, 'JSON has them all')

    const namesOf = async (...args: string[]) =>
      (await folder.json<Shown[]>(['status', ...args])).map(({ name }) => name)
    assert.equal(await namesOf('--state', 'enabled'), ['alice'])
    assert.is((await namesOf('--state', 'enabled', 'not-enrolled')).length, 131)
    assert.equal(await namesOf('--role', 'admin'), ['alice'])
    assert.is((await namesOf('--group', 'even')).length, 65)
    assert.equal(await namesOf('--search', 'SEVEN'), ['user7'])
    assert.equal(await namesOf('--search', 'user12', '--group', 'even'), [
      'user12',
      'user120',
      'user122',
      'user124',
      'user126',
      'user128',
    ])
    assert.equal(await namesOf('--store', 'other'), [])
    const few = await folder.run(['status', '--search', 'user12'])
    assert.match(few.stdout, /\n11 of 131 users\. 11 users: 0 with a second factor/)
    assert.match(
      (await folder.run(['status', '--search', 'seven'])).stdout,
      /1 of 131 users\. user7: not enrolled\.\n$/,
    )
    for (const wrong of [
      ['--state', 'maybe'],
      ['--role', 'root'],
      ['--limit', '0'],
    ]) {
      assert.is((await folder.run(['status', ...wrong])).exitCode, 2)
    }
  }))

const user = {
  name: 'Zoë',
  displayName: null,
  email: null,
  userKey: 'pbx:1',
  tenant: 'A.example',
  role: 'user',
  groups: [],
  enabled: true,
  secondFactor: 'required',
  overdue: false,
  wait: 0,
  locked: false,
  recoveryCodesHeld: 0,
} as unknown as ShownStatus

test('each filter takes who it names, and no one else', () => {
  const cases: readonly (readonly [UserFilter, Partial<ShownStatus>, Partial<ShownStatus>])[] = [
    [{ state: ['overdue'] }, { overdue: true }, {}],
    [{ state: ['delayed'] }, { wait: 1 }, {}],
    [{ state: ['locked'] }, { locked: true }, { wait: 1 }],
    [{ state: ['held'] }, { recoveryCodesHeld: 1 }, {}],
    [{ state: ['account-disabled'] }, { enabled: false }, { secondFactor: 'disabled' }],
    [{ state: ['disabled'] }, { secondFactor: 'disabled' }, { enabled: false }],
    [{ tenant: 'a.EXAMPLE' }, {}, { tenant: 'b.example' }],
    [{ store: 'pbx' }, {}, { userKey: 'pbx2:1' }],
    [{ search: 'ZOE\u0308' }, {}, { name: 'Zoe' }],
    [{ search: 'sales' }, { displayName: 'Sales desk' }, {}],
  ]
  for (const [filter, is, isNot] of cases) {
    const matches = createUserMatcher(filter)
    assert.ok(matches({ ...user, ...is }), JSON.stringify(filter))
    assert.not.ok(matches({ ...user, ...isNot }), JSON.stringify(filter))
  }
  assert.ok(createUserMatcher({})(user))
})

test('the log is read backwards, counted lines count, and other users and events do not', () =>
  withTemporaryFolder(async (folder) => {
    const line = (outcome: string, userKey: string, more: object = {}) =>
      `${JSON.stringify({ seq: 1, at: '2026-01-01T00:00:00.000Z', event: 'login', outcome, userKey, door: 'radius', ...more })}\n`
    await writeFile(
      join(folder, 'audit-000001.jsonl'),
      line('reject', 'a:1', { reason: 'old' }) +
        line('accept', 'a:1', { askedBy: 'pbx' }) +
        line('accept', 'a:2'),
    )
    await writeFile(
      join(folder, 'audit.jsonl'),
      line('challenge', 'a:1') +
        line('reject', 'a:1', { reason: 'first', count: 40 }) +
        line('accept', 'a:1', { event: 'other' }) +
        line('reject', 'a:10') +
        line('reject', 'a:1', { reason: 'last' }),
    )
    for (const keys of [['a:1'], ['a:1', 'a:2', 'a:3']]) {
      const found = await recentLogins(folder, new Set(keys))
      const { lastLogin, refused, refusals } = found.get('a:1') ?? noRecentLogins
      assert.is(lastLogin?.askedBy, 'pbx')
      assert.is(refused, 41)
      assert.equal(
        refusals.map(({ reason }) => reason),
        ['last', 'first'],
      )
      assert.is(found.has('a:10'), false)
      assert.is(found.get('a:3'), undefined)
    }
    assert.is((await recentLogins(folder, new Set())).size, 0)
  }))

test.run()

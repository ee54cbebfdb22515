import { appendFile, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { describeEvent } from '../../../server/cli/describe-event.ts'
import { parseTime } from '../../../server/cli/time-option.ts'
import { addAlice, alicePassword, type CommandFolder, codeNow, withCommandFolder } from './commands.ts'

interface Shown {
  readonly at: string
  readonly event: string
  readonly outcome: string
  readonly login?: string
  readonly reason?: string
  readonly mac?: string
}

const login = ({ run }: CommandFolder, name: string, typed: string) =>
  run(['verify', '--separator', ','], { input: typed, env: { PAM_USER: name } })

async function show({ run }: CommandFolder, ...args: string[]): Promise<Shown[]> {
  const { exitCode, stdout, stderr } = await run(['audit', 'show', '--json', ...args])
  assert.is(exitCode, 0, stderr)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const inShort = (events: readonly Shown[]) =>
  events.map(({ event, outcome, login = '-' }) => `${event} ${outcome} ${login}`)

test('it shows what was recorded, oldest first, and filters by user, outcome, client and time', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
    await login(folder, 'ALICE', `${alicePassword},${codeNow()}`)
    await login(folder, 'alice', 'wrong,123456')
    await login(folder, 'nobody', 'wrong')

    const all = await show(folder)
    assert.ok(all.every(({ mac }) => mac === undefined))
    const times = all.map(({ at }) => at)
    assert.equal(times, [...times].sort())
    const ofAlice = inShort(await show(folder, '--user', 'alice'))
    assert.ok(ofAlice.includes('user.added done alice'))
    assert.equal(ofAlice.slice(-2), ['login accept ALICE', 'login reject alice'])
    assert.not.match(ofAlice.join(), /bob|nobody/)
    assert.equal(inShort(await show(folder, '--user', 'nobody')), ['login reject nobody'])
    assert.equal(inShort(await show(folder, '--outcome', 'reject')), [
      'login reject alice',
      'login reject nobody',
    ])
    assert.is((await show(folder, '--outcome', 'accept', 'reject')).length, 3)
    assert.is((await show(folder, '--client', 'pam')).length, 3)
    assert.equal(await show(folder, '--client', 'office'), [])
    assert.equal(await show(folder, '--last', '1'), all.slice(-1))
    assert.equal(await show(folder, '--since', '1h'), all)
    assert.equal(await show(folder, '--until', '1h'), [])
    assert.equal(await show(folder, '--since', '2020-01-01', '--until', '2020-02-01'), [])
    const since = all.at(-2)?.at ?? ''
    assert.equal(
      await show(folder, '--since', since),
      all.filter(({ at }) => at >= since),
    )
    assert.equal(
      await show(folder, '--until', since),
      all.filter(({ at }) => at < since),
    )

    const { stdout } = await folder.run(['audit', 'show', '--user', 'alice', '--last', '1'])
    assert.match(
      stdout,
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}reject {7}login {2}alice {2}\w+ pam {2}\S+.*\n$/,
    )
    assert.not.match(stdout, alicePassword)
  }))

test('a copy of the log that is looked at elsewhere stays as it is', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await login(folder, 'alice', 'wrong,123456')
    const data = join(folder.folder, 'data')
    for (const name of await readdir(data))
      if (name !== 'audit.jsonl') await rm(join(data, name), { recursive: true })
    const before = await readFile(join(data, 'audit.jsonl'), 'utf8')

    const ofAlice = inShort(await show(folder, '--user', 'alice'))
    assert.is(ofAlice.at(-1), 'login reject alice')
    assert.equal(await readdir(data), ['audit.jsonl'])
    assert.is(await readFile(join(data, 'audit.jsonl'), 'utf8'), before)
  }))

test('wrong times, outcomes and counts are exit 2, and no trail is exit 1', () =>
  withCommandFolder(async (folder) => {
    assert.is((await folder.run(['audit', 'show'])).exitCode, 1)
    await addAlice(folder)
    for (const wrong of [
      ['--since', 'yesterday'],
      ['--since', '2026-13-01'],
      ['--outcome', 'maybe'],
      ['--last', '0'],
      ['--follow', '--until', '1h'],
    ]) {
      assert.is((await folder.run(['audit', 'show', ...wrong])).exitCode, 2, wrong.join(' '))
    }
  }))

test('it reads through all files, whatever lies between, and passes over files of before', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const data = join(folder.folder, 'data')
    const current = join(data, 'audit.jsonl')
    const line = (at: string, name: string) =>
      `${JSON.stringify({ seq: 1, at, event: 'login', outcome: 'reject', login: name, door: 'radius' })}\n`
    const first = join(data, 'audit-000001.jsonl')
    await writeFile(first, line('2026-01-01T00:00:00.000Z', 'one') + line('2026-01-02T00:00:00.000Z', 'two'))
    await utimes(first, new Date('2026-01-02'), new Date('2026-01-02'))
    await writeFile(join(data, 'audit-000003.jsonl'), `${line('2026-02-01T00:00:00.000Z', 'three')}no line\n`)
    await writeFile(current, `${line('2026-03-01T00:00:00.000Z', 'four')}{"at":"2026-03`)
    const names = async (...args: string[]) => (await show(folder, ...args)).map(({ login: name }) => name)
    assert.equal(await names('--last', '9'), ['one', 'two', 'three', 'four'])
    assert.equal(await names('--since', '2026-01-02'), ['two', 'three', 'four'])
    assert.equal(await names('--since', '2026-01-15', '--until', '2026-02-15'), ['three'])
    assert.equal(await names('--last', '2'), ['three', 'four'])
  }))

test('--follow goes on with new lines, also where a new file begins, until it is ended', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const data = join(folder.folder, 'data')
    const current = join(data, 'audit.jsonl')
    const following = folder.start(['audit', 'show', '--follow', '--last', '1'])
    await following.says('\n')
    const line = (name: string) =>
      `${JSON.stringify({ seq: 1, at: new Date().toISOString(), event: 'login', outcome: 'accept', login: name, door: 'radius' })}\n`
    await appendFile(current, line('first-follower'))
    await following.says('first-follower')
    await appendFile(current, line('before-the-end'))
    await rename(current, join(data, 'audit-000001.jsonl'))
    await writeFile(current, line('in-the-next-file'))
    await following.says('in-the-next-file')
    following.child.kill('SIGINT')
    const { exitCode, stdout } = await following.ended
    assert.is(exitCode, 0)
    for (const name of ['first-follower', 'before-the-end', 'in-the-next-file']) {
      assert.is(stdout.split(name).length, 2, `${name}, once`)
    }
  }))

test('it needs neither the key nor a store that opens, and what callers typed controls no terminal', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await login(folder, 'al\u001b[31mice', 'x')
    await writeFile(join(folder.folder, 'data/enrolments.json'), '')
    await rm(join(folder.folder, 'data/master.key'))
    const { exitCode, stdout } = await folder.run(['audit', 'show', '--user', 'al\u001b[31mice'])
    assert.is(exitCode, 0)
    assert.is(stdout.includes('\u001b'), false)
    assert.match(await readFile(join(folder.folder, 'data/audit.jsonl'), 'utf8'), /"event":"login"/)
  }))

test('times are ago, days, or of the day, in UTC', () => {
  const now = Date.UTC(2026, 5, 1, 12)
  for (const [text, expected] of [
    ['30s', now - 30_000],
    ['2h', now - 7_200_000],
    ['7d', now - 7 * 86_400_000],
    ['2026-05-31', Date.UTC(2026, 4, 31)],
    ['2026-05-31T10:30', Date.UTC(2026, 4, 31, 10, 30)],
    ['2026-05-31 10:30:05', Date.UTC(2026, 4, 31, 10, 30, 5)],
    ['2026-05-31T10:30+02:00', Date.UTC(2026, 4, 31, 8, 30)],
    ['2026-05-31T10:30:05.250Z', Date.UTC(2026, 4, 31, 10, 30, 5, 250)],
  ] as const) {
    assert.is(parseTime(text, now), expected, text)
  }
  for (const wrong of ['', '7', '7w', '2026', '31.5.2026', '2026-02-30T25:00', '2026-5-1']) {
    assert.throws(() => parseTime(wrong, now), /A time such as/, wrong)
  }
})

test('a line says what is in it, and nothing of what is not', () => {
  const at = '2026-06-01T12:00:00.123Z'
  assert.is(
    describeEvent({
      at,
      event: 'login',
      outcome: 'accept',
      door: 'radius',
      login: 'alice',
      askedBy: 'pbx',
      factors: ['password', 'totp'],
      from: '192.0.2.1:5',
      source: 'aa-bb',
      count: 3,
    }),
    '2026-06-01 12:00:00Z  accept       login  alice  radius pbx  password + totp  from 192.0.2.1:5  caller aa-bb  x 3',
  )
  assert.is(
    describeEvent({ at, event: 'service.stopped', outcome: 'done', door: 'cli' }),
    '2026-06-01 12:00:00Z  done         service.stopped  cli',
  )
})

test.run()

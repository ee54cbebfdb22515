import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../server/cli/doctor/finding.ts'
import { checkClock, checkUsers } from '../../../server/cli/doctor/store.ts'
import { addAlice, type CommandFolder, configFor, sharedSecret, withCommandFolder } from './commands.ts'

async function examine({ run }: CommandFolder): Promise<{ exitCode: number | null; findings: Finding[] }> {
  const { exitCode, stdout } = await run(['doctor', '--json'])
  return { exitCode, findings: JSON.parse(stdout) }
}

const levelsOf = (findings: readonly Finding[], check: string) =>
  findings.filter((finding) => finding.check === check).map(({ level }) => level)

const randomSecret = '0f9dffaa31625b019168c26f'

test('a good set-up has no fault', () =>
  withCommandFolder(async (folder) => {
    await folder.configure(withClients(folder.port, [randomSecret]))
    await addAlice(folder)
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 0)
    assert.equal(
      findings.filter(({ level }) => level !== 'ok'),
      [],
    )
    const checks = new Set(findings.map(({ check }) => check))
    const expected = [
      'configuration',
      'shared secrets',
      'file modes',
      'clock',
      'store',
      'users',
      'ports',
      'mail',
      'audit trail',
      'disk',
    ]
    assert.equal([...checks], expected)
  }))

test('it makes nothing where there is nothing yet', () =>
  withCommandFolder(async (folder) => {
    const { findings } = await examine(folder)
    assert.match(findings.find(({ check }) => check === 'store')?.message ?? '', /not there yet/)
    const again = await examine(folder)
    assert.match(again.findings.find(({ check }) => check === 'store')?.message ?? '', /not there yet/)
  }))

test('a faulty configuration is told fault by fault', () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ userStores: [], surprise: 1 })
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 1)
    assert.equal(levelsOf(findings, 'configuration'), ['fault', 'fault'])
  }))

test('what others can read is a fault', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await chmod(join(folder.folder, 'data'), 0o755)
    await chmod(join(folder.folder, 'data/users.json'), 0o644)
    await chmod(folder.configFile, 0o644)
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 1)
    assert.equal(levelsOf(findings, 'file modes'), ['fault', 'fault', 'warning'])
    assert.match(JSON.stringify(findings), /chmod 0700 .*data"/)
  }))

test('weak and repeated shared secrets are named, and never shown', () =>
  withCommandFolder(async (folder) => {
    await folder.configure(
      withClients(folder.port, [randomSecret, randomSecret, 'abababababababababab', 'short']),
    )
    const { findings } = await examine(folder)
    assert.equal(levelsOf(findings, 'shared secrets'), ['warning', 'warning', 'warning'])
    assert.equal(levelsOf(findings, 'configuration'), ['warning'])
    const text = JSON.stringify(findings)
    for (const secret of [randomSecret, 'ababab', '"short"', sharedSecret])
      assert.is(text.includes(secret), false)
  }))

test('a port that another program holds is a fault', () =>
  withCommandFolder(async (folder) => {
    const socket = createSocket('udp4')
    socket.bind(folder.port, '127.0.0.1')
    await once(socket, 'listening')
    const taken = await examine(folder)
    socket.close()
    assert.equal(levelsOf(taken.findings, 'ports'), ['fault'])
    assert.equal(levelsOf((await examine(folder)).findings, 'ports'), ['ok'])
  }))

test('a clock that is behind the floor is a fault, and so is one that cannot be right', () => {
  const now = Date.UTC(2026, 5, 1)
  const level = (at: number, floor: number | null) => checkClock(at, floor).map((finding) => finding.level)
  assert.equal(level(now, null), ['ok'])
  assert.equal(level(now, now + 5000), ['ok'])
  assert.equal(level(now, now + 5001), ['fault'])
  assert.match(checkClock(now, now + 60_000)[0]?.message ?? '', /60 seconds behind.*unlock --clock/)
  assert.equal(level(Date.UTC(1970, 0, 1), null), ['fault'])
})

test('users without the second factor they must have are counted, the first of them named', () => {
  const missing = (count: number, overdue: boolean) =>
    Array.from({ length: count }, (_, i) => ({ name: `user${i}`, overdue }))
  const messages = (found: Parameters<typeof checkUsers>[0]) =>
    checkUsers(found).map(({ message }) => message)
  const counts = { floor: 0, users: 9, enrolled: 1 }
  assert.equal(messages({ ...counts, missing: [] }), ['9, 1 of them with a second factor'])
  assert.match(
    messages({ ...counts, missing: missing(7, true) })[1] ?? '',
    /^user0, .*user4 and 2 others must/,
  )
  assert.match(messages({ ...counts, missing: missing(2, false) })[1] ?? '', /^2 must have .* soon/)
  assert.equal(
    checkUsers({ ...counts, users: 0, missing: [] }).map(({ level }) => level),
    ['warning'],
  )
})

test('a broken trail is a fault', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await writeFile(join(folder.folder, 'data/audit.jsonl'), '{"seq":1}\n')
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 1)
    assert.equal(levelsOf(findings, 'audit trail'), ['fault'])
  }))

function withClients(port: number, secrets: readonly string[]) {
  const clients = secrets.map((secret, i) => ({ name: `client${i}`, address: `127.0.0.${i + 1}`, secret }))
  const { radius, userStores } = configFor(port)
  return { radius: { ...radius, clients }, userStores }
}

test.run()

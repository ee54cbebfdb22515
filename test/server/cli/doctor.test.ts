import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmod, readdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../server/cli/doctor/finding.ts'
import { checkClock, checkUserStores, checkUsers } from '../../../server/cli/doctor/store.ts'
import type { Config } from '../../../server/config/load-config.ts'
import type { ClockMoves } from '../../../server/state/contract/state-store.ts'
import { issabelTables } from '../../adapters/issabel-tables.ts'
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
      'master key',
      'user stores',
      'users',
      'ports',
      'http',
      'mail',
      'audit trail',
      'disk',
    ]
    assert.equal([...checks], expected)
  }))

test('it names the users of a store who share a login, with the keys that tell them apart', () =>
  withCommandFolder(async (folder) => {
    const database = new sqlite.Database(join(folder.folder, 'acl.db'))
    database.exec(await issabelTables())
    database.exec("INSERT INTO acl_user (id, name) VALUES (1, 'dave'), (2, 'erin'), (3, 'dave')")
    database.close()
    await folder.configure({
      userStores: [{ name: 'acl', kind: 'issabel', path: './acl.db', tenant: 'acme' }],
    })
    await folder.run(['status'])
    const { findings } = await examine(folder)
    assert.equal(
      findings
        .filter(({ message }) => message.includes('dave'))
        .map(({ level, message }) => `${level} ${message}`),
      [
        'warning acl: dave is refused, because more than one user goes by it: dave@acme (acl:1), dave@acme (acl:3)',
      ],
    )
    assert.is((await folder.run(['status', 'acl:3'])).exitCode, 0)
    assert.is((await folder.run(['status', 'dave'])).exitCode, 1)
  }))

test('it makes nothing where there is nothing yet', () =>
  withCommandFolder(async (folder) => {
    const { findings } = await examine(folder)
    assert.match(findings.find(({ check }) => check === 'store')?.message ?? '', /not there yet/)
    const again = await examine(folder)
    assert.match(again.findings.find(({ check }) => check === 'store')?.message ?? '', /not there yet/)
  }))

test('on a fresh machine what the first start is refused for is a fault, and still nothing is made', () =>
  withCommandFolder(async (folder) => {
    const storeFaults = async (change: object, env: Record<string, string> = {}) => {
      await folder.configure({ ...configFor(folder.port), ...change })
      const { exitCode, stdout } = await folder.run(['doctor', '--json'], { env })
      const stores = (JSON.parse(stdout) as Finding[]).filter(({ check }) => check === 'store')
      assert.is(
        exitCode === 1,
        stores.some(({ level }) => level === 'fault'),
      )
      return stores.map(({ level, message }) => `${level} ${message}`)
    }
    assert.match((await storeFaults({}))[0] ?? '', /^ok .* is not there yet/)
    assert.match(
      (await storeFaults({ stateStore: { kind: 'postgres', url: 'postgres://a@127.0.0.1:1/b' } }))[0] ?? '',
      /^fault .*ECONNREFUSED/,
    )
    assert.match(
      (await storeFaults({ dataDir: './ringlock.yaml/data' }))[0] ?? '',
      /^fault .* cannot be made: .*ringlock\.yaml/,
    )
    const wrongKey = await storeFaults({}, { RINGLOCK_MASTER_KEY: 'hush' })
    assert.match(wrongKey[0] ?? '', /^fault RINGLOCK_MASTER_KEY holds no master key/)
    assert.is((await storeFaults({}, { RINGLOCK_MASTER_KEY: 'a'.repeat(64) })).length, 1)
    assert.equal(await readdir(folder.folder), ['ringlock.yaml'])
  }))

test('on a fresh machine it asks the user stores that are elsewhere, and still makes nothing', () =>
  withCommandFolder(async (folder) => {
    const { userStores } = configFor(folder.port)
    const down = { name: 'pbx', kind: 'freepbx', port: 1, password: 'hush hush' }
    const gone = { name: 'old-pbx', kind: 'issabel', path: './acl.db' }
    await folder.configure({ userStores: [...userStores, down, gone] })
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 1)
    const stores = findings.filter(({ check }) => check === 'user stores')
    assert.equal(
      stores.map(({ level, message }) => `${level} ${message}`.replace(/(ENOENT).*/, '$1')),
      [
        'fault pbx cannot be asked: connect ECONNREFUSED 127.0.0.1:1',
        'fault old-pbx cannot be asked: ENOENT',
      ],
    )
    assert.not.match(JSON.stringify(findings), 'hush hush')
    assert.equal(await readdir(folder.folder), ['ringlock.yaml'])
  }))

test('a reply for everybody is valid to check and doctor, and its attributes are checked as any', () =>
  withCommandFolder(async (folder) => {
    const { radius, userStores } = configFor(folder.port)
    const configure = (...reply: object[]) => {
      const clients = radius.clients.map((client) => ({ ...client, secret: randomSecret, reply }))
      return folder.configure({ radius: { ...radius, clients }, userStores })
    }
    const levels = async () => {
      const { stdout } = await folder.run(['check', '--json'])
      const { findings } = await examine(folder)
      const checked = levelsOf(JSON.parse(stdout), 'configuration')
      assert.equal(levelsOf(findings, 'configuration'), checked, 'both say the same')
      return checked
    }
    const staff = { attributes: { Class: 'staff' } }
    await configure({ when: { role: 'admin' }, attributes: { Class: 'admins' } }, staff)
    assert.equal(await levels(), ['ok'])
    await configure(staff, { when: { role: 'admin' }, attributes: { Class: 'admins' } })
    assert.equal(await levels(), ['warning'])
    await configure({ attributes: { 'Servise-Type': 'Login-User' } })
    assert.equal(await levels(), ['fault'])
  }))

test('a faulty configuration is told fault by fault', () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ userStores: [], surprise: 1 })
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 2)
    assert.equal(levelsOf(findings, 'configuration'), ['fault', 'fault'])
  }))

test('what serve refuses to start with is a fault, and serve makes nothing then', () =>
  withCommandFolder(async (folder) => {
    const { radius, userStores } = configFor(folder.port)
    const withReply = (attributes: object, mail?: object) => {
      const reply = [{ when: { role: 'admin' }, attributes }]
      const clients = radius.clients.map((client) => ({ ...client, secret: randomSecret, reply }))
      return folder.configure({ radius: { ...radius, clients }, userStores, ...(mail && { mail }) })
    }
    await withReply({ 'Servise-Type': 'Administrative-User', 'Session-Timeout': 'soon' })
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 2)
    assert.equal(levelsOf(findings, 'configuration'), ['fault', 'fault'])
    assert.match(JSON.stringify(findings), /radius\.clients\[0\]\.reply\[0\]\.attributes\.Servise-Type/)
    const refused = folder.start(['serve'])
    const { exitCode: refusedWith, stderr } = await refused.ended
    assert.is(refusedWith, 2)
    const told = findings.filter(({ check }) => check === 'configuration').map(({ message }) => message)
    assert.equal(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.replace(/^ringlock\.yaml/, folder.configFile)),
      told,
      'in the same words',
    )
    assert.equal(await readdir(folder.folder), ['ringlock.yaml'])

    await withReply({ 'Service-Type': 'Administrative-User' }, { smtp: { ca: './none.pem' } })
    const mailed = await examine(folder)
    assert.equal(levelsOf(mailed.findings, 'configuration'), ['ok'])
    assert.ok(levelsOf(mailed.findings, 'mail').includes('fault'))
    assert.is((await folder.start(['serve']).ended).exitCode, 2)

    await withReply({ 'Service-Type': 'Administrative-User' })
    assert.equal(levelsOf((await examine(folder)).findings, 'configuration'), ['ok'])
  }))

test('a configuration that was changed under a running service is examined as the next start reads it', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = folder.start(['serve'])
    await service.says('"msg":"ready"')
    const { radius, userStores } = configFor(folder.port)
    const gone = { name: 'old-pbx', kind: 'issabel', path: './acl.db' }
    await folder.configure({ radius, userStores: [...userStores, gone] })
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 1)
    assert.equal(levelsOf(findings, 'user stores'), ['ok', 'fault'])
    assert.match(JSON.stringify(findings), 'old-pbx cannot be asked')
  }))

test('a password in the configuration asks for its mode, wherever it stands; the name of its file does not', () =>
  withCommandFolder(async (folder) => {
    const { radius, userStores } = configFor(folder.port)
    const secretFile = join(folder.folder, 'secret')
    await writeFile(secretFile, randomSecret, { mode: 0o600 })
    const clients = [{ name: 'tests', address: '127.0.0.1', secretFile }]
    const modes = async (more: object) => {
      await folder.configure({ radius: { ...radius, clients }, userStores, ...more })
      await chmod(folder.configFile, 0o644)
      return levelsOf((await examine(folder)).findings, 'file modes')
    }
    const store = { name: 'crm', kind: 'freepbx' }
    const upstream = { name: 'up', kind: 'radius', servers: [{ host: '127.0.0.1', port: 1, secret: 'hush' }] }
    const stateUrl = (url: string) => ({ stateStore: { kind: 'postgres', url } })
    assert.equal(await modes({}), ['ok'])
    assert.equal(await modes(stateUrl('postgres://ringlock@127.0.0.1:1/ringlock')), ['ok'])
    for (const more of [
      stateUrl('postgres://ringlock:hush@127.0.0.1:1/ringlock'),
      stateUrl('postgres://127.0.0.1:1/ringlock?user=ringlock&password=hush'),
      { userStores: [{ ...store, url: 'mariadb://ringlock:hush@127.0.0.1:1/asterisk' }] },
      { userStores: [{ ...store, password: 'hush', port: 1 }] },
      { userStores: [upstream] },
      { http: { listen: '127.0.0.1:0', portals: [{ name: 'portal', key: 'a-long-random-portal-key' }] } },
      { mail: { smtp: { port: 1, user: 'me', password: 'hush' } } },
    ]) {
      assert.equal(await modes(more), ['warning'], JSON.stringify(more))
    }
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

test('the port of the HTTP listener that another program holds is a fault', () =>
  withCommandFolder(async (folder) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await folder.configure({ http: { listen: `127.0.0.1:${port}` } })
    const taken = await examine(folder)
    server.close()
    await once(server, 'close')
    assert.equal(levelsOf(taken.findings, 'ports'), ['ok', 'fault'])
    assert.match(JSON.stringify(taken.findings), `TCP 127.0.0.1:${port} is in use by another program`)
    assert.equal(levelsOf((await examine(folder)).findings, 'ports'), ['ok', 'ok'])
  }))

test('a clock that is behind the floor is a fault, and so is one that cannot be right', () => {
  const now = Date.UTC(2026, 5, 1)
  const store = (floor: number) => ({ floor, hold: null, clockMoves: 'unknown' }) as const
  const level = (at: number, floor: number | null) =>
    checkClock(at, floor === null ? null : store(floor)).map((finding) => finding.level)
  assert.equal(level(now, null), ['ok'])
  assert.equal(level(now, now + 5000), ['ok'])
  assert.equal(level(now, now + 5001), ['fault'])
  const message = (clockMoves: ClockMoves) =>
    checkClock(now, { ...store(now + 60_000), clockMoves })[0]?.message ?? ''
  assert.match(message('unknown'), /60 seconds behind.*set it right, then ringlock unlock --clock/)
  assert.match(message('ran-ahead'), /it ran ahead and was set back by as much/)
  assert.match(message('set-back'), /it was set back. Set it right/)
  assert.equal(level(Date.UTC(1970, 0, 1), null), ['fault'])
})

const file = { name: 'local', kind: 'file', path: '' } as const
const other = { name: 'old', kind: 'radius' } as Config['userStores'][0]

test('users without the second factor they must have are counted, the first of them named', () => {
  const missing = (count: number, overdue: boolean) =>
    Array.from({ length: count }, (_, i) => ({ name: `user${i}`, overdue }))
  const messages = (found: Parameters<typeof checkUsers>[0]) =>
    checkUsers(found, { userStores: [file] }).map(({ message }) => message)
  const counts = { users: 9, enrolled: 1, userStores: [] }
  assert.equal(messages({ ...counts, missing: [] }), ['9, 1 of them with a second factor'])
  assert.match(
    messages({ ...counts, missing: missing(7, true) })[1] ?? '',
    /^user0, .*user4 and 2 others must/,
  )
  assert.match(messages({ ...counts, missing: missing(2, false) })[1] ?? '', /^2 must have .* soon/)
  assert.equal(checkUsers({ ...counts, users: 0, missing: [] }, { userStores: [file] }), [
    { level: 'warning', check: 'users', message: 'there are none: ringlock user add NAME' },
  ])
})

test('users of a store that cannot be asked are not called missing, and only a file gets users by command', () => {
  const counts = { users: 0, enrolled: 0, missing: [] }
  const userStores = [{ name: 'pbx', found: 'connect ECONNREFUSED' }]
  const messages = (found: Parameters<typeof checkUsers>[0]) =>
    checkUsers(found, { userStores: [other] }).map(({ message }) => message)
  assert.equal(messages({ ...counts, userStores }), [])
  assert.equal(messages({ ...counts, users: 2, userStores }), [
    '2, 0 of them with a second factor, without those of pbx',
  ])
  assert.equal(messages({ ...counts, userStores: [] }), ['there are none'])
})

test('a user store says how many users it has, and in which formats their hashes are', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const messages = (await examine(folder)).findings
      .filter(({ check }) => check === 'user stores')
      .map(({ message }) => message)
    assert.equal(messages, ['local answers: 1 user; hashes: argon2 (1)'])
  }))

test('a store that cannot be asked is a fault; hashes that are not supported, and what the store warns of, are told', () => {
  const hashes = [
    { format: 'bcrypt', isSupported: true, users: 7 },
    { format: '$7$...', isSupported: false, users: 2 },
  ]
  assert.equal(
    checkUserStores([
      { name: 'down', found: 'connect ECONNREFUSED' },
      { name: 'pbx', found: { users: 9, hashes, warnings: ['another door is open'] } },
    ]).map(({ level, message }) => `${level} ${message}`),
    [
      'fault down cannot be asked: connect ECONNREFUSED',
      'ok pbx answers: 9 users; hashes: bcrypt (7)',
      'warning pbx has hashes that are not supported, who has one cannot log in: $7$... (2)',
      'warning pbx: another door is open',
    ],
  )
})

test('a database that is down is a fault of its own, beside what else is known', () =>
  withCommandFolder(async (folder) => {
    const { userStores, ...others } = configFor(folder.port)
    const down = { name: 'pbx', kind: 'freepbx', port: 1, password: 'hush' }
    await folder.configure({ ...others, userStores: [...userStores, down] })
    await addAlice(folder)
    const { exitCode, findings } = await examine(folder)
    assert.is(exitCode, 1)
    assert.equal(levelsOf(findings, 'user stores'), ['ok', 'fault'])
    assert.equal(levelsOf(findings, 'users'), ['ok'])
  }))

test('a broken audit log is a fault', () =>
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

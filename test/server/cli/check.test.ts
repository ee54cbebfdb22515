import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../server/cli/doctor/finding.ts'
import { addAlice, type CommandFolder, configFor, withCommandFolder } from './commands.ts'

async function check({ run }: CommandFolder, env: Record<string, string> = {}) {
  const { exitCode, stdout } = await run(['check', '--json'], { env })
  return { exitCode, findings: JSON.parse(stdout) as Finding[] }
}

const told = (findings: readonly Finding[], level: Finding['level']) =>
  findings.filter((finding) => finding.level === level).map(({ check, message }) => `${check}: ${message}`)

test('a set-up that serve takes is exit 0, and nothing is made before the first start', () =>
  withCommandFolder(async (folder) => {
    const { exitCode, findings } = await check(folder)
    assert.is(exitCode, 0)
    assert.equal(
      findings.map(({ check, level }) => `${level} ${check}`),
      ['ok configuration', 'ok store', 'ok ports'],
    )
    assert.equal(await readdir(folder.folder), ['ringlock.yaml'])
    await addAlice(folder)
    assert.is((await check(folder)).exitCode, 0)
    const text = await folder.run(['check'])
    assert.match(text.stdout, /^ok {7}store {11}it opens; the service is not running$/m)
    assert.match(text.stdout, /\nfaults: 0, warnings: 0\n$/)
  }))

test('what serve refuses is exit 2 in the words of serve, whichever part it is', () =>
  withCommandFolder(async (folder) => {
    const configs = {
      schema: { surprise: 1 },
      attribute: {
        radius: {
          ...configFor(folder.port).radius,
          clients: [
            {
              name: 'a',
              address: '127.0.0.1',
              secret: '0f9dffaa31625b019168c26f',
              reply: [{ when: { role: 'admin' }, attributes: { Bogus: 1 } }],
            },
          ],
        },
      },
      mail: { mail: { smtp: { ca: './none.pem' } } },
      certificate: { http: { listen: '127.0.0.1:0', tls: { cert: 'no.pem', key: 'no.pem' } } },
    }
    for (const [part, change] of Object.entries(configs)) {
      await folder.configure(change)
      const { exitCode, findings } = await check(folder)
      assert.is(exitCode, 2, part)
      const served = await folder.start(['serve']).ended
      assert.is(served.exitCode, 2, part)
      assert.equal(
        served.stderr
          .trim()
          .replaceAll(/^ringlock\.yaml/gm, folder.configFile)
          .split('\n'),
        findings.filter(({ level }) => level === 'fault').map(({ message }) => message),
        part,
      )
    }
    assert.equal(await readdir(folder.folder), ['ringlock.yaml'])
  }))

test('a store that does not open is exit 2: damaged, without its key, or out of reach', () =>
  withCommandFolder(async (folder) => {
    const postgres = { stateStore: { kind: 'postgres', url: 'postgres://a@127.0.0.1:1/b' } }
    await folder.configure(postgres)
    const away = await check(folder)
    assert.is(away.exitCode, 2)
    assert.match(told(away.findings, 'fault').join(), /store: PostgreSQL: .*ECONNREFUSED/)

    await folder.configure({})
    await addAlice(folder)
    const otherKey = await check(folder, {})
    assert.is(otherKey.exitCode, 0, 'the right one')
    await writeFile(join(folder.folder, 'data/master.key'), `${'a'.repeat(64)}\n`, { mode: 0o600 })
    const wrong = await check(folder)
    assert.is(wrong.exitCode, 2)
    assert.match(
      told(wrong.findings, 'fault').join(),
      /store: The master key .* does not open the enrolment|store: What is stored is sealed with/,
    )

    await writeFile(join(folder.folder, 'data/enrolments.json'), '')
    const damaged = await check(folder)
    assert.is(damaged.exitCode, 2)
    assert.match(told(damaged.findings, 'fault').join(), /store: .*enrolments\.json is empty/)
  }))

test('a user store that cannot be reached is told as a warning, because serve starts without it', () =>
  withCommandFolder(async (folder) => {
    const { userStores } = configFor(folder.port)
    await folder.configure({
      userStores: [...userStores, { name: 'pbx', kind: 'freepbx', port: 1, password: 'hush hush' }],
    })
    const { exitCode, findings } = await check(folder)
    assert.is(exitCode, 0)
    assert.equal(told(findings, 'warning'), [
      'user stores: pbx cannot be asked: connect ECONNREFUSED 127.0.0.1:1',
    ])
    const doctor = await folder.run(['doctor'])
    assert.is(doctor.exitCode, 1, 'for doctor it is a fault')
  }))

test('a port that another program has is exit 2; that of the running service is not', () =>
  withCommandFolder(async (folder) => {
    const socket = createSocket('udp4').bind(folder.port, '127.0.0.1')
    await once(socket, 'listening')
    const taken = await check(folder)
    assert.is(taken.exitCode, 2)
    assert.match(told(taken.findings, 'fault').join(), /in use by another program/)
    socket.close()
    await once(socket, 'close')

    const service = folder.start(['serve'])
    await service.says('ready')
    const running = await check(folder)
    assert.is(running.exitCode, 0, JSON.stringify(running.findings))
    assert.match(told(running.findings, 'ok').join(), /the running service has it open/)
    service.child.kill('SIGTERM')
    assert.is((await service.ended).exitCode, 0)

    await folder.configure({ http: { listen: `127.0.0.1:${folder.port}` } })
    const server = createServer().listen(folder.port, '127.0.0.1')
    await once(server, 'listening')
    assert.is((await check(folder)).exitCode, 2, 'TCP too')
    server.close()
  }))

test('doctor is exit 2 for faults of the configuration and 1 for others', () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ mail: { smtp: { ca: './none.pem' } } })
    assert.is((await folder.run(['doctor'])).exitCode, 2)
    await folder.configure({ stateStore: { kind: 'postgres', url: 'postgres://a@127.0.0.1:1/b' } })
    assert.is((await folder.run(['doctor'])).exitCode, 1)
  }))

test.run()

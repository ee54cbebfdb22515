import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ShownStatus } from '../../../server/control/status.ts'
import { freePort } from '../../free-port.ts'
import { saysCode } from '../../says-code.ts'
import { attribute, packet, userName } from '../radius/packets.ts'
import {
  addAlice,
  alicePassword,
  type CommandFolder,
  codeNow,
  configFor,
  sharedSecret,
  withCommandFolder,
} from './commands.ts'

async function serve({ start }: CommandFolder) {
  const service = start(['serve'])
  await service.says('"msg":"ready"')
  return service
}

/** Logs alice in over RADIUS. */
function login({ run, port }: CommandFolder, args: readonly string[], secret = sharedSecret) {
  const server = ['--server', `127.0.0.1:${port}`, '--password-stdin']
  const env = { RINGLOCK_RADIUS_SECRET: secret }
  return run(['login', 'alice', ...server, ...args], { input: `${alicePassword}\n`, env })
}

test('a login travels end to end; SIGTERM ends the service cleanly', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = await serve(folder)
    const code = codeNow()
    const accepted = await login(folder, ['--code', code])
    assert.equal([accepted.exitCode, accepted.stdout], [0, 'Access-Accept\n'])
    const used = await login(folder, ['--code', code])
    assert.is(used.exitCode, 1)
    assert.match(used.stderr, /^Access-Reject: This code was already used/)
    const verified = await folder.run(['verify'], {
      input: `${alicePassword}${code}`,
      env: { PAM_USER: 'alice' },
    })
    assert.is(verified.exitCode, 1)
    assert.match(verified.stdout, /already used/)

    service.child.kill('SIGTERM')
    const { exitCode, stdout, stderr } = await service.ended
    assert.is(exitCode, 0)
    assert.is(stdout, '')
    assert.match(stderr, /"msg":"ended"/)
    for (const secret of [alicePassword, sharedSecret]) assert.is(stderr.includes(secret), false)
    assert.is(saysCode(stderr, code), false)
    assert.is(await gone(join(folder.folder, 'data/ringlock.sock')), true)
    assert.is(await gone(join(folder.folder, 'data/lock')), true)
  }))

test('each login is a line of the log, however it came, and a request with CHAP is one, too', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = await serve(folder)
    const code = codeNow()
    await login(folder, ['--code', code])
    await login(folder, ['--code', code])
    await folder.run(['verify'], { input: `${alicePassword}000000`, env: { PAM_USER: 'alice' } })
    const chap = packet({ attributes: [userName('alice'), attribute(3, Buffer.alloc(17))], sharedSecret })
    const socket = createSocket('udp4')
    const refused = once(socket, 'message')
    socket.send(chap, folder.port, '127.0.0.1')
    await refused
    socket.close()
    service.child.kill('SIGTERM')
    const { stderr } = await service.ended
    const lines = stderr.split('\n').filter((line) => line.includes('"msg":"login"'))
    assert.equal(
      lines.map((line) => {
        const { channel, user, outcome, reason } = JSON.parse(line)
        return [channel, user, outcome, reason]
      }),
      [
        // `ringlock login` sends the password alone first.
        ['radius', 'alice', 'reject', 'code-missing'],
        ['radius', 'alice', 'accept', undefined],
        ['radius', 'alice', 'reject', 'code-missing'],
        ['radius', 'alice', 'reject', 'code-used'],
        ['control', 'alice', 'reject', 'code-wrong'],
        ['radius', 'alice', 'reject', 'not-pap'],
      ],
    )
    for (const secret of [alicePassword, sharedSecret, '000000']) assert.not.ok(stderr.includes(secret))
    assert.not.ok(saysCode(stderr, code))
  }))

test('with log.format text each line begins with its level', () =>
  withCommandFolder(async (folder) => {
    await folder.configure({ log: { format: 'text' } })
    const service = folder.start(['serve'])
    await service.says('<6>ready')
    service.child.kill('SIGTERM')
    const { stderr } = await service.ended
    for (const line of stderr.trimEnd().split('\n')) assert.match(line, /^<[2-7]>/)
  }))

test('SIGUSR1 opens no debugger in a running service', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    // A port of its own: another process may have a debugger open on the usual one.
    const service = folder.start(['serve'], { env: { NODE_OPTIONS: '--inspect-port=0' } })
    await service.says('"msg":"ready"')
    service.child.kill('SIGUSR1')
    service.child.kill('SIGHUP')
    await service.says('"msg":"reloaded"')
    assert.is((await login(folder, ['--code', codeNow()])).stdout, 'Access-Accept\n')
    assert.not.match(service.output(), 'Debugger')
  }))

test('a debugger that a signal opened before the first line of the program is closed, one that was asked for is not', () =>
  withCommandFolder(async (folder) => {
    const preload = join(folder.folder, 'early.cjs')
    // What Node.js does when SIGUSR1 comes before a program could take it.
    const opening = `const inspector = require('node:inspector')
      inspector.open(0, '127.0.0.1')
      process.on('exit', () => process._rawDebug('debugger: ' + inspector.url()))`
    const other = join(folder.folder, 'wanted.cjs')
    await writeFile(preload, opening)
    await writeFile(other, opening.replace(/inspector\.open.*/, ''))
    const early = folder.start(['status'], { env: { NODE_OPTIONS: `--require ${preload}` } })
    assert.match((await early.ended).stderr, /debugger: undefined/)
    const wanted = folder.start(['status'], {
      env: { NODE_OPTIONS: `--inspect=127.0.0.1:0 --require ${other}` },
    })
    assert.match((await wanted.ended).stderr, /debugger: ws:/)
  }))

test('SIGTERM answers an HTTP request that was taken, and the assertion key is rotated while it runs', () =>
  withCommandFolder(async (folder) => {
    const port = await freePort()
    const http = {
      listen: `127.0.0.1:${port}`,
      portals: [{ name: 'portal', key: 'a-long-random-portal-key' }],
    }
    await folder.configure({ http })
    const service = await serve(folder)
    const kids = async () => {
      const got = await fetch(`http://127.0.0.1:${port}/.well-known/jwks.json`)
      const { keys } = (await got.json()) as { keys: { kid: string }[] }
      return keys.map(({ kid }) => kid)
    }
    const before = await kids()
    const { kid } = await folder.json<{ kid: string }>(['assertion-key', 'rotate'])
    assert.equal(await kids(), [kid, ...before])

    const socket = createConnection(port, '127.0.0.1')
    const head =
      'POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 36\r\n'
    socket.write(`${head}Expect: 100-continue\r\n\r\n`)
    const [goOn] = await once(socket, 'data')
    assert.match(String(goOn), /^HTTP\/1\.1 100 /)
    service.child.kill('SIGTERM')
    await service.says('"msg":"ending"')
    socket.write('{"username":"nobody","password":"x"')
    socket.write('}')
    const [answer] = await once(socket, 'data')
    assert.match(String(answer), /^HTTP\/1\.1 401 /)
    assert.match(String(answer), '\r\nConnection: close\r\n')
    assert.is((await service.ended).exitCode, 0)
  }))

test('commands reach the running service, which sees what they change', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await serve(folder)
    const socket = await stat(join(folder.folder, 'data/ringlock.sock'))
    assert.is(socket.mode & 0o777, 0o600)
    const added = await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: alicePassword })
    assert.is(added.exitCode, 0)
    const bob = await folder.run(['verify'], { input: alicePassword, env: { PAM_USER: 'bob' } })
    assert.is(bob.exitCode, 0)
    const row = JSON.stringify({ name: 'carol', password: 'x'.repeat(1000) })
    assert.is((await folder.run(['user', 'import', '-'], { input: row })).exitCode, 0)
    assert.match((await folder.run(['status'])).stdout, /3 users: 1 with a second factor/)
    assert.is((await folder.run(['reset', 'alice'])).exitCode, 0)
    assert.is((await login(folder, [])).exitCode, 0)
    const doctor = await folder.run(['doctor'])
    assert.match(doctor.stdout, /^ok +ports .* is in use; the service is running$/m)
    assert.is(doctor.exitCode, 0)
  }))

test('a second service on the same folder stops at once and says who holds it', () =>
  withCommandFolder(async (folder) => {
    const first = await serve(folder)
    const second = await folder.start(['serve']).ended
    assert.is(second.exitCode, 2)
    assert.match(second.stderr, new RegExp(`In use by .*process ${first.child.pid}`))
    assert.is((await folder.run(['status'])).exitCode, 0)
  }))

test('SIGHUP puts clients and policy in force, and changes nothing when the file is faulty', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = await serve(folder)
    const { radius, userStores } = configFor(folder.port)
    const other = 'another shared secret'
    await folder.configure({
      radius: {
        ...radius,
        clients: [{ name: 'tests', address: '127.0.0.1', secret: other, separator: ',' }],
      },
      policy: { groups: { admins: 'required' } },
      userStores: [...userStores, { name: 'more', kind: 'file', path: './data/more.json' }],
    })
    service.child.kill('SIGHUP')
    await service.says('"msg":"reloaded"')
    assert.match(service.output(), /"changed":\["userStores"\],"msg":"these changes need a restart"/)
    assert.is((await login(folder, ['--code', codeNow()], other)).exitCode, 0)
    assert.is((await folder.json<ShownStatus>(['status', 'alice'])).requirement, 'required')

    await folder.configure({ radius: { ...radius, clients: [] }, surprise: 1 })
    service.child.kill('SIGHUP')
    await service.says('"msg":"the configuration was not reloaded; nothing was changed"')
    assert.match(service.output(), /"faults":\[".*surprise/)
    await folder.configure({
      radius: {
        ...radius,
        clients: [{ name: 'tests', address: '127.0.0.1', secret: other, separator: ',' }],
      },
    })
    const used = await login(folder, ['--code', codeNow(1)], other)
    assert.is(used.exitCode, 0)
    assert.is(service.output().includes(other), false)
  }))

test('an address that is taken stops the start, and gives the folder back', () =>
  withCommandFolder(async (folder) => {
    const { createSocket } = await import('node:dgram')
    const socket = createSocket('udp4')
    socket.bind(folder.port, '127.0.0.1')
    await once(socket, 'listening')
    const { exitCode, stderr } = await folder.start(['serve']).ended
    socket.close()
    assert.is(exitCode, 2)
    assert.match(stderr, new RegExp(`127\\.0\\.0\\.1:${folder.port}`))
    assert.is(await gone(join(folder.folder, 'data/lock')), true)
  }))

test('a killed service is followed by the next, and nothing it accepted works again', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const killed = await serve(folder)
    const code = codeNow()
    assert.is((await login(folder, ['--code', code])).exitCode, 0)
    killed.child.kill('SIGKILL')
    await killed.ended
    assert.is(await gone(join(folder.folder, 'data/ringlock.sock')), false)

    // No process has the socket that lies there, so a command opens the store itself.
    assert.is((await folder.json<ShownStatus>(['status', 'alice'])).secondFactor, 'enabled')
    await serve(folder)
    const again = await login(folder, ['--code', code])
    assert.is(again.exitCode, 1)
    assert.match(again.stderr, /already used/)
  }))

test('a command waits for a service that is just starting', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    const service = folder.start(['serve'])
    const [status] = await Promise.all([folder.run(['status', 'alice']), service.says('"msg":"ready"')])
    assert.is(status.exitCode, 0)
  }))

test('a start without secrets in the log', () =>
  withCommandFolder(async (folder) => {
    await addAlice(folder)
    await folder.configure({ logLevel: 'trace' })
    const service = await serve(folder)
    const code = codeNow()
    await login(folder, ['--code', code])
    await login(folder, ['--code', '000000'])
    await folder.run(['user', 'add', 'bob', '--password-stdin'], { input: 'pass-of-bob' })
    const { recoveryCodes, totpSecret } = await folder.json<{ recoveryCodes: string[]; totpSecret: string }>([
      'enrol',
      'bob',
    ])
    service.child.kill('SIGTERM')
    const { stdout, stderr } = await service.ended
    const key = await readFile(join(folder.folder, 'data/master.key'), 'utf8')
    const secrets = [alicePassword, sharedSecret, 'pass-of-bob', totpSecret, key.trim(), ...recoveryCodes]
    for (const secret of secrets) assert.is((stdout + stderr).includes(secret), false)
    assert.is(saysCode(stdout + stderr, code), false)
  }))

function gone(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    () => true,
  )
}

test.run()

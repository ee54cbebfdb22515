import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createConnection, type NetConnectOpts, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort } from '../../free-port.ts'
import { addAlice, alicePassword, type CommandFolder, codeNow, withCommandFolder } from '../cli/commands.ts'

const descriptors = 200
const crowd = 2000
const portalKey = 'a long random key of the portal'

interface Crowded {
  readonly folder: CommandFolder
  readonly url: string
  /** Connects, says this much, and waits; closed with the test. */
  connect(to: NetConnectOpts, beginning?: string): Promise<Socket>
  /** File descriptors that the service has open. */
  open(): Promise<number>
}

/** The built service with few file descriptors. */
function withFewDescriptors(use: (crowded: Crowded) => Promise<void>): Promise<void> {
  return withCommandFolder(async (folder) => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const portals = [{ name: 'portal', key: portalKey, origins: [url] }]
    await folder.configure({
      logLevel: 'info',
      http: { listen: `127.0.0.1:${port}`, publicUrl: url, portals },
    })
    await addAlice(folder)
    const serve = folder.start(['serve', '--config', folder.configFile], { descriptors })
    await serve.says('"ready"')
    const sockets: Socket[] = []
    try {
      await use({
        folder,
        url,
        async connect(to, beginning = '') {
          const socket = createConnection(to)
          sockets.push(socket)
          socket.on('error', () => {}).resume()
          await Promise.race([once(socket, 'connect'), once(socket, 'close')])
          if (beginning !== '') socket.write(beginning)
          return socket
        },
        open: async () => (await readdir(`/proc/${serve.child.pid}/fd`)).length,
      })
      assert.is(serve.child.exitCode, null)
    } finally {
      for (const socket of sockets) socket.destroy()
    }
  })
}

async function call(
  url: string,
  path: string,
  body: object,
): Promise<{ status: number; challenge?: string }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${portalKey}`,
      // Of its own, each: what is kept alive proves nothing about new ones.
      Connection: 'close',
    },
    body: JSON.stringify(body),
  })
  return { ...((await response.json()) as object), status: response.status }
}

/** HTTP lets alice in, commands are answered, and descriptors are left. */
async function expectAnswering({ folder, url, open }: Crowded, steps: number): Promise<void> {
  assert.is((await fetch(`${url}/readyz`, { headers: { Connection: 'close' } })).status, 200)
  const login = { username: 'alice', password: alicePassword }
  const { status, challenge } = await call(url, '/login', login)
  assert.is(status, 200)
  const answer = await call(url, '/login/challenge', { challenge, factor: 'totp', code: codeNow(steps) })
  assert.is(answer.status, 200)
  const ran = await folder.run(['status', 'alice'])
  assert.equal([ran.exitCode, ran.stderr], [0, ''])
  assert.ok((await open()) < descriptors - 20, `${await open()} are open`)
}

const httpAt = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })

test('2,000 idle connections stop neither HTTP nor commands', () =>
  withFewDescriptors(async (crowded) => {
    const { folder, url, connect } = crowded
    for (let i = 0; i < crowd; i++) await connect(httpAt(url))
    await expectAnswering(crowded, 0)
    const path = join(folder.folder, 'data', 'ringlock.sock')
    for (let i = 0; i < 100; i++) await connect({ path })
    await expectAnswering(crowded, 1)
  }))

test('nor do those that send a byte now and then, of headers or of a body', () =>
  withFewDescriptors(async (crowded) => {
    const { url, connect } = crowded
    const headers = 'GET /readyz HTTP/1.1\r\nHost: x\r\nX-Slow: '
    const body =
      'POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{'
    const slow: Socket[] = []
    for (let i = 0; i < 300; i++) slow.push(await connect(httpAt(url), i % 2 === 0 ? headers : body))
    const drip = setInterval(() => {
      for (const socket of slow) if (!socket.destroyed) socket.write('a')
    }, 100)
    try {
      await expectAnswering(crowded, 0)
    } finally {
      clearInterval(drip)
    }
  }))

test('one address that asks without end, and reads no answer, leaves room for the others', () =>
  withFewDescriptors(async (crowded) => {
    const { url, connect } = crowded
    const asked = 'GET /widgets/ringlock.js HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(30)
    for (let i = 0; i < 150; i++) {
      const socket = await connect({ ...httpAt(url), localAddress: '127.0.0.2' }, asked)
      socket.pause()
    }
    await expectAnswering(crowded, 0)
  }))

test.run()

import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openListeners, openService } from '../../../server/compose/app.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { enrol } from '../../../server/control/enrol.ts'
import { addUser } from '../../../server/control/file-users.ts'
import { status } from '../../../server/control/status.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import type { Listeners, Service } from '../../../server/service.ts'
import { encodeAccessRequest } from '../../bench/access-request.ts'
import { drive } from '../../bench/load.ts'
import { howOften } from '../../how-often.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { aliceSecret, totp } from '../authentication/login-world.ts'
import { attribute, login as loginAttributes, packet } from './packets.ts'

const password = 'correct horse'
const sharedSecret = 'a shared secret of these tests'
const accepted = 2
const rejected = 3

const configuration = {
  dataDir: './data',
  logLevel: 'silent',
  radius: {
    listen: ['127.0.0.1:0'],
    clients: [
      {
        name: 'office-pbx',
        address: '127.0.0.1',
        secret: sharedSecret,
        requireMessageAuthenticator: false,
        limitProxyState: true,
      },
    ],
  },
  http: {
    listen: '127.0.0.1:0',
    publicUrl: 'http://127.0.0.1:1',
    portals: [{ name: 'portal', key: 'a key of these tests' }],
  },
  userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
}

interface Running {
  readonly service: Service
  readonly radiusPort: number
  readonly url: string
}

/** The service with its listeners, each time it is used anew on the same folder. */
async function withService(folder: string, use: (running: Running) => Promise<void>): Promise<void> {
  const service = await openService(await loadConfig(join(folder, 'ringlock.yaml'), { env: {} }))
  let listeners: Listeners | null = null
  try {
    listeners = await openListeners(service)
    const radiusPort = Number(listeners.radius[0]?.split(':').at(-1))
    await use({ service, radiusPort, url: listeners.http ?? '' })
  } finally {
    await listeners?.close()
    await service.close()
  }
}

function withAlice(use: (folder: string) => Promise<void>, enrolled = false): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'ringlock.yaml'), JSON.stringify(configuration), { mode: 0o600 })
    await withService(folder, async ({ service }) => {
      const added = await addUser(service, { name: 'alice', email: null, role: 'user', groups: [], password })
      assert.ok(added.done)
      if (enrolled)
        await enrol(service, { name: 'alice', totpSecret: aliceSecret, kind: 'app', another: false, ...totp })
    })
    await use(folder)
  })
}

/** Milliseconds after which a packet is sent again, as a NAS does: a busy service leaves a login unanswered. */
const retransmitAfter = 2000
const mostCopies = 20

/** Sends one packet from a port of its own until it is answered; the code of the answer. */
async function ask(port: number, request: Buffer): Promise<number> {
  const socket: Socket = createSocket('udp4')
  try {
    socket.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const answered = once(socket, 'message')
    for (let copies = 1; copies <= mostCopies; copies++) {
      socket.send(request)
      const cancel = new AbortController()
      const unanswered = sleep(retransmitAfter, null, { signal: cancel.signal }).catch(() => null)
      const answer = await Promise.race([answered, unanswered])
      cancel.abort()
      if (answer !== null) return answer[0].readUInt8(0)
    }
    throw new Error(`${mostCopies} copies of a packet were not answered`)
  } finally {
    socket.close()
  }
}

const signed = (userPassword: string) =>
  encodeAccessRequest({ identifier: 1, userName: 'alice', userPassword, sharedSecret })

function code(timeStep: number): string {
  const key = totpKey(parseTotpSecret(aliceSecret) as Uint8Array, totp.algorithm)
  return codeAt(key, timeStep, totp)
}

async function failuresOf(service: Service): Promise<object> {
  const answer = await status(service, { name: 'alice', now: Date.now() })
  if (!answer.done) throw new Error('no alice')
  return { ...answer.data.failures, wait: answer.data.wait }
}

test('32 connections with one wrong password cost a known user no login, at either listener', () =>
  withAlice((folder) =>
    withService(folder, async ({ service, radiusPort, url }) => {
      const logIn = async (typed: string, cookie = '') => {
        const response = await fetch(`${url}/api/v1/login`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Cookie: cookie },
          body: JSON.stringify({ username: 'alice', password: typed }),
        })
        await response.text()
        return response
      }
      const cookie = (await logIn(password)).headers.get('Set-Cookie')?.split(';')[0] ?? ''
      let over = false
      let attempts = 0
      const connections = Array.from({ length: 32 }, async () => {
        while (!over) {
          assert.is.not((await logIn('one wrong password')).status, 200)
          attempts++
        }
      })
      for (let i = 0; i < howOften({ ci: 12, here: 4 }); i++) {
        const seen = attempts
        assert.is(await ask(radiusPort, signed(password)), accepted, `RADIUS, ${i}`)
        assert.is((await logIn(password, cookie)).status, 200, `HTTP, ${i}`)
        while (attempts < seen + 32) await logIn('one wrong password')
      }
      over = true
      await Promise.all(connections)
      assert.equal(await failuresOf(service), { password: 1, code: 0, wait: 0 }, 'it was counted once')
    }),
  ))

const randomPackets = howOften({ ci: 40_000, here: 8000 })

test(`${randomPackets} unsigned packets with random passwords cost the user nothing`, () =>
  withAlice((folder) =>
    withService(folder, async ({ service, radiusPort }) => {
      const lanes = Array.from({ length: 8 }, () =>
        Array.from({ length: randomPackets / 8 }, (_, i) =>
          packet({
            identifier: i & 255,
            authenticator: randomBytes(16),
            attributes: [attribute(1, 'alice'), attribute(2, randomBytes(16))],
            signed: 'not',
          }),
        ),
      )
      const result = await drive({ ports: [radiusPort], sharedSecret, lanes, window: 16 })
      assert.is(result.accepted, 0)
      assert.ok(result.rejected > 0.99 * randomPackets, `${result.rejected} were answered`)
      assert.equal(await failuresOf(service), { password: 0, code: 0, wait: 0 })
      const keys = { sharedSecret, authenticator: randomBytes(16) }
      const honest = packet({
        ...keys,
        attributes: loginAttributes(keys, { name: 'alice', password }),
        signed: 'not',
      })
      assert.is(await ask(radiusPort, honest), accepted)
      assert.is(await ask(radiusPort, signed(password)), accepted)
    }),
  ))

test('packets of before a restart, sent again from everywhere, cost the user nothing', () =>
  withAlice(async (folder) => {
    const packets: Buffer[] = []
    const timeStep = timeStepAt(Date.now(), totp.period)
    await withService(folder, async ({ service, radiusPort }) => {
      for (const [typed, answer] of [
        [`wrong password${code(timeStep)}`, rejected],
        [`${password}000000`, rejected],
        [password + code(timeStep), accepted],
      ] as const) {
        const request = signed(typed)
        packets.push(request)
        assert.is(await ask(radiusPort, request), answer)
      }
      for (const request of packets)
        for (let i = 0; i < 20; i++) assert.is(await ask(radiusPort, request), rejected)
      assert.equal(await failuresOf(service), { password: 0, code: 0, wait: 0 })
    })
    await withService(folder, async ({ service, radiusPort }) => {
      for (const request of packets)
        for (let i = 0; i < 20; i++) assert.is(await ask(radiusPort, request), rejected)
      assert.equal(await failuresOf(service), { password: 0, code: 0, wait: 0 })
      assert.is(
        await ask(radiusPort, signed(password + code(timeStep + 1))),
        accepted,
        'and a code that is not used lets in',
      )
    })
  }, true))

test.run()

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createRadiusUserStore, type RadiusServer } from '../../adapters/radius/user-store.ts'
import type { User, UserStore } from '../../adapters/user-store.ts'
import { framePacket } from '../../server/radius/protocol/packet.ts'
import { encodeReply } from '../../server/radius/protocol/packet-encoder.ts'
import { prepareSharedSecret } from '../../server/radius/protocol/shared-secret.ts'
import { freePort } from '../free-port.ts'
import { type FreeRadius, papWithSignedReplies, withFreeRadius } from './freeradius.ts'
import { peerTest } from './peers.ts'
import { signalProcess } from './signal-process.ts'

const sharedSecret = 'between ringlock and upstream'
const needs = { needs: ['freeradius', 'radclient'] } as const
const password = 'pässwörd, "quoted" \\ & 1'

/** FreeRADIUS does not sign every answer by itself; what it is told to sign it signs. */
const upstream = {
  sharedSecret,
  sections: `
modules {
  pap {
  }
  always handled {
    rcode = handled
  }
}
`,
  policy: `
authorize {
  if (&User-Name == "alice") {
    update control {
      &Cleartext-Password := "${password.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"
    }
  }
  elsif (&User-Name == "silent") {
    update control {
      &Response-Packet-Type := Do-Not-Respond
    }
    handled
  }
  pap
}
${papWithSignedReplies}`,
}

const server = (port: number, secret = sharedSecret): RadiusServer => ({
  host: '127.0.0.1',
  port,
  sharedSecret: secret,
  requireMessageAuthenticator: true,
})

function openStore(...servers: [RadiusServer, ...RadiusServer[]]): Promise<UserStore> {
  return createRadiusUserStore({
    name: 'upstream',
    servers,
    nasIdentifier: 'ringlock',
    caseSensitive: false,
    groups: [],
    timeout: 1500,
  })
}

async function userCalled(store: UserStore, login: string): Promise<User> {
  const user = await store.find(login)
  if (user === null || user === 'ambiguous') throw new Error(`${login} is nobody`)
  return user
}

const freeRadius = (use: (upstream: FreeRadius) => Promise<void>) => withFreeRadius(upstream, use)

peerTest('FreeRADIUS upstream: it says who has the right password', needs, () =>
  freeRadius(async ({ port }) => {
    const store = await openStore(server(port))
    const alice = await userCalled(store, 'Alice')
    assert.is(await store.verifyPassword(alice, password, Infinity), 'ok')
    for (const other of [`${password} `, password.toUpperCase(), `${password}\0`, '', 'x'.repeat(128)]) {
      assert.is(await store.verifyPassword(alice, other, Infinity), 'wrong', other)
    }
    assert.is(await store.verifyPassword(await userCalled(store, 'mallory'), password, Infinity), 'wrong')
    assert.is(await store.verifyPassword(null, password, Infinity), 'wrong')
  }),
)

peerTest(
  'FreeRADIUS upstream: its silence is neither yes nor no, nor is an answer by another secret',
  needs,
  () =>
    freeRadius(async ({ port }) => {
      const store = await openStore(server(port))
      assert.is(
        await store.verifyPassword(await userCalled(store, 'silent'), password, Infinity),
        'unavailable',
      )
      const stranger = await openStore(server(port, 'another secret'))
      assert.is(
        await stranger.verifyPassword(await userCalled(stranger, 'alice'), password, Infinity),
        'unavailable',
      )
    }),
)

peerTest('FreeRADIUS upstream: stopped, killed, and behind a server that is gone', needs, () =>
  freeRadius(async ({ port, pid }) => {
    const store = await openStore(server(await freePort()), server(port))
    const alice = await userCalled(store, 'alice')
    assert.is(await store.verifyPassword(alice, password, Infinity), 'ok')
    await signalProcess(pid, 'SIGSTOP')
    assert.is(await store.verifyPassword(alice, password, Infinity), 'unavailable')
    await signalProcess(pid, 'SIGCONT')
    assert.is(await store.verifyPassword(alice, password, Infinity), 'ok')
    await signalProcess(pid, 'SIGKILL')
    assert.is(await store.verifyPassword(alice, password, Infinity), 'unavailable')
  }),
)

const forgeries: readonly (readonly [string, (request: Buffer) => Buffer])[] = [
  ['by another secret', (request) => accept(request, 'guessed secret')],
  ['with another authenticator', (request) => changed(accept(request, sharedSecret), 4)],
  ['with another Message-Authenticator', (request) => changed(accept(request, sharedSecret), 30)],
  ['to another request', (request) => changed(accept(request, sharedSecret), 1)],
]
for (const [how, forge] of forgeries) {
  test(`an Access-Accept ${how} opens nothing`, async () => {
    const socket = createSocket('udp4')
    socket.on('message', (request, from) => socket.send(forge(request), from.port, from.address))
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    try {
      const store = await openStore(server(socket.address().port))
      const verdict = await store.verifyPassword(await userCalled(store, 'alice'), password, Date.now() + 100)
      assert.is(verdict, 'unavailable')
    } finally {
      socket.close()
    }
  })
}

test('an Access-Accept that is signed opens, so the forged ones would have', async () => {
  const socket = createSocket('udp4')
  socket.on('message', (request, from) => socket.send(accept(request, sharedSecret), from.port, from.address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  try {
    const store = await openStore(server(socket.address().port))
    assert.is(await store.verifyPassword(await userCalled(store, 'alice'), password, Infinity), 'ok')
  } finally {
    socket.close()
  }
})

function accept(request: Buffer, secret: string): Buffer {
  const packet = framePacket(request)
  if (packet === null) throw new Error('not a packet')
  return encodeReply(packet, prepareSharedSecret(secret), 2, Buffer.alloc(0))
}

function changed(packet: Buffer, at: number): Buffer {
  packet.writeUInt8(packet.readUInt8(at) ^ 1, at)
  return packet
}

test.run()

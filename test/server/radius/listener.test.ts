import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Authenticate, LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { createMetrics } from '../../../server/compose/metrics.ts'
import { createDuplicates } from '../../../server/radius/duplicates.ts'
import { type ListenAddress, openRadiusListener } from '../../../server/radius/listener.ts'
import { createNasTable } from '../../../server/radius/nas-table.ts'
import { createUnknownClients } from '../../../server/radius/unknown-clients.ts'
import { hex, isSigned, packet } from './packets.ts'
import { accept, deferred, officePbx } from './responder.ts'

const ipv4: ListenAddress = { family: 4, host: '127.0.0.1', port: 0 }
const ipv6: ListenAddress = { family: 6, host: '::1', port: 0 }
const statusServer = packet({ code: 12, identifier: 99, attributes: [] })

async function open(
  authenticate: Authenticate = async () => accept,
  listen: readonly ListenAddress[] = [ipv4],
) {
  const metrics = createMetrics()
  const listener = await openRadiusListener({
    listen,
    nasTable: createNasTable([officePbx, { ...officePbx, name: 'ipv6-pbx', address: '::1' }]),
    unknownClients: createUnknownClients({ warn: () => {} }, Date.now),
    authenticate,
    duplicates: createDuplicates(),
    metrics: metrics.radius,
    log: { warn: () => {}, error: () => {} },
    clock: Date.now,
    deadline: 4000,
    onDecided: () => {},
    whenUnavailable: 'silence',
  })
  return { listener, metrics, port: listener.addresses[0]?.port ?? 0 }
}

async function connect(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.connect(port, host)
  await once(socket, 'connect')
  return socket
}

async function ask(socket: Socket, ...datagrams: readonly Buffer[]): Promise<Buffer> {
  const reply = once(socket, 'message')
  for (const datagram of datagrams) socket.send(datagram)
  return (await reply)[0]
}

test('logins over IPv4 and IPv6', async () => {
  const { listener, metrics } = await open(undefined, [ipv4, ipv6])
  assert.equal(
    listener.addresses.map(({ family, host }) => ({ family, host })),
    [
      { family: 4, host: '127.0.0.1' },
      { family: 6, host: '::1' },
    ],
  )
  for (const { host, port } of listener.addresses) {
    const socket = await connect(port, host)
    const reply = await ask(socket, packet())
    assert.ok(isSigned(reply, packet()))
    assert.is(reply.readUInt8(0), 2)
    socket.close()
  }
  await listener.close()
  assert.equal(
    metrics.radiusRequests().map(({ nas, outcome, count }) => ({ nas, outcome, count })),
    [
      { nas: 'office-pbx', outcome: 'accept', count: 1 },
      { nas: 'ipv6-pbx', outcome: 'accept', count: 1 },
    ],
  )
})

test('both families share a port', async () => {
  const first = await open(undefined, [{ ...ipv6, host: '::' }])
  const second = await open(undefined, [{ ...ipv4, port: first.port }])
  await Promise.all([first.listener.close(), second.listener.close()])
})

test('R17: Status-Server overtakes logins that wait', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const { listener, port } = await open(() => promise)
  const socket = await connect(port)
  const reply = await ask(socket, packet({ identifier: 1 }), packet({ identifier: 2 }), statusServer)
  assert.is(reply.readUInt8(1), 99)
  assert.ok(isSigned(reply, statusServer))
  resolve(accept)
  await listener.close()
  socket.close()
})

test('R15: a retransmission over the wire gets the same bytes', async () => {
  let asked = 0
  const { listener, port } = await open(async () => {
    asked++
    return accept
  })
  const socket = await connect(port)
  assert.is(hex(await ask(socket, packet())), hex(await ask(socket, packet())))
  assert.is(asked, 1)
  socket.close()
  await listener.close()
})

test('what is discarded stops nothing', async () => {
  const { listener, port } = await open()
  const socket = await connect(port)
  const reply = await ask(
    socket,
    Buffer.alloc(0),
    Buffer.alloc(4096, 0xff),
    packet({ signed: 'not' }),
    statusServer,
  )
  assert.is(reply.readUInt8(1), 99)
  socket.close()
  await listener.close()
})

test('replaced clients hold at once, and no packet is lost meanwhile', async () => {
  const { listener, port, metrics } = await open()
  const socket = await connect(port)
  await ask(socket, packet({ identifier: 1 }))
  listener.replaceNasTable(createNasTable([{ ...officePbx, name: 'renamed' }]))
  await ask(socket, packet({ identifier: 2 }))
  assert.equal(
    metrics.radiusRequests().map(({ nas }) => nas),
    ['office-pbx', 'renamed'],
  )
  socket.close()
  await listener.close()
})

test('close answers what was accepted, and takes nothing more', async () => {
  const arrived = deferred<void>()
  const { promise, resolve } = deferred<LoginOutcome>()
  let asked = 0
  const { listener, port } = await open(() => {
    asked++
    arrived.resolve()
    return promise
  })
  const socket = await connect(port)
  socket.on('error', () => {})
  const reply = once(socket, 'message')
  socket.send(packet({ identifier: 1 }))
  await arrived.promise
  const closed = listener.close()
  socket.send(packet({ identifier: 2 }))
  resolve(accept)
  assert.is((await reply)[0].readUInt8(1), 1)
  await closed
  assert.is(asked, 1)
  socket.close()
})

test('an address that cannot be bound is an error, and leaves no socket behind', async () => {
  const { listener, port } = await open()
  const free = await open()
  await free.listener.close()
  const error = await open(undefined, [
    { ...ipv4, port: free.port },
    { ...ipv4, port },
  ]).then(
    () => null,
    (fault: NodeJS.ErrnoException) => fault,
  )
  assert.is(error?.code, 'EADDRINUSE')
  const again = await open(undefined, [{ ...ipv4, port: free.port }])
  await Promise.all([again.listener.close(), listener.close()])
})

test.run()

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ShipConfig } from '../../../server/config/load-config.ts'
import { signatureOf } from '../../../server/lib/signed-post.ts'
import { openStreamSender, openUdpSender } from '../../../server/shipping/syslog-sender.ts'
import { openWebhookSender } from '../../../server/shipping/webhook-sender.ts'

const at = '2026-12-01T08:00:00.000Z'
const lineOf = (login: string) =>
  `{"seq":1,"at":"${at}","event":"login","outcome":"accept","login":"${login}","door":"http"}`
const messageOf = (login: string) => `<86>1 ${at} pbx ringlock - login - ${lineOf(login)}`
const deps = { ca: null, host: 'pbx', version: '1', clock: () => 1_700_000_000_500 }
const configFor = (to: string, key: string | null = null): ShipConfig => ({
  name: 'siem',
  to,
  format: 'json',
  key,
  ca: null,
})

test('UDP: a datagram a line', async () => {
  const server = createSocket('udp4')
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const received: string[] = []
  const both = new Promise<void>((resolve) => {
    server.on('message', (message) => received.push(message.toString()) === 2 && resolve())
  })
  const sender = openUdpSender(configFor(`udp://127.0.0.1:${server.address().port}`), deps)
  await sender.send([lineOf('alice'), lineOf('björn')])
  await both
  assert.equal(received, [messageOf('alice'), messageOf('björn')])
  sender.close()
  server.close()
})

async function withTcp(use: (port: number, sockets: Socket[]) => Promise<void>) {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await use((server.address() as AddressInfo).port, sockets)
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

/** What was received when the other side has ended. */
async function allOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('TCP: each message after the number of its bytes', () =>
  withTcp(async (port, sockets) => {
    const sender = openStreamSender(configFor(`tcp://127.0.0.1:${port}`), deps)
    await sender.send([lineOf('alice'), lineOf('björn')])
    await sender.send([lineOf('carol')])
    sender.close()
    assert.is(sockets.length, 1)
    const messages = ['alice', 'björn', 'carol'].map(messageOf)
    assert.is(
      await allOf(sockets[0] as Socket),
      messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join(''),
    )
  }))

test('TCP: after a server has ended, lines go through another connection', () =>
  withTcp(async (port, sockets) => {
    const sender = openStreamSender(configFor(`tcp://127.0.0.1:${port}`), deps)
    await sender.send([lineOf('alice')])
    const [first] = sockets as [Socket]
    const closed = once(first, 'close')
    first.resume().end()
    await closed
    await sender.send([lineOf('bob')])
    sender.close()
    assert.is(sockets.length, 2)
    assert.match(await allOf(sockets[1] as Socket), lineOf('bob'))
  }))

test('where nothing listens it rejects, and so do certificates that are not trusted', async () => {
  await withTcp(async (port, sockets) => {
    const tls = openStreamSender(configFor(`tls://127.0.0.1:${port}`), deps)
    const sending = tls.send([lineOf('alice')])
    while (sockets.length === 0) await new Promise((resolve) => setImmediate(resolve))
    sockets[0]?.end('this is not TLS')
    await sending.then(
      () => assert.unreachable(),
      (error: Error) => assert.instance(error, Error),
    )
  })
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  for (const open of [openStreamSender, openUdpSender]) {
    const sender = open(configFor(`${open === openUdpSender ? 'udp' : 'tcp'}://127.0.0.1:${port}`), deps)
    // The system tells of an unreachable UDP port with the datagram after it.
    await sender
      .send(Array<string>(200).fill(lineOf('alice')))
      .then(() => (open === openUdpSender ? null : assert.unreachable('no connection')))
      .catch((error: Error) => assert.match(error.message, 'ECONNREFUSED'))
    sender.close()
  }
})

async function withWebhook(listener: RequestListener, use: (url: string) => Promise<void>) {
  const server = createHttpServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('webhook: the lines as they stand, signed with the time', async () => {
  const requests: { body: string; headers: Record<string, unknown> }[] = []
  await withWebhook(
    async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      requests.push({ body: Buffer.concat(chunks).toString(), headers: request.headers })
      response.writeHead(204).end()
    },
    async (url) => {
      await openWebhookSender(configFor(url, 'a key'), deps).send([lineOf('alice'), lineOf('björn')])
      const [{ body, headers }] = requests as [(typeof requests)[number]]
      assert.is(body, `{"lines":[${lineOf('alice')},${lineOf('björn')}]}`)
      assert.is(headers['content-type'], 'application/json')
      assert.is(headers['ringlock-timestamp'], '1700000000')
      assert.is(headers['ringlock-signature'], signatureOf('a key', 1_700_000_000, body))
      assert.is.not(headers['ringlock-signature'], signatureOf('another', 1_700_000_000, body))
      assert.is.not(headers['ringlock-signature'], signatureOf('a key', 1_700_000_001, body))
    },
  )
})

test('the signature is HMAC-SHA-256, as any language makes it', () => {
  // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
  assert.is(
    signatureOf('key', 1_700_000_000, '{}'),
    'sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae',
  )
})

for (const status of [301, 307, 400, 404, 500, 503]) {
  test(`webhook: an answer ${status} is none, and no redirect is followed`, async () => {
    let asked = 0
    await withWebhook(
      (_, response) => {
        asked++
        response.writeHead(status, { Location: '/elsewhere' }).end()
      },
      async (url) => {
        await openWebhookSender(configFor(url, 'a key'), deps)
          .send([lineOf('alice')])
          .then(
            () => assert.unreachable('it was taken'),
            (error: Error) => assert.is(error.message, `the answer has the status ${status}`),
          )
        assert.is(asked, 1)
      },
    )
  })
}

test('webhook: one that never answers is given up at the stop', async () => {
  let begun = () => {}
  const received = new Promise<void>((resolve) => {
    begun = resolve
  })
  await withWebhook(
    () => begun(),
    async (url) => {
      const sender = openWebhookSender(configFor(url, 'a key'), deps)
      const sending = sender.send([lineOf('alice')])
      await received
      sender.close()
      await sending.then(
        () => assert.unreachable('it was taken'),
        (error: Error) => assert.is(error.name, 'AbortError'),
      )
    },
  )
})

test.run()

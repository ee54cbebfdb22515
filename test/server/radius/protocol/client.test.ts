import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RadiusClientError, sendAccessRequest } from '../../../../server/radius/protocol/client.ts'
import { framePacket } from '../../../../server/radius/protocol/packet.ts'
import { encodeReply } from '../../../../server/radius/protocol/packet-encoder.ts'
import { prepareSharedSecret } from '../../../../server/radius/protocol/shared-secret.ts'
import {
  attribute,
  attributesOf,
  hex,
  replyWithoutMessageAuthenticator,
  sharedSecret,
  withResponseAuthenticator,
} from '../packets.ts'
import { createTestResponder } from '../responder.ts'

const patience = { timeout: 60_000, retries: 0 }
/** Long enough for an answer on a busy machine, because nothing else ends a wait for none. */
const impatience = { timeout: 200, retries: 2 }

interface Peer {
  readonly server: { readonly host: string; readonly port: number }
  readonly requests: Buffer[]
}

/** A RADIUS server that answers a request with whatever `answer` makes of it. */
async function withPeer<T>(
  answer: (request: Buffer) => readonly Buffer[],
  use: (peer: Peer) => Promise<T>,
): Promise<T> {
  const socket: Socket = createSocket('udp4')
  const requests: Buffer[] = []
  socket.on('message', (request, from) => {
    requests.push(request)
    for (const reply of answer(request)) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  try {
    return await use({ server: { host: '127.0.0.1', port: socket.address().port }, requests })
  } finally {
    socket.close()
  }
}

/** A server for each of these answers, all at once. */
async function withPeers(
  answers: readonly ((request: Buffer) => Buffer)[],
  use: (server: Peer['server']) => Promise<void>,
): Promise<void> {
  await Promise.all(
    answers.map((answer) =>
      withPeer(
        (request) => [answer(request)],
        ({ server }) => use(server),
      ),
    ),
  )
}

const question = (server: Peer['server']) => ({
  server,
  sharedSecret,
  userName: 'alice',
  password: 'Grüße 123456',
  state: null,
  nasIdentifier: 'ringlock-login',
})

function reply(request: Buffer, code: number, attributes: Buffer, secret = sharedSecret): Buffer {
  const packet = framePacket(request)
  if (packet === null) throw new Error('not a packet')
  return encodeReply(packet, prepareSharedSecret(secret), code, attributes)
}

async function messageOf(failing: Promise<unknown>): Promise<string> {
  const error = await failing.then(
    () => null,
    (fault: unknown) => fault,
  )
  if (!(error instanceof RadiusClientError)) throw new Error('expected a RadiusClientError')
  return error.message
}

test('what is sent is a signed Access-Request that the responder understands', async () => {
  await withPeer(
    (request) => [reply(request, 2, Buffer.alloc(0))],
    async ({ server, requests }) => {
      const { code } = await sendAccessRequest({ ...question(server), state: Buffer.from('state') }, patience)
      assert.is(code, 'Access-Accept')
      const responder = createTestResponder()
      await responder.ask(requests[0] ?? Buffer.alloc(0))
      const [attempt] = responder.attempts
      assert.equal(
        [attempt?.login, attempt?.typed, attempt?.challengeState],
        ['alice', 'Grüße 123456', 'state'],
      )
      assert.is(attempt?.authentic, true)
      assert.equal(
        attributesOf(requests[0] ?? Buffer.alloc(0)).map(({ type }) => type),
        [80, 1, 2, 32, 24],
      )
    },
  )
})

test('a challenge brings its words and its State', async () => {
  const attributes = Buffer.concat([
    attribute(24, 'state'),
    attribute(18, 'Enter'),
    attribute(18, 'your code'),
  ])
  await withPeer(
    (request) => [reply(request, 11, attributes)],
    async ({ server }) => {
      const answer = await sendAccessRequest(question(server), patience)
      assert.is(answer.code, 'Access-Challenge')
      assert.equal(answer.replyMessages, ['Enter', 'your code'])
      assert.is(answer.state?.toString(), 'state')
      assert.equal(
        answer.attributes.map(({ type }) => type),
        [80, 24, 18, 18],
      )
    },
  )
})

test('the same bytes are sent again until an answer comes', async () => {
  let calls = 0
  await withPeer(
    (request) => (++calls < 3 ? [] : [reply(request, 3, Buffer.alloc(0))]),
    async ({ server, requests }) => {
      const { code } = await sendAccessRequest(question(server), { timeout: 20, retries: 100 })
      assert.is(code, 'Access-Reject')
      assert.is(new Set(requests.map(hex)).size, 1)
      assert.ok(requests.length >= 3)
    },
  )
})

test('no answer is said to be none', async () => {
  await withPeer(
    () => [],
    async ({ server, requests }) => {
      const message = await messageOf(sendAccessRequest(question(server), impatience))
      assert.is(message, `127.0.0.1:${server.port} does not answer`)
      assert.is(requests.length, 3)
    },
  )
})

test('an answer that is not signed with the shared secret is passed over, and told of', async () => {
  const forgeries: ((request: Buffer) => Buffer)[] = [
    (request) => reply(request, 2, Buffer.alloc(0), 'another'),
    (request) => flip(reply(request, 2, Buffer.alloc(0)), 0),
    (request) => flip(reply(request, 2, Buffer.alloc(0)), 1),
    (request) => flip(reply(request, 2, Buffer.alloc(0)), 4),
    (request) => flip(reply(request, 2, Buffer.alloc(0)), 30),
    (request) => reply(request, 5, Buffer.alloc(0)),
    (request) => replyWithoutMessageAuthenticator(request, 2),
    () => Buffer.from('noise'),
  ]
  await withPeers(forgeries, async (server) => {
    const message = await messageOf(sendAccessRequest(question(server), impatience))
    assert.is(message, `127.0.0.1:${server.port} answers, but not with this shared secret`)
  })
})

test('where no Message-Authenticator is required, an answer may lack it, but not bring a wrong one', async () => {
  const unsigned = (server: Peer['server']) => ({ ...question(server), requireMessageAuthenticator: false })
  await withPeer(
    (request) => [replyWithoutMessageAuthenticator(request, 2)],
    async ({ server }) => {
      assert.is((await sendAccessRequest(unsigned(server), patience)).code, 'Access-Accept')
    },
  )
  const forgeries: ((request: Buffer) => Buffer)[] = [
    (request) => flip(replyWithoutMessageAuthenticator(request, 2), 4),
    (request) => flip(reply(request, 2, Buffer.alloc(0)), 30),
    (request) => withResponseAuthenticator(flip(reply(request, 2, Buffer.alloc(0)), 30), request),
  ]
  await withPeers(forgeries, async (server) => {
    await messageOf(sendAccessRequest(unsigned(server), impatience))
  })
})

test('a forged answer does not hide the real one', async () => {
  await withPeer(
    (request) => [reply(request, 2, Buffer.alloc(0), 'another'), reply(request, 3, Buffer.alloc(0))],
    async ({ server }) => {
      assert.is((await sendAccessRequest(question(server), patience)).code, 'Access-Reject')
    },
  )
})

test('a closed port and an unknown name are said to be what they are', async () => {
  const closed = await withPeer(
    () => [],
    async ({ server }) => server,
  )
  assert.match(await messageOf(sendAccessRequest(question(closed), patience)), 'cannot be reached')
  const unknown = { host: 'no..host', port: 1 }
  assert.match(await messageOf(sendAccessRequest(question(unknown), patience)), 'no..host is not known')
})

function flip(bytes: Buffer, at: number): Buffer {
  const flipped = Buffer.from(bytes)
  flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at)
  return flipped
}

test.run()

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { attribute, login, packet, userName, userPassword } from './packets.ts'
import { accept, createTestResponder, deferred } from './responder.ts'

const fromNas = {
  channel: 'radius',
  client: 'office-pbx',
  from: '127.0.0.1:40000',
  userKey: null,
  retryAfter: 0,
}

test('requests that cannot be judged are told of: CHAP, and what cannot be decoded', async () => {
  const responder = createTestResponder()
  const invalid = Buffer.of(0xff, 0xfe)
  const station = attribute(31, '192.0.2.9')
  await responder.ask(packet({ attributes: [userName('alice'), attribute(3, Buffer.alloc(17)), station] }))
  await responder.ask(packet({ identifier: 8, attributes: [attribute(1, invalid), userPassword('secret')] }))
  await responder.ask(packet({ identifier: 9, attributes: [userName('alice')] }))
  assert.equal(responder.decisions, [
    { ...fromNas, user: 'alice', source: '192.0.2.9', outcome: 'reject', reason: 'not-pap' },
    { ...fromNas, user: null, source: null, outcome: 'reject', reason: 'user-name-undecodable' },
    { ...fromNas, user: 'alice', source: null, outcome: 'reject', reason: 'password-missing' },
  ])
  assert.not.match(JSON.stringify(responder.decisions), 'secret"')
})

test('not of those that authenticate judges, because it tells of them itself', async () => {
  const responder = createTestResponder()
  await responder.ask(packet())
  assert.equal(responder.decisions, [])
})

test('a packet that had to wait and comes again is told of', async () => {
  const responder = createTestResponder({
    authenticate: async () => ({ outcome: 'reject', reason: 'throttled', retryAfter: 4000 }),
  })
  const request = packet({ attributes: login() })
  await responder.ask(request)
  await responder.ask(request, { address: '127.0.0.1', port: 40_001 })
  assert.equal(
    responder.decisions.map(({ outcome, reason, user }) => [outcome, reason, user]),
    [['reject', 'throttled', 'alice']],
  )
})

test('an answer that comes too late is told of', async () => {
  const { promise, resolve } = deferred<typeof accept>()
  const responder = createTestResponder({ authenticate: () => promise })
  responder.receive(packet())
  responder.state.now += 5000
  resolve(accept)
  await responder.idle()
  assert.equal(
    responder.decisions.map(({ outcome, reason }) => [outcome, reason]),
    [['dropped', 'late']],
  )
})

test.run()

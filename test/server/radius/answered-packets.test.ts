import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { createAnsweredPackets } from '../../../server/radius/answered-packets.ts'
import { accept, createTestDoor, officePbx, wrongPassword } from './door.ts'
import { attribute, login, packet, userName, userPassword } from './packets.ts'

const elsewhere = { address: '127.0.0.1', port: 40_001 }

test('of the packets answered, at least so many of the latest are remembered, and not for ever', () => {
  const answered = createAnsweredPackets(3)
  for (const print of ['a', 'b', 'c', 'd', 'e']) answered.add(print)
  assert.equal(['c', 'd', 'e', 'f'].map(answered.has), [true, true, true, false])
  answered.add('f')
  assert.equal(['a', 'd', 'f'].map(answered.has), [false, true, true])
})

test('a packet that was answered is known when it comes again from elsewhere; another one is not', async () => {
  const door = createTestDoor({ authenticate: async () => wrongPassword })
  const request = packet()
  await door.ask(request)
  await door.ask(request, elsewhere)
  await door.ask(packet({ identifier: 8 }), elsewhere)
  assert.equal(
    door.attempts.map((attempt) => attempt.packet?.replayed),
    [false, true, false],
  )
  assert.is(door.attempts[0]?.packet?.print, door.attempts[1]?.packet?.print)
  assert.is.not(door.attempts[0]?.packet?.print, door.attempts[2]?.packet?.print)
})

test('one that was not answered is judged anew', async () => {
  const door = createTestDoor({ authenticate: async () => ({ outcome: 'unavailable', reason: 'backend' }) })
  const request = packet()
  await door.ask(request)
  await door.ask(request, elsewhere)
  assert.equal(
    door.attempts.map((attempt) => attempt.packet?.replayed),
    [false, false],
  )
})

test('one that had to wait is never judged; unsigned, it is a guess that counts', async () => {
  let outcome: LoginOutcome = { outcome: 'reject', reason: 'throttled', retryAfter: 4000 }
  const door = createTestDoor({
    clients: [{ ...officePbx, requireMessageAuthenticator: false }],
    authenticate: async () => outcome,
  })
  const signed = packet()
  const unsigned = packet({ signed: 'not', identifier: 9 })
  for (const request of [signed, unsigned]) assert.is((await door.ask(request))?.readUInt8(0), 3)
  outcome = accept
  assert.is((await door.ask(signed, elsewhere))?.readUInt8(0), 3)
  assert.is((await door.ask(unsigned, elsewhere))?.readUInt8(0), 2)
  assert.is((await door.ask(packet({ identifier: 8 }), elsewhere))?.readUInt8(0), 2, 'another packet may')
  assert.equal(
    door.attempts.map((attempt) => attempt.packet?.replayed),
    [false, false, false, false],
  )
})

test('an unsigned packet is known by its hidden password, whatever else is changed in it', async () => {
  const door = createTestDoor({
    clients: [{ ...officePbx, requireMessageAuthenticator: false }],
    authenticate: async () => wrongPassword,
  })
  await door.ask(packet({ attributes: login(), signed: 'not' }))
  await door.ask(packet({ attributes: [...login(), attribute(31, 'made up')], signed: 'not', identifier: 9 }))
  await door.ask(
    packet({ attributes: [userName('alice'), userPassword('another')], signed: 'not' }),
    elsewhere,
  )
  assert.equal(
    door.attempts.map((attempt) => attempt.packet?.replayed),
    [false, true, false],
  )
})

test('an unsigned password that hardly anybody types is told from others; a signed one is a password', async () => {
  const typedAs = async (typed: string, signed: 'first' | 'not') => {
    const door = createTestDoor({ clients: [{ ...officePbx, requireMessageAuthenticator: false }] })
    await door.ask(packet({ attributes: [userName('alice'), userPassword(typed)], signed }))
    const [attempt] = door.attempts
    assert.is(attempt?.typed, typed)
    return attempt?.packet?.isUnlikely ?? false
  }
  for (const typed of [
    'pass\u0000word',
    'bell\u0007',
    'del\u007f',
    'c1\u0085',
    '\ufdd0',
    '\ue000',
    'tab\t',
  ]) {
    assert.is(await typedAs(typed, 'not'), true, JSON.stringify(typed))
    assert.is(await typedAs(typed, 'first'), false, JSON.stringify(typed))
  }
  for (const typed of ['Tr0ub4dor&3', 'pässwörd', 'пароль', '密码', '🔒 lock', 'a\u00a0b']) {
    assert.is(await typedAs(typed, 'not'), false, typed)
  }
})

test.run()

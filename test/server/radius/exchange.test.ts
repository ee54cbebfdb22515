import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { attribute, login, packet, userName, userPassword } from './packets.ts'
import { accept, createTestResponder, officePbx, wrongPassword } from './responder.ts'

const elsewhere = { address: '127.0.0.1', port: 40_001 }

test('a packet that was answered is known when it comes again from elsewhere; another one is not', async () => {
  const responder = createTestResponder({ authenticate: async () => wrongPassword })
  const request = packet()
  await responder.ask(request)
  await responder.ask(request, elsewhere)
  await responder.ask(packet({ identifier: 8 }), elsewhere)
  assert.equal(
    responder.attempts.map((attempt) => attempt.packet?.replayed),
    [false, true, false],
  )
  assert.is(responder.attempts[0]?.packet?.print, responder.attempts[1]?.packet?.print)
  assert.is.not(responder.attempts[0]?.packet?.print, responder.attempts[2]?.packet?.print)
})

test('one that was not answered is judged anew', async () => {
  const responder = createTestResponder({
    authenticate: async () => ({ outcome: 'unavailable', reason: 'backend' }),
  })
  const request = packet()
  await responder.ask(request)
  await responder.ask(request, elsewhere)
  assert.equal(
    responder.attempts.map((attempt) => attempt.packet?.replayed),
    [false, false],
  )
})

test('one that had to wait is never judged; unsigned, it is a guess that counts', async () => {
  let outcome: LoginOutcome = { outcome: 'reject', reason: 'throttled', retryAfter: 4000 }
  const responder = createTestResponder({
    nases: [{ ...officePbx, requireMessageAuthenticator: false }],
    authenticate: async () => outcome,
  })
  const signed = packet()
  const unsigned = packet({ signed: 'not', identifier: 9 })
  for (const request of [signed, unsigned]) assert.is((await responder.ask(request))?.readUInt8(0), 3)
  outcome = accept
  assert.is((await responder.ask(signed, elsewhere))?.readUInt8(0), 3)
  assert.is((await responder.ask(unsigned, elsewhere))?.readUInt8(0), 2)
  assert.is(
    (await responder.ask(packet({ identifier: 8 }), elsewhere))?.readUInt8(0),
    2,
    'another packet may',
  )
  assert.equal(
    responder.attempts.map((attempt) => attempt.packet?.replayed),
    [false, false, false, false],
  )
})

test('an unsigned packet is known by its hidden password, whatever else is changed in it', async () => {
  const responder = createTestResponder({
    nases: [{ ...officePbx, requireMessageAuthenticator: false }],
    authenticate: async () => wrongPassword,
  })
  await responder.ask(packet({ attributes: login(), signed: 'not' }))
  await responder.ask(
    packet({ attributes: [...login(), attribute(31, 'made up')], signed: 'not', identifier: 9 }),
  )
  await responder.ask(
    packet({ attributes: [userName('alice'), userPassword('another')], signed: 'not' }),
    elsewhere,
  )
  assert.equal(
    responder.attempts.map((attempt) => attempt.packet?.replayed),
    [false, true, false],
  )
})

test('an unsigned password that is hardly ever typed is told from others; a signed one is a password', async () => {
  const typedAs = async (typed: string, signed: 'first' | 'not') => {
    const responder = createTestResponder({ nases: [{ ...officePbx, requireMessageAuthenticator: false }] })
    await responder.ask(packet({ attributes: [userName('alice'), userPassword(typed)], signed }))
    const [attempt] = responder.attempts
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

test('who waits behind a NAS that sends no Calling-Station-Id is told to the admin, once a minute', async () => {
  const throttled = { outcome: 'reject', reason: 'throttled', retryAfter: 1000 } as const
  const responder = createTestResponder({ authenticate: async () => throttled })
  await responder.ask(packet({ attributes: [...login(), attribute(31, '4711')] }))
  assert.equal(responder.lines, [])
  for (const identifier of [1, 2, 3]) await responder.ask(packet({ identifier }))
  assert.is(responder.lines.length, 1)
  assert.match(
    responder.lines[0]?.message ?? '',
    /^RADIUS client office-pbx \(127\.0\.0\.1\) sends no Calling-Station-Id/,
  )
  const wrong = createTestResponder({ authenticate: async () => wrongPassword })
  await wrong.ask(packet())
  assert.equal(wrong.lines, [])
})

test.run()

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { attribute, bytes, isSigned, login, packet, textOf, userName, userPassword } from './packets.ts'
import { createTestResponder, officePbx } from './responder.ts'

const unsignedAllowed = { ...officePbx, requireMessageAuthenticator: false }
const usePap = ['Use PAP: CHAP, MS-CHAP and EAP cannot carry a one-time code.']
const vendorSpecific = (vendor: number, type: number) => {
  const value = Buffer.concat([Buffer.alloc(4), attribute(type, Buffer.alloc(50))])
  value.writeUInt32BE(vendor)
  return attribute(26, value)
}

/** Code, reason and words of the answer to a request that must not reach `authenticate`. */
async function refusal(attributes: readonly Buffer[], signed: 'first' | 'not' = 'first') {
  const responder = createTestResponder({ nases: [unsignedAllowed] })
  const request = packet({ attributes, signed })
  const reply = await responder.ask(request)
  assert.is(responder.attempts.length, 0)
  assert.ok(reply === null || isSigned(reply, request))
  return {
    code: reply?.readUInt8(0) ?? null,
    counted: responder.counted(),
    words: reply === null ? [] : textOf(reply, 18),
  }
}

test('a login as the responder received it', async () => {
  const responder = createTestResponder()
  const attributes = [...login(), attribute(31, ' 10.0.0.77 '), attribute(32, 'pbx')]
  const request = packet({ attributes })
  await responder.ask(request)
  const print = request.toString('latin1', 22, 38)
  assert.equal(responder.attempts, [
    {
      login: 'alice',
      typed: 'Tr0ub4dor&3 test123456',
      challengeState: null,
      codeFactor: null,
      trustedDevice: null,
      trustAs: null,
      userKey: undefined,
      nonce: undefined,
      vouched: undefined,
      rule: officePbx.rule,
      door: 'radius',
      askedBy: 'office-pbx',
      from: '127.0.0.1:40000',
      source: '10.0.0.77',
      place: 'caller',
      packet: { print, replayed: false },
      authentic: true,
      deadline: 1_700_000_004_000,
    },
  ])
})

test('an IPv6 source is written in brackets', async () => {
  const responder = createTestResponder({ nases: [{ ...officePbx, address: '::1' }] })
  await responder.ask(packet(), { address: '::1', port: 5 })
  assert.is(responder.attempts[0]?.from, '[::1]:5')
})

test('Calling-Station-Id is cut at 64 characters, and none where it is blank or no text', async () => {
  const sourceOf = async (value: Buffer | string) => {
    const responder = createTestResponder()
    await responder.ask(packet({ attributes: [...login(), attribute(31, value)] }))
    return responder.attempts[0]?.source
  }
  assert.is(await sourceOf('x'.repeat(65)), 'x'.repeat(64))
  assert.is(await sourceOf('10.0.0.77\0'), '10.0.0.77', 'a string as C writes it')
  assert.is(await sourceOf('  '), null)
  assert.is(await sourceOf('\0'), null)
  assert.is(await sourceOf(''), null)
  assert.is(await sourceOf(bytes('ff')), null)
})

test('names arrive to the letter', async () => {
  for (const name of ['Zoë', 'a\0b', ' alice ', 'alice@office', '"\'; --', '🔑', '\ufeffalice']) {
    const responder = createTestResponder()
    await responder.ask(packet({ attributes: [userName(name), userPassword('x')] }))
    assert.is(responder.attempts[0]?.login, name)
  }
})

test('a name that is not UTF-8 is a wrong login', async () => {
  const { code, counted } = await refusal([userName(bytes('616cff')), userPassword('x')])
  assert.is(code, 3)
  assert.equal(counted, ['reject user-name-undecodable'])
})

test('R6: User-Password together with CHAP-Password or EAP-Message is invalid and hears nothing', async () => {
  for (const other of [attribute(3, Buffer.alloc(17)), attribute(79, Buffer.of(2, 0, 0, 4))]) {
    const { code, counted } = await refusal([...login(), other])
    assert.is(code, null)
    assert.equal(counted, ['dropped two-kinds-of-proof'])
  }
})

test('R6: a repeated User-Name, User-Password or State is an Access-Reject', async () => {
  const [name, password] = login() as [Buffer, Buffer]
  const state = attribute(24, 'state')
  for (const attributes of [
    [name, name, password],
    [name, password, password],
    [name, password, userPassword('another')],
    [name, password, state, state],
  ]) {
    const { code, counted } = await refusal(attributes)
    assert.is(code, 3)
    assert.equal(counted, ['reject attribute-repeated'])
  }
})

test('R6, not: other attributes may come twice', async () => {
  const responder = createTestResponder()
  await responder.ask(packet({ attributes: [...login(), attribute(32, 'a'), attribute(32, 'b')] }))
  assert.is(responder.attempts.length, 1)
})

test('no User-Name or no User-Password is an Access-Reject', async () => {
  const [name, password] = login() as [Buffer, Buffer]
  assert.equal((await refusal([name])).counted, ['reject password-missing'])
  assert.equal((await refusal([password])).counted, ['reject user-name-missing'])
  assert.is((await refusal([])).code, 3)
})

test('R8: CHAP, MS-CHAP and EAP are told to use PAP', async () => {
  const name = userName('alice')
  for (const proof of [
    [attribute(3, Buffer.alloc(17))],
    [vendorSpecific(311, 11), vendorSpecific(311, 25)],
    [vendorSpecific(9, 1), vendorSpecific(311, 1)],
    [attribute(79, Buffer.of(2, 0, 0, 4))],
  ]) {
    const { code, counted, words } = await refusal([name, ...proof])
    assert.is(code, 3)
    assert.equal(words, usePap)
    assert.equal(counted, ['reject not-pap'])
  }
})

test('R8, not: a password beside attributes of Microsoft is PAP, and another vendor alone is no MS-CHAP', async () => {
  const responder = createTestResponder()
  await responder.ask(packet({ attributes: [...login(), vendorSpecific(311, 9)] }))
  assert.is(responder.attempts.length, 1)
  assert.equal((await refusal([userName('alice'), vendorSpecific(9, 1)])).counted, [
    'reject password-missing',
  ])
})

test('R9: 128 bytes, accents, quotes, emoji and NUL reach the login as they were typed', async () => {
  for (const typed of ['x'.repeat(128), 'Grüße "\'`', '🔑,123456', 'a\0b', ' x ']) {
    const responder = createTestResponder()
    await responder.ask(packet({ attributes: login({}, { password: typed }) }))
    assert.is(responder.attempts[0]?.typed, typed)
  }
})

test('R18: an unreadable password on an unsigned request is a secret mismatch, and no failed login', async () => {
  const otherSecret = login({ sharedSecret: 'another' })
  const { code, counted } = await refusal(otherSecret, 'not')
  assert.is(code, 3)
  assert.equal(counted, ['reject secret-mismatch'])
})

test('R18: on a signed request it is an unreadable password, and no failed login either', async () => {
  for (const password of [
    userPassword(bytes('ff')),
    attribute(2, Buffer.alloc(15)),
    attribute(2, Buffer.alloc(144)),
  ]) {
    const { code, counted } = await refusal([userName('alice'), password])
    assert.is(code, 3)
    assert.equal(counted, ['reject password-undecodable'])
  }
})

test('R18: "secret mismatch" and "Message-Authenticator missing" are separate counters', async () => {
  const strict = createTestResponder()
  await strict.ask(packet({ signed: 'not' }))
  await strict.ask(packet({ sharedSecret: 'another' }))
  assert.equal(strict.counted(), ['dropped message-authenticator-missing', 'dropped secret-mismatch'])
})

test('R18, not: a readable password is judged', async () => {
  const responder = createTestResponder({ nases: [unsignedAllowed] })
  await responder.ask(packet({ signed: 'not' }))
  assert.is(responder.attempts.length, 1)
})

const latin1 = { ...officePbx, passwordEncoding: 'latin-1' } as const
const inLatin1 = (typed: string) => [userName('Zoë'), userPassword(Buffer.from(typed, 'latin1'))]

test('R9: passwordEncoding latin-1 reads every letter of ISO 8859-1, and ASCII as before', async () => {
  const letters = String.fromCharCode(...Array.from({ length: 96 }, (_, i) => 0xa0 + i))
  for (const typed of ['Grüße123456', letters, 'ÿ', 'Ã¼', ' plain ASCII 123456', '']) {
    const responder = createTestResponder({ nases: [latin1] })
    await responder.ask(packet({ attributes: inLatin1(typed) }))
    assert.is(responder.attempts[0]?.typed, typed)
    assert.is(responder.attempts[0]?.login, 'Zoë', 'a name is UTF-8')
    assert.equal(responder.lines, [])
  }
})

test('R9, not: without it the same bytes are refused, and the log says what to set', async () => {
  const responder = createTestResponder()
  const reply = await responder.ask(packet({ attributes: inLatin1('Grüße123456') }))
  assert.is(reply?.readUInt8(0), 3)
  assert.equal(responder.attempts, [])
  assert.equal(responder.counted(), ['reject password-undecodable'])
  assert.equal(
    responder.lines.map(({ message }) => message),
    [
      'RADIUS client office-pbx (127.0.0.1) sends a password that is not UTF-8: have it send UTF-8, or, where it sends ISO 8859-1, set passwordEncoding: latin-1 for this client',
    ],
  )
  assert.equal(
    responder.decisions.map(({ user, reason }) => [user, reason]),
    [['Zoë', 'password-undecodable']],
  )
})

test('R18, not: control characters are no password in Latin-1, and another shared secret is told as such', async () => {
  for (const typed of ['a\0b', '\u0080', '\u009f', 'tab\t']) {
    const responder = createTestResponder({ nases: [latin1] })
    await responder.ask(packet({ attributes: inLatin1(typed) }))
    assert.equal(responder.counted(), ['reject password-undecodable'], JSON.stringify(typed))
    assert.match(responder.lines[0]?.message ?? '', 'is no ISO 8859-1 text')
  }
  const unsigned = createTestResponder({ nases: [{ ...latin1, requireMessageAuthenticator: false }] })
  await unsigned.ask(packet({ attributes: login({ sharedSecret: 'another' }), signed: 'not' }))
  assert.equal(unsigned.counted(), ['reject secret-mismatch'])
})

test('R19: an unsigned Latin-1 password beyond ASCII may be random bytes, and counts apart from those that are typed', async () => {
  const unlikely = async (typed: string, signed: 'first' | 'not') => {
    const responder = createTestResponder({ nases: [{ ...latin1, requireMessageAuthenticator: false }] })
    await responder.ask(packet({ attributes: inLatin1(typed), signed }))
    return responder.attempts[0]?.packet?.isUnlikely ?? false
  }
  assert.is(await unlikely('Grüße', 'not'), true)
  assert.is(await unlikely('Gruesse', 'not'), false)
  assert.is(await unlikely('Grüße', 'first'), false)
})

test.run()

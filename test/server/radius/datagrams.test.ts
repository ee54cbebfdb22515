import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { createNasTable } from '../../../server/radius/nas-table.ts'
import { attribute, attributesOf, hex, isSigned, login, packet, textOf, userName } from './packets.ts'
import { accept, createTestResponder, deferred, officePbx, wrongPassword } from './responder.ts'

const unsignedAllowed = { ...officePbx, requireMessageAuthenticator: false }
const unsigned = packet({ signed: 'not' })
const signed = packet()
const statusServer = packet({ code: 12, attributes: [] })

test('a signed login with the right password is let in', async () => {
  const responder = createTestResponder()
  const reply = await responder.ask(signed)
  assert.ok(reply !== null && isSigned(reply, signed))
  assert.is(reply.readUInt8(0), 2)
  assert.equal(responder.counted(), ['accept'])
})

test('R1: an unknown source address hears nothing, is counted, and is told of once', async () => {
  const responder = createTestResponder()
  for (const address of ['10.9.9.9', '10.9.9.8', '10.9.9.9'])
    assert.is(await responder.ask(signed, { address, port: 1 }), null)
  assert.equal(responder.counted(), Array(3).fill('dropped unknown-client'))
  assert.is(responder.metrics.radiusRequests()[0]?.nas, null)
  assert.equal(
    responder.lines.map(({ message }) => message),
    [
      '10.9.9.9 is not the address of any configured RADIUS client',
      '10.9.9.8 is not the address of any configured RADIUS client',
    ],
  )
  assert.is(responder.attempts.length, 0)
})

test('R3, R4: what is no packet hears nothing', async () => {
  const responder = createTestResponder()
  for (const datagram of [Buffer.alloc(0), signed.subarray(0, 19), signed.subarray(0, -1)]) {
    assert.is(await responder.ask(datagram), null)
  }
  assert.equal(responder.counted(), Array(3).fill('dropped malformed'))
})

test('a packet from port 0, where no answer can go, is no packet', async () => {
  const responder = createTestResponder()
  assert.is(await responder.ask(signed, { address: '127.0.0.1', port: 0 }), null)
  assert.equal(responder.counted(), ['dropped malformed'])
  assert.is(responder.attempts.length, 0)
})

test('only Access-Request and Status-Server are answered', async () => {
  const responder = createTestResponder()
  const others = [0, 2, 3, 4, 5, 11, 13, 40, 43, 255]
  for (const code of others) assert.is(await responder.ask(packet({ code })), null, `${code}`)
  assert.equal(responder.counted(), Array(others.length).fill('dropped code-unsupported'))
})

test('R11: a wrong Message-Authenticator hears nothing and counts as a secret mismatch', async () => {
  for (const requireMessageAuthenticator of [true, false]) {
    const responder = createTestResponder({ nases: [{ ...officePbx, requireMessageAuthenticator }] })
    assert.is(await responder.ask(packet({ sharedSecret: 'another' })), null)
    assert.equal(responder.counted(), ['dropped secret-mismatch'])
    assert.is(responder.attempts.length, 0)
    assert.match(
      responder.lines[0]?.message ?? '',
      'RADIUS client office-pbx (127.0.0.1) sends a wrong Message-Authenticator',
    )
  }
})

test('R13: requireMessageAuthenticator discards what is not signed, and says what to do', async () => {
  const responder = createTestResponder()
  for (let i = 0; i < 3; i++) assert.is(await responder.ask(unsigned), null)
  assert.equal(responder.counted(), Array(3).fill('dropped message-authenticator-missing'))
  assert.is(responder.lines.length, 1)
  assert.match(responder.lines[0]?.message ?? '', 'office-pbx')
  assert.match(responder.lines[0]?.message ?? '', 'requireMessageAuthenticator: false')
})

test('R13, not: without the setting the same bytes are answered', async () => {
  const responder = createTestResponder({ nases: [unsignedAllowed] })
  const reply = await responder.ask(unsigned)
  assert.ok(reply !== null && isSigned(reply, unsigned))
  assert.is(reply.readUInt8(0), 2)
})

test('R13: EAP-Message without Message-Authenticator is discarded whatever the setting', async () => {
  const responder = createTestResponder({ nases: [unsignedAllowed] })
  const attributes = [userName('alice'), attribute(79, Buffer.of(2, 0, 0, 4))]
  assert.is(await responder.ask(packet({ attributes, signed: 'not' })), null)
  assert.equal(responder.counted(), ['dropped message-authenticator-missing'])
})

test('R14: limitProxyState discards a Proxy-State that is not signed, and says what to do', async () => {
  const responder = createTestResponder({ nases: [unsignedAllowed] })
  const attributes = [...login(), attribute(33, 'proxy')]
  assert.is(await responder.ask(packet({ attributes, signed: 'not' })), null)
  assert.equal(responder.counted(), ['dropped proxy-state-unsigned'])
  assert.match(responder.lines[0]?.message ?? '', 'limitProxyState: false')
})

test('R14, not: a signed Proxy-State, or one that the setting allows, is answered', async () => {
  const attributes = [...login(), attribute(33, 'proxy')]
  const limited = createTestResponder({ nases: [unsignedAllowed] })
  const free = createTestResponder({ nases: [{ ...unsignedAllowed, limitProxyState: false }] })
  for (const reply of [
    await limited.ask(packet({ attributes })),
    await free.ask(packet({ attributes, signed: 'not' })),
  ]) {
    assert.equal(reply && textOf(reply, 33), ['proxy'])
  }
})

test('R10, not: more Proxy-States than a reply could carry are discarded', async () => {
  const responder = createTestResponder()
  const states = Array.from({ length: 8 }, () => attribute(33, Buffer.alloc(253)))
  assert.is(await responder.ask(packet({ attributes: [...login(), ...states] })), null)
  assert.equal(responder.counted(), ['dropped proxy-state-too-long'])
  assert.is.not(
    await responder.ask(packet({ attributes: [...login(), ...states.slice(1)], identifier: 8 })),
    null,
  )
})

test('R15: a duplicate of an answered request gets the same bytes, and is not judged again', async () => {
  const responder = createTestResponder({ authenticate: async () => wrongPassword })
  const first = await responder.ask(signed)
  const again = await responder.ask(signed)
  assert.ok(first !== null && again !== null)
  assert.is(hex(again), hex(first))
  assert.is(responder.attempts.length, 1)
  assert.equal(responder.counted(), ['reject password-wrong', 'repeat'])
})

test('R15: a duplicate in flight is dropped, and the one answer is sent once', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({ authenticate: () => promise })
  const first = responder.receive(signed)
  const again = responder.receive(signed)
  resolve(accept)
  await responder.idle()
  assert.is(first.length, 1)
  assert.is(again.length, 0)
  assert.is(responder.attempts.length, 1)
  assert.equal(responder.counted(), ['dropped in-flight', 'accept'])
})

test('R15, not: another Identifier, port or Request Authenticator is another login', async () => {
  const responder = createTestResponder()
  const other = { authenticator: Buffer.alloc(16, 9) }
  await responder.ask(signed)
  await responder.ask(packet({ identifier: 8 }))
  await responder.ask(signed, { address: '127.0.0.1', port: 40_001 })
  await responder.ask(packet({ ...other, attributes: login(other) }))
  assert.is(responder.attempts.length, 4)
  assert.equal(responder.counted(), Array(4).fill('accept'))
})

test('R15, not: the same Request Authenticator alone makes no other login a duplicate', async () => {
  for (const signed of ['first', 'not'] as const) {
    const responder = createTestResponder({
      nases: [unsignedAllowed],
      authenticate: async ({ login }) => (login === 'alice' ? accept : wrongPassword),
    })
    assert.is((await responder.ask(packet({ signed })))?.readUInt8(0), 2)
    const mallory = packet({ signed, attributes: login({}, { name: 'mallory' }) })
    assert.is((await responder.ask(mallory))?.readUInt8(0), 3)
    assert.equal(responder.counted(), ['accept', 'reject password-wrong'])
  }
})

test('R16: a request that was replaced while in flight is not answered', async () => {
  const outcomes = [deferred<LoginOutcome>(), deferred<LoginOutcome>()] as const
  let asked = 0
  const responder = createTestResponder({ authenticate: () => outcomes[asked++ as 0 | 1].promise })
  const other = { authenticator: Buffer.alloc(16, 9) }
  const replaced = responder.receive(signed)
  const current = responder.receive(packet({ ...other, attributes: login(other) }))
  outcomes[0].resolve(accept)
  outcomes[1].resolve(wrongPassword)
  await responder.idle()
  assert.is(replaced.length, 0)
  assert.equal(
    current.map((reply) => reply.readUInt8(0)),
    [3],
  )
  assert.equal(responder.counted().sort(), ['dropped replaced', 'reject password-wrong'])
})

test('R16: a request with a wrong Message-Authenticator never touches the cache', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({ authenticate: () => promise })
  const replies = responder.receive(signed)
  const forged = { authenticator: Buffer.alloc(16, 9), sharedSecret: 'another' }
  assert.equal(responder.receive(packet({ ...forged, attributes: login(forged) })), [])
  assert.is(responder.duplicates.size(), 1)
  resolve(accept)
  await responder.idle()
  assert.is(replies.length, 1)
})

test('R17: Status-Server is answered with Access-Accept at once, while every login waits', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({ authenticate: () => promise })
  for (let identifier = 0; identifier < 200; identifier++) responder.receive(packet({ identifier }))
  const [reply] = responder.receive(statusServer)
  assert.ok(reply !== undefined && isSigned(reply, statusServer))
  assert.is(reply.readUInt8(0), 2)
  assert.is(reply.length, 38)
  resolve(accept)
  await responder.idle()
})

test('R17, not: an unsigned or wrongly signed Status-Server hears nothing', async () => {
  const responder = createTestResponder({ nases: [unsignedAllowed] })
  assert.is(await responder.ask(packet({ code: 12, attributes: [], signed: 'not' })), null)
  assert.is(await responder.ask(packet({ code: 12, attributes: [], sharedSecret: 'another' })), null)
  assert.equal(responder.counted(), ['dropped message-authenticator-missing', 'dropped secret-mismatch'])
})

test('R17: a Status-Server is never taken for a duplicate', async () => {
  const responder = createTestResponder()
  await responder.ask(statusServer)
  await responder.ask(statusServer)
  assert.equal(responder.counted(), ['status', 'status'])
  assert.is(responder.duplicates.size(), 0)
})

test('R19: only a Message-Authenticator makes a request authentic', async () => {
  const responder = createTestResponder({ nases: [unsignedAllowed] })
  await responder.ask(unsigned)
  await responder.ask(packet({ identifier: 8 }))
  assert.equal(
    responder.attempts.map(({ authentic }) => authentic),
    [false, true],
  )
})

test('R21: a backend that is down means silence, and the retransmission is tried again', async () => {
  const outcomes: LoginOutcome[] = [{ outcome: 'unavailable', reason: 'backend' }, accept]
  const responder = createTestResponder({ authenticate: async () => outcomes.shift() ?? wrongPassword })
  assert.is(await responder.ask(signed), null)
  assert.is((await responder.ask(signed))?.readUInt8(0), 2)
  assert.equal(responder.counted(), ['dropped backend', 'accept'])
})

test('R21: a retransmission is worked on no longer than its NAS waited before it', async () => {
  const outcomes: LoginOutcome[] = [{ outcome: 'unavailable', reason: 'deadline' }, accept]
  const responder = createTestResponder({ authenticate: async () => outcomes.shift() ?? wrongPassword })
  await responder.ask(signed)
  await responder.ask(signed)
  const [first, second] = responder.attempts.map(({ deadline }) => deadline - responder.state.now)
  assert.is(first, 4000)
  // Both copies came within this test, which is much faster than any NAS.
  assert.ok(second !== undefined && second < 4000)
})

test('R21: or Access-Reject, where that is configured', async () => {
  for (const reason of ['backend', 'deadline', 'busy', 'fault'] as const) {
    const responder = createTestResponder({
      authenticate: async () => ({ outcome: 'unavailable', reason }),
      whenUnavailable: 'reject',
    })
    const reply = await responder.ask(signed)
    assert.ok(reply !== null && isSigned(reply, signed))
    assert.is(reply.readUInt8(0), 3)
    assert.equal(responder.counted(), [`reject ${reason}`])
  }
})

test('R21: an answer after the deadline is not sent, and is there for the retransmission', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({ authenticate: () => promise })
  const replies = responder.receive(signed)
  responder.state.now += 4001
  resolve(accept)
  await responder.idle()
  assert.equal(replies, [])
  assert.is((await responder.ask(signed))?.readUInt8(0), 2)
  assert.is(responder.attempts.length, 1)
  assert.equal(responder.counted(), ['dropped late', 'repeat'])
})

test('R21, not: at the deadline itself the answer still goes out', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({ authenticate: () => promise })
  const replies = responder.receive(signed)
  responder.state.now += 4000
  assert.is(responder.attempts[0]?.deadline, responder.state.now)
  resolve(accept)
  await responder.idle()
  assert.is(replies.length, 1)
})

test('R21: with reject configured, a late yes is no', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({ authenticate: () => promise, whenUnavailable: 'reject' })
  const replies = responder.receive(signed)
  responder.state.now += 4001
  resolve(accept)
  await responder.idle()
  assert.equal(
    replies.map((reply) => reply.readUInt8(0)),
    [3],
  )
})

test('R21: with reject configured, a login that hangs is refused at its deadline, and stays refused', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({
    authenticate: () => promise,
    whenUnavailable: 'reject',
    deadline: 1,
  })
  const replied = deferred<Buffer>()
  responder.receiveWith(signed, replied.resolve)
  assert.is((await replied.promise).readUInt8(0), 3)
  resolve(accept)
  await responder.idle()
  assert.is((await responder.ask(signed))?.readUInt8(0), 3)
  assert.equal(responder.counted(), ['reject deadline', 'repeat'])
})

test('a fault on the way is no answer, and no end', async () => {
  const lost = () => Promise.reject(new Error('lost'))
  const responder = createTestResponder({
    authenticate: () => (responder.attempts.length === 1 ? lost() : Promise.resolve(accept)),
  })
  assert.is(await responder.ask(signed), null)
  assert.is((await responder.ask(signed))?.readUInt8(0), 2)
  assert.equal(responder.counted(), ['dropped fault', 'accept'])
})

test('replaced clients hold from the next packet on, and earlier replies are still known', async () => {
  const { promise, resolve } = deferred<LoginOutcome>()
  const responder = createTestResponder({ authenticate: () => promise })
  const replies = responder.receive(signed)
  responder.state.table = createNasTable([
    { ...officePbx, name: 'renamed', rule: { ...officePbx.rule, separator: ',' } },
  ])
  resolve(accept)
  await responder.idle()
  assert.is(replies.length, 1)
  const [first] = replies
  const again = await responder.ask(signed)
  assert.is(again && hex(again), first && hex(first))
  await responder.ask(packet({ identifier: 8 }))
  assert.equal(
    responder.attempts.map(({ askedBy, rule }) => `${askedBy} ${rule.separator}`),
    ['office-pbx ', 'renamed ,'],
  )
  responder.state.table = createNasTable([])
  assert.is(await responder.ask(packet({ identifier: 9 })), null)
})

test('R24: passwords, codes and secrets reach no log line and no metric', async () => {
  const responder = createTestResponder({
    nases: [{ ...unsignedAllowed, limitProxyState: true }],
    authenticate: async ({ typed }) => {
      if (typed.includes('fault')) throw new Error('lost')
      return typed.includes('down') ? { outcome: 'unavailable', reason: 'backend' } : wrongPassword
    },
  })
  const secrets = ['Tr0ub4dor&3', '123456', officePbx.sharedSecret]
  const passwords = ['', ' fault', ' down'].map((end) => `Tr0ub4dor&3${end}123456`)
  const requests = passwords.flatMap((password, identifier) => [
    packet({ identifier, attributes: login({}, { password }) }),
    packet({ identifier: 10 + identifier, attributes: login({}, { password }), signed: 'not' }),
    packet({ identifier, attributes: login({}, { password }), sharedSecret: 'another' }),
    packet({
      attributes: [...login({ sharedSecret: 'another' }, { password }), attribute(33, 'x')],
      signed: 'not',
    }),
  ])
  for (const request of requests) await responder.ask(request)
  await responder.ask(signed, { address: '10.9.9.9', port: 1 })
  const errors = responder.lines.map(({ fields }) => String(fields.err))
  const written = [
    JSON.stringify(responder.lines),
    ...errors,
    await responder.metrics.registry.metrics(),
  ].join('\n')
  assert.ok(responder.lines.length >= 4)
  for (const secret of secrets) {
    assert.not.ok(written.includes(secret), secret)
    assert.not.ok(written.includes(Buffer.from(secret).toString('hex')), secret)
  }
})

test('replies to a rejected request hold nothing but a signature and words', async () => {
  const responder = createTestResponder({ authenticate: async () => wrongPassword })
  const reply = await responder.ask(signed)
  assert.equal(reply && attributesOf(reply).map(({ type }) => type), [80, 18])
})

test.run()

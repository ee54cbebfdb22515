import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginOutcome, LoginRule } from '../../../server/authentication/login-attempt.ts'
import { languages } from '../../../server/locales/languages.ts'
import { compileReplyRules } from '../../../server/radius/reply-attributes.ts'
import { attribute, attributesOf, hex, isSigned, login, packet, textOf } from './packets.ts'
import { accept, alice, append, challenged, createTestResponder, officePbx } from './responder.ts'

type RejectReason = Extract<LoginOutcome, { outcome: 'reject' }>['reason']

const signed = packet()

async function replyTo(outcome: LoginOutcome, rule: LoginRule = append, request = signed): Promise<Buffer> {
  const responder = createTestResponder({
    nases: [{ ...officePbx, rule }],
    authenticate: async () => outcome,
  })
  const reply = await responder.ask(request)
  if (reply === null || !isSigned(reply, request)) throw new Error('no signed reply')
  return reply
}

const reject = (reason: RejectReason, retryAfter = 0): LoginOutcome => ({
  outcome: 'reject',
  reason,
  retryAfter,
})
const wordsOf = async (outcome: LoginOutcome, rule?: LoginRule) => textOf(await replyTo(outcome, rule), 18)

test('R20: Access-Challenge carries State and Reply-Message, and the State comes back', async () => {
  const challengeState = 'kXb1nQ-_zZ09kXb1nQ-_zZ'
  const outcome = { ...challenged, challengeState }
  const reply = await replyTo(outcome)
  assert.is(reply.readUInt8(0), 11)
  assert.is(
    hex(reply.subarray(38)),
    hex(Buffer.concat([attribute(24, challengeState), attribute(18, 'Enter your 6-digit code: ')])),
  )
  const responder = createTestResponder()
  await responder.ask(
    packet({ attributes: [...login({}, { password: '123456' }), attribute(24, challengeState)] }),
  )
  assert.is(responder.attempts[0]?.challengeState, challengeState)
  assert.is(responder.attempts[0]?.typed, '123456')
})

test('R20: the prompt says why a code was not taken, and how long the code is', async () => {
  const challenge = { ...challenged, digits: 8, codeLengths: [8] } as const
  assert.equal(await wordsOf({ ...challenge, retry: 'code-wrong', retryAfter: 0 }), [
    'Wrong code. Enter your 8-digit code: ',
  ])
  assert.equal(await wordsOf({ ...challenge, retry: 'code-used', retryAfter: 0 }), [
    'This code was already used, wait for the next code. Enter your 8-digit code: ',
  ])
  assert.equal(await wordsOf({ ...challenge, retry: 'codes-held', retryAfter: 150_000 }), [
    'One-time codes are paused, and nothing was counted against you. Codes work again in 3 minutes. Enter your 8-digit code: ',
  ])
  assert.equal(await wordsOf({ ...challenge, retry: 'recovery-code-held', retryAfter: 0 }), [
    'This recovery code was made before a backup was put back. Use another way, or ask your administrator. Enter your 8-digit code: ',
  ])
})

test('the prompt names each length that a code may have', async () => {
  const challenge = { ...challenged, digits: 8, codeLengths: [6, 8] } as const
  assert.equal(await wordsOf({ ...challenge, retry: 'code-wrong', retryAfter: 0 }), [
    'Wrong code. Enter your 6- or 8-digit code: ',
  ])
})

test('R20, not: a State that is not ours reaches the judge byte by byte, and is no new login', async () => {
  for (const state of ['', 'made up', Buffer.from('ff00', 'hex')]) {
    const responder = createTestResponder({ authenticate: async () => reject('challenge-unknown') })
    const reply = await responder.ask(packet({ attributes: [...login(), attribute(24, state)] }))
    assert.is(responder.attempts[0]?.challengeState, Buffer.from(state).toString('latin1'))
    assert.is(reply?.readUInt8(0), 3)
    assert.equal(reply && textOf(reply, 18), ['This login has expired. Please log in again.'])
  }
})

test('R22: all who fail before the second factor get the same bytes', async () => {
  const reasons = [
    'password-wrong',
    'unknown-user',
    'disabled-user',
    'ambiguous-user',
    'unsupported-hash',
    'code-wrong',
  ]
  const replies = await Promise.all(reasons.map((reason) => replyTo(reject(reason as RejectReason))))
  assert.is(new Set(replies.map(hex)).size, 1)
  assert.equal(textOf(replies[0] ?? signed, 18), ['Wrong user name, password or code.'])
})

test('R22: without a password nothing tells who exists', async () => {
  const codeOnly: LoginRule = { ...append, secondFactor: 'code-only' }
  const reasons = [
    'unknown-user',
    'not-enrolled',
    'not-allowed',
    'code-missing',
    'code-wrong',
    'disabled-user',
  ]
  const replies = await Promise.all(
    reasons.map((reason) => replyTo(reject(reason as RejectReason), codeOnly)),
  )
  assert.is(new Set(replies.map(hex)).size, 1)
})

test('R22, not: what a user with the right password can mend is said', async () => {
  assert.equal(await wordsOf(reject('code-used')), ['This code was already used, wait for the next code.'])
  assert.equal(await wordsOf(reject('throttled', 4001)), ['Too many failed logins. Try again in 5 seconds.'])
  assert.equal(await wordsOf(reject('not-allowed')), ['You are not allowed to log in here.'])
  assert.match((await wordsOf(reject('enrolment-required')))[0] ?? '', 'Set it up in the portal')
})

test('a missing code is asked for where the user is to type it', async () => {
  assert.match((await wordsOf(reject('code-missing')))[0] ?? '', 'right after your password')
  assert.match(
    (await wordsOf(reject('code-missing'), { ...append, separator: ',' }))[0] ?? '',
    'then , and your code',
  )
  assert.match(
    (await wordsOf(reject('code-missing'), { ...append, secondFactor: 'challenge' }))[0] ?? '',
    'A code is needed',
  )
})

test('R23: reply attributes come with an Access-Accept for the user they name', async () => {
  const rule = {
    when: { roles: ['superadmin'], groups: [] },
    attributes: { 'Service-Type': 6, Class: 'admins' },
  } as const
  const replies = compileReplyRules([rule]).value ?? []
  const replyFor = async (outcome: LoginOutcome) => {
    const responder = createTestResponder({
      nases: [{ ...officePbx, replies }],
      authenticate: async () => outcome,
    })
    const reply = await responder.ask(signed)
    return reply && { code: reply.readUInt8(0), attributes: hex(reply.subarray(38)) }
  }
  const superadmin = { ...accept, user: { ...alice, role: 'superadmin' as const } } as LoginOutcome
  assert.equal(await replyFor(superadmin), { code: 2, attributes: '060600000006190861646d696e73' })
  assert.equal(await replyFor(accept), { code: 2, attributes: '' })
  assert.not.match((await replyFor(reject('password-wrong')))?.attributes ?? '', '060600000006')
})

/** 2026-12-08, 9:30 UTC: the 7th or 8th, wherever it is shown. */
const graceEnds = Date.UTC(2026, 11, 8, 9, 30)
const inGrace = (language: string | null, ends: number | null = graceEnds) =>
  ({ ...accept, user: { ...alice, language }, invitation: { graceEnds: ends } }) as LoginOutcome

test('in the grace period an Access-Accept says, in the language of the user, from when on the code is needed', async () => {
  const reply = await replyTo(inGrace(null))
  assert.is(reply.readUInt8(0), 2)
  assert.match(
    textOf(reply, 18)[0] ?? '',
    /^From Dec [78], 2026, .*\d:\d\d \S.* on, you will need the code to log in\.$/,
  )
  assert.match((await wordsOf(inGrace('de-AT')))[0] ?? '', /^Ab \d\.? Dez.* 2026.* brauchen Sie den Code/)
  assert.match(
    (await wordsOf(inGrace('ja')))[0] ?? '',
    /^2026年12月\d日.*以降は、ログインにコードが必要になります。$/,
  )
  assert.match((await wordsOf(inGrace('tlh')))[0] ?? '', /^From /)
})

test('it is short in every language: one attribute, and no longer than two lines of a display', async () => {
  for (const language of languages) {
    const [words = '', ...others] = await wordsOf(inGrace(language))
    assert.equal(others, [])
    assert.ok(words.length <= 100, words)
    assert.not.match(words, /[\u00a0\u202f\u2009]/)
  }
})

test('not: no notice without an end of the grace period, for an exempt device, or with a refusal', async () => {
  assert.equal(await wordsOf(accept), [])
  assert.equal(await wordsOf(inGrace(null, null)), [])
  assert.equal(await wordsOf(inGrace(null), { ...append, secondFactor: 'none' }), [])
  assert.equal(await wordsOf(reject('password-wrong')), ['Wrong user name, password or code.'])
})

test('configured attributes go before the notice, and it is left out where they leave it no room', async () => {
  const typesFor = async (classes: number, name: string) => {
    const attributes = { Class: Array.from({ length: classes }, () => name) }
    const replies = compileReplyRules([{ when: null, attributes }]).value ?? []
    const responder = createTestResponder({
      nases: [{ ...officePbx, replies }],
      authenticate: async () => inGrace(null),
    })
    const reply = await responder.ask(signed)
    if (reply === null || !isSigned(reply, signed)) throw new Error('no signed reply')
    return attributesOf(reply).map(({ type }) => type)
  }
  const withoutSignature = (types: readonly number[]) => types.filter((type) => type !== 80)
  assert.equal(withoutSignature(await typesFor(1, 'staff')), [25, 18])
  assert.equal(withoutSignature(await typesFor(8, 'x'.repeat(250))), Array(8).fill(25))
})

test('R7: Proxy-States stand behind the attributes of every reply', async () => {
  const request = packet({ attributes: [attribute(33, 'one'), ...login(), attribute(33, 'two')] })
  for (const outcome of [accept, reject('password-wrong'), challenged] as const) {
    const attributes = attributesOf(await replyTo(outcome, append, request))
    assert.equal(
      attributes.slice(-2).map(({ type, value }) => `${type} ${value}`),
      ['33 one', '33 two'],
    )
  }
})

test.run()

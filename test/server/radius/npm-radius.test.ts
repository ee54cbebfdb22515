import radius from 'radius'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoginOutcome } from '../../../server/authentication/login-attempt.ts'
import { compileReplyRules } from '../../../server/radius/reply-attributes.ts'
import { sharedSecret } from './packets.ts'
import { accept, challenged, createTestResponder, officePbx, wrongPassword } from './responder.ts'

/** Another implementation of the protocol asks and reads the answers. */
async function ask(outcome: LoginOutcome, attributes: readonly unknown[]) {
  const rules = [
    { when: { roles: ['user'], groups: [] }, attributes: { 'Service-Type': 'NAS-Prompt-User' } },
  ] as const
  const replies = compileReplyRules(rules).value ?? []
  const responder = createTestResponder({
    nases: [{ ...officePbx, replies }],
    authenticate: async () => outcome,
  })
  const request = radius.encode({
    code: 'Access-Request',
    secret: sharedSecret,
    add_message_authenticator: true,
    attributes: [['NAS-Identifier', 'pbx'], ...attributes],
  })
  const response = await responder.ask(request)
  if (response === null) throw new Error('no reply')
  return {
    attempt: responder.attempts[0],
    isSigned: radius.verify_response({ request, response, secret: sharedSecret }),
    decoded: radius.decode({ packet: response, secret: sharedSecret }),
  }
}

const login = [
  ['User-Name', 'Zoë'],
  ['User-Password', 'Grüße and more than 16 bytes 123456'],
]

test('npm radius asks, is understood, and reads an Access-Accept with its attributes', async () => {
  const { attempt, isSigned, decoded } = await ask(accept, login)
  assert.equal([attempt?.login, attempt?.typed], ['Zoë', 'Grüße and more than 16 bytes 123456'])
  assert.is(isSigned, true)
  assert.is(decoded.code, 'Access-Accept')
  assert.is(decoded.attributes['Service-Type'], 'NAS-Prompt-User')
})

test('npm radius reads an Access-Challenge and sends its State back', async () => {
  const challenge = { ...challenged, challengeState: 'kXb1nQ' }
  const { decoded } = await ask(challenge, login)
  assert.is(decoded.code, 'Access-Challenge')
  assert.is(decoded.attributes['Reply-Message'], 'Enter your 6-digit code: ')
  const { attempt } = await ask(accept, [...login, ['State', decoded.attributes.State]])
  assert.is(attempt?.challengeState, 'kXb1nQ')
})

test('npm radius reads an Access-Reject, and its Proxy-States in their order', async () => {
  const states = ['one', 'two'].map((state) => ['Proxy-State', Buffer.from(state)])
  const { isSigned, decoded } = await ask(wrongPassword, [states[0], ...login, states[1]])
  assert.is(isSigned, true)
  assert.is(decoded.code, 'Access-Reject')
  assert.equal(decoded.attributes['Proxy-State'].map(String), ['one', 'two'])
})

test('npm radius does not take a reply that another shared secret signed', async () => {
  const responder = createTestResponder({ nases: [{ ...officePbx, sharedSecret: 'another' }] })
  const request = radius.encode({ code: 'Status-Server', secret: 'another', attributes: [] })
  const response = await responder.ask(request)
  if (response === null) throw new Error('no reply')
  assert.is(radius.verify_response({ request, response, secret: 'another' }), true)
  assert.is(radius.verify_response({ request, response, secret: 'anothes' }), false)
})

test.run()

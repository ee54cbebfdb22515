import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alice, aliceCodes, wrongCode } from './alice.ts'
import { pyradLogin } from './clients.ts'
import { peerTest } from './peers.ts'
import { withRinglock } from './ringlock.ts'

const needs = ['pyrad'] as const
const accessAccept = 2
const accessReject = 3
const accessChallenge = 11

peerTest('pyrad: password and code are accepted once, every reply signed', { needs }, () =>
  withRinglock({ users: [alice] }, async (ringlock) => {
    const [code] = aliceCodes()
    const [accepted] = await pyradLogin(ringlock, 'alice', [alice.password + code])
    assert.is(accepted?.code, accessAccept)
    assert.ok(accepted?.messageAuthenticatorFirst)
    const [repeated] = await pyradLogin(ringlock, 'alice', [alice.password + code])
    assert.is(repeated?.code, accessReject)
    assert.ok(repeated?.messageAuthenticatorFirst)
  }),
)

peerTest('pyrad: a challenge, a wrong code, the right one', { needs }, () =>
  withRinglock({ users: [alice], client: { secondFactor: 'challenge' } }, async (ringlock) => {
    const [code] = aliceCodes()
    const replies = await pyradLogin(ringlock, 'alice', [alice.password, wrongCode(), code])
    assert.equal(
      replies.map((reply) => reply.code),
      [accessChallenge, accessChallenge, accessAccept],
    )
    assert.ok(replies.every((reply) => reply.messageAuthenticatorFirst))
    assert.match(replies[0]?.replyMessage ?? '', /6-digit code/)
    assert.match(replies[1]?.replyMessage ?? '', /Wrong code/)
  }),
)

test.run()

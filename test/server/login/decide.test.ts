import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  decide,
  type LoginDecision,
  type LoginFacts,
  type RejectReason,
} from '../../../server/login/decide.ts'
import { allFacts, anyFacts, numberOfFacts } from './facts.ts'

type Property = (facts: LoginFacts, decision: LoginDecision) => void

/** Holds for every combination of facts, and for any number, name and hash in them. */
function always(property: Property): void {
  let seen = 0
  for (const facts of allFacts()) {
    seen++
    try {
      property(facts, decide(facts))
    } catch (error) {
      throw new Error(`${JSON.stringify(facts)} -> ${JSON.stringify(decide(facts))}`, { cause: error })
    }
  }
  assert.is(seen, numberOfFacts)
  assert.is(seen, 107_520)
  fc.assert(fc.property(anyFacts, (facts) => property(facts, decide(facts))))
}

const hasCode = ({ code }: LoginFacts) =>
  code.kind !== 'none' && code.kind !== 'wrong' && code.kind !== 'used' && code.kind !== 'recovery-code-held'
/** By the password, or by a portal that may say so; the code is asked for all the same. */
const isProvenNow = ({ password }: LoginFacts) => password === 'ok' || password === 'vouched'
/** Where a browser that is trusted stands in for the code. */
const deviceStandsIn = (facts: LoginFacts) =>
  facts.deviceShown &&
  (isProvenNow(facts) || facts.password === 'proven') &&
  facts.code.kind === 'none' &&
  (facts.mode === 'challenge' || facts.mode === 'auto')
const mustEnrol = ({ requirement, graceOver }: LoginFacts) => requirement === 'required' && graceOver
/** Where the policy and the NAS ask this user for a code. */
const asksForCode = ({ mode, requirement, enrolled }: LoginFacts) =>
  mode === 'code-only' || (mode !== 'none' && requirement !== 'off' && enrolled)

test('no one is let in who has to wait, is not found or is not allowed', () => {
  always((facts, { decision }) => {
    if (decision !== 'accept') return
    assert.is(facts.wait, 0)
    assert.is(facts.user, 'found')
    assert.ok(facts.allowed)
  })
})

test('no one is let in without a correct password, but where the NAS checks it and a correct code is there', () => {
  always((facts, { decision }) => {
    if (decision !== 'accept' || isProvenNow(facts) || facts.password === 'proven') return
    assert.is(facts.password, 'not-asked')
    assert.is(facts.mode, 'code-only')
    assert.ok(hasCode(facts))
  })
})

test('no one is let in without a correct code where one is asked for, and the code is what is claimed', () => {
  always((facts, decision) => {
    if (decision.decision !== 'accept') return
    if (!asksForCode(facts)) return assert.is(decision.claim, null)
    assert.ok(facts.enrolled)
    if (decision.claim?.kind === 'trusted-device') return assert.ok(deviceStandsIn(facts))
    assert.is(decision.claim, facts.code)
    assert.ok(hasCode(facts))
  })
})

test('a trusted device replaces the code and never the password', () => {
  let stoodIn = 0
  always((facts, decision) => {
    if (decision.decision !== 'accept' || decision.claim?.kind !== 'trusted-device') return
    stoodIn++
    assert.ok(facts.deviceShown)
    assert.ok(isProvenNow(facts) || facts.password === 'proven')
    assert.is.not(decide({ ...facts, deviceShown: false }).decision, 'accept')
    for (const password of ['wrong', 'unavailable', 'not-proven', 'not-asked'] as const) {
      assert.is.not(decide({ ...facts, password }).decision, 'accept', password)
    }
  })
  assert.ok(stoodIn > 0)
})

test('a portal that vouches for its user changes nothing but who looks at the password', () => {
  always((facts, decision) => {
    if (facts.password === 'vouched') assert.equal(decision, decide({ ...facts, password: 'ok' }))
  })
})

test('a password proven by a challenge opens nothing without its code or a trusted device', () => {
  always((facts, decision) => {
    if (facts.password !== 'proven' || decision.decision !== 'accept') return
    if (decision.claim?.kind === 'trusted-device') assert.ok(deviceStandsIn(facts))
    else assert.is(decision.claim, facts.code)
  })
})

test('no one who must have a second factor and has none gets in after the grace period', () => {
  always((facts, { decision }) => {
    if (mustEnrol(facts) && !facts.enrolled && facts.mode !== 'none') assert.is.not(decision, 'accept')
  })
})

test('a user who shows all that is asked for is let in', () => {
  let accepted = 0
  always((facts, { decision }) => {
    const mayCome = facts.wait === 0 && facts.user === 'found' && facts.allowed
    if (!mayCome) return
    const passwordIsEnough =
      isProvenNow(facts) &&
      !asksForCode(facts) &&
      (facts.mode === 'none' || facts.enrolled || !mustEnrol(facts))
    const isProven = isProvenNow(facts) || facts.password === 'proven'
    const isCodeOnly = facts.mode === 'code-only' && facts.password === 'not-asked'
    const codeIsThere = asksForCode(facts) && facts.enrolled && hasCode(facts) && (isProven || isCodeOnly)
    const deviceIsThere = asksForCode(facts) && facts.enrolled && deviceStandsIn(facts)
    assert.is(decision === 'accept', passwordIsEnough || codeIsThere || deviceIsThere)
    if (decision === 'accept') accepted++
  })
  assert.ok(accepted > 0)
})

test('a challenge is given for a code that is missing, after a correct password, where the NAS wants it', () => {
  always((facts, { decision }) => {
    const mayCome = facts.wait === 0 && facts.user === 'found' && facts.allowed && isProvenNow(facts)
    const isWanted = facts.mode === 'challenge' || facts.mode === 'auto'
    assert.is(
      decision === 'challenge',
      mayCome && isWanted && asksForCode(facts) && facts.code.kind === 'none' && !facts.deviceShown,
    )
  })
})

test('a user who has to wait is told so, whatever else is known, and is charged nothing', () => {
  always((facts, decision) => {
    if (facts.wait > 0) assert.equal(decision, { decision: 'reject', reason: 'throttled', failure: null })
    else assert.not(decision.decision === 'reject' && decision.reason === 'throttled')
  })
})

test('what could not be looked up is neither yes nor no', () => {
  always((facts, { decision }) => {
    assert.is(decision === 'unavailable', facts.wait === 0 && facts.password === 'unavailable')
  })
})

const charges: Readonly<Record<RejectReason, 'password' | 'code' | null>> = {
  throttled: null,
  'unknown-user': 'password',
  'ambiguous-user': 'password',
  'disabled-user': 'password',
  'password-wrong': 'password',
  'challenge-unknown': null,
  'unsupported-hash': null,
  'not-allowed': null,
  'enrolment-required': null,
  'not-enrolled': null,
  'code-missing': null,
  'code-wrong': 'code',
  'code-used': null,
  'recovery-code-held': null,
}

test('each reason charges what it should, and every reason occurs', () => {
  const seen = new Set<string>()
  always((_, decision) => {
    if (decision.decision !== 'reject') return
    seen.add(decision.reason)
    assert.is(decision.failure, charges[decision.reason])
  })
  assert.equal([...seen].sort(), Object.keys(charges).sort())
})

test('a code is charged only where the password is right or not asked for, and the code was wrong', () => {
  always((facts, decision) => {
    if (decision.decision !== 'reject' || decision.failure !== 'code') return
    assert.ok(['ok', 'vouched', 'proven', 'not-asked'].includes(facts.password))
    assert.is(facts.code.kind, 'wrong')
  })
})

test('unknown, ambiguous and disabled users are charged and answered like a wrong password', () => {
  always((facts, decision) => {
    if (facts.user === 'found' || facts.password === 'unavailable' || facts.password === 'not-proven') return
    if (facts.wait > 0) return
    assert.is(decision.decision, 'reject')
    assert.ok(decision.decision === 'reject' && decision.failure === 'password')
  })
})

test('a code that is right changes nothing for a password that is wrong', () => {
  always((facts, decision) => {
    if (facts.password !== 'wrong') return
    assert.equal(decision, decide({ ...facts, code: { kind: 'none' } }))
  })
})

test('taking something away never lets anyone in', () => {
  const rank = ({ decision }: LoginDecision) => (decision === 'accept' ? 1 : 0)
  always((facts, decision) => {
    for (const less of [
      { ...facts, wait: 1 },
      { ...facts, allowed: false },
      { ...facts, user: 'disabled' as const },
      { ...facts, password: 'wrong' as const },
      { ...facts, code: { kind: 'wrong' as const } },
    ]) {
      assert.ok(rank(decide(less)) <= rank(decision))
    }
  })
})

const honest: LoginFacts = {
  wait: 0,
  user: 'found',
  password: 'ok',
  allowed: true,
  mode: 'append',
  requirement: 'required',
  graceOver: true,
  enrolled: true,
  code: { kind: 'recovery-code', hash: 'h' },
  deviceShown: false,
}

for (const [what, facts, decision] of [
  ['password and code', {}, { decision: 'accept', claim: honest.code }],
  [
    'a wrong password and a code',
    { password: 'wrong' },
    { decision: 'reject', reason: 'password-wrong', failure: 'password' },
  ],
  [
    'a password and a wrong code',
    { code: { kind: 'wrong' } },
    { decision: 'reject', reason: 'code-wrong', failure: 'code' },
  ],
  [
    'a password alone',
    { code: { kind: 'none' } },
    { decision: 'reject', reason: 'code-missing', failure: null },
  ],
  [
    'a password alone in a challenge',
    { code: { kind: 'none' }, mode: 'challenge' },
    { decision: 'challenge' },
  ],
  [
    'a password, not enrolled',
    { enrolled: false },
    { decision: 'reject', reason: 'enrolment-required', failure: null },
  ],
  [
    'a password, not enrolled, in grace',
    { enrolled: false, graceOver: false },
    { decision: 'accept', claim: null },
  ],
  [
    'a password, not enrolled, optional',
    { enrolled: false, requirement: 'optional' },
    { decision: 'accept', claim: null },
  ],
  ['a password, policy off', { requirement: 'off' }, { decision: 'accept', claim: null }],
  ['a password, mode none', { mode: 'none' }, { decision: 'accept', claim: null }],
  ['a code alone', { mode: 'code-only', password: 'not-asked' }, { decision: 'accept', claim: honest.code }],
  [
    'a code alone, policy off',
    { mode: 'code-only', password: 'not-asked', requirement: 'off' },
    { decision: 'accept', claim: honest.code },
  ],
  [
    'a code alone, not enrolled',
    { mode: 'code-only', password: 'not-asked', enrolled: false },
    { decision: 'reject', reason: 'not-enrolled', failure: null },
  ],
  [
    'no password where one is needed',
    { password: 'not-asked' },
    { decision: 'reject', reason: 'password-wrong', failure: 'password' },
  ],
  [
    'an answer to no challenge',
    { password: 'not-proven' },
    { decision: 'reject', reason: 'challenge-unknown', failure: null },
  ],
] as readonly [string, Partial<LoginFacts>, LoginDecision][]) {
  test(`${what}: ${'reason' in decision ? decision.reason : decision.decision}`, () => {
    assert.equal(decide({ ...honest, ...facts }), decision)
  })
}

test.run()

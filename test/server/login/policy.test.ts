import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  isGraceOver,
  requirementFor,
  requirements,
  type SecondFactorPolicy,
} from '../../../server/login/policy.ts'

const requirement = fc.constantFrom(...requirements)
const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
const group = fc.oneof(fc.constantFrom('admins', 'staff', ...inherited), fc.string())
const policies: fc.Arbitrary<SecondFactorPolicy> = fc.record({
  secondFactor: requirement,
  groups: fc.dictionary(group, requirement),
  gracePeriod: fc.nat(),
})
const memberships = fc.array(group)
const rank = (one: (typeof requirements)[number]) => requirements.indexOf(one)

test('the strictest of what applies wins', () => {
  fc.assert(
    fc.property(policies, memberships, (policy, groups) => {
      const applying = Object.entries(policy.groups).filter(([name]) => groups.includes(name))
      const ranks = [policy.secondFactor, ...applying.map(([, each]) => each)].map(rank)
      assert.is(requirementFor(groups, policy), requirements[Math.max(...ranks)])
    }),
  )
})

test('another group, and another order, never make it milder', () => {
  fc.assert(
    fc.property(policies, memberships, group, (policy, groups, another) => {
      const before = requirementFor(groups, policy)
      assert.ok(rank(requirementFor([...groups, another], policy)) >= rank(before))
      assert.is(requirementFor(groups.toReversed(), policy), before)
    }),
  )
})

test('off for a group does not undo what is required of everyone', () => {
  const policy = { secondFactor: 'required', groups: { guests: 'off' }, gracePeriod: 0 } as const
  assert.is(requirementFor(['guests'], policy), 'required')
})

test('groups called like what every object inherits require nothing unless they are configured', () => {
  const bare: SecondFactorPolicy = { secondFactor: 'off', groups: {}, gracePeriod: 0 }
  assert.is(requirementFor(inherited, bare), 'off')
  for (const name of inherited) {
    const groups = Object.fromEntries([[name, 'required' as const]])
    assert.is(requirementFor([name], { ...bare, groups }), 'required', name)
    assert.is(
      requirementFor(
        inherited.filter((other) => other !== name),
        { ...bare, groups },
      ),
      'off',
      name,
    )
  }
})

test('groups are compared as they are', () => {
  const policy = { secondFactor: 'off', groups: { Admins: 'required' }, gracePeriod: 0 } as const
  assert.is(requirementFor(['admins', 'Admins '], policy), 'off')
})

test('grace is over from the very millisecond on', () => {
  const policy: SecondFactorPolicy = { secondFactor: 'required', groups: {}, gracePeriod: 604_800_000 }
  const over = (now: number) => isGraceOver(1_000_000, policy, now)
  assert.equal([0, 1_000_000, 605_799_999, 605_800_000, 605_800_001].map(over), [
    false,
    false,
    false,
    true,
    true,
  ])
})

test('without a grace period it is over at once', () => {
  const policy: SecondFactorPolicy = { secondFactor: 'required', groups: {}, gracePeriod: 0 }
  assert.ok(isGraceOver(1_000_000, policy, 1_000_000))
})

test('once over, grace stays over', () => {
  fc.assert(
    fc.property(policies, fc.nat(), fc.nat(), fc.nat(), (policy, since, now, later) => {
      if (isGraceOver(since, policy, now)) assert.ok(isGraceOver(since, policy, now + later))
    }),
  )
})

test.run()

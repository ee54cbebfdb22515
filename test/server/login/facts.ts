import fc from 'fast-check'
import { secondFactorModes } from '../../../server/login/attempt.ts'
import type { CodeFact, LoginFacts } from '../../../server/login/decide.ts'
import { requirements } from '../../../server/login/policy.ts'

const timeStep: CodeFact = {
  kind: 'time-step',
  claimKey: 'a1',
  timeStep: 57_000_000,
  acceptableUntil: 1_710_000_060_000,
}
const recoveryCode: CodeFact = { kind: 'recovery-code', hash: 'h1' }

const values: { readonly [Fact in keyof LoginFacts]: readonly LoginFacts[Fact][] } = {
  wait: [0, 1],
  user: ['found', 'disabled', 'ambiguous', 'unknown'],
  password: [
    'ok',
    'wrong',
    'unsupported-hash',
    'unavailable',
    'proven',
    'not-proven',
    'not-asked',
    'vouched',
  ],
  allowed: [true, false],
  mode: secondFactorModes,
  requirement: requirements,
  graceOver: [true, false],
  enrolled: [true, false],
  code: [
    { kind: 'none' },
    { kind: 'wrong' },
    { kind: 'used' },
    timeStep,
    recoveryCode,
    { kind: 'recovery-code-held' },
    { kind: 'email-code' },
  ],
  deviceShown: [true, false],
}

/** Every combination of facts; of those that are numbers or names, one that stands for all. */
export function* allFacts(): Generator<LoginFacts> {
  for (const wait of values.wait)
    for (const user of values.user)
      for (const password of values.password)
        for (const allowed of values.allowed)
          for (const mode of values.mode)
            for (const requirement of values.requirement)
              for (const graceOver of values.graceOver)
                for (const enrolled of values.enrolled)
                  for (const code of values.code)
                    for (const deviceShown of values.deviceShown)
                      yield {
                        wait,
                        user,
                        password,
                        allowed,
                        mode,
                        requirement,
                        graceOver,
                        enrolled,
                        code,
                        deviceShown,
                      }
}

export const numberOfFacts = Object.values(values).reduce((product, { length }) => product * length, 1)

/** Any facts at all, with any wait, step and hash. */
export const anyFacts: fc.Arbitrary<LoginFacts> = fc.record({
  wait: fc.oneof(fc.constant(0), fc.double({ min: 0, noNaN: true })),
  user: fc.constantFrom(...values.user),
  password: fc.constantFrom(...values.password),
  allowed: fc.boolean(),
  mode: fc.constantFrom(...values.mode),
  requirement: fc.constantFrom(...values.requirement),
  graceOver: fc.boolean(),
  enrolled: fc.boolean(),
  code: fc.oneof(
    fc.constant<CodeFact>({ kind: 'none' }),
    fc.constant<CodeFact>({ kind: 'wrong' }),
    fc.constant<CodeFact>({ kind: 'used' }),
    fc.record({
      kind: fc.constant('time-step' as const),
      claimKey: fc.string(),
      timeStep: fc.maxSafeNat(),
      acceptableUntil: fc.maxSafeNat(),
    }),
    fc.record({ kind: fc.constant('recovery-code' as const), hash: fc.string() }),
    fc.constant<CodeFact>({ kind: 'email-code' }),
  ),
  deviceShown: fc.boolean(),
})

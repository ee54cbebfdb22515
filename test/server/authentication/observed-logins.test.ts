import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UserStoreError } from '../../../adapters/user-store.ts'
import type { Decision, LoginObserver, LoginStep } from '../../../server/authentication/login-observer.ts'
import { createDecisionLog } from '../../../server/compose/decision-log.ts'
import { aliceSecret, append, createLoginWorld, type LoginWorld, password } from './login-world.ts'

async function observed(use: (world: LoginWorld) => Promise<unknown>) {
  const decisions: Decision[] = []
  const steps: LoginStep[] = []
  const observer: LoginObserver = {
    uptime: () => 0,
    took: (step) => void steps.push(step),
    decided: (decision) => void decisions.push(decision),
  }
  const world = await createLoginWorld({ observer })
  try {
    await use(world)
    return { decisions, steps }
  } finally {
    await world.end()
  }
}

const brief = ({ user, userKey, outcome, reason }: Decision) => [user, userKey, outcome, reason]

test('each login is told of once, whatever is decided', async () => {
  const { decisions } = await observed(async (world) => {
    await world.enrol()
    await world.attempt(`${password}${world.code()}`)
    await world.attempt(`${password}${world.code()}`)
    await world.attempt('wrong')
    await world.attempt('wrong', { login: 'unknown' })
    world.find = () => Promise.reject(new UserStoreError('gone'))
    await world.attempt(password)
  })
  assert.equal(decisions.map(brief), [
    ['alice', 'local:1', 'accept', ''],
    ['alice', 'local:1', 'reject', 'code-used'],
    ['alice', 'local:1', 'reject', 'password-wrong'],
    ['unknown', null, 'reject', 'unknown-user'],
    ['alice', null, 'unavailable', 'backend'],
  ])
})

test('no decision holds what was typed', async () => {
  const codes: string[] = []
  const { decisions } = await observed(async (world) => {
    await world.enrol()
    for (const steps of [0, 0, 5]) {
      codes.push(world.code(steps))
      await world.attempt(`${password}${codes.at(-1)}`)
    }
    for (const door of ['radius', 'http', 'cli'] as const) await world.attempt(`${password}!`, { door })
  })
  assert.is(decisions.length, 6)
  const told = JSON.stringify(decisions)
  for (const secret of [password, aliceSecret, ...codes]) assert.not.ok(told.includes(secret), secret)
})

/** Long enough not to be part of a name or a number by chance. */
const typedText = fc.string({ minLength: 12, maxLength: 40, unit: 'grapheme' })
const doors = fc.constantFrom('radius' as const, 'http' as const, 'cli' as const)

test('whatever is typed as password or code, no line of the log has it', async () => {
  const lines: string[] = []
  const log = createDecisionLog('trace', { write: (line) => void lines.push(line) }, () => 0)
  const secrets: string[] = []
  const { decisions } = await observed(async (world) => {
    await world.enrol()
    await fc.assert(
      fc.asyncProperty(typedText, doors, fc.boolean(), async (text, door, isChallenged) => {
        secrets.push(text)
        // A day on, the failures before are forgotten, so that it is judged.
        world.now += 24 * 3_600_000
        if (!isChallenged) return void (await world.attempt(text, { door }))
        const rule = { ...append, secondFactor: 'challenge' } as const
        const first = await world.attempt(password, { door, rule })
        if (first.outcome !== 'challenge') throw new Error(first.outcome)
        secrets.push(first.challengeState)
        await world.attempt(text, { door, rule, challengeState: first.challengeState })
      }),
      { numRuns: 100 },
    )
  })
  for (const decision of decisions) log(decision, 1)
  assert.ok(lines.length >= 100)
  const written = lines.flatMap((line) => Object.values(JSON.parse(line)))
  for (const secret of [password, aliceSecret, ...secrets])
    for (const value of written) assert.not.ok(String(value).includes(secret), `${value} has ${secret}`)
})

test('the steps of an accepted login are timed', async () => {
  const { steps } = await observed(async (world) => {
    await world.enrol()
    await world.attempt(`${password}${world.code()}`)
  })
  assert.equal([...steps].sort(), ['claim', 'password', 'store', 'trail'])
})

test('channels are named as the design names them', async () => {
  const { decisions } = await observed(async (world) => {
    for (const door of ['radius', 'http', 'cli'] as const) await world.attempt('wrong', { door })
  })
  assert.equal(
    decisions.map(({ channel, client }) => [channel, client]),
    ['radius', 'http', 'control'].map((channel) => [channel, 'office-pbx']),
  )
})

test.run()

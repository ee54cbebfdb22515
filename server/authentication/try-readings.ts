import type { Answer } from '../../adapters/user-store.ts'
import { whenKnown } from '../lib/when-known.ts'
import type { TypedLogin } from '../login/attempt.ts'
import type { LoginFacts } from '../login/decide.ts'

type Password = LoginFacts['password']

/** The reading of the login field that holds, and what became of its password. */
export interface ReadLogin {
  readonly typed: TypedLogin
  readonly password: Password
}

/**
 * Finds out which reading of the login field is meant. Almost always there is only one. Otherwise the reading with a right code
 * and the right password wins, then the one with the right password: so a wrong split is never counted as a failure, and a wrong
 * code after the right password counts as a wrong code.
 *
 * @param verify - checks one reading's password
 * @param hasRightCode - tells without a claim whether a reading's code is right at the moment
 */
export function tryReadings(
  readings: readonly [TypedLogin, ...TypedLogin[]],
  verify: (typed: TypedLogin) => Answer<Password>,
  hasRightCode: (typed: TypedLogin) => boolean,
): Answer<ReadLogin> {
  const [only, ...others] = readings
  if (others.length > 0) return tryEach(readings, verify, hasRightCode)
  return whenKnown(verify(only), (password) => ({ typed: only, password }))
}

/**
 * A right code only goes first, so that a right login costs one verification. A refusal costs one for each reading, whatever
 * was right in it: ending earlier would tell a right password, or a right code, by the time it takes.
 */
async function tryEach(
  readings: readonly [TypedLogin, ...TypedLogin[]],
  verify: (typed: TypedLogin) => Answer<Password>,
  hasRightCode: (typed: TypedLogin) => boolean,
): Promise<ReadLogin> {
  let proven: TypedLogin | null = null
  const judged = readings.map((typed) => ({ typed, isRight: hasRightCode(typed) }))
  for (const { typed, isRight } of judged.toSorted((a, b) => Number(b.isRight) - Number(a.isRight))) {
    const password = await verify(typed)
    if (password !== 'wrong' && (password !== 'ok' || isRight)) return { typed, password }
    if (password === 'ok') proven ??= typed
  }
  return proven === null ? { typed: readings[0], password: 'wrong' } : { typed: proven, password: 'ok' }
}

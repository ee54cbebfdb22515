import type { FailedFactor } from '../login/throttle.ts'
import type { LoginAttempt, LoginOutcome } from './login-attempt.ts'
import type { ThrottleStanding } from './throttling.ts'

/**
 * Equal attempts share one refusal while it is being worked out. Only what was refused for what was typed is shared: a code
 * is claimed once, and a delay is not everybody's.
 */
export interface SharedRefusals {
  /**
   * Judges the attempt, or has it share the refusal of an equal one that is under way.
   *
   * @param judge - null: too many wait before it
   * @param charge - what a repeat costs
   */
  share(
    attempt: LoginAttempt,
    standing: ThrottleStanding,
    judge: () => Promise<LoginOutcome | null>,
    charge: (factor: FailedFactor) => Promise<void>,
  ): Promise<LoginOutcome | null>
}

interface UnderWay {
  readonly attempt: LoginAttempt
  readonly standing: ThrottleStanding
  /** null: it was not judged. */
  readonly judged: Promise<LoginOutcome | null>
}

export function createSharedRefusals(): SharedRefusals {
  // By line. Hardly any login meets another one in its line: only those that do are told apart, by what they ask.
  const lines = new Map<string, UnderWay | Map<string, UnderWay>>()

  return {
    share(attempt, standing, judge, charge) {
      const equal = equalTo(attempt, standing)
      if (equal === null) return lead(attempt, standing, judge())
      return equal.judged.then(shareable, toNull).then(async (outcome) => {
        if (outcome === null) return judge()
        const charged = chargedFactor(outcome)
        if (charged !== null) await charge(charged)
        return outcome
      })
    },
  }

  function equalTo(attempt: LoginAttempt, standing: ThrottleStanding): UnderWay | null {
    const inLine = lines.get(standing.line)
    if (inLine === undefined) return null
    return byQuestion(inLine).get(questionOf({ attempt, standing })) ?? null
  }

  /** Lets equal attempts wait for this one. */
  function lead(
    attempt: LoginAttempt,
    standing: ThrottleStanding,
    judged: Promise<LoginOutcome | null>,
  ): Promise<LoginOutcome | null> {
    const { line } = standing
    const leader = { attempt, standing, judged }
    const inLine = lines.get(line)
    lines.set(line, inLine === undefined ? leader : byQuestion(inLine).set(questionOf(leader), leader))
    const leave = () => {
      const left = lines.get(line)
      if (left === leader) lines.delete(line)
      if (left instanceof Map) leaveLine(left, leader)
    }
    judged.then(leave, leave)
    return judged
  }

  function leaveLine(others: Map<string, UnderWay>, leader: UnderWay): void {
    const question = questionOf(leader)
    if (others.get(question) === leader) others.delete(question)
    if (others.size === 0) lines.delete(leader.standing.line)
  }
}

function byQuestion(inLine: UnderWay | Map<string, UnderWay>): Map<string, UnderWay> {
  return inLine instanceof Map ? inLine : new Map([[questionOf(inLine), inLine]])
}

/** What two attempts of one line have in common that cannot be judged differently. */
function questionOf({ attempt, standing }: Pick<UnderWay, 'attempt' | 'standing'>): string {
  const { askedBy, door, rule, typed } = attempt
  return `${standing.password}\0${door}\0${askedBy}\0${rule.secondFactor}\0${rule.separator}\0${typed}`
}

const toNull = () => null

function shareable(outcome: LoginOutcome | null): LoginOutcome | null {
  const isForWhatWasTyped =
    outcome?.outcome === 'reject' && outcome.reason !== 'throttled' && outcome.reason !== 'challenge-unknown'
  return isForWhatWasTyped ? outcome : null
}

/** What a refusal charges; null: nothing. */
function chargedFactor(outcome: LoginOutcome): FailedFactor | null {
  if (outcome.outcome !== 'reject') return null
  switch (outcome.reason) {
    case 'password-wrong':
    case 'unknown-user':
    case 'ambiguous-user':
    case 'disabled-user':
      return 'password'
    case 'code-wrong':
      return 'code'
    default:
      return null
  }
}

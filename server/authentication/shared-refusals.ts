import type { FailedFactor } from '../login/throttle.ts'
import type { LoginAttempt, LoginOutcome } from './login-attempt.ts'
import type { ThrottleStanding } from './throttling.ts'

/**
 * Equal attempts share one refusal while it is being worked out. Only what was refused for what was typed is shared: a code
 * is claimed once, and a delay is not everybody's.
 */
export interface SharedRefusals {
  /** What comes of an equal attempt that is under way, where it is shared; null: judge this one. */
  of(attempt: LoginAttempt, standing: ThrottleStanding): Promise<LoginOutcome | null> | null
  /** Lets equal attempts wait for this one. */
  lead(
    attempt: LoginAttempt,
    standing: ThrottleStanding,
    judged: Promise<LoginOutcome>,
  ): Promise<LoginOutcome>
}

interface UnderWay {
  readonly attempt: LoginAttempt
  readonly standing: ThrottleStanding
  readonly judged: Promise<LoginOutcome>
}

export function createSharedRefusals(): SharedRefusals {
  // By line. Hardly any login meets another one in its line: only those that do are told apart, by what they ask.
  const lines = new Map<string, UnderWay | Map<string, UnderWay>>()

  return {
    of(attempt, standing) {
      const inLine = lines.get(standing.line)
      if (inLine === undefined) return null
      return byQuestion(inLine).get(questionOf({ attempt, standing }))?.judged.then(shareable, toNull) ?? null
    },
    lead(attempt, standing, judged) {
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
    },
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

function shareable(outcome: LoginOutcome): LoginOutcome | null {
  const isForWhatWasTyped =
    outcome.outcome === 'reject' && outcome.reason !== 'throttled' && outcome.reason !== 'challenge-unknown'
  return isForWhatWasTyped ? outcome : null
}

/** What a refusal charges; null: nothing. */
export function chargedFactor(outcome: LoginOutcome): FailedFactor | null {
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

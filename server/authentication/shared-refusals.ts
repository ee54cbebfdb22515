import type { Answer } from '../../adapters/user-store.ts'
import type { FailedFactor } from '../login/throttle.ts'
import type { LoginAttempt, LoginOutcome } from './login-attempt.ts'
import type { ThrottleStanding } from './throttling.ts'

/**
 * Equal attempts share one refusal while it is being decided. Only refusals caused by what was typed are shared: an
 * accept never is, because a code is claimed once, and a delay depends on the attempt.
 */
export interface SharedRefusals {
  /**
   * Judges the attempt, or waits for an equal one in progress and shares its refusal.
   *
   * @param judge - answers null if its queue is full; what it answers at once, no equal attempt can wait for
   * @param charge - counts the failure of a repeated attempt
   */
  share(
    attempt: LoginAttempt,
    standing: ThrottleStanding,
    judge: () => Answer<LoginOutcome | null>,
    charge: (factor: FailedFactor) => Promise<void>,
  ): Answer<LoginOutcome | null>
}

interface UnderWay {
  readonly attempt: LoginAttempt
  readonly standing: ThrottleStanding
  /** null if it was not judged. */
  readonly judged: Promise<LoginOutcome | null>
}

export function createSharedRefusals(): SharedRefusals {
  // By queue. Two logins rarely meet in one, so a map of attempts is made only when they do.
  const queues = new Map<string, UnderWay | Map<string, UnderWay>>()

  return {
    share(attempt, standing, judge, charge) {
      const equal = equalTo(attempt, standing)
      if (equal === null) {
        const judged = judge()
        return judged instanceof Promise ? lead(attempt, standing, judged) : judged
      }
      return equal.judged.then(shareable, toNull).then(async (outcome) => {
        if (outcome === null) return judge()
        const charged = chargedFactor(outcome)
        if (charged !== null) await charge(charged)
        return outcome
      })
    },
  }

  function equalTo(attempt: LoginAttempt, standing: ThrottleStanding): UnderWay | null {
    const queued = queues.get(standing.queue)
    if (queued === undefined) return null
    return byQuestion(queued).get(questionOf({ attempt, standing })) ?? null
  }

  /** Lets later equal attempts share this one's refusal. */
  function lead(
    attempt: LoginAttempt,
    standing: ThrottleStanding,
    judged: Promise<LoginOutcome | null>,
  ): Promise<LoginOutcome | null> {
    const { queue } = standing
    const leader = { attempt, standing, judged }
    const queued = queues.get(queue)
    queues.set(queue, queued === undefined ? leader : byQuestion(queued).set(questionOf(leader), leader))
    const leave = () => {
      const left = queues.get(queue)
      if (left === leader) queues.delete(queue)
      if (left instanceof Map) leaveQueue(left, leader)
    }
    judged.then(leave, leave)
    return judged
  }

  function leaveQueue(others: Map<string, UnderWay>, leader: UnderWay): void {
    const question = questionOf(leader)
    if (others.get(question) === leader) others.delete(question)
    if (others.size === 0) queues.delete(leader.standing.queue)
  }
}

function byQuestion(queued: UnderWay | Map<string, UnderWay>): Map<string, UnderWay> {
  return queued instanceof Map ? queued : new Map([[questionOf(queued), queued]])
}

/** Everything that the judgement of two attempts in one queue depends on. */
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

/** Which factor's failure a refusal counts; null if none. */
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

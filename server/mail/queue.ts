import type { Clock } from '../lib/clock.ts'
import type { MailStatus } from './mailer.ts'
import type { SpooledMail } from './spool.ts'
import type { Delivery } from './transport.ts'

export type Ending = 'sent' | 'refused' | 'expired'

export interface QueueDeps {
  /** Never rejects. */
  readonly deliver: (mail: SpooledMail, signal: AbortSignal) => Promise<Delivery>
  /** Called when a mail leaves the queue, for any reason. Never rejects. */
  readonly onDone: (mail: SpooledMail, how: Ending, answer: string) => Promise<void>
  readonly onFailure: (mail: SpooledMail, delivery: Delivery, failures: number) => void
  readonly clock: Clock
  readonly timer: Timer
  /** From 0 to below 1. */
  readonly random: () => number
  /** Number of parallel deliveries. */
  readonly lanes: number
}

/** Mails that wait for delivery. */
export interface MailQueue {
  /** Mails are tried in the order in which they were added. */
  add(mail: SpooledMail): void
  status(): MailStatus
  /** Starts no further delivery, and gives those under way a moment to finish. */
  close(): Promise<void>
}

interface Waiting {
  readonly mail: SpooledMail
  failures: number
  /** Earliest time of the next attempt, milliseconds since the epoch. */
  dueAt: number
  underWay: boolean
}

const second = 1000
const minute = 60 * second
/** For a mail that was deferred; greylisting asks for minutes. */
const mailBackoff: BackoffRule = { first: 10 * second, longest: 30 * minute }
/** For a server that cannot be reached: one mail probes it at intervals, however many wait. */
const serverBackoff: BackoffRule = { first: 1 * second, longest: 1 * minute }
/** RFC 5321 section 4.5.4.1: give up after four or five days. */
const longestWait = 5 * 24 * 60 * minute
const longestDelivery = 2 * minute
const lastMoment = 2 * second

export function createMailQueue(deps: QueueDeps): MailQueue {
  const { deliver, onDone, onFailure, clock, timer, random, lanes } = deps
  const waiting = new Map<string, Waiting>()
  const tasks = new Set<Promise<void>>()
  const closing = new AbortController()
  let closed = false
  let lanesInUse = 0
  let outages = 0
  let pausedUntil = 0
  let alarm: ReturnType<Timer> | null = null
  let sent = 0
  let failed = 0
  let lastFailure: MailStatus['lastFailure'] = null

  function pump(): void {
    alarm?.cancel()
    alarm = null
    if (closed) return
    const now = clock()
    // A clock that was set back must not make mail wait longer than the longest pause.
    pausedUntil = Math.min(pausedUntil, now + serverBackoff.longest)
    for (const each of waiting.values()) {
      each.dueAt = Math.min(each.dueAt, now + mailBackoff.longest)
      if (!each.underWay && endOf(each.mail) <= now)
        giveUp(each.mail, 'expired', 'it was too late to send it')
    }
    while (now >= pausedUntil && lanesInUse < (outages > 0 ? 1 : lanes)) {
      const next = nextDue(now)
      if (next === null) break
      begin(next)
    }
    setAlarm(now)
  }

  /** The mail that expires first goes first: codes before invitations. */
  function nextDue(now: number): Waiting | null {
    let next: Waiting | null = null
    for (const each of waiting.values()) {
      if (each.underWay || each.dueAt > now) continue
      if (next === null || endOf(each.mail) < endOf(next.mail)) next = each
    }
    return next
  }

  function setAlarm(now: number): void {
    let at = Infinity
    for (const { mail, dueAt, underWay } of waiting.values()) {
      if (!underWay) at = Math.min(at, Math.max(dueAt, pausedUntil, now), endOf(mail))
    }
    // A due mail that was not started waits for a free lane; the end of a delivery starts it.
    if (at < Infinity && !(at <= now && lanesInUse > 0)) alarm = timer(pump, at - now)
  }

  function begin(item: Waiting): void {
    item.underWay = true
    lanesInUse++
    track(
      attempt(item).finally(() => {
        item.underWay = false
        lanesInUse--
        pump()
      }),
    )
  }

  function track(task: Promise<void>): void {
    const tracked = task.finally(() => tasks.delete(tracked))
    tasks.add(tracked)
  }

  async function attempt(item: Waiting): Promise<void> {
    const { mail } = item
    const left = Math.min(longestDelivery, endOf(mail) - clock())
    const tooLong = new AbortController()
    const limit = timer(() => tooLong.abort(new Error('the mail server took too long')), left)
    const delivery = await deliver(mail, AbortSignal.any([closing.signal, tooLong.signal]))
    limit.cancel()
    // It is unknown whether the server took the mail, so it stays for the next start.
    if (closing.signal.aborted && delivery.result !== 'sent') return
    const now = clock()
    if (delivery.result === 'unreachable') {
      outages++
      pausedUntil = now + backoff(outages, serverBackoff, random())
    } else {
      outages = 0
      pausedUntil = 0
    }
    if (delivery.result === 'sent') {
      sent++
      waiting.delete(mail.id)
      await onDone(mail, 'sent', delivery.answer)
      return
    }
    lastFailure = { at: now, answer: delivery.answer }
    item.failures++
    if (delivery.result === 'refused') {
      giveUp(mail, 'refused', delivery.answer)
      return
    }
    const rule =
      delivery.result === 'unreachable' ? { ...mailBackoff, longest: serverBackoff.longest } : mailBackoff
    item.dueAt = now + backoff(item.failures, rule, random())
    onFailure(mail, delivery, item.failures)
  }

  function giveUp(mail: SpooledMail, how: 'refused' | 'expired', answer: string): void {
    failed++
    waiting.delete(mail.id)
    track(onDone(mail, how, answer))
  }

  return {
    add(mail) {
      waiting.set(mail.id, { mail, failures: 0, dueAt: 0, underWay: false })
      pump()
    },
    status() {
      // A Map keeps insertion order.
      const [first] = waiting.values()
      return { queued: waiting.size, oldest: first?.mail.queuedAt ?? null, sent, failed, lastFailure }
    },
    async close() {
      closed = true
      alarm?.cancel()
      const limit = timer(() => closing.abort(new Error('the service stops')), lastMoment)
      await Promise.all(tasks)
      limit.cancel()
    },
  }
}

function endOf({ queuedAt, expiresAt }: SpooledMail): number {
  return Math.min(expiresAt ?? Infinity, queuedAt + longestWait)
}

interface BackoffRule {
  /** Delay after the first failure, ms; doubles with each further one. */
  readonly first: number
  readonly longest: number
}

/**
 * Delay until the next attempt, ms.
 *
 * @param failures - in a row, 1 or more
 * @param jitter - from 0 to below 1; spreads the delay over its upper half, so that attempts do not coincide
 */
export function backoff(failures: number, { first, longest }: BackoffRule, jitter: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(failures - 1, 30))
  return Math.round(full / 2 + (full / 2) * jitter)
}

/** Calls a function once, later. */
export type Timer = (run: () => void, ms: number) => { cancel(): void }

/** The longest delay of Node.js. A caller that wanted more is called early and sets the timer again. */
const longest = 2 ** 31 - 1

export const systemTimer: Timer = (run, ms) => {
  const timeout = setTimeout(run, Math.min(Math.max(ms, 0), longest))
  return { cancel: () => clearTimeout(timeout) }
}

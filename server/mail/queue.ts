import type { Clock } from '../lib/clock.ts'
import type { PostStatus } from './mailer.ts'
import type { SpooledMail } from './spool.ts'
import type { Delivery } from './transport.ts'

export type Ending = 'sent' | 'refused' | 'expired'

export interface QueueDeps {
  /** Never rejects. */
  readonly deliver: (mail: SpooledMail, signal: AbortSignal) => Promise<Delivery>
  /** Told when a mail is done with, whichever way. Never rejects. */
  readonly onDone: (mail: SpooledMail, how: Ending, answer: string) => Promise<void>
  readonly onFailure: (mail: SpooledMail, delivery: Delivery, failures: number) => void
  readonly clock: Clock
  readonly timer: Timer
  /** From 0 up to 1. */
  readonly random: () => number
  /** Deliveries side by side. */
  readonly lanes: number
}

/** Mail that waits for its delivery. */
export interface MailQueue {
  /** In the order in which they were handed over. */
  add(mail: SpooledMail): void
  status(): PostStatus
  /** Begins nothing any more; gives what is under way a moment to end. */
  close(): Promise<void>
}

interface Waiting {
  readonly mail: SpooledMail
  failures: number
  /** Not tried before, milliseconds since the epoch. */
  dueAt: number
  underWay: boolean
}

const second = 1000
const minute = 60 * second
/** A mail that was told to come later; greylisting wants minutes. */
const mailBackoff: BackoffRule = { first: 10 * second, longest: 30 * minute }
/** A server that cannot be reached is asked once in a while with one mail, whatever waits. */
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
  let lastFailure: PostStatus['lastFailure'] = null

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

  /** What expires first goes first: codes before invitations. */
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
    // What is due and was not begun waits for a lane, and the lane's end looks here again.
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
    // Nobody knows what became of it: it stays for the next start.
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
      // A Map keeps the order in which mail was added.
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
  /** Milliseconds after the first failure; doubles with each further one. */
  readonly first: number
  readonly longest: number
}

/**
 * Milliseconds until the next try.
 *
 * @param failures - in a row, 1 or more
 * @param jitter - from 0 up to 1; spreads over the upper half, so that not all come back at once
 */
export function backoff(failures: number, { first, longest }: BackoffRule, jitter: number): number {
  const full = Math.min(longest, first * 2 ** Math.min(failures - 1, 30))
  return Math.round(full / 2 + (full / 2) * jitter)
}

/** Runs something later, once. */
export type Timer = (run: () => void, ms: number) => { cancel(): void }

/** Longer than Node.js can wait; whoever is woken early looks again. */
const longest = 2 ** 31 - 1

export const systemTimer: Timer = (run, ms) => {
  const timeout = setTimeout(run, Math.min(Math.max(ms, 0), longest))
  return { cancel: () => clearTimeout(timeout) }
}

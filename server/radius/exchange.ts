import {
  type Authenticate,
  type LoginAttempt,
  type LoginOutcome,
  type LoginPacket,
  loginAttempt,
} from '../authentication/login-attempt.ts'
import type { Decision } from '../authentication/login-observer.ts'
import type { Clock } from '../lib/clock.ts'
import {
  type LoginRequest,
  type RequestFault,
  readAccessRequest,
  readSource,
  readUserName,
} from './access-request.ts'
import { createAnsweredPackets } from './answered-packets.ts'
import { type Duplicates, lastingFingerprint, type RequestRecord } from './duplicates.ts'
import { type AccessReply, replyToFault, replyToOutcome, replyUnavailable } from './login-reply.ts'
import type { Nas } from './nas-table.ts'
import type { Proof } from './protocol/message-authenticator.ts'
import type { RadiusPacket } from './protocol/packet.ts'
import { encodeReply } from './protocol/packet-encoder.ts'
import type { Advice, OnDecided, RadiusLog, RadiusMetrics, RequestOutcome } from './radius-log.ts'

export interface DatagramSource {
  readonly address: string
  readonly port: number
}

export type SendReply = (reply: Buffer, to: DatagramSource) => void

/** One Access-Request, from its arrival to its reply. */
export interface Exchange {
  readonly packet: RadiusPacket
  readonly nas: Nas
  readonly proof: Proof
  readonly record: RequestRecord
  /** Milliseconds between this retransmission and the copy before it; null: this is the first. */
  readonly sinceLastCopy: number | null
  readonly from: DatagramSource
  readonly send: SendReply
}

export interface ExchangeOptions {
  readonly authenticate: Authenticate
  readonly duplicates: Duplicates
  readonly metrics: RadiusMetrics
  readonly log: RadiusLog
  readonly onDecided: OnDecided
  readonly clock: Clock
  /** Milliseconds after which a NAS no longer waits. */
  readonly deadline: number
  /** What is said when nothing is known: nothing, so that the NAS asks its next server, or Access-Reject. */
  readonly whenUnavailable: 'silence' | 'reject'
}

export interface Exchanges {
  /** Answers at once, later, or not at all, and at most once. */
  begin(exchange: Exchange): void
  /** Resolves when nothing is being answered. */
  idle(): Promise<void>
}

/** Logins that may be under way at a time; one behind so many would be answered too late. */
const mostPending = 16_384

export function createExchanges(options: ExchangeOptions, advice: Advice): Exchanges {
  const { authenticate, duplicates, metrics, log, onDecided, clock, deadline } = options
  const answered = createAnsweredPackets()
  const heldBack = createAnsweredPackets()
  const whenIdle: (() => void)[] = []
  let pending = 0

  async function logIn(exchange: Exchange, request: LoginRequest): Promise<void> {
    const patience = patienceOf(exchange, deadline)
    const print = lastingFingerprint(exchange.packet, exchange.proof, exchange.record.fingerprint)
    // A replay of it would be a guess that is charged to no user, or to one who typed it long ago.
    if (exchange.proof === 'valid' && heldBack.has(print)) {
      tell(exchange, 'reject', 'throttled')
      return finish(exchange, replyToOutcome(throttled, exchange.nas), 'reject', 'throttled')
    }
    const { isUnlikely } = request
    const replayed = answered.has(print)
    const packet = isUnlikely ? { print, replayed, isUnlikely } : { print, replayed }
    const attempt = toAttempt(exchange, request, packet, clock() + patience)
    const refuseInTime =
      options.whenUnavailable === 'reject'
        ? setTimeout(() => giveUp(exchange, 'deadline'), patience)
        : undefined
    pending++
    try {
      const outcome = await authenticate(attempt)
      if (isThrottled(outcome)) heldBack.add(print)
      else if (outcome.outcome !== 'unavailable') answered.add(print)
      conclude(exchange, attempt, outcome)
    } catch (fault) {
      log.error({ err: fault, client: exchange.nas.name }, 'RADIUS: a login ended in a fault')
      giveUp(exchange, 'fault')
    }
    clearTimeout(refuseInTime)
    pending--
    if (pending === 0) for (const resolve of whenIdle.splice(0)) resolve()
  }

  function conclude(exchange: Exchange, attempt: LoginAttempt, outcome: LoginOutcome): void {
    const isLate = clock() > attempt.deadline
    if (outcome.outcome === 'unavailable') {
      giveUp(exchange, outcome.reason)
    } else if (isLate && options.whenUnavailable === 'reject') {
      giveUp(exchange, 'deadline')
    } else {
      if (outcome.outcome === 'reject' && outcome.reason === 'throttled') adviseOnSource(exchange, attempt)
      const reply = replyToOutcome(outcome, exchange.nas)
      // The NAS no longer waits, but a code may have been spent: a retransmission is to find the answer.
      if (isLate) {
        tell(exchange, 'dropped', 'late')
        finish({ ...exchange, send: () => {} }, reply, 'dropped', 'late')
      } else {
        finish(exchange, reply, outcome.outcome, outcome.outcome === 'reject' ? outcome.reason : '')
      }
    }
  }

  function refuse(exchange: Exchange, fault: RequestFault): void {
    if (fault === 'secret-mismatch') {
      const text =
        'sends passwords that cannot be read: the shared secret is probably not the same on both sides'
      advice.give(fault, exchange.nas.name, exchange.from.address, text)
    }
    if (fault === 'password-undecodable') {
      advice.give(
        fault,
        exchange.nas.name,
        exchange.from.address,
        encodingAdvice[exchange.nas.passwordEncoding],
      )
    }
    tell(exchange, 'reject', fault)
    finish(exchange, replyToFault(fault), 'reject', fault)
  }

  function tell({ packet, nas, from }: Exchange, outcome: Decision['outcome'], reason: string): void {
    const asked = { user: readUserName(packet), userKey: null, source: readSource(packet) }
    const decision = { ...asked, channel: 'radius', client: nas.name, from: addressOf(from) } as const
    onDecided({ ...decision, outcome, reason, retryAfter: 0 })
  }

  /** Without Calling-Station-Id an attacker cannot be told from the users who got in through the same NAS. */
  function adviseOnSource({ nas, from }: Exchange, { source }: LoginAttempt): void {
    if (source !== null) return
    const text =
      'sends no Calling-Station-Id, and users wait for failures there: with it, an attacker would not delay those who got in before'
    advice.give('no-calling-station-id', nas.name, from.address, text)
  }

  function giveUp(exchange: Exchange, reason: string): void {
    if (options.whenUnavailable === 'reject') {
      finish(exchange, replyUnavailable(), 'reject', reason)
    } else {
      duplicates.forget(exchange.record, performance.now())
      metrics.count(exchange.nas.name, 'dropped', reason)
    }
  }

  function finish(
    exchange: Exchange,
    { code, attributes }: AccessReply,
    outcome: RequestOutcome,
    reason: string,
  ): void {
    const { packet, nas, record, from, send } = exchange
    if (record.reply !== null) return
    const reply = encodeReply(packet, nas.sharedSecret, code, attributes)
    if (duplicates.answer(record, reply, performance.now())) {
      send(reply, from)
      metrics.count(nas.name, outcome, reason)
    } else {
      metrics.count(nas.name, 'dropped', 'replaced')
    }
  }

  return {
    begin(exchange) {
      const request = readAccessRequest(exchange.packet, exchange.nas, exchange.proof)
      if (request.refused !== null) refuse(exchange, request.refused)
      else if (pending >= mostPending) {
        tell(exchange, 'unavailable', 'busy')
        giveUp(exchange, 'busy')
      } else void logIn(exchange, request)
    },
    idle: () => (pending === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  }
}

/** The Message-Authenticator was right, and so is the shared secret. */
const encodingAdvice: Readonly<Record<Nas['passwordEncoding'], string>> = {
  'utf-8':
    'sends a password that is not UTF-8: have it send UTF-8, or, where it sends ISO 8859-1, set passwordEncoding: latin-1 for this client',
  'latin-1': 'sends a password that is no ISO 8859-1 text, as passwordEncoding: latin-1 says of this client',
}

/** Answers a packet that was held back before, and tells nothing of who has to wait now. */
const throttled = { outcome: 'reject', reason: 'throttled', retryAfter: 1000 } as const

function isThrottled(outcome: LoginOutcome): boolean {
  return outcome.outcome === 'reject' && outcome.reason === 'throttled'
}

/**
 * How long the NAS waits for this answer. After a retransmission it waits at least as long as it did before it (RFC 5080
 * section 2.2.1), and may not send another; a tenth is left for the way.
 */
function patienceOf({ sinceLastCopy }: Exchange, deadline: number): number {
  return sinceLastCopy === null ? deadline : Math.min(deadline, 0.9 * sinceLastCopy)
}

function toAttempt(
  { nas, proof, from }: Exchange,
  request: LoginRequest,
  packet: LoginPacket,
  deadline: number,
): LoginAttempt {
  return loginAttempt({
    login: request.login,
    typed: request.typed,
    challengeState: request.challengeState,
    rule: nas.rule,
    door: 'radius',
    askedBy: nas.name,
    from: addressOf(from),
    source: request.source,
    place: 'caller',
    packet,
    authentic: proof === 'valid',
    deadline,
  })
}

function addressOf({ address, port }: DatagramSource): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

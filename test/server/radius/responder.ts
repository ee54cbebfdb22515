import type { User } from '../../../adapters/user-store.ts'
import type {
  Authenticate,
  LoginAttempt,
  LoginOutcome,
  LoginRule,
} from '../../../server/authentication/login-attempt.ts'
import type { Decision } from '../../../server/authentication/login-observer.ts'
import { createMetrics } from '../../../server/compose/metrics.ts'
import { createDatagramHandler } from '../../../server/radius/datagrams.ts'
import { createDuplicates } from '../../../server/radius/duplicates.ts'
import type { DatagramSource } from '../../../server/radius/exchange.ts'
import { createNasTable, type NasOptions } from '../../../server/radius/nas-table.ts'
import { createUnknownClients } from '../../../server/radius/unknown-clients.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'
import { sharedSecret } from './packets.ts'

export const append: LoginRule = { secondFactor: 'append', separator: '', allow: { groups: [], roles: [] } }

export const officePbx: NasOptions = {
  name: 'office-pbx',
  address: '127.0.0.1',
  sharedSecret,
  rule: append,
  requireMessageAuthenticator: true,
  limitProxyState: true,
  passwordEncoding: 'utf-8',
  replies: [],
}

export const alice: User = {
  id: '1',
  name: 'alice',
  ...ordinary,
}

export const accept: LoginOutcome = {
  outcome: 'accept',
  user: alice,
  userKey: 'local:1',
  factors: ['password', 'totp'],
  deviceCookie: null,
  browserCookie: null,
  invitation: null,
}
/** The code is asked for; the state is to be filled in. */
export const challenged = {
  outcome: 'challenge',
  challengeState: 'x',
  expiresAt: 1_700_000_300_000,
  user: alice,
  userKey: 'local:1',
  factors: ['totp'],
  digits: 6,
  codeLengths: [6],
  codesLeft: 5,
  retry: null,
  retryAfter: 0,
} as const satisfies LoginOutcome
export const wrongPassword: LoginOutcome = { outcome: 'reject', reason: 'password-wrong', retryAfter: 0 }

export interface TestResponderOptions {
  readonly nases?: readonly NasOptions[]
  readonly authenticate?: Authenticate
  readonly whenUnavailable?: 'silence' | 'reject'
  readonly deadline?: number
}

/** The RADIUS responder without its sockets, before an `authenticate` that says yes unless the test has its own. */
export function createTestResponder(options: TestResponderOptions = {}) {
  const attempts: LoginAttempt[] = []
  const decisions: Decision[] = []
  const lines: { fields: Record<string, unknown>; message: string }[] = []
  const metrics = createMetrics()
  const duplicates = createDuplicates()
  const state = { now: 1_700_000_000_000, table: createNasTable(options.nases ?? [officePbx]) }
  const log = (fields: object, message: string) => lines.push({ fields: { ...fields }, message })
  const handler = createDatagramHandler({
    nasTable: () => state.table,
    unknownClients: createUnknownClients({ warn: log }, () => state.now),
    authenticate: (attempt) => {
      attempts.push(attempt)
      return options.authenticate === undefined ? Promise.resolve(accept) : options.authenticate(attempt)
    },
    duplicates,
    metrics: metrics.radius,
    log: { warn: log, error: log },
    onDecided: (decision) => decisions.push(decision),
    clock: () => state.now,
    deadline: options.deadline ?? 4000,
    whenUnavailable: options.whenUnavailable ?? 'silence',
  })
  const nas: DatagramSource = { address: '127.0.0.1', port: 40_000 }

  return {
    attempts,
    /** Told of by the listener itself. */
    decisions,
    lines,
    metrics,
    duplicates,
    state,
    idle: handler.idle,
    receiveWith(datagram: Buffer, onReply: (reply: Buffer) => void): void {
      handler.receive(datagram, nas, onReply)
    },
    /** Replies as they come. */
    receive(datagram: Buffer, from: DatagramSource = nas): Buffer[] {
      const replies: Buffer[] = []
      handler.receive(datagram, from, (reply) => replies.push(reply))
      return replies
    },
    /** The one reply, or null when there is none after everything has come to an end. */
    async ask(datagram: Buffer, from: DatagramSource = nas): Promise<Buffer | null> {
      const replies = this.receive(datagram, from)
      await handler.idle()
      if (replies.length > 1) throw new Error('more than one reply')
      return replies[0] ?? null
    },
    /** `outcome reason` of everything counted so far. */
    counted(): string[] {
      return metrics
        .radiusRequests()
        .flatMap(({ outcome, reason, count }) => Array<string>(count).fill(`${outcome} ${reason}`.trim()))
    },
  }
}

/** A promise and what settles it. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

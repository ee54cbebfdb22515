import type { FileUserStore } from '../adapters/file/user-store.ts'
import type { HashingQueue } from '../adapters/passwords/hashing-queue.ts'
import type { UserStoreExamination } from '../adapters/user-store.ts'
import type { AuditFile } from './audit/audit-file.ts'
import type { Authenticate } from './authentication/login-attempt.ts'
import type { Config, ConfigFault } from './config/load-config.ts'
import type { Room } from './disk/room.ts'
import type { Enrolments } from './enrolment/enrolments.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import type { Post } from './mail/mailer.ts'
import type { Outbox } from './mail/outbox.ts'
import type { EmailCodes } from './notifications/email-codes.ts'
import type { EnrolmentMail } from './notifications/enrolment-mail.ts'
import type { ResetByMail } from './notifications/reset-by-mail.ts'
import type { RadiusMetrics } from './radius/radius-log.ts'
import type { StateStore } from './state/contract/state-store.ts'
import type { StateCopy } from './state/copy-state.ts'
import type { AssertionKeys } from './state/keys/assertion-keys.ts'
import type { MasterKeys } from './state/keys/master-keys.ts'
import type { Sealing } from './state/keys/sealing.ts'
import type { UserDirectory } from './users/directory.ts'

/** Everything behind the doors, opened under the data folder's lock; what a command works on. */
export interface Service {
  readonly config: Config
  readonly users: UserDirectory
  /** The file user store that `ringlock user` manages; null when none is configured. */
  readonly fileUsers: FileUserStore | null
  readonly state: StateStore
  readonly sealing: Sealing
  readonly masterKeys: MasterKeys
  /** null: no HTTP door is configured, which alone signs with them. */
  readonly assertionKeys: AssertionKeys | null
  readonly enrolments: Enrolments
  readonly authenticate: Authenticate
  /** Where mail is handed over; null: no mail is configured. */
  readonly post: Post | null
  /** What is done through a mail; null as `post` is. */
  readonly mailed: Mailed | null
  /** Of a service that is only tried out: what it would have mailed. null: mail is sent, or none is configured. */
  readonly outbox: Pick<Outbox, 'mails'> | null
  /** How long passwords wait for a processor. */
  readonly hashing: Pick<HashingQueue, 'concurrency' | 'running' | 'waiting'>
  readonly audit: AuditFile
  /** On the data folder's disk. */
  readonly room: Room
  readonly metrics: ServiceMetrics
  readonly log: Log
  /** The time that every decision is made by. */
  readonly clock: Clock
  /** What was made or noticed on the way: a data folder, a master key. One line each. */
  readonly notices: readonly string[]
  /** What is wrong and did not stop the start: an audit trail that was altered, a backup that was put back. One line each. */
  readonly warnings: readonly string[]
  /** The policy in force. */
  policy(): Config['policy']
  /** Shown in apps above the code. */
  readonly issuer: string
  /** Puts another policy in force (SIGHUP). */
  usePolicy(policy: Config['policy']): void
  close(): Promise<void>
}

/** What listeners count, and what is read of it. */
export interface ServiceMetrics {
  /** In the Prometheus text format, by `registry.metrics()`. */
  readonly registry: { metrics(): Promise<string>; readonly contentType: string }
  readonly radius: RadiusMetrics
  readonly http: {
    /** @param milliseconds - from its first byte to the end of its answer */
    count(method: string, status: number, milliseconds: number): void
  }
}

export interface Mailed {
  readonly emailCodes: EmailCodes
  readonly resets: ResetByMail
  readonly enrolmentMail: EnrolmentMail
}

/** The doors of a running service. */
export interface Doors {
  /** Where the RADIUS door listens, `127.0.0.1:1812` or `[::1]:1812`. */
  readonly radius: readonly string[]
  /** Where the HTTP door listens, `http://127.0.0.1:8080`; null: there is none. */
  readonly http: string | null
  /** Puts other NASes and another policy in force, without dropping a packet. */
  reload(config: Config): void
  /** Answers what was accepted, then closes. */
  close(): Promise<void>
}

/** @param given - an outbox keeps what would be mailed; the clock is the system's unless another one is given */
export type OpenService = (
  config: Config,
  given?: { readonly outbox?: Outbox | null; readonly clock?: Clock },
) => Promise<Service>
export type OpenDoors = (service: Service) => Promise<Doors>

export const stateStoreKinds = [
  'lowdb',
  'postgres',
] as const satisfies readonly Config['stateStore']['kind'][]

export interface StateCopyDirection {
  readonly from: (typeof stateStoreKinds)[number]
  readonly to: (typeof stateStoreKinds)[number]
}

/** `no-database`: none is configured. */
export type StateCopyResult = StateCopy | { readonly result: 'no-database' }

/** Takes the state from one store to another, while no service runs. */
export type CopyState = (
  config: Config,
  direction: StateCopyDirection,
  onNotice: (message: string) => void,
) => Promise<StateCopyResult>

export interface ExaminedUserStore {
  readonly name: string
  /** What was found, or in words why the store cannot be asked. */
  readonly found: UserStoreExamination | string
}

/** What a configuration gets wrong beyond what its file says, without opening anything. */
export type CheckConfig = (config: Config) => Promise<readonly ConfigFault[]>

/** In words why the state store cannot be asked; null: it can, or it is made with the data folder. Makes nothing. */
export type ExamineStateStore = (stateStore: Config['stateStore']) => Promise<string | null>

/** Looks into the user stores that are not ours, without a service and without making anything. */
export type ExamineUserStores = (config: Config) => Promise<readonly ExaminedUserStore[]>

import type { FileUserStore } from '../adapters/file/user-store.ts'
import type { HashingQueue } from '../adapters/passwords/hashing-queue.ts'
import type { UserStoreExamination } from '../adapters/user-store.ts'
import type { AuditFile } from './audit/audit-file.ts'
import type { Authenticate } from './authentication/login-attempt.ts'
import type { BackupHeader } from './backup/format.ts'
import type { BackupReading } from './backup/read-backup.ts'
import type { BackupSummary } from './backup/write-backup.ts'
import type { Branding } from './branding/branding.ts'
import type { Config, ConfigFault } from './config/load-config.ts'
import type { Room } from './disk/room.ts'
import type { Enrolments } from './enrolment/enrolments.ts'
import type { Clock } from './lib/clock.ts'
import type { Log } from './lib/log.ts'
import type { Mailer } from './mail/mailer.ts'
import type { Outbox } from './mail/outbox.ts'
import type { ModuleStanding } from './modules/ask-module.ts'
import type { EmailCodes } from './notifications/email-codes.ts'
import type { EnrolmentMail } from './notifications/enrolment-mail.ts'
import type { ResetByMail } from './notifications/reset-by-mail.ts'
import type { OnDecided, RadiusMetrics } from './radius/radius-log.ts'
import type { UnknownClients } from './radius/unknown-clients.ts'
import type { StateStore } from './state/contract/state-store.ts'
import type { StateCopy } from './state/copy-state.ts'
import type { AssertionKeys } from './state/keys/assertion-keys.ts'
import type { MasterKeys } from './state/keys/master-keys.ts'
import type { Sealing } from './state/keys/sealing.ts'
import type { UserDirectory } from './users/directory.ts'

/** Everything that the listeners and commands use, opened under the lock of the data folder. */
export interface Service {
  readonly config: Config
  readonly users: UserDirectory
  /** The file user store that `ringlock user` manages; null: none is configured. */
  readonly fileUsers: FileUserStore | null
  readonly state: StateStore
  readonly sealing: Sealing
  readonly masterKeys: MasterKeys
  /** null: HTTP is not configured, and nothing else signs with them. */
  readonly assertionKeys: AssertionKeys | null
  readonly enrolments: Enrolments
  readonly authenticate: Authenticate
  /** Logs and counts what a listener answered itself, without asking `authenticate`. */
  readonly onDecided: OnDecided
  /** Senders of RADIUS packets that are not configured. */
  readonly unknownClients: UnknownClients
  /** null: mail is not configured. */
  readonly mailer: Mailer | null
  /** What is done by mail; null where `mailer` is. */
  readonly notifications: Notifications | null
  /** The mails that a demo would have sent; null: mail is really sent, or none is configured. */
  readonly outbox: Pick<Outbox, 'mails'> | null
  /** The queue of passwords that wait for a processor. */
  readonly hashing: Pick<HashingQueue, 'concurrency' | 'running' | 'waiting'>
  readonly audit: AuditFile
  /** Writes a backup, piece by piece, while the service goes on. Rejects with ChangedMeanwhileError. */
  backup(write: (piece: string) => Promise<void>): Promise<BackupSummary>
  /** Free space of the data folder's disk. */
  readonly room: Room
  readonly metrics: ServiceMetrics
  readonly log: Log
  /** The clock of every decision. */
  readonly clock: Clock
  /** What was created or noticed during the start, such as a data folder or a master key. One line each. */
  readonly notices: readonly string[]
  /** Problems that did not stop the start, such as an altered audit log or a restored backup. One line each. */
  readonly warnings: readonly string[]
  /** The policy in force. */
  policy(): Config['policy']
  /** What users see of whose service this is. */
  readonly branding: Branding
  /** Applies another policy (SIGHUP). */
  usePolicy(policy: Config['policy']): void
  close(): Promise<void>
}

/** Counters of the listeners, and their export. */
export interface ServiceMetrics {
  /** In the Prometheus text format, by `registry.metrics()`. */
  readonly registry: { metrics(): Promise<string>; readonly contentType: string }
  readonly radius: RadiusMetrics
  readonly http: {
    /** @param milliseconds - from the first byte of the request to the end of its answer */
    count(method: string, status: number, milliseconds: number): void
  }
  /** Exports how the modules in PBXs stand; called once, where there are any to be asked. */
  watchModules(standings: () => readonly ModuleStanding[]): void
}

export interface Notifications {
  readonly emailCodes: EmailCodes
  readonly resets: ResetByMail
  readonly enrolmentMail: EnrolmentMail
}

/** The listeners of a running service. */
export interface Listeners {
  /** Addresses of the RADIUS listener, `127.0.0.1:1812` or `[::1]:1812`. */
  readonly radius: readonly string[]
  /** URL of the HTTP listener, `http://127.0.0.1:8080`; null: there is none. */
  readonly http: string | null
  /** Applies other NASes, another policy and other keys of TLS without dropping a packet or a connection. */
  reload(config: Config): Promise<void>
  /** Answers accepted requests, then closes. */
  close(): Promise<void>
}

/** @param given - an outbox keeps mails instead of sending them; without a clock it is the system's */
export type OpenService = (
  config: Config,
  given?: { readonly outbox?: Outbox | null; readonly clock?: Clock },
) => Promise<Service>
export type OpenListeners = (service: Service) => Promise<Listeners>

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

/** Copies the state from one store to the other, while no service runs. */
export type CopyState = (
  config: Config,
  direction: StateCopyDirection,
  onNotice: (message: string) => void,
) => Promise<StateCopyResult>

export interface RestoreRequest {
  /** A backup. */
  readonly file: string
  /** Master keys that may be needed, beside those of the data folder and the environment. */
  readonly keys: readonly Uint8Array[]
  /** Puts what is there aside; otherwise the place must be empty. */
  readonly replace: boolean
  /** Only verifies the backup. */
  readonly checkOnly: boolean
}

export type RestoreResult =
  | Exclude<BackupReading, { readonly result: 'whole' }>
  /** Its checksum is right, but it was not made with the master key that it names. */
  | { readonly result: 'altered' }
  | { readonly result: 'no-key'; readonly keyId: string }
  /** @property why - of {@link MasterKeyError} */
  | { readonly result: 'wrong-key'; readonly why: string }
  | { readonly result: 'not-empty'; readonly what: readonly string[] }
  /** Another service works on the database. */
  | { readonly result: 'in-use' }
  | { readonly result: 'checked'; readonly header: BackupHeader; readonly users: number }
  | {
      readonly result: 'restored'
      readonly header: BackupHeader
      /** Users with a second factor. */
      readonly users: number
      /** Name of what keeps the former state; null: there was none. */
      readonly aside: string | null
      /** User stores of the backup that are not configured; their users were left out. */
      readonly leftOut: readonly string[]
    }

/** Puts a backup back, while no service runs. Rejects with LockedError; then, and after any other fault, nothing was changed. */
export type RestoreBackup = (config: Config, request: RestoreRequest) => Promise<RestoreResult>

export interface ExaminedUserStore {
  readonly name: string
  /** What was found, or why the store cannot be queried. */
  readonly found: UserStoreExamination | string
}

/** Faults of a configuration that its file alone does not show, found without opening anything. */
export type CheckConfig = (config: Config) => Promise<readonly ConfigFault[]>

/** Why the state store cannot be queried; null: it can, or it is created with the data folder. Creates nothing. */
export type ExamineStateStore = (stateStore: Config['stateStore']) => Promise<string | null>

/** Queries the user stores that Ringlock does not own, without a service and without creating anything. */
export type ExamineUserStores = (config: Config) => Promise<readonly ExaminedUserStore[]>

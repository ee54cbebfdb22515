import type { Readable, Writable } from 'node:stream'
import type { Clock } from '../lib/clock.ts'
import type {
  CheckConfig,
  CopyState,
  ExamineStateStore,
  ExamineUserStores,
  OpenListeners,
  OpenService,
  RestoreBackup,
} from '../service.ts'

/** The outside world of a command; main.ts provides it. */
export interface CommandContext extends Terminal {
  readonly openService: OpenService
  readonly openListeners: OpenListeners
  readonly copyState: CopyState
  readonly restoreBackup: RestoreBackup
  readonly checkConfig: CheckConfig
  readonly examineStateStore: ExamineStateStore
  readonly examineUserStores: ExamineUserStores
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  /** For the result. */
  readonly stdout: Screen
  /** For questions, refusals, faults and notices. */
  readonly stderr: Screen
}

export type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** 0: done; 1: refused or failed; 2: the command line or the configuration is wrong. */
export type ExitCode = 0 | 1 | 2

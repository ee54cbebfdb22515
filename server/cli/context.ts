import type { Readable, Writable } from 'node:stream'
import type { Clock } from '../lib/clock.ts'
import type {
  CheckConfig,
  CopyState,
  ExamineStateStore,
  ExamineUserStores,
  OpenDoors,
  OpenService,
} from '../service.ts'

/** What a command may use of the world; main.ts hands it in. */
export interface CommandContext extends Terminal {
  readonly openService: OpenService
  readonly openDoors: OpenDoors
  readonly copyState: CopyState
  readonly checkConfig: CheckConfig
  readonly examineStateStore: ExamineStateStore
  readonly examineUserStores: ExamineUserStores
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  /** What a command answers. */
  readonly stdout: Screen
  /** Questions, refusals, faults and notices. */
  readonly stderr: Screen
}

export type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** 0: done; 1: refused, or it could not be done; 2: the command line or the configuration is wrong. */
export type ExitCode = 0 | 1 | 2

import type { Config } from './config/model.ts'

export {
  ConfigError,
  type ConfigFault,
  type ConfigPlace,
  type ConfigWarning,
  placeText,
} from './config/faults.ts'
export type * from './config/model.ts'

export interface ConfigSources {
  /** Where `secretEnv` and the like look. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Reads ringlock.yaml. Rejects with ConfigError, which holds every fault of the file at once. */
export async function loadConfig(_file: string, _sources: ConfigSources): Promise<Config> {
  throw new Error('unfinished')
}

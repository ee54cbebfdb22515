import { access } from 'node:fs/promises'
import { CommandError } from './command-error.ts'

export const configVariable = 'RINGLOCK_CONFIG'
export const configFiles = ['./ringlock.yaml', '/etc/ringlock/ringlock.yaml'] as const

export interface FoundConfig {
  readonly file: string
  /** Whether it is not where a command is usually run: then people are told which file it is. */
  readonly isElsewhere: boolean
}

/**
 * The configuration that is used where `--config` names none. null: there is none.
 *
 * @param files - where to look when the variable is not set, the first one that exists is used
 */
export async function findConfig(
  env: Readonly<Record<string, string | undefined>>,
  files: readonly string[] = configFiles,
): Promise<FoundConfig | null> {
  const named = env[configVariable]
  // A file that the variable names is used even if it is missing, and its absence is reported: another one would surprise.
  if (named !== undefined && named !== '') return { file: named, isElsewhere: true }
  for (const [index, file] of files.entries()) {
    if (await exists(file)) return { file: file.replace(/^\.\//, ''), isElsewhere: index > 0 }
  }
  return null
}

export function noConfig(): CommandError {
  const places = configFiles.join(', ')
  return new CommandError(
    `There is no configuration: ${configVariable} is not set, and these files do not exist: ${places}. ` +
      '"ringlock init DIR" writes one; --config names one.',
    2,
  )
}

/** A file that this account cannot reach exists: reading it says what is wrong. */
function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  )
}

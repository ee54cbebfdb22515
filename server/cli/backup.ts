import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Config } from '../config/load-config.ts'
import { type Answer, done } from '../control/operation.ts'
import { createNewFile } from './backup-file.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { CommandContext } from './context.ts'
import { passphraseOf } from './key-passphrase.ts'
import { performWith } from './perform.ts'
import { createProgress } from './progress.ts'
import { showAnswer } from './show-answer.ts'

const help = `
FILE has the state (from the data folder or PostgreSQL), the users of file stores and the audit trail, with a checksum. The
service may run; logins go on. It has neither the master key, without which nothing opens, nor ringlock.yaml: keep both apart
from it. --key writes the master key to a file of its own, sealed with a passphrase of 12 characters or more. Both files
are open to their owner alone.

"ringlock restore FILE --check" verifies a backup; "ringlock restore FILE" puts it back.`

interface Options {
  readonly key?: string
  readonly passphraseFile?: string
  readonly overwrite?: boolean
}

export interface MadeBackup {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly keyId: string
  /** The sealed master key; null: none was asked for. */
  readonly keyFile: string | null
}

export function addBackup(program: Command, { context, runs }: CommandLine): void {
  program
    .command('backup <file>')
    .description('write a backup of everything but the master key, also while the service runs')
    .option('--key <file>', 'also write the master key there, sealed with a passphrase')
    .option('--passphrase-file <file>', 'its first line is that passphrase; otherwise it is asked for')
    .option('--overwrite', 'replace files that are there already')
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(
      runs(async (file: string, _: unknown, command: Command) => {
        const { config: configFile, json, ...options } = optionsOf<Options>(command)
        const { loadConfig } = await import('../config/load-config.ts')
        const config = await loadConfig(configFile, context)
        return showAnswer(await makeBackup(file, config, options, context), context, { json })
      }),
    )
}

async function makeBackup(
  file: string,
  config: Config,
  { key, passphraseFile, overwrite = false }: Options,
  context: CommandContext,
): Promise<Answer<MadeBackup>> {
  if (key === undefined && passphraseFile !== undefined) {
    throw new CommandError('--passphrase-file goes with --key.', 2)
  }
  if (key !== undefined && resolve(key) === resolve(file)) {
    throw new CommandError('--key needs a file of its own, to be kept apart from the backup.', 2)
  }
  const sealedKey = key === undefined ? null : await sealedKeyOf(config, passphraseFile, context)
  const backup = await createNewFile(file, { overwrite, compressed: true })
  const progress = createProgress(context)
  try {
    let characters = 0
    const answer = await performWith(config, 'backup', null, context, null, async (message) => {
      if (!('piece' in message)) return
      await backup.write(message.piece)
      characters += message.piece.length
      progress.show({ doing: 'Backing up', done: characters, of: null, unit: 'bytes' })
    })
    if (!answer.done) {
      await backup.discard()
      return answer
    }
    const { sha256, keyId } = answer.data
    if (sealedKey !== null && key !== undefined) await writeKey(key, sealedKey, overwrite)
    const bytes = await backup.complete()
    const took = progress.end()
    const apart =
      key === undefined
        ? `Keep the master key ${keyId} apart from it: nothing opens without it.`
        : `${key} has the master key, sealed with the passphrase: keep it apart from the backup.`
    return done(`${file} is written (${sized(bytes)}${took}). ${apart}`, {
      ...{ file, bytes, sha256, keyId },
      keyFile: key ?? null,
    })
  } catch (error) {
    await backup.discard()
    throw error
  } finally {
    progress.end()
  }
}

/** A line for each master key: during a rotation there are two. */
async function sealedKeyOf(
  { dataDir }: Config,
  passphraseFile: string | undefined,
  context: CommandContext,
): Promise<string> {
  const [{ masterKeysOf }, { sealKey }] = await Promise.all([
    import('../state/keys/master-key-source.ts'),
    import('../backup/sealed-key.ts'),
  ])
  const keys = await masterKeysOf(dataDir, context.env)
  if (keys.length === 0)
    throw new CommandError(`There is no master key in ${dataDir}, and none in the environment.`)
  const passphrase = await passphraseOf(passphraseFile, context, { isNew: true })
  const lines = await Promise.all(keys.map((key) => sealKey(key, passphrase)))
  return lines.map((line) => `${line}\n`).join('')
}

async function writeKey(file: string, text: string, overwrite: boolean): Promise<void> {
  const created = await createNewFile(file, { overwrite, compressed: false })
  try {
    await created.write(text)
    await created.complete()
  } catch (error) {
    await created.discard()
    throw error
  }
}

function sized(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

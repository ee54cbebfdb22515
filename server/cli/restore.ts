import type { Command } from 'commander'
import type { Config } from '../config/load-config.ts'
import { type Answer, done, refused } from '../control/operation.ts'
import { counted } from '../lib/counted.ts'
import type { RestoreResult } from '../service.ts'
import { describeHold } from '../state/describe-hold.ts'
import { isHeld } from '../state/store-facts.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { CommandContext } from './context.ts'
import { passphraseOf } from './key-passphrase.ts'
import { type Progress, withProgress } from './progress.ts'
import { readTextFile } from './read-text-file.ts'
import { showAnswer } from './show-answer.ts'

const help = `
Stop the service first. The backup is verified to its end before anything is changed. It goes into an empty data folder (and an
empty database); --replace puts what is there aside, and says where.

The master key is the one in the data folder or in RINGLOCK_MASTER_KEY, or --key FILE, which "ringlock backup --key" wrote.

Afterwards every code is refused for some minutes, because it may have been used since the backup; then codes work again by
themselves, and the command says when. Recovery codes of before are held back until their owners make new ones, and trusted
browsers are asked for a code once.`

interface Options {
  readonly key?: string
  readonly passphraseFile?: string
  readonly replace?: boolean
  readonly check?: boolean
}

export interface Restored {
  /** When the backup was made, ISO 8601. */
  readonly madeAt: string
  readonly users: number
  readonly aside: string | null
  /** ISO 8601; null: no user has a code. */
  readonly codesWorkAgainAt: string | null
}

export function addRestore(program: Command, { context, runs }: CommandLine): void {
  program
    .command('restore <file>')
    .description('verify a backup and put it back, while the service is stopped')
    .option('--check', 'only verify it')
    .option('--replace', 'put aside what is there')
    .option('--key <file>', 'the sealed master key that belongs to the backup')
    .option('--passphrase-file <file>', 'its first line opens the key; otherwise it is asked for')
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(
      runs(async (file: string, _: unknown, command: Command) => {
        const { config: configFile, json, ...options } = optionsOf<Options>(command)
        const { loadConfig } = await import('../config/load-config.ts')
        const config = await loadConfig(configFile, context)
        const answer = await withProgress(context, (progress) =>
          restore(file, config, options, context, progress),
        )
        return showAnswer<unknown>(answer, context, { json })
      }),
    )
}

async function restore(
  file: string,
  config: Config,
  { key, passphraseFile, replace = false, check = false }: Options,
  context: CommandContext,
  progress: Progress,
): Promise<Answer<unknown>> {
  const keys = key === undefined ? [] : await keysOf(key, passphraseFile, context)
  progress.show({ doing: check ? 'Verifying' : 'Verifying and putting back', done: 0, of: null })
  const result = await context
    .restoreBackup(config, { file, keys, replace, checkOnly: check })
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && error.path === file) throw new CommandError(`${file} does not exist.`, 2)
      throw error
    })
  return result.result === 'restored' ? sayRestored(file, config, result, context) : answerTo(file, result)
}

async function keysOf(file: string, passphraseFile: string | undefined, context: CommandContext) {
  const { openKey } = await import('../backup/sealed-key.ts')
  const text = (await readTextFile(file)).trim()
  const passphrase = await passphraseOf(passphraseFile, context, { isNew: false })
  return Promise.all(
    text.split('\n').map(async (line) => {
      const key = await openKey(line, passphrase)
      if (key === 'not-sealed')
        throw new CommandError(`${file} is no key that "ringlock backup --key" wrote.`, 2)
      if (key === 'wrong')
        throw new CommandError(`${file} does not open: another passphrase, or it was altered.`)
      return key
    }),
  )
}

type Refused = Exclude<RestoreResult, { readonly result: 'restored' }>

const unchanged = 'Nothing was changed.'

function answerTo(file: string, result: Refused): Answer<unknown> {
  switch (result.result) {
    case 'checked': {
      const { madeAt, madeBy, keyId } = result.header
      const of = `made at ${madeAt} by ringlock ${madeBy}`
      return done(
        `${file} is whole and opens: ${of}, ${counted(result.users, 'user')} with a second factor, master key ${keyId}.`,
        { madeAt, madeBy, keyId, users: result.users },
      )
    }
    case 'damaged':
      return refused('damaged', `${file} is damaged: ${result.why}. ${unchanged}`)
    case 'other-version':
      return refused(
        'other-version',
        `${file} has version ${result.version} of the form of backups, from ringlock ${result.madeBy}; this one knows 1. ${unchanged}`,
      )
    case 'altered':
      return refused('altered', `${file} was altered after it was made: its MAC is wrong. ${unchanged}`)
    case 'no-key':
      return refused(
        'no-key',
        `${file} is sealed with the master key ${result.keyId}, which is not here: put it into the data folder as master.key, or name the sealed one with --key. ${unchanged}`,
      )
    case 'wrong-key':
      return refused('wrong-key', `${result.why}. ${unchanged}`.replace('..', '.'))
    case 'not-empty':
      return refused(
        'not-empty',
        `There is something already: ${result.what.join(', ')}. --replace puts it aside. ${unchanged}`,
      )
    case 'in-use':
      return refused('in-use', `Another service works on the database; stop it first. ${unchanged}`)
  }
}

/** Opens what was restored, as the next start would, to say when codes work again. */
async function sayRestored(
  file: string,
  config: Config,
  { header: { madeAt }, users, aside, leftOut }: Extract<RestoreResult, { readonly result: 'restored' }>,
  { openService, stderr, clock }: CommandContext,
): Promise<Answer<Restored>> {
  const service = await openService({ ...config, logLevel: 'error' })
  try {
    for (const warning of service.warnings) stderr.write(`${warning}\n`)
    for (const store of leftOut) {
      stderr.write(`The users of ${store} were left out: no user store of kind file has this name.\n`)
    }
    await service.audit.record({
      event: 'state.restored',
      outcome: 'done',
      reason: `backup of ${madeAt}`,
      door: 'cli',
    })
    const { hold } = service.state.standing()
    const held = isHeld(hold, clock()) ? hold : null
    const where = aside === null ? '' : ` What was there is kept as ${aside}.`
    const codes = held === null ? '' : ` ${capital(describeHold(held))}.`
    const line = `${file} of ${madeAt} is put back: ${counted(users, 'user')} with a second factor.${where}${codes}`
    return done(line, {
      ...{ madeAt, users, aside },
      codesWorkAgainAt: held === null ? null : new Date(held.until).toISOString(),
    })
  } finally {
    await service.close()
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

import { basename, dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { ImportedRow, ImportSetupsRequest } from '../control/import-setups.ts'
import { refused } from '../control/operation.ts'
import { isFault } from '../enrolment/import/hardware-files/hardware-file.ts'
import { readMigrationSetups } from '../enrolment/import/setup-files/migration-setups.ts'
import type { SetupFile, SetupRow } from '../enrolment/import/setup-files/setup-file.ts'
import { readCsvSetups, readLibpamSetup } from '../enrolment/import/setup-files/setup-file.ts'
import { formatTotpSecret } from '../login/totp.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { readTextFile } from './read-text-file.ts'
import { showAnswer } from './show-answer.ts'
import { table } from './terminal.ts'

interface Options {
  readonly write?: boolean
  readonly store?: string
  readonly user: readonly string[]
}

const help = `
KIND says where the second factors are now:
  fusionpbx, issabel      in the PBX's own database, as its user store reads it
  otpauth-migration FILE  in Google Authenticator: FILE holds the texts of its export QR codes, one a line
  libpam FILE...          in .google_authenticator files; each belongs to the user its folder is named for, or
                          write NAME=FILE
  csv FILE                in a table whose first line names its columns: user, secret, and where codes are not
                          the usual ones algorithm, digits, period

Without --write nothing changes, and you see what would. If one row is faulty, no user is imported. Users who have a
second factor here already keep it.`

export function addImport(program: Command, { context, runs }: CommandLine): void {
  program
    .command('import <kind> [files...]')
    .description('take over second factors that users have elsewhere; a dry run first')
    .option('--write', 'do it; otherwise it is a dry run')
    .option('--store <name>', 'the user store to read, where there are several of that kind')
    .addOption(
      new Option('--user <label=name>', 'who is meant by a name in the file, as often as needed')
        .default([], 'none')
        .argParser((pair: string, pairs: string[]) => [...pairs, pair]),
    )
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(
      runs(async (kind: string, files: readonly string[], _: unknown, command: Command) => {
        const { config, json, write, store, user } = optionsOf<Options>(command)
        const names = namesOf(user)
        const source = await sourceOf(kind, files, store ?? null)
        if ('fault' in source) return showAnswer(refused('unreadable', source.fault), context, { json })
        const request = { source: renamed(source, names), write: write ?? false }
        return showAnswer(await perform('import', request, config, context), context, {
          json,
          details: ({ rows }) =>
            rows.length === 0
              ? ''
              : `${table(
                  ['USER', 'FROM', ''],
                  rows.map(({ user, at, outcome }) => [user ?? '', at, said[outcome]]),
                )}\n`,
        })
      }),
    )
}

const said = { new: 'new', enrolled: 'has one already' } as const

type Source = ImportSetupsRequest['source']

async function sourceOf(
  kind: string,
  files: readonly string[],
  store: string | null,
): Promise<Source | { readonly fault: string }> {
  if (kind === 'fusionpbx' || kind === 'issabel') {
    if (files.length > 0) throw new CommandError(`import ${kind} reads the user store, and no file.`, 2)
    return { kind, store }
  }
  const [file, ...more] = files
  if (file === undefined) throw new CommandError(`Say which file to import.`, 2)
  if (kind === 'libpam') return { rows: (await Promise.all(files.map(readLibpamFile))).map(asJson) }
  const read = readers[kind as keyof typeof readers]
  if (!Object.hasOwn(readers, kind) || read === undefined) {
    throw new CommandError(
      `Nothing can be imported from ${kind}; "ringlock import --help" says from what.`,
      2,
    )
  }
  if (more.length > 0) throw new CommandError(`import ${kind} takes one file.`, 2)
  const setups = read(await readTextFile(file))
  return setups.result === 'unreadable' ? setups : { rows: setups.rows.map(asJson) }
}

const readers: Readonly<Record<'csv' | 'otpauth-migration', (text: string) => SetupFile>> = {
  csv: readCsvSetups,
  'otpauth-migration': readMigrationSetups,
}

async function readLibpamFile(argument: string): Promise<SetupRow> {
  const [, user = null, file = argument] = /^([^=/]+)=(.+)$/.exec(argument) ?? []
  return {
    at: file,
    user: user ?? basename(dirname(resolve(file))),
    setup: readLibpamSetup(await readTextFile(file)),
  }
}

function asJson({ at, user, setup }: SetupRow): ImportedRow {
  if (isFault(setup)) return { at, user, setup }
  return { at, user, setup: { ...setup, totpSecret: formatTotpSecret(setup.totpSecret) } }
}

function namesOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=')
      if (at < 1 || at === pair.length - 1) throw new CommandError(`--user ${pair}: expected LABEL=NAME.`, 2)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function renamed(source: Source, names: ReadonlyMap<string, string>): Source {
  if (!('rows' in source)) return source
  return { rows: source.rows.map((row) => ({ ...row, user: names.get(row.user ?? '') ?? row.user })) }
}

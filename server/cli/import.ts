import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { ImportedRow, ImportSetupsRequest } from '../control/import-setups.ts'
import { refused } from '../control/operation.ts'
import { isFault } from '../enrolment/import/hardware-files/hardware-file.ts'
import type { Reading, SetupRow } from '../enrolment/import/setup-files/setup-file.ts'
import {
  setupFilesOfUsers,
  setupReaders,
  type UserFileKind,
} from '../enrolment/import/setup-files/setup-readers.ts'
import { shortestExistingSecretBytes, shortestSecretBytes } from '../enrolment/totp-secret-text.ts'
import { formatTotpSecret } from '../login/totp.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import { perform } from './perform.ts'
import { withProgress } from './progress.ts'
import { readTextFile } from './read-text-file.ts'
import { showAnswer } from './show-answer.ts'
import { table } from './terminal.ts'

interface Options {
  readonly write?: boolean
  readonly store?: string
  readonly goodRowsOnly?: boolean
  readonly allowShortSecrets?: boolean
  readonly passphraseFile?: string
  readonly user: readonly string[]
}

const help = `
KIND says where the second factors are now:
  fusionpbx, issabel      in the PBX's own database, as its user store reads it
  aegis, 2fas, andotp FILE  in such an app: its backup, plain or (Aegis, 2FAS) encrypted
  otpauth FILE            in a list of otpauth:// addresses, one a line, as Aegis, FreeOTP+ and Stratum export it
  otpauth-migration FILE  in Google Authenticator: FILE holds the texts of its export QR codes, one a line
  libpam FILE...          in .google_authenticator files; each belongs to the user its folder is named for, or
                          write NAME=FILE
  multiotp FILE...        in multiOTP: users/NAME.db, or write NAME=FILE
  privacyidea FILE        in privacyIDEA: pi-tokenjanitor find export --format pskc, or csv
  pskc FILE               in hardware devices: their vendor's PSKC file (RFC 6030)
  csv FILE                in a table whose first line names its columns: user, secret, and where codes are not
                          the usual ones algorithm, digits, period; what has a serial is a hardware device. Files
                          for Entra ID and of Token2 and Deepnet are read as they come

docs/import.md says what is read of each. Without --write nothing changes, and you see what would. If one row is
faulty, no user is imported, unless --good-rows-only is given. Users who have a second factor here already keep it.`

export function addImport(program: Command, { context, runs }: CommandLine): void {
  program
    .command('import <kind> [files...]')
    .description('take over second factors that users have elsewhere; a dry run first')
    .option('--write', 'do it; otherwise it is a dry run')
    .option('--store <name>', 'the user store to read, where there are several of that kind')
    .option('--good-rows-only', 'import the good rows beside faulty ones')
    .option(
      '--allow-short-secrets',
      'take over secrets of 80 bits and more; otherwise 112 bits are the least',
    )
    .option(
      '--passphrase-file <file>',
      'its first line is the passphrase of an encrypted file, or its key in hex',
    )
    .addOption(
      new Option(
        '--user <label=name>',
        'who is meant by a name or serial number in the file, as often as needed',
      )
        .default([], 'none')
        .argParser((pair: string, pairs: string[]) => [...pairs, pair]),
    )
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(
      runs(async (kind: string, files: readonly string[], _: unknown, command: Command) => {
        const { config, json, write, store, user, ...given } = optionsOf<Options>(command)
        const { goodRowsOnly = false, allowShortSecrets = false, passphraseFile } = given
        const names = namesOf(user)
        const reading: Reading = {
          least: allowShortSecrets ? shortestExistingSecretBytes : shortestSecretBytes,
          passphrase: passphraseFile === undefined ? null : await firstLineOf(passphraseFile),
        }
        const source = await sourceOf(kind, files, store ?? null, reading)
        if ('fault' in source) return showAnswer(refused('unreadable', source.fault), context, { json })
        const request: ImportSetupsRequest = {
          source: renamed(source, names),
          write: write ?? false,
          goodRowsOnly,
          allowShortSecrets,
        }
        const answer = await withProgress(context, ({ onMessage }) =>
          perform('import', request, config, context, null, onMessage),
        )
        return showAnswer(answer, context, {
          json,
          details: ({ rows }) =>
            rows.length === 0
              ? ''
              : `${table(
                  ['USER', 'FROM', ''],
                  rows.map(({ user, at, outcome, remark }) => [
                    user ?? '',
                    at,
                    [said[outcome], remark ?? []].flat().join(': '),
                  ]),
                )}\n`,
        })
      }),
    )
}

const said = { new: 'new', enrolled: 'has one already', faulty: 'left out' } as const

async function firstLineOf(file: string): Promise<string> {
  const [line = ''] = (await readTextFile(file)).split(/\r?\n/, 1)
  if (line === '') throw new CommandError(`${file} has no passphrase in its first line.`, 2)
  return line
}

type Source = ImportSetupsRequest['source']

async function sourceOf(
  kind: string,
  files: readonly string[],
  store: string | null,
  reading: Reading,
): Promise<Source | { readonly fault: string }> {
  if (kind === 'fusionpbx' || kind === 'issabel') {
    if (files.length > 0) throw new CommandError(`import ${kind} reads the user store, and no file.`, 2)
    return { kind, store }
  }
  const [file, ...more] = files
  if (file === undefined) throw new CommandError(`Say which file to import.`, 2)
  const ofUsers = setupFilesOfUsers.get(kind)
  if (ofUsers !== undefined) {
    const rows = await Promise.all(files.map((each) => readUserFile(each, ofUsers, reading)))
    return { rows: rows.map(asJson) }
  }
  const read = setupReaders.get(kind)
  if (read === undefined) {
    throw new CommandError(
      `Nothing can be imported from ${kind}; "ringlock import --help" says from what.`,
      2,
    )
  }
  if (more.length > 0) throw new CommandError(`import ${kind} takes one file.`, 2)
  const setups = read(await readTextFile(file), reading)
  return setups.result === 'unreadable' ? setups : { rows: setups.rows.map(asJson) }
}

async function readUserFile(
  argument: string,
  { read, userOf }: UserFileKind,
  reading: Reading,
): Promise<SetupRow> {
  const [, user = null, file = argument] = /^([^=/]+)=(.+)$/.exec(argument) ?? []
  return { at: file, user: user ?? userOf(resolve(file)), ...read(await readTextFile(file), reading) }
}

function asJson({ setup, ...row }: SetupRow): ImportedRow {
  if (isFault(setup)) return { ...row, setup }
  return { ...row, setup: { ...setup, totpSecret: formatTotpSecret(setup.totpSecret) } }
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
  return {
    rows: source.rows.map((row) => ({ ...row, user: names.get(row.user ?? row.serial ?? '') ?? row.user })),
  }
}

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Enrolled, EnrolRequest } from '../control/enrol.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { Screen } from './context.ts'
import { perform } from './perform.ts'
import { qrCode } from './qr-code.ts'
import { showAnswer } from './show-answer.ts'

type Options = Pick<EnrolRequest, 'kind' | 'algorithm' | 'digits' | 'period'> & {
  readonly totpSecret?: string
  readonly another?: boolean
}

export function addEnrol(program: Command, { context, runs }: CommandLine): void {
  program
    .command('enrol <name>')
    .description('bind an authenticator to a user at once; prints its key and ten recovery codes')
    .option(
      '--totp-secret <key>',
      'base32 or hex: a key that exists already, of a hardware token or an older setup',
    )
    .addOption(oneOf('--kind <kind>', 'what shows the codes', ['app', 'hardware']))
    .addOption(oneOf('--algorithm <name>', 'how codes are made', ['SHA1', 'SHA256', 'SHA512']))
    .addOption(oneOf('--digits <count>', 'digits of a code', [6, 8]))
    .addOption(oneOf('--period <seconds>', 'how long a code is shown', [30, 60]))
    .option('--another', 'beside the authenticator that the user has')
    .addOption(jsonOption())
    .action(
      runs(async (name: string, _: unknown, command: Command) => {
        const { config, json, totpSecret, another, kind, algorithm, digits, period } =
          optionsOf<Options>(command)
        const request: EnrolRequest = {
          name,
          kind,
          algorithm,
          digits,
          period,
          totpSecret: totpSecret ?? null,
          another: another ?? false,
        }
        const answer = await perform('enrol', request, config, context)
        return showAnswer(answer, context, { json, details: (enrolled) => show(enrolled, context.stdout) })
      }),
    )
}

async function show({ uri, totpSecret, recoveryCodes }: Enrolled, stdout: Screen): Promise<string> {
  const inGroups = totpSecret.replace(/(.{4})(?=.)/g, '$1 ')
  const parts = [await qrCode(uri, stdout), `${uri}\n`, `Key to type instead of scanning: ${inGroups}\n`]
  if (recoveryCodes.length > 0) {
    parts.push(
      'Recovery codes, each good for one login without the authenticator. They are not shown again:\n' +
        recoveryCodes.map((code) => `  ${code}\n`).join(''),
    )
  }
  return parts.map((part) => (part === '' ? '' : `${part}\n`)).join('')
}

/** The first choice is the default. */
function oneOf(flags: string, description: string, choices: readonly (string | number)[]): Option {
  const texts = choices.map(String)
  return new Option(flags, `${description}: ${texts.join(', ')}`).default(choices[0]).argParser((typed) => {
    const at =
      texts.indexOf(typed.toUpperCase()) < 0 ? texts.indexOf(typed) : texts.indexOf(typed.toUpperCase())
    if (at < 0) throw new InvalidArgumentError(`Choose one of ${texts.join(', ')}.`)
    return choices[at]
  })
}

import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Enrolled, EnrolRequest } from '../control/enrol.ts'
import { isFault } from '../enrolment/import/hardware-files/hardware-file.ts'
import { readOtpauthUri } from '../enrolment/import/setup-files/otpauth-setups.ts'
import { formatTotpSecret } from '../login/totp.ts'
import { CommandError } from './command-error.ts'
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
      'base32, hex or an otpauth:// address: a key that exists already, of a hardware token or an older setup',
    )
    .addOption(oneOf('--kind <kind>', 'what shows the codes', ['app', 'hardware']))
    .addOption(oneOf('--algorithm <name>', 'how codes are made', ['SHA1', 'SHA256', 'SHA512']))
    .addOption(oneOf('--digits <count>', 'digits of a code', [6, 8]))
    .addOption(oneOf('--period <seconds>', 'how long a code is shown', [30, 60]))
    .option('--another', 'beside the authenticator that the user has')
    .addOption(jsonOption())
    .action(
      runs(async (name: string, _: unknown, command: Command) => {
        const options = optionsOf<Options>(command)
        const { config, json, totpSecret = null, another, kind, algorithm, digits, period } = options
        const typed = { totpSecret, algorithm, digits, period }
        const request: EnrolRequest = {
          name,
          kind,
          another: another ?? false,
          ...(totpSecret !== null && /^\s*otpauth/i.test(totpSecret)
            ? fromUri(totpSecret.trim(), typed, (option) => command.getOptionValueSource(option) === 'cli')
            : typed),
        }
        const answer = await perform('enrol', request, config, context)
        return showAnswer(answer, context, { json, details: (enrolled) => show(enrolled, context.stdout) })
      }),
    )
}

type Typed = Pick<EnrolRequest, 'totpSecret' | 'algorithm' | 'digits' | 'period'>

/** An address says how its codes are made; an option that says otherwise is a mistake of one of the two. */
function fromUri(uri: string, typed: Typed, isGiven: (option: keyof Typed) => boolean): Typed {
  const { setup } = readOtpauthUri(uri)
  if (isFault(setup)) throw new CommandError(`--totp-secret: ${setup.fault}`, 2)
  const { algorithm, digits, period } = setup
  const read = { totpSecret: formatTotpSecret(setup.totpSecret), algorithm, digits, period }
  for (const option of ['algorithm', 'digits', 'period'] as const) {
    if (isGiven(option) && typed[option] !== read[option]) {
      throw new CommandError(`--${option} ${typed[option]}: the address says ${read[option]}.`, 2)
    }
  }
  return read
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

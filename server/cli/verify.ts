import type { Command } from 'commander'
import { unavailableMessage } from '../authentication/user-messages.ts'
import type { Answer } from '../control/operation.ts'
import type { VerifyRequest } from '../control/verify.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, optionsOf } from './command-line.ts'
import type { CommandContext } from './context.ts'
import { explainFault } from './explain-fault.ts'
import { perform } from './perform.ts'
import { utf8 } from './terminal.ts'

const pamHelp = `
In /etc/pam.d/SERVICE:
  auth  requisite  pam_exec.so expose_authtok quiet stdout /usr/bin/ringlock verify
  auth  required   pam_permit.so

The user is in PAM_USER; password and code, in one, come on stdin and end at a NUL byte or at the end of the input. Exit
status: 0 lets in, anything else does not. Where a package is installed, /usr/lib/ringlock/bin/ringlock-pam does the same, faster.`

/** Linux-PAM limits responses to 512 characters (PAM_MAX_RESP_SIZE); no password is far longer. */
const longestTyped = 4096

/** Time limit, ms: a service that hangs must not block every login on the host. */
const longestWait = 10_000

export function addVerify(program: Command, { context, runs }: CommandLine): void {
  program
    .command('verify')
    .description('judge a login for pam_exec: user in PAM_USER, password and code on stdin')
    .option('--separator <text>', 'what stands between password and code', '')
    .option('--code-only', 'only the code is on stdin: PAM or sshd has checked who it is')
    .addHelpText('after', pamHelp)
    .action(
      runs(async (_: unknown, command: Command) => {
        const { config, separator, codeOnly } = optionsOf<{ separator: string; codeOnly?: true }>(command)
        try {
          const answer = await verifyLogin({ separator, codeOnly: codeOnly ?? false }, config, context)
          context.stdout.write(`${answer.line}\n`)
          return answer.done ? 0 : 1
        } catch (fault) {
          // pam_exec shows stdout to the user, so the cause goes to the administrator alone, on stderr.
          context.stdout.write(`${unavailableMessage}\n`)
          context.stderr.write(`${explainFault(fault).message}\n`)
          return 1
        }
      }),
    )
}

async function verifyLogin(
  rule: Pick<VerifyRequest, 'separator' | 'codeOnly'>,
  config: string,
  context: CommandContext,
): Promise<Answer> {
  const { PAM_USER: login, PAM_RHOST: source } = context.env
  if (login === undefined || login === '')
    throw new CommandError('PAM_USER is not set: verify is run by pam_exec.')
  const typed = await readTyped(context.stdin)
  const request = { ...rule, login, typed, source: source || null }
  return perform('verify', request, config, context, longestWait)
}

/** Reads up to a NUL byte or the end. One newline at the end comes from the shell; nothing else is removed. */
async function readTyped(stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stdin) {
    const end = chunk.indexOf(0)
    chunks.push(end < 0 ? chunk : chunk.subarray(0, end))
    length += chunk.length
    if (end >= 0) break
    if (length > longestTyped) throw new CommandError('More input than any password has.')
  }
  return utf8(Buffer.concat(chunks)).replace(/\n$/, '')
}

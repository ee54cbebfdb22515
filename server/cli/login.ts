import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { separatorIn } from '../authentication/user-messages.ts'
import type { AccessAnswer } from '../radius/protocol/client-codec.ts'
import { attributeTexts } from './attribute-text.ts'
import { CommandError } from './command-error.ts'
import { type CommandLine, jsonOption, optionsOf } from './command-line.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { ask, isInteractive, printable, readPassword } from './terminal.ts'

interface LoginOptions {
  readonly server: ServerAddress
  readonly secretFile?: string
  readonly passwordStdin?: boolean
  readonly code?: string
  readonly append?: boolean
  readonly challenge?: boolean
  readonly separator?: string
}

export interface ServerAddress {
  readonly host: string
  readonly port: number
}

const usualPort = 1812
const nasIdentifier = 'ringlock-login'
/** A server may need seconds to verify a password, and packets get lost. */
const patience = { timeout: 3000, retries: 2 }

const loginHelp = `
The password goes first. If the server then asks for a code (Access-Challenge), or says that it belongs after the password,
the code follows. The shared secret is read from --secret-file, from RINGLOCK_RADIUS_SECRET, or asked for.

Without a terminal:
  echo PASSWORD | ringlock login alice --server 127.0.0.1:1812 --secret-file FILE --password-stdin --code 123456`

export function addLogin(program: Command, { context, runs }: CommandLine): void {
  program
    .command('login <name>')
    .description('try a login, as a RADIUS client')
    .requiredOption('--server <host:port>', 'the RADIUS server', parseServer)
    .option('--secret-file <file>', 'the shared secret')
    .option('--password-stdin', 'read the password from stdin')
    .option('--code <code>', 'the code, instead of being asked for it')
    .option('--append', 'send password and code in one at once')
    .option('--challenge', 'send the code only as the answer to an Access-Challenge')
    .option('--separator <text>', 'what stands between password and code, if the server does not say')
    .addOption(jsonOption())
    .addHelpText('after', loginHelp)
    .action(
      runs(async (login: string, _: unknown, command: Command) => {
        const { json = false, ...options } = optionsOf<LoginOptions>(command)
        return show(await logIn(login, options, context), json, context)
      }),
    )
}

async function logIn(login: string, options: LoginOptions, context: CommandContext): Promise<AccessAnswer> {
  const { server, append = false, challenge = false, separator } = options
  if (append && challenge) throw new CommandError('Choose --append or --challenge.', 2)
  const sharedSecret = await sharedSecretOf(options, context)
  const password = await passwordOf(options, context)
  // Imported here, because no other command needs it.
  const { RadiusClientError, sendAccessRequest } = await import('../radius/protocol/client.ts')
  const send = (typed: string, state: Buffer | null = null) => {
    const question = { server, sharedSecret, userName: login, password: typed, state, nasIdentifier }
    return sendAccessRequest(question, patience).catch((error: Error) => {
      throw error instanceof RadiusClientError ? unanswered(error) : error
    })
  }

  if (append) return send(`${password}${separator ?? ''}${await codeOf('Code: ', options, context)}`)
  const first = await send(password)
  if (first.code === 'Access-Challenge') return answerChallenge(first)
  const message = first.replyMessages.join('')
  const asked = first.code === 'Access-Reject' && !challenge ? separatorIn(message) : null
  if (asked === null) return first
  return send(`${password}${separator ?? asked}${await codeOf('Code: ', options, context)}`)

  /** A typed code may be asked for again; one from the command line is sent once. */
  async function answerChallenge({ replyMessages, state }: AccessAnswer): Promise<AccessAnswer> {
    const prompt = printable(replyMessages.join('')).trimEnd() || 'Code:'
    const answer = await send(await codeOf(`${prompt} `, options, context), state)
    return answer.code === 'Access-Challenge' && options.code === undefined ? answerChallenge(answer) : answer
  }
}

/** A server drops packets from unknown hosts, so silence does not prove a wrong address. */
function unanswered({ message }: Error): CommandError {
  return new CommandError(
    `${message}. Is the address right, and does the server know this host as a client with this shared secret?`,
  )
}

function show(answer: AccessAnswer, json: boolean, { stdout, stderr }: CommandContext): ExitCode {
  const { code } = answer
  const message = answer.replyMessages.join('')
  const attributes = attributeTexts(answer.attributes)
  if (json) {
    stdout.write(`${JSON.stringify({ answer: code, message, attributes })}\n`)
  } else {
    const line = message === '' ? code : `${code}: ${printable(message)}`
    ;(code === 'Access-Accept' ? stdout : stderr).write(`${line}\n`)
    for (const attribute of attributes) stdout.write(`  ${attribute}\n`)
  }
  return code === 'Access-Accept' ? 0 : 1
}

async function sharedSecretOf({ secretFile }: LoginOptions, context: CommandContext): Promise<string> {
  if (secretFile !== undefined) {
    const text = await readFile(secretFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`${secretFile} cannot be read: ${error.code}.`, 2)
    })
    return text.replace(/\r?\n$/, '')
  }
  const fromEnvironment = context.env.RINGLOCK_RADIUS_SECRET
  if (fromEnvironment !== undefined) return fromEnvironment
  if (isInteractive(context)) return ask('Shared secret: ', context, { echo: false })
  throw new CommandError('The shared secret is missing: --secret-file FILE, or RINGLOCK_RADIUS_SECRET.', 2)
}

async function passwordOf({ passwordStdin }: LoginOptions, context: CommandContext): Promise<string> {
  if (passwordStdin) return readPassword(context.stdin)
  if (isInteractive(context)) return ask('Password: ', context, { echo: false })
  throw new CommandError(
    'There is no terminal to ask for the password on: pipe it in with --password-stdin.',
    2,
  )
}

async function codeOf(prompt: string, { code }: LoginOptions, context: CommandContext): Promise<string> {
  if (code !== undefined) return code
  if (isInteractive(context)) return (await ask(prompt, context, { echo: true })).trim()
  throw new CommandError('The server asks for a code: give it with --code CODE.', 1)
}

/** `host`, `host:port`, `[::1]:port`. */
export function parseServer(text: string): ServerAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+))(?::([0-9]{1,5}))?$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3] ?? usualPort)
  if (host === undefined || port < 1 || port > 65535) {
    throw new InvalidArgumentError('Write HOST:PORT, such as 127.0.0.1:1812 or [::1]:1812.')
  }
  return { host, port }
}

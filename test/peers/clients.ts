import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withTemporaryFolder } from '../temporary-folder.ts'
import { debianPython } from './peers.ts'
import { type RunResult, run } from './processes.ts'

export interface RadiusServer {
  readonly port: number
  readonly sharedSecret: string
}

export interface RadclientReply {
  readonly code: 'Access-Accept' | 'Access-Reject' | 'Access-Challenge'
  /** The attributes as radclient prints them, `Reply-Message = "..."`, in the order they came. */
  readonly attributes: readonly string[]
}

/**
 * Sends one Access-Request with radclient, which verifies the reply's Response Authenticator and Message-Authenticator.
 *
 * @param attributes - as in `User-Name = "alice"`
 * @param patience - seconds
 * @returns null when no answer came that radclient trusts
 */
export async function radclient(
  server: RadiusServer,
  attributes: readonly string[],
  patience = 5,
): Promise<RadclientReply | null> {
  const address = `127.0.0.1:${server.port}`
  const args = ['-x', '-r', '1', '-t', String(patience), address, 'auth', server.sharedSecret]
  const { stdout } = await run('radclient', args, { input: `${attributes.join('\n')}\n` })
  return parseReply(stdout)
}

/** The attributes of a login, signed, for {@link radclient}. */
export function login(user: string, typed: string): string[] {
  return [`User-Name = ${quoted(user)}`, `User-Password = ${quoted(typed)}`, 'Message-Authenticator = 0x00']
}

/** What the user is to read, or null. */
export function replyMessage(reply: RadclientReply | null): string | null {
  const [, message = null] = /^Reply-Message = "(.*)"$/m.exec(reply?.attributes.join('\n') ?? '') ?? []
  return message
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** The way most admins try a RADIUS server for the first time. */
export async function radtest(
  server: RadiusServer,
  user: string,
  typed: string,
): Promise<RadclientReply | null> {
  const address = `127.0.0.1:${server.port}`
  const { stdout } = await run('radtest', [user, typed, address, '0', server.sharedSecret, '', '127.0.0.1'])
  return parseReply(stdout)
}

function parseReply(output: string): RadclientReply | null {
  const [, code, attributes = ''] = /^Received (Access-\w+) .*\n((?:\t.*\n)*)/m.exec(output) ?? []
  if (code !== 'Access-Accept' && code !== 'Access-Reject' && code !== 'Access-Challenge') return null
  return { code, attributes: attributes.split('\n').flatMap((line) => line.trim() || []) }
}

export interface PyradReply {
  readonly code: number
  /** Whether the reply begins with a Message-Authenticator, and it is right. */
  readonly messageAuthenticatorFirst: boolean
  readonly replyMessage: string | null
}

/** One login with pyrad: everything in `typed` is sent in turn, with the State of the reply before. */
export async function pyradLogin(
  server: RadiusServer,
  user: string,
  typed: readonly string[],
): Promise<PyradReply[]> {
  const script = fileURLToPath(new URL('pyrad-login.py', import.meta.url))
  const { exitCode, stdout, stderr } = await run(debianPython, [script], {
    input: JSON.stringify({ ...server, user, typed }),
  })
  if (exitCode !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Tries to log in with EAP-MD5, as a switch port or an access point would. */
export function eapLogin(server: RadiusServer, user: string, password: string): Promise<RunResult> {
  return withTemporaryFolder(async (folder) => {
    const file = join(folder, 'eap.conf')
    const settings = ['key_mgmt=IEEE8021X', 'eap=MD5', `identity="${user}"`, `password="${password}"`]
    await writeFile(file, `network={\n${settings.map((setting) => `  ${setting}\n`).join('')}}\n`)
    return run('eapol_test', [
      '-c',
      file,
      '-a',
      '127.0.0.1',
      '-p',
      String(server.port),
      '-s',
      server.sharedSecret,
      '-t',
      '10',
    ])
  })
}

/** A code that oathtool makes. */
export async function oathtool(options: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run('oathtool', options)
  if (exitCode !== 0) throw new Error(stderr)
  return stdout.trim()
}

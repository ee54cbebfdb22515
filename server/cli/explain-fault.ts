import { CommandError } from './command-error.ts'
import type { ExitCode } from './context.ts'

/** By name, because importing the classes would load all modules that throw them. Their messages say what to do. */
const setUpFaults = new Set([
  'ConfigError',
  'MasterKeyError',
  'LockedError',
  'DamagedFileError',
  'SocketPathError',
  'UnfinishedRestoreError',
])

/** The message of a fault for a person: a sentence, without a stack trace. */
export function explainFault(error: unknown): { readonly message: string; readonly exitCode: ExitCode } {
  if (!(error instanceof Error)) return { message: String(error), exitCode: 1 }
  const { name, message } = error
  if (error instanceof CommandError) return { message, exitCode: error.exitCode }
  if (setUpFaults.has(name)) return { message, exitCode: 2 }
  if (isBindFault(error)) return { message: bindMessage(error), exitCode: 2 }
  return { message: `It could not be done: ${message}`, exitCode: 1 }
}

interface BindFault extends NodeJS.ErrnoException {
  readonly address: string
  readonly port: number
}

function isBindFault(error: NodeJS.ErrnoException): error is BindFault {
  return (error.syscall === 'bind' || error.syscall === 'listen') && 'address' in error && 'port' in error
}

function bindMessage({ code, syscall, address, port }: BindFault): string {
  const isUdp = syscall === 'bind'
  const where = `${isUdp ? 'UDP' : 'TCP'} ${address}:${port}`
  if (code === 'EADDRINUSE')
    return `${where} is in use by another program; ss ${isUdp ? '-ulpn' : '-tlpn'} shows which.`
  if (code === 'EACCES') return `${where}: this account may not listen there.`
  if (code === 'EADDRNOTAVAIL') return `${where}: this host has no such address.`
  return `${where}: ${code}`
}

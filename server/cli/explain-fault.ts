import { CommandError } from './command-error.ts'
import type { ExitCode } from './context.ts'

/** By name: to load the classes would be to load all that throws them. Their messages say what to do. */
const setUpFaults = new Set([
  'ConfigError',
  'MasterKeyError',
  'LockedError',
  'DamagedFileError',
  'SocketPathError',
])

/** What a person is told of a fault: a sentence, never a stack. */
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

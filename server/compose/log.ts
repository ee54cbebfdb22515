import { type DestinationStream, pino } from 'pino'
import type { LogLevel } from '../config/load-config.ts'
import type { Log } from '../lib/log.ts'
import { logTo } from './log-lines.ts'

const hidden = '[hidden]'
const deepest = 8

/** Keys whose values are never logged, in any case and with any separators. */
const secretKeys = new Set(
  `password passwordHash secret sharedSecret totpSecret sealedTotpSecret masterKey key code codes recoveryCode
  recoveryCodes typed challengeState token authorization cookie`
    .split(/\s+/)
    .map(plain),
)

/**
 * One line per event. Values of secret keys are hidden at any depth, and buffers are shown as their
 * length. Of an error only name, message, code and stack are written, because database drivers attach passwords to
 * theirs.
 */
export function createLog(level: LogLevel, to: DestinationStream = logTo('json')): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: hideSecrets },
      // hideSecrets has formatted the error already; pino's own serializer would drop its cause.
      serializers: { err: (error: unknown) => error },
    },
    to,
  )
}

function hideSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, shown(key, value, 0)]))
}

function shown(key: string, value: unknown, depth: number): unknown {
  if (secretKeys.has(plain(key)) && value !== null && value !== undefined) return hidden
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '[deep]'
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof Error) return shownError(value, depth)
  if (Array.isArray(value)) return value.map((item) => shown('', item, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function') return shown('', value.toJSON(), depth + 1)
  return Object.fromEntries(
    Object.entries(value).map(([inner, item]) => [inner, shown(inner, item, depth + 1)]),
  )
}

function shownError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return {
    name,
    message,
    ...code,
    stack,
    ...(cause === undefined ? {} : { cause: shown('', cause, depth + 1) }),
  }
}

/** Treats `TOTP_SECRET`, `totp-secret` and `totpSecret` as one key. */
function plain(key: string): string {
  return key.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
}

import type { DestinationStream } from 'pino'
import { quote } from '../audit/audit-line.ts'
import type { Decision } from '../authentication/login-observer.ts'
import type { LogLevel } from '../config/load-config.ts'
import type { Clock } from '../lib/clock.ts'

/** Bytes of what callers typed. */
const longestTyped = 128

/**
 * A line for each login at level info. Written past pino, which takes several times as long, a tenth of a login. The fields are
 * named here one by one and none of them can be a secret.
 */
export function createDecisionLog(
  level: LogLevel,
  to: DestinationStream,
  clock: Clock,
): (decision: Decision, milliseconds: number) => void {
  if (!writesInfo.has(level)) return () => {}
  let last = Number.NaN
  let time = ''

  return (decision, milliseconds) => {
    const now = clock()
    if (now !== last) {
      last = now
      time = new Date(now).toISOString()
    }
    to.write(decisionLine(time, decision, milliseconds))
  }
}

const writesInfo: ReadonlySet<LogLevel> = new Set<LogLevel>(['trace', 'debug', 'info'])

function decisionLine(time: string, decision: Decision, milliseconds: number): string {
  const { channel, client, from, source, user, userKey, outcome, reason } = decision
  let line = `{"level":"info","time":"${time}","channel":"${channel}","client":${quote(client, longestTyped)}`
  line += `,"from":${quote(from, longestTyped)}`
  if (source !== null) line += `,"source":${quote(source, longestTyped)}`
  if (user !== null) line += `,"user":${quote(user, longestTyped)}`
  if (userKey !== null) line += `,"userKey":${quote(userKey, longestTyped)}`
  line += `,"outcome":"${outcome}"`
  if (reason !== '') line += `,"reason":${quote(reason)}`
  return `${line},"milliseconds":${Math.round(milliseconds * 100) / 100},"msg":"login"}\n`
}

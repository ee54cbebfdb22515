import { type DestinationStream, destination } from 'pino'
import type { LogFormat } from '../config/load-config.ts'

/**
 * Bytes that wait for a reader of stderr who has stopped. Later lines are lost: a service that answers without a log is better
 * than one without memory.
 */
const mostWaiting = 16 * 1024 * 1024

/** Asynchronous, so that a stopped reader of stderr cannot stop the service. The rest is written at exit. */
const stderr = () => destination({ dest: 2, sync: false, maxLength: mostWaiting })

/** Takes lines of JSON. @param format - `text`: each becomes a line that journald reads the level of (sd-daemon(3)) */
export function logTo(format: LogFormat, to: DestinationStream = stderr()): DestinationStream {
  if (format === 'json') return to
  return { write: (line) => to.write(textLine(line)) }
}

/** Levels of syslog, as journald takes them. */
const priorities: Readonly<Record<string, number>> = {
  fatal: 2,
  error: 3,
  warn: 4,
  info: 6,
  debug: 7,
  trace: 7,
}

/** `<6>login channel=radius client=office-pbx ...`; journald has a time of its own. */
function textLine(line: string): string {
  const { level, time: _, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  const told = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`)
  return `<${priorities[String(level)] ?? 6}>${[escaped(String(msg ?? '')), ...told].join(' ').trim()}\n`
}

function shown(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:@/[\]+-]+$/.test(value)) return value
  return escaped(JSON.stringify(value))
}

/** A line break would begin a line of its own, with a level of the attacker's choice. */
function escaped(text: string): string {
  return text.replace(unprintable, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Line breaks among them. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}]/gu

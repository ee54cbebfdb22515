/**
 * Values go into `fields`, where secrets are hidden; a message is written as it stands. Children and message arguments,
 * which pino has too, would pass secrets by the hiding, so they are not offered.
 */
export type Log = Readonly<Record<'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', LogLine>>

interface LogLine {
  (message: string): void
  (fields: object, message?: string): void
}

/**
 * A logger that redacts secrets in `fields`; messages are written as they are. pino's child loggers and message
 * arguments would bypass the redaction, so this type leaves them out.
 */
export type Log = Readonly<Record<'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', LogLine>>

interface LogLine {
  (message: string): void
  (fields: object, message?: string): void
}

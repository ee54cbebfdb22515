import { PassThrough } from 'node:stream'
import { createLog } from '../../../server/compose/log.ts'
import type { MailConfig } from '../../../server/config/load-config.ts'
import { openSmtpMailer, type SmtpMailerOptions } from '../../../server/mail/smtp-mailer.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'

export const sealing = createSealing(Buffer.alloc(32, 7))

/** A mailer with a clock that the test moves, a timer that rings when the clock passes it, and a log that is kept. */
export async function openMailer(
  dataDir: string,
  config: MailConfig,
  options: Partial<SmtpMailerOptions> = {},
) {
  const lines: string[] = []
  const stream = new PassThrough()
  const onLine = new Set<() => void>()
  stream.on('data', (chunk: Buffer) => {
    lines.push(...chunk.toString().trimEnd().split('\n'))
    for (const look of onLine) look()
  })
  const alarms = new Set<{ readonly at: number; readonly run: () => void }>()
  let now = 1_700_000_000_000
  const clock = () => now
  const mailer = await openSmtpMailer({
    config,
    dataDir,
    sealing,
    clock,
    log: createLog('trace', stream),
    random: () => 1,
    timer(run, ms) {
      const alarm = { at: now + ms, run }
      alarms.add(alarm)
      return { cancel: () => alarms.delete(alarm) }
    },
    ...options,
  })
  return {
    mailer,
    lines,
    clock,
    /** Lets time pass, and rings every alarm on the way. */
    pass(ms: number) {
      now += ms
      for (const alarm of [...alarms]) {
        if (alarm.at > now) continue
        alarms.delete(alarm)
        alarm.run()
      }
    },
    /** When so many lines of the log have the text. */
    logged: (text: string, count = 1) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (lines.filter((line) => line.includes(text)).length < count) return
          onLine.delete(look)
          resolve()
        }
        onLine.add(look)
        look()
      }),
    close: () => mailer.close(),
  }
}

import { hostname } from 'node:os'
import type { Alert } from '../alerts/alert.ts'
import { type AlertMessage, createAlerts } from '../alerts/create-alerts.ts'
import type { AlertsConfig } from '../config/load-config.ts'
import type { Clock } from '../lib/clock.ts'
import { postSigned } from '../lib/signed-post.ts'
import type { Mailer } from '../mail/mailer.ts'
import { readCertificates } from './read-certificates.ts'

export interface AlertsOfService {
  /** Returns at once and never throws. */
  tell(alert: Alert | null): void
  /** Until then, alerts wait: mail opens late in the start. */
  begin(mailer: Mailer | null): void
  close(): Promise<void>
}

interface AlertsDeps {
  readonly clock: Clock
  readonly onFault: (fault: unknown) => void
}

/** Milliseconds that a stop waits for a webhook. */
const atEnd = 2000
/** Alerts of the start; there are few causes for any. */
const mostEarly = 100

/**
 * Rejects with ConfigError for certificates that cannot be read.
 *
 * @param config - null: no one is told
 */
export async function openAlerts(
  config: AlertsConfig | null,
  { clock, onFault }: AlertsDeps,
): Promise<AlertsOfService> {
  if (config === null) return { tell() {}, begin() {}, async close() {} }
  const { mail, webhook, kinds } = config
  const ca = await readCertificates(webhook?.ca ?? null)
  const host = hostname()
  const early: (Alert | null)[] = []
  const closing = new AbortController()
  let alerts: ReturnType<typeof createAlerts> | null = null

  async function post({ subject, lines }: AlertMessage): Promise<void> {
    if (webhook === null) return
    const { url, key } = webhook
    // `text` is what chat services show.
    const body = JSON.stringify({ text: [subject, ...lines].join('\n'), host, subject, lines })
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(10_000)])
    await postSigned({ url, key, ca, body, contentType: 'application/json', now: clock() }, signal)
  }

  return {
    tell(alert) {
      if (alerts !== null) alerts.tell(alert)
      else if (early.length < mostEarly) early.push(alert)
    },
    begin(mailer) {
      const send = async (message: AlertMessage) => {
        // A webhook that fails must not have the mail sent twice, so it goes first.
        await post(message)
        for (const address of mailer === null ? [] : mail) {
          await mailer?.send({ address, name: '', language: 'en' }, { kind: 'alert', host, ...message }, null)
        }
      }
      alerts = createAlerts({ kinds, send, onFault, uptime: () => performance.now() })
      for (const alert of early.splice(0)) alerts.tell(alert)
    },
    async close() {
      const limit = setTimeout(() => closing.abort(), atEnd)
      await alerts?.close()
      clearTimeout(limit)
    },
  }
}

import { randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import type { Language } from '../locales/languages.ts'
import type { Mailer, MailOrigin, Message, Recipient } from './mailer.ts'
import { createRender, type RenderedMail } from './render.ts'
import { noTemplates } from './templates.ts'

export interface KeptMail extends RenderedMail {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Sends nothing, and keeps the latest mails in memory as they would have looked. For the demo. */
export interface Outbox extends Mailer {
  /** Newest first. */
  mails(): readonly KeptMail[]
}

const mostKept = 50

export function createOutbox({ clock, language }: { clock: Clock; language: Language }): Outbox {
  const render = createRender(noTemplates, language)
  const kept: KeptMail[] = []
  let sent = 0

  function keep(to: Recipient, message: Message, origin?: MailOrigin): void {
    kept.unshift({ ...render(to, message, origin), id: randomUUID(), at: clock() })
    kept.splice(mostKept)
    sent++
  }

  return {
    async send(to, message, _expiresAt, origin) {
      keep(to, message, origin)
      return 'queued'
    },
    async sendNow(to, message) {
      keep(to, message)
      return { delivered: true, answer: 'kept in the outbox' }
    },
    status: () => ({ queued: 0, oldest: null, sent, failed: 0, lastFailure: null }),
    close: async () => {},
    mails: () => [...kept],
  }
}

import type { MailConfig } from '../../../server/config/load-config.ts'
import { notices } from '../../../server/locales/texts.ts'
import type { Message, MessageKind, Recipient } from '../../../server/mail/mailer.ts'

export const alice: Recipient = { address: 'alice@example.test', name: 'Alice Änderung', language: null }
export const link = 'https://pbx.example.test/reset?token=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE'
export const totpSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
export const uri = `otpauth://totp/Ringlock:alice?issuer=Ringlock&secret=${totpSecret}&algorithm=SHA1&digits=6&period=30`
/** 2030-03-14, noon in UTC: the same day in all time zones but the outermost. */
const graceEnds = Date.UTC(2030, 2, 14, 12)

export const codeMail: Message = { kind: 'email-code', code: '12345678', minutes: 5 }
export const testMail: Message = { kind: 'test' }

/** One of each kind, and each notice by each. */
export const messages: readonly Message[] = [
  codeMail,
  { kind: 'reset-link', link, minutes: 10 },
  { kind: 'enrolment-link', link, days: 3, graceEnds },
  { kind: 'enrolment-qr', uri, link, days: 3, graceEnds },
  ...notices.flatMap((notice) =>
    (['user', 'admin'] as const).map((by) => ({ kind: 'notice', notice, by }) as const),
  ),
  testMail,
]

export function messageOf(kind: MessageKind): Message {
  const found = messages.find((message) => message.kind === kind)
  if (found === undefined) throw new Error(`no sample of ${kind}`)
  return found
}

export function mailConfig(port: number, smtp: Partial<MailConfig['smtp']> = {}): MailConfig {
  return {
    from: 'Phone system <pbx@example.test>',
    language: 'en',
    templates: null,
    smtp: { host: '127.0.0.1', port, security: 'none', ca: null, login: null, ...smtp },
  }
}

/** HTML without what only sets the halves of a code apart: as the code is copied. */
export function copied(html: string): string {
  return html.replace(/<span style="margin-left:12px">(\d+)<\/span>/g, '$1')
}

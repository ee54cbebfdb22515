import { texts } from '../locales/index.ts'
import { durationText, type Language, timeText } from '../locales/languages.ts'
import type { MailTexts } from '../locales/texts.ts'
import type { Message, MessageKind, Recipient } from './mailer.ts'

/** The placeholders of each kind of message, beside `name` and `subject`. */
export const placeholders = {
  'email-code': ['code', 'minutes'],
  'reset-link': ['link', 'minutes'],
  'enrolment-link': ['link', 'days', 'graceEnds'],
  'enrolment-qr': ['link', 'days', 'graceEnds', 'uri', 'key', 'qr'],
  notice: ['notice', 'advice'],
  alert: ['host', 'lines'],
  test: [],
} as const satisfies Record<MessageKind, readonly string[]>

/** The placeholder without which a mail of this kind is useless; null: there is none. */
export const indispensable: Readonly<Record<MessageKind, string | null>> = {
  'email-code': 'code',
  'reset-link': 'link',
  'enrolment-link': 'link',
  'enrolment-qr': 'link',
  notice: null,
  alert: 'lines',
  test: null,
}

/** Content-ID of the QR code in its mail (RFC 2392). */
export const qrContentId = 'qr@ringlock'
/** What clients that show only text display in its place. */
export const qrFileName = 'qr-code.png'

/** The values of all placeholders, in the recipient's language. */
export function valuesOf(
  to: Recipient,
  message: Message,
  language: Language,
): Readonly<Record<string, string>> {
  const words = texts[language].mail
  return { name: to.name, subject: subjectOf(message, words), ...ownValues(message, language) }
}

function ownValues(message: Message, language: Language): Readonly<Record<string, string>> {
  switch (message.kind) {
    case 'email-code':
      return { code: message.code, minutes: durationText(message.minutes, 'minute', language) }
    case 'reset-link':
      return { link: message.link, minutes: durationText(message.minutes, 'minute', language) }
    case 'enrolment-link':
      return enrolmentValues(message, language)
    case 'enrolment-qr': {
      const { uri } = message
      const key = inGroups(totpSecretIn(uri))
      return { ...enrolmentValues(message, language), uri, key, qr: `cid:${qrContentId}` }
    }
    case 'notice':
      return {
        notice: texts[language].mail.notices[message.notice].lead,
        advice: adviceOf(message, language),
      }
    case 'alert':
      return { host: message.host, lines: message.lines.join('\n') }
    case 'test':
      return {}
  }
}

function enrolmentValues(
  { link, days, graceEnds }: Extract<Message, { graceEnds: number | null }>,
  language: Language,
): Readonly<Record<string, string>> {
  const pressing = graceEnds === null ? '' : texts[language].mail.graceEnds(timeText(graceEnds, language))
  return { link, days: durationText(days, 'day', language), graceEnds: pressing }
}

function subjectOf(message: Message, words: MailTexts): string {
  switch (message.kind) {
    case 'email-code':
      return words.emailCode.subject
    case 'reset-link':
      return words.resetLink.subject
    case 'enrolment-link':
    case 'enrolment-qr':
      return words.enrolment.subject
    case 'notice':
      return words.notices[message.notice].subject
    case 'alert':
      return `${message.subject} [${message.host}]`
    case 'test':
      return words.test.subject
  }
}

function adviceOf({ by }: Extract<Message, { kind: 'notice' }>, language: Language): string {
  return by === 'admin' ? texts[language].mail.changedByAdmin : texts[language].mail.changedByUser
}

export function totpSecretIn(uri: string): string {
  return new URL(uri).searchParams.get('secret') ?? ''
}

/** Groups of four, as authenticator apps show a key. */
function inGroups(key: string): string {
  return key.replace(/.{4}(?=.)/g, '$& ')
}

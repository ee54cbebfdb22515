import { texts } from '../locales/index.ts'
import type { Language } from '../locales/languages.ts'
import type { Message } from './mailer.ts'
import type { OriginDetails } from './origin-details.ts'

/** A piece of a mail, from which the HTML and the text version are made. */
export type Part =
  | { readonly part: 'text'; readonly text: string }
  | { readonly part: 'code'; readonly code: string }
  /** A button, and below it its link as text. */
  | { readonly part: 'button'; readonly label: string; readonly link: string; readonly asText: string }
  /** A value to copy or open. */
  | {
      readonly part: 'copy'
      readonly lead: string
      readonly value: string
      readonly opens: 'nothing' | 'an app'
    }
  | { readonly part: 'qr'; readonly lead: string }
  | { readonly part: 'details'; readonly rows: OriginDetails }

type Values = Readonly<Record<string, string>>

interface Choices {
  /** When and from where it was asked for. */
  readonly rows: OriginDetails
  /** Whether the otpauth URI is shown, too. */
  readonly appLink: boolean
}

/** The pieces of a mail between greeting and footer. */
export function letterOf(
  message: Message,
  values: Values,
  language: Language,
  { rows, appLink }: Choices,
): readonly Part[] {
  const details = { part: 'details', rows } as const
  const words = texts[language].mail
  const value = (name: string) => values[name] ?? ''
  switch (message.kind) {
    case 'email-code': {
      const { lead, validFor, warning } = words.emailCode
      return [
        text(lead),
        { part: 'code', code: message.code },
        text(validFor(value('minutes'))),
        details,
        text(warning),
      ]
    }
    case 'reset-link': {
      const { lead, button, validFor, consequence, warning } = words.resetLink
      return [
        text(lead),
        { part: 'button', label: button, link: message.link, asText: words.linkAsText },
        text(validFor(value('minutes'))),
        text(consequence),
        details,
        text(warning),
      ]
    }
    case 'enrolment-link': {
      const { lead, button, validFor } = words.enrolment
      return [
        text(lead),
        text(value('graceEnds')),
        { part: 'button', label: button, link: message.link, asText: words.linkAsText },
        text(validFor(value('days'))),
      ]
    }
    case 'enrolment-qr': {
      const { lead, button, validFor, scan, key, openInApp, confirm, secrecy } = words.enrolment
      return [
        text(lead),
        text(value('graceEnds')),
        { part: 'qr', lead: scan },
        { part: 'copy', lead: key, value: value('key'), opens: 'nothing' },
        ...(appLink ? [{ part: 'copy', lead: openInApp, value: message.uri, opens: 'an app' } as const] : []),
        text(confirm),
        { part: 'button', label: button, link: message.link, asText: words.linkAsText },
        text(validFor(value('days'))),
        text(secrecy),
      ]
    }
    case 'notice':
      return [text(value('notice')), details, text(value('advice'))]
    case 'alert':
      return message.lines.map(text)
    case 'test':
      return [text(words.test.lead)]
  }
}

function text(words: string): Part {
  return { part: 'text', text: words }
}

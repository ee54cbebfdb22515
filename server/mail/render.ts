import { escapeHtml } from '../lib/escape-html.ts'
import { type Language, languageFor } from '../locales/languages.ts'
import { headerText } from './header-text.ts'
import { layOutHtml, layOutText } from './layout.ts'
import { letterOf } from './letter.ts'
import type { Message, Recipient } from './mailer.ts'
import { qrContentId, qrFileName, valuesOf } from './message-values.ts'
import { qrPng } from './qr-png.ts'
import { fill, type Templates } from './templates.ts'

export interface RenderedMail {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Images that the HTML refers to by `cid:` and their id. */
  readonly images: readonly InlineImage[]
}

export interface InlineImage {
  readonly contentId: string
  readonly fileName: string
  readonly png: Uint8Array
}

export type Render = (to: Recipient, message: Message) => RenderedMail

/** @param language - for recipients without a language, or with one that has no translation */
export function createRender(templates: Templates, language: Language): Render {
  return (recipient, message) => {
    const own = languageFor(recipient.language, language)
    const to = { ...recipient, name: headerText(recipient.name) }
    const values = valuesOf(to, message, own)
    const template = (part: 'subject' | 'txt' | 'html') => templates.find(message.kind, own, part)

    const subjectTemplate = template('subject')
    const subject = headerText(
      subjectTemplate === null ? (values.subject ?? '') : fill(subjectTemplate, values),
    )
    const laidOut = { subject, name: to.name, language: own, parts: letterOf(message, values, own) }
    const filled = { ...values, subject }
    const textTemplate = template('txt')
    const htmlTemplate = template('html')
    return {
      to: { name: to.name, address: to.address },
      subject,
      text: textTemplate === null ? layOutText(laidOut) : fill(textTemplate, filled),
      html: htmlTemplate === null ? layOutHtml(laidOut) : fill(htmlTemplate, filled, escapeHtml),
      images:
        message.kind === 'enrolment-qr'
          ? [{ contentId: qrContentId, fileName: qrFileName, png: qrPng(message.uri) }]
          : [],
    }
  }
}

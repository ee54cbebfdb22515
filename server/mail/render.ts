import { type Branding, usualBranding } from '../branding/branding.ts'
import { escapeHtml } from '../lib/escape-html.ts'
import { type Language, languageFor } from '../locales/languages.ts'
import { headerText } from './header-text.ts'
import { layOutHtml, logoContentId } from './layout-html.ts'
import { layOutText } from './layout-text.ts'
import { letterOf } from './letter.ts'
import type { MailOrigin, Message, Recipient } from './mailer.ts'
import { qrContentId, qrFileName, valuesOf } from './message-values.ts'
import { detailsOf } from './origin-details.ts'
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

export type Render = (to: Recipient, message: Message, origin?: MailOrigin) => RenderedMail

export interface MailLook {
  readonly branding: Branding
  /** Whether the mail with a QR code has its otpauth URI as a link, too. */
  readonly appLink: boolean
}

type Values = Readonly<Record<string, string>>

const usualLook: MailLook = { branding: usualBranding, appLink: false }

/** @param language - for recipients without a language, or with one that has no translation */
export function createRender(
  templates: Templates,
  language: Language,
  { branding, appLink }: MailLook = usualLook,
): Render {
  return (recipient, message, origin) => {
    const own = languageFor(recipient.language, language)
    const to = { ...recipient, name: headerText(recipient.name) }
    const brand = branding.of({ tenant: origin?.tenant, portal: origin?.portal })
    const values: Values = valuesOf(to, message, own)
    const filled = (part: 'subject' | 'txt' | 'html', given: Values, escaped?: typeof escapeHtml) => {
      const template = templates.find(message.kind, own, part)
      return template === null ? null : fill(template, given, escaped)
    }

    const subject = headerText(filled('subject', values) ?? values.subject ?? '')
    const parts = letterOf(message, values, own, {
      rows: detailsOf(message, origin, own),
      appLink,
    })
    const laidOut = { subject, name: to.name, language: own, parts, brand }
    const given = { ...values, subject }
    const html = filled('html', given, escapeHtml) ?? layOutHtml(laidOut)
    const images: InlineImage[] = []
    if (message.kind === 'enrolment-qr') {
      images.push({ contentId: qrContentId, fileName: qrFileName, png: qrPng(message.uri) })
    }
    if (brand.logo?.type === 'image/png' && html.includes(`cid:${logoContentId}`)) {
      images.push({ contentId: logoContentId, fileName: 'logo.png', png: brand.logo.bytes })
    }
    return {
      to: { name: to.name, address: to.address },
      subject,
      text: filled('txt', given) ?? layOutText(laidOut),
      html,
      images,
    }
  }
}

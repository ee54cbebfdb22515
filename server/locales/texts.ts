import { ar } from './languages/ar.ts'
import { de } from './languages/de.ts'
import { en } from './languages/en.ts'
import { es } from './languages/es.ts'
import { fr } from './languages/fr.ts'
import { it } from './languages/it.ts'
import { ja } from './languages/ja.ts'
import { nl } from './languages/nl.ts'
import { pt } from './languages/pt.ts'
import { zh } from './languages/zh.ts'
import type { Language } from './languages.ts'
import type { Notice } from './post.ts'

/** Every word of a mail. Subjects name no user and hold nothing secret: they show on locked screens. */
export interface MailTexts {
  readonly greeting: (name: string) => string
  /** The end of every mail. */
  readonly footer: string
  /** Above a link that stands below its button as text. */
  readonly linkAsText: string
  /** @param time - from then on the code is asked for */
  readonly graceEnds: (time: string) => string
  readonly emailCode: {
    readonly subject: string
    readonly lead: string
    readonly validFor: (duration: string) => string
    readonly warning: string
  }
  readonly resetLink: {
    readonly subject: string
    readonly lead: string
    readonly button: string
    readonly validFor: (duration: string) => string
    readonly consequence: string
    readonly warning: string
  }
  readonly enrolment: {
    readonly subject: string
    readonly lead: string
    readonly button: string
    readonly validFor: (duration: string) => string
    /** Of the mail with a QR code. */
    readonly scan: string
    readonly key: string
    readonly openInApp: string
    readonly confirm: string
    readonly secrecy: string
  }
  readonly notices: Readonly<Record<Notice, { readonly subject: string; readonly lead: string }>>
  readonly changedByAdmin: string
  readonly changedByUser: string
  readonly test: { readonly subject: string; readonly lead: string }
}

export const texts: Readonly<Record<Language, MailTexts>> = { en, de, fr, es, pt, it, nl, ar, zh, ja }

import type { Language } from '../../mail/languages.ts'
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

/** Every word of the pages that mailed links lead to. */
export interface PageTexts {
  readonly linkOver: { readonly title: string; readonly lead: string }
  readonly done: string
  readonly reset: {
    readonly title: string
    readonly consequence: string
    readonly button: string
    readonly warning: string
    readonly doneTitle: string
    readonly done: (name: string) => string
  }
  readonly enrol: {
    readonly title: string
    readonly lead: string
    readonly password: string
    readonly next: string
    readonly scan: string
    readonly openApp: string
    /** Of the QR code, for whoever does not see it. */
    readonly qrCode: string
    /** Where the QR code is in the mail. */
    readonly scanMail: string
    readonly code: string
    readonly nextCode: string
    readonly confirm: string
    readonly doneTitle: string
    readonly done: string
    readonly recoveryCodes: string
    readonly recoveryLead: string
  }
  readonly faults: {
    readonly passwordWrong: string
    readonly unavailable: string
    /** @param wait - `5 seconds` */
    readonly throttled: (wait: string) => string
    readonly emailMissing: string
    readonly tookTooLong: string
    readonly codeUsed: string
    readonly codeWrong: string
  }
}

export const pageTexts: Readonly<Record<Language, PageTexts>> = { en, de, fr, es, pt, it, nl, ar, zh, ja }

/** All texts of one language. A missing one does not compile. */
export interface Texts {
  readonly mail: MailTexts
  /** The pages that mailed links lead to. */
  readonly pages: PageTexts
}

/** Changes of a second factor that its user is told about. */
export const notices = [
  'enrolled',
  'disabled',
  'enabled',
  'deleted',
  'reset',
  'recovery-codes-made',
  'recovery-codes-deleted',
  'recovery-code-used',
  'device-assigned',
] as const
export type Notice = (typeof notices)[number]

/** The texts of mails. Subjects contain neither user names nor secrets, because they show on locked screens. */
export interface MailTexts {
  readonly greeting: (name: string) => string
  /** Ends every mail. */
  readonly footer: string
  /** Precedes a link that is shown as text below its button. */
  readonly linkAsText: string
  /** @param time - when the code becomes required */
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
    /** For the mail with a QR code. */
    readonly scan: string
    readonly key: string
    readonly openInApp: string
    readonly confirm: string
    readonly secrecy: string
  }
  readonly notices: Readonly<Record<Notice, { readonly subject: string; readonly lead: string }>>
  /** When and from where something was asked for; each stands before a colon. */
  readonly details: Readonly<Record<'time' | 'device' | 'address' | 'portal', string>>
  readonly changedByAdmin: string
  readonly changedByUser: string
  readonly test: { readonly subject: string; readonly lead: string }
}

export interface PageTexts {
  /** At our address itself. */
  readonly home: {
    readonly lead: string
    readonly mail: string
    /** A link. */
    readonly portal: string
    /** A link. */
    readonly developers: string
  }
  readonly notFound: { readonly title: string; readonly lead: string }
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
    readonly userName: string
    readonly password: string
    readonly next: string
    readonly scan: string
    readonly openApp: string
    /** Alternative text of the QR code. */
    readonly qrCode: string
    /** Shown where the QR code is in the mail. */
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
    /** @param wait - as above */
    readonly codesHeld: (wait: string) => string
    readonly codeWrong: string
  }
}

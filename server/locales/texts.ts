/** Every word of one language; one that is missing does not compile. */
export interface Texts {
  readonly mail: MailTexts
  /** Of the pages that mailed links lead to. */
  readonly pages: PageTexts
}

/** What happened to a user's second factor. */
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
    /** Of the QR code, for users who cannot see it. */
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
    /** @param wait - as above */
    readonly codesHeld: (wait: string) => string
    readonly codeWrong: string
  }
}

import type { Notice } from '../locales/texts.ts'
import type { Keyring } from '../state/keys/keyring.ts'

export interface Recipient {
  readonly address: string
  readonly name: string
  /** A BCP 47 tag. null, or a language without translation, means the configured language. */
  readonly language: string | null
}

/** The content of a mail. `graceEnds`: milliseconds since the epoch; null: no deadline. */
export type Message =
  | { readonly kind: 'email-code'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'reset-link'; readonly link: string; readonly minutes: number }
  | {
      readonly kind: 'enrolment-link'
      readonly link: string
      readonly days: number
      readonly graceEnds: number | null
    }
  | {
      readonly kind: 'enrolment-qr'
      /** otpauth://totp/... */
      readonly uri: string
      readonly link: string
      readonly days: number
      readonly graceEnds: number | null
    }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly by: 'user' | 'admin' }
  /** For operators, in English. */
  | {
      readonly kind: 'alert'
      readonly host: string
      readonly subject: string
      readonly lines: readonly string[]
    }
  | { readonly kind: 'test' }

/** Whose user a mail goes to, and from where it was asked for; what is not known is absent. */
export interface MailOrigin {
  readonly tenant?: string | undefined
  /** Name of the portal. */
  readonly portal?: string | undefined
  /** Of the browser or device, without a port. */
  readonly address?: string | undefined
  /** `Firefox, Linux`. */
  readonly device?: string | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
}

export type MessageKind = Message['kind']

export interface MailStatus {
  readonly queued: number
  /** When the oldest waiting mail was queued, milliseconds since the epoch; null: none waits. */
  readonly oldest: number | null
  /** Since the start. */
  readonly sent: number
  /** Mails given up since the start, because the server refused them or they expired. */
  readonly failed: number
  /** The last failed attempt, temporary ones included. `answer` contains no secret. */
  readonly lastFailure: { readonly at: number; readonly answer: string } | null
}

/** Sends mail, through a queue on the disk. */
export interface Mailer {
  /**
   * `queued`: the mail is on the disk and is sent as soon as the mail server accepts it. Never waits for the mail
   * server.
   *
   * @param expiresAt - the mail is not sent after this time, milliseconds since the epoch; null: the queue's own limit
   */
  send(
    to: Recipient,
    message: Message,
    expiresAt: number | null,
    origin?: MailOrigin,
  ): Promise<'queued' | 'full'>
  /** Sends at once, past the queue. `answer`: the exact reply of the server, or why it could not be reached. */
  sendNow(to: Recipient, message: Message): Promise<{ readonly delivered: boolean; readonly answer: string }>
  status(): MailStatus
  /** Seals the queued mails with the current master key. Absent where there is no queue on the disk. */
  renewSeals?(renewal: Keyring['renewal']): Promise<void>
  /** Unsent mails stay on the disk for the next start. */
  close(): Promise<void>
}

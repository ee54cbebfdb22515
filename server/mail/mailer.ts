import type { Notice } from '../locales/texts.ts'
import type { Keyring } from '../state/keys/keyring.ts'

/** Whom a mail goes to. */
export interface Recipient {
  readonly address: string
  readonly name: string
  /** A BCP 47 tag; null, or one we have no words in: the configured language. */
  readonly language: string | null
}

/** What a mail says. `graceEnds` is milliseconds since the epoch; null: nothing presses. */
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
  | { readonly kind: 'test' }

export type MessageKind = Message['kind']

export interface PostStatus {
  readonly queued: number
  /** When the mail that waits longest was handed over, milliseconds since the epoch; null: none waits. */
  readonly oldest: number | null
  /** Since the start. */
  readonly sent: number
  /** Given up since the start: refused for good, or too late. */
  readonly failed: number
  /** Passing failures too. `answer` holds nothing secret. */
  readonly lastFailure: { readonly at: number; readonly answer: string } | null
}

/** Where mail is handed over. */
export interface Post {
  /**
   * `queued`: it is on the disk, and leaves as soon as the mail server takes it. Never waits for the mail server.
   *
   * @param expiresAt - it is not sent later than that, milliseconds since the epoch; null: while it is worth trying
   */
  send(to: Recipient, message: Message, expiresAt: number | null): Promise<'queued' | 'full'>
  /** At once and past the queue. `answer`: exactly what the server said, or why it could not be asked. */
  sendNow(to: Recipient, message: Message): Promise<{ readonly delivered: boolean; readonly answer: string }>
  status(): PostStatus
  /** Seals anew what waits on the disk. Absent where nothing does. */
  renewSeals?(renewal: Keyring['renewal']): Promise<void>
  /** What was not sent yet stays on the disk for the next start. */
  close(): Promise<void>
}

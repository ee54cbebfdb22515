import { createTransport } from 'nodemailer'
import type { MailConfig } from '../config/load-config.ts'
import { isMailAddress } from '../lib/mail-address.ts'
import { loginSecrets, redact } from './redact.ts'
import type { RenderedMail } from './render.ts'

/**
 * `refused`: the server will never take this mail. `deferred`: not now. `unreachable`: the server, the network or our
 * login there fails, so that other mails would fail too.
 */
export interface Delivery {
  readonly result: 'sent' | 'refused' | 'deferred' | 'unreachable'
  /** The server's own words, if it said anything; our password is removed. */
  readonly answer: string
}

export interface OutgoingMail extends RenderedMail {
  /** The same for each attempt, so that a recipient can recognise a duplicate. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly date: number
}

export interface MailTransport {
  /** Never rejects. Ends soon after `signal` aborts; it is then unknown whether the mail was sent. */
  deliver(mail: OutgoingMail, signal: AbortSignal): Promise<Delivery>
  /** Connects, starts TLS and logs in, but sends nothing. */
  verify(): Promise<Delivery>
  close(): void
}

export const connections = 3
const second = 1000
/** How long the server may stay silent. */
const timeouts = {
  dnsTimeout: 10 * second,
  connectionTimeout: 10 * second,
  greetingTimeout: 20 * second,
  socketTimeout: 60 * second,
}

type TransportConfig = Pick<MailConfig, 'from'> & {
  readonly smtp: Omit<MailConfig['smtp'], 'ca'> & { readonly ca: string | null }
}

/** @param config - `ca` is the PEM text */
export function createMailTransport({ from, smtp }: TransportConfig): MailTransport {
  const { host, port, security, login, ca } = smtp
  const secrets = loginSecrets(login)
  const transporter = createTransport({
    pool: true,
    maxConnections: connections,
    // The queue retries.
    maxRequeues: 0,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca === null ? {} : { ca }) },
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
    ...timeouts,
  })
  const domain = /@([^<>@\s]+)>?$/.exec(from)?.[1] ?? 'localhost'

  return {
    async deliver(mail, signal) {
      const { to, subject, text, html, images, id, date } = mail
      if (!isMailAddress(to.address)) return { result: 'refused', answer: 'this is no mail address' }
      try {
        const { response } = await transporter.sendMail({
          from,
          to,
          subject,
          text,
          html,
          attachments: images.map(({ contentId, fileName, png }) => ({
            cid: contentId,
            content: Buffer.from(png),
            contentType: 'image/png',
            contentDisposition: 'inline' as const,
            filename: fileName,
          })),
          messageId: `<${id}@${domain}>`,
          date: new Date(date),
          xMailer: false,
          // RFC 3834: asks for no automatic reply.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal,
        })
        return { result: 'sent', answer: redact(response, secrets) }
      } catch (error) {
        return { result: resultOf(error), answer: redact(answerOf(error), secrets) }
      }
    },

    async verify() {
      try {
        await transporter.verify()
        return { result: 'sent', answer: 'it takes our mail' }
      } catch (error) {
        return { result: 'unreachable', answer: redact(answerOf(error), secrets) }
      }
    },

    close: () => transporter.close({ force: true }),
  }
}

/** SMTP replies about the session instead of the mail (RFC 5321 section 4.2.2, RFC 4954 section 6). */
const aboutTheSession = new Set([421, 454, 503, 530, 534, 535, 538])

function resultOf(error: unknown): Delivery['result'] {
  const { code, responseCode, command } = fieldsOf(error)
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (isAboutMail && responseCode === null) return command === 'API' ? 'refused' : 'deferred'
  if (!isAboutMail || responseCode === null || aboutTheSession.has(responseCode)) return 'unreachable'
  return responseCode >= 500 ? 'refused' : 'deferred'
}

function answerOf(error: unknown): string {
  const { response } = fieldsOf(error)
  return response ?? (error instanceof Error ? error.message : String(error))
}

function fieldsOf(error: unknown): {
  readonly code: string | null
  readonly responseCode: number | null
  readonly command: string | null
  readonly response: string | null
} {
  const fields: Readonly<Record<string, unknown>> = { ...(error instanceof Error ? error : {}) }
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  return {
    code: text(fields.code),
    responseCode: typeof fields.responseCode === 'number' ? fields.responseCode : null,
    command: text(fields.command),
    response: text(fields.response),
  }
}

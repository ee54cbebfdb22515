import type { AuditTrail } from '../audit/audit-trail.ts'
import type { AfterLogin, Authenticate } from '../authentication/login-attempt.ts'
import type { Branding } from '../branding/branding.ts'
import type { Config } from '../config/load-config.ts'
import type { Room } from '../disk/room.ts'
import type { EnrolmentChanged } from '../enrolment/change.ts'
import type { Enrolments } from '../enrolment/enrolments.ts'
import type { Events } from '../lib/background.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Outbox } from '../mail/outbox.ts'
import { createEmailCodes } from '../notifications/email-codes.ts'
import { createEnrolmentMail } from '../notifications/enrolment-mail.ts'
import { createNotices } from '../notifications/notices.ts'
import { createResetByMail } from '../notifications/reset-by-mail.ts'
import type { Service } from '../service.ts'
import type { StateStore } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { UserDirectory } from '../users/directory.ts'

export interface MailDeps {
  readonly config: Config
  readonly branding: Branding
  readonly users: UserDirectory
  readonly state: StateStore
  readonly sealing: Sealing
  readonly audit: AuditTrail
  readonly room: Room
  readonly log: Log
  readonly clock: Clock
  readonly policy: () => Config['policy']
  /** Keeps mails instead of sending them; null: the configured mail server sends them. */
  readonly outbox: Outbox | null
  readonly enrolments: Enrolments
  readonly authenticate: Authenticate
  readonly changes: Events<EnrolmentChanged>
  readonly logins: Events<AfterLogin>
}

/** Subscribes the mails that follow changes and logins. Rejects with ConfigError for templates and certificates. */
export async function openMail(deps: MailDeps): Promise<Pick<Service, 'mailer' | 'notifications'>> {
  const { changes, logins } = deps
  const mailer = await openMailer(deps)
  if (mailer === null) return { mailer, notifications: null }
  const publicUrl = deps.config.http?.publicUrl ?? null
  const mailDeps = { ...deps, mailer, publicUrl }
  const enrolmentMail = createEnrolmentMail(mailDeps)
  for (const { afterChange, afterLogin } of [createNotices(mailDeps), enrolmentMail]) {
    changes.subscribe(afterChange)
    logins.subscribe(afterLogin)
  }
  const emailCodes = createEmailCodes(mailDeps)
  return { mailer, notifications: { emailCodes, resets: createResetByMail(mailDeps), enrolmentMail } }
}

async function openMailer({
  config,
  branding,
  outbox,
  sealing,
  clock,
  log,
  room,
}: MailDeps): Promise<Mailer | null> {
  if (outbox !== null || config.mail === null) return outbox
  const { openSmtpMailer } = await import('../mail/smtp-mailer.ts')
  return openSmtpMailer({ config: config.mail, branding, dataDir: config.dataDir, sealing, clock, log, room })
}

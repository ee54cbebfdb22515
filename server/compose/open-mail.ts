import type { AuditTrail } from '../audit/audit-trail.ts'
import type { Authenticate } from '../authentication/login-attempt.ts'
import type { Config } from '../config/load-config.ts'
import type { Room } from '../disk/room.ts'
import type { Enrolments } from '../enrolment/enrolments.ts'
import { createBackground } from '../lib/background.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Post } from '../mail/mailer.ts'
import type { Outbox } from '../mail/outbox.ts'
import { withChangeNotices } from '../notifications/change-notices.ts'
import { createEmailCodes } from '../notifications/email-codes.ts'
import { createEnrolmentMail } from '../notifications/enrolment-mail.ts'
import { createNotices, withLoginNotices } from '../notifications/notices.ts'
import { createResetByMail } from '../notifications/reset-by-mail.ts'
import type { Service } from '../service.ts'
import type { StateStore } from '../state/contract/state-store.ts'
import type { Sealing } from '../state/keys/sealing.ts'
import type { FoundUser, UserDirectory } from '../users/directory.ts'

export interface MailSurroundings {
  readonly config: Config
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
  /** @param onInvited - told of users who are to set up a second factor */
  makeAuthenticate(onInvited: (found: FoundUser) => void): Authenticate
}

/** The parts of a service that mail has a hand in. */
export interface WithMail extends Pick<Service, 'post' | 'mailed' | 'enrolments' | 'authenticate'> {
  /** Waits for what is being written; what was not sent yet stays on the disk. */
  close(): Promise<void>
}

/** Rejects with ConfigError for templates and certificates. */
export async function openMail(around: MailSurroundings): Promise<WithMail> {
  const { enrolments, makeAuthenticate } = around
  const post = await openPost(around)
  if (post === null) {
    const authenticate = makeAuthenticate(() => {})
    return { post, mailed: null, enrolments, authenticate, close: async () => {} }
  }
  const { log, state } = around
  const background = createBackground((err) => log.error({ err }, 'a mail could not be written'))
  const notices = createNotices({ ...around, post, background })
  // Invitations are mailed after logins, and the link in them is opened by a login.
  const authenticate = withLoginNotices(
    makeAuthenticate((found) => enrolmentMail.invite(found)),
    notices,
  )
  const publicUrl = around.config.http?.publicUrl ?? null
  const deps = { ...around, post, publicUrl, background, authenticate }
  const enrolmentMail = createEnrolmentMail(deps)
  const told = withChangeNotices(enrolments, notices, state)
  return {
    post,
    authenticate,
    enrolments: told,
    mailed: {
      emailCodes: createEmailCodes(deps),
      resets: createResetByMail({ ...deps, enrolments: told, enrolmentMail }),
      enrolmentMail,
    },
    async close() {
      await background.idle()
      await post.close()
    },
  }
}

async function openPost({
  config,
  outbox,
  sealing,
  clock,
  log,
  room,
}: MailSurroundings): Promise<Post | null> {
  if (outbox !== null || config.mail === null) return outbox
  const { openSmtpPost } = await import('../mail/smtp-mailer.ts')
  return openSmtpPost({ config: config.mail, dataDir: config.dataDir, sealing, clock, log, room })
}

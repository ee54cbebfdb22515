import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordedEvent } from '../../../server/audit/audit-trail.ts'
import { readAudit } from '../../../server/audit/read-audit.ts'
import { createAuthenticate } from '../../../server/authentication/authenticate.ts'
import { openService } from '../../../server/compose/app.ts'
import { loadConfig, type PolicyConfig } from '../../../server/config/load-config.ts'
import { createEnrolments } from '../../../server/enrolment/create-enrolments.ts'
import { createLastAdminGuard } from '../../../server/enrolment/last-admin-guard.ts'
import { ownPortalName } from '../../../server/http/api/portals.ts'
import { createWidgetTokens } from '../../../server/http/api/widget-tokens.ts'
import { startHttp } from '../../../server/http/listen.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import type { Mailer, Message, Recipient } from '../../../server/mail/mailer.ts'
import { createEnrolmentMail } from '../../../server/notifications/enrolment-mail.ts'
import type { Notifications, Service } from '../../../server/service.ts'
import { createTotpKeys } from '../../../server/state/keys/totp-keys.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import { type Caller, callerWith } from './api-caller.ts'

export const password = 'correct horse'
export const minute = 60_000
const portalKey = 'a long random key of the portal'
const publicUrl = 'http://127.0.0.1:8080'
const issuerFor = () => 'Ringlock'

/** `name: role`; each has the password above. */
const people = {
  alice: 'user',
  bob: 'user',
  anna: 'admin',
  arno: 'admin',
  rosa: 'superadmin',
  rolf: 'superadmin',
} as const
export type Person = keyof typeof people

export interface ApiWorld {
  readonly service: Service
  /** What was handed over to be mailed. */
  readonly mails: { readonly to: Recipient; readonly message: Message }[]
  /** Milliseconds since the epoch. */
  now(): number
  advance(milliseconds: number): void
  keyOf(person: Person): Promise<string>
  /** The portal's own server. */
  readonly asPortal: Caller
  /** With a fresh widget token. */
  as(person: Person, token?: { readonly amr?: readonly string[] }): Promise<Caller>
  /** That has just been proven to be the user's. */
  proven(person: Person, code?: string): Promise<Caller>
  usePolicy(change: Partial<PolicyConfig>): void
  /** Of the app whose base32 secret this is, so many time-steps from now. */
  code(totpSecret: string, steps?: number): string
  /** Sets up an app; what it was confirmed with is used. */
  enrol(person: Person): Promise<Enrolled>
  /** Newest first. */
  audited(event: string): Promise<readonly RecordedEvent[]>
}

export interface Enrolled {
  readonly id: string
  readonly totpSecret: string
  readonly recoveryCodes: string[]
}

export interface ApiWorldOptions {
  readonly mail?: boolean
  /** Without any, tokens are as those of mailed links. */
  readonly portals?: boolean
}

/**
 * An HTTP listener in front of a whole service, whose clock the test moves. Every answer is held to the contract.
 */
export function withApi(
  use: (world: ApiWorld) => Promise<void>,
  options: ApiWorldOptions = {},
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const configFile = join(folder, 'ringlock.yaml')
    await writeFile(configFile, JSON.stringify(configuration(options)), { mode: 0o600 })
    const opened = await openService(await loadConfig(configFile, { env: {} }))
    try {
      await useService(opened, options, use)
    } finally {
      await opened.close()
    }
  })
}

function configuration({ portals = true }: ApiWorldOptions) {
  return {
    logLevel: 'silent',
    http: {
      listen: '127.0.0.1:0',
      publicUrl,
      portals: portals ? [{ name: 'portal', key: portalKey, origins: [publicUrl] }] : [],
    },
    userStores: [{ name: 'local', kind: 'file', path: './data/users.json' }],
  }
}

async function useService(
  opened: Service,
  { mail = true, portals = true }: ApiWorldOptions,
  use: (world: ApiWorld) => Promise<void>,
): Promise<void> {
  await addPeople(opened)
  // Ahead of the clock that opened the store, at the beginning of a time-step.
  let now = Math.ceil(Date.now() / minute) * minute
  const clock = () => now
  const mails: { to: Recipient; message: Message }[] = []
  const mailer: Mailer = {
    async send(to, message) {
      mails.push({ to, message })
      return 'queued'
    },
    async sendNow(to, message) {
      mails.push({ to, message })
      return { delivered: true, answer: '250 2.0.0 Ok: queued' }
    },
    status: () => ({ queued: 0, oldest: null, sent: 0, failed: 0, lastFailure: null }),
    close: async () => {},
  }
  const { state, users, sealing, audit, policy } = opened
  const shared = { state, users, sealing, audit, clock, policy }
  const onFault = (fault: unknown) => {
    throw fault
  }
  const enrolments = createEnrolments({
    ...shared,
    issuerFor,
    guard: createLastAdminGuard(shared),
    onChanged: () => {},
    onNotice: () => {},
  })
  const authenticate = createAuthenticate({
    ...shared,
    totpKeys: createTotpKeys(sealing),
    sealing,
    onLogin: () => {},
    onFault,
  })
  const enrolmentMail = createEnrolmentMail({
    ...shared,
    enrolments,
    authenticate,
    mailer,
    publicUrl,
  })
  const service: Service = {
    ...opened,
    clock,
    mailer: mail ? mailer : null,
    notifications: mail ? ({ enrolmentMail } as Notifications) : null,
    enrolments,
    authenticate,
  }
  const door = await startHttp(service)
  if (door === null) throw new Error('no HTTP door is configured')
  const base = `${door.url}/api/v1`
  const ownTokens = createWidgetTokens(sealing, publicUrl, clock)
  const own = { portal: ownPortalName, role: null }

  const world: ApiWorld = {
    service,
    mails,
    asPortal: callerWith(base, portalKey),
    now: clock,
    advance(milliseconds) {
      now += milliseconds
    },
    async keyOf(person) {
      const found = await users.find(person)
      if (found === null || found === 'ambiguous') throw new Error(`no ${person}`)
      return found.userKey
    },
    async as(person, { amr = ['pwd'] } = {}) {
      if (!portals)
        return callerWith(
          base,
          (await ownTokens.issue({ ...own, amr, userKey: await world.keyOf(person) })).token,
        )
      const asked = await world.asPortal.post('/widget-tokens', { user: person, amr })
      if (asked.status !== 201) throw new Error(`no token: ${JSON.stringify(asked.body)}`)
      return callerWith(base, asked.body.token)
    },
    async proven(person, code) {
      const caller = await world.as(person)
      const { status, body } = await caller.post('/me/reverify', { password, ...(code && { code }) })
      if (status !== 200) throw new Error(`no proof: ${JSON.stringify(body)}`)
      return caller
    },
    usePolicy: (change) => opened.usePolicy({ ...policy(), ...change }),
    code(totpSecret, steps = 0) {
      const bytes = parseTotpSecret(totpSecret)
      if (bytes === null) throw new Error('not base32')
      return codeAt(totpKey(bytes, 'SHA1'), timeStepAt(now, 30) + steps, { digits: 6 })
    },
    async enrol(person) {
      const caller = await world.proven(person)
      const offered = await caller.post('/me/authenticators', { kind: 'app' })
      const { id, totpSecret } = offered.body
      const confirmed = await caller.post(`/me/authenticators/${id}/confirm`, {
        codes: [world.code(totpSecret)],
      })
      if (confirmed.status !== 200) throw new Error(`not enrolled: ${JSON.stringify(confirmed.body)}`)
      return { id, totpSecret, recoveryCodes: confirmed.body.recoveryCodes }
    },
    async audited(event) {
      const page = await readAudit(opened.config.dataDir, { userKey: null, cursor: null, limit: 10_000 })
      return (page?.events ?? []).filter((one) => one.event === event)
    },
  }
  try {
    await use(world)
  } finally {
    await door.close()
  }
}

async function addPeople({ fileUsers }: Service): Promise<void> {
  const passwordHash = `{SHA}${createHash('sha1').update(password).digest('base64')}`
  const rows = Object.entries(people).map(([name, role]) => ({
    name,
    role,
    email: `${name}@example.test`,
    passwordHash,
  }))
  const prepared = await fileUsers?.prepareImport(rows)
  if (prepared?.outcome !== 'prepared') throw new Error('nobody was added')
  await prepared.commit()
}

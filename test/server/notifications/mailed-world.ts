import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { User, UserStore } from '../../../adapters/user-store.ts'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import { createAuthenticate } from '../../../server/authentication/authenticate.ts'
import type { AfterLogin } from '../../../server/authentication/login-attempt.ts'
import type { PolicyConfig } from '../../../server/config/load-config.ts'
import type { EnrolmentChanged } from '../../../server/enrolment/change.ts'
import { createEnrolments } from '../../../server/enrolment/create-enrolments.ts'
import { createLastAdminGuard } from '../../../server/enrolment/last-admin-guard.ts'
import { createBackground, createEvents } from '../../../server/lib/background.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import type { Mailer, Message, Recipient } from '../../../server/mail/mailer.ts'
import { createEmailCodes } from '../../../server/notifications/email-codes.ts'
import { createEnrolmentMail } from '../../../server/notifications/enrolment-mail.ts'
import { createNotices } from '../../../server/notifications/notices.ts'
import { createResetByMail } from '../../../server/notifications/reset-by-mail.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'
import { createTotpKeys } from '../../../server/state/keys/totp-keys.ts'
import { openLowdbStateStore } from '../../../server/state/lowdb/open-lowdb.ts'
import { createUserDirectory } from '../../../server/users/directory.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'

export const minute = 60_000
export const day = 24 * 60 * minute
export const password = 'correct horse'
export const aliceSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const totp = { algorithm: 'SHA1', digits: 6, period: 30 } as const

export interface PostedMail {
  readonly to: Recipient
  readonly message: Message
  readonly expiresAt: number | null
}

const someone: User = {
  id: '',
  name: '',
  ...ordinary,
}

/** Everything behind the listeners and what is done through a mail, with a real store and a mailer that keeps what it is given. */
export async function createMailedWorld(
  policy: Partial<PolicyConfig> = {},
  publicUrl: string | null = 'https://pbx.test',
) {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-mailed-'))
  const sealing = createSealing(Buffer.alloc(32, 7))
  const world = {
    now: 1_700_000_000_000,
    users: [
      {
        ...someone,
        id: '1',
        name: 'alice',
        email: 'alice@example.test',
        displayName: 'Alice',
        language: 'de',
      },
      { ...someone, id: '2', name: 'bob' },
      { ...someone, id: '3', name: 'carol', email: 'carol@example.test', role: 'admin' },
    ] as User[],
    policy: {
      secondFactor: 'required',
      groups: {},
      gracePeriod: 7 * day,
      driftWindow: 1,
      enrolmentCodes: { app: 1, hardware: 2 },
      requireEmail: false,
      enrolmentMail: 'link',
      emailCode: true,
      trustedDevice: 7 * day,
      resetLink: 10 * minute,
      selfReset: ['user', 'admin', 'superadmin'],
      adminControl: 'lower-roles',
      ...policy,
    } as PolicyConfig,
    mails: [] as PostedMail[],
    audited: [] as AuditEvent[],
    faults: [] as unknown[],
    storeIsDown: false,
    postIsFull: false,
  }
  const clock = () => world.now
  const state = await openLowdbStateStore({
    dataDir: folder,
    now: world.now,
    restoreMargin: 0,
    onNotice: () => {},
  })
  const ask = <T>(answer: T): T => {
    if (world.storeIsDown) throw new Error('the user store is down')
    return answer
  }
  const store: UserStore = {
    name: 'local',
    find: async (login) => ask(world.users.find(({ name }) => name === login) ?? null),
    get: async (wanted) => ask(world.users.find(({ id }) => id === wanted) ?? null),
    verifyPassword: async (user, typed) => (user !== null && typed === password ? 'ok' : 'wrong'),
    list: async () => ({ users: world.users, nextCursor: null }),
    close: async () => {},
  }
  const users = createUserDirectory([store])
  const audit = {
    record: async (event: AuditEvent) => void world.audited.push(JSON.parse(JSON.stringify(event))),
    close: async () => {},
  }
  const mailer: Mailer = {
    async send(to, message, expiresAt) {
      if (world.postIsFull) return 'full'
      world.mails.push({ to, message, expiresAt })
      return 'queued'
    },
    sendNow: async () => ({ delivered: true, answer: '' }),
    status: () => ({ queued: 0, oldest: null, sent: 0, failed: 0, lastFailure: null }),
    close: async () => {},
  }
  const background = createBackground((fault) => world.faults.push(fault))
  const changes = createEvents<EnrolmentChanged>(background)
  const logins = createEvents<AfterLogin>(background)
  const policyInForce = () => world.policy
  const enrolments = createEnrolments({
    state,
    sealing,
    audit,
    clock,
    issuerFor: () => 'Ringlock',
    policy: policyInForce,
    guard: createLastAdminGuard({ users, state, clock, policy: policyInForce }),
    onChanged: changes.tell,
    onNotice: () => {},
  })
  const authenticate = createAuthenticate({
    users,
    state,
    totpKeys: createTotpKeys(sealing),
    sealing,
    onLogin: logins.tell,
    audit,
    clock,
    policy: policyInForce,
    onFault: (fault) => world.faults.push(fault),
  })
  const shared = {
    users,
    state,
    mailer,
    sealing,
    enrolments,
    authenticate,
    audit,
    clock,
    publicUrl,
  }
  const deps = { ...shared, policy: policyInForce }
  const enrolmentMail = createEnrolmentMail(deps)
  for (const { afterChange, afterLogin } of [createNotices(deps), enrolmentMail]) {
    changes.subscribe(afterChange)
    logins.subscribe(afterLogin)
  }

  const login = (name: string, change: Partial<Parameters<typeof authenticate>[0]> = {}) =>
    authenticate({
      login: name,
      typed: password,
      challengeState: null,
      codeFactor: null,
      trustedDevice: null,
      trustAs: null,
      rule: { secondFactor: 'challenge', separator: '', allow: { groups: [], roles: [] } },
      door: 'http',
      askedBy: 'portal',
      from: '192.0.2.1:4711',
      source: null,
      place: 'caller',
      packet: null,
      authentic: true,
      deadline: world.now + 4000,
      ...change,
    })

  return Object.assign(world, {
    state,
    enrolments,
    enrolmentMail,
    logins,
    emailCodes: createEmailCodes(deps),
    resets: createResetByMail(deps),
    login,
    /** When everything is done that goes on in the background. */
    idle: () => background.idle(),
    code(steps = 0, secret = aliceSecret): string {
      const bytes = parseTotpSecret(secret)
      if (bytes === null) throw new Error('not base32')
      return codeAt(totpKey(bytes, 'SHA1'), timeStepAt(world.now, 30) + steps, totp)
    },
    /** Binds an authenticator, as an admin does, and forgets that it was told. */
    async enrol(userKey = 'local:1') {
      const request = { userKey, account: 'a', kind: 'app', totpSecret: aliceSecret, another: false } as const
      const result = await enrolments.bindAtOnce({ ...request, ...totp }, { door: 'cli' })
      if (result.result !== 'bound') throw new Error(result.reason)
      await background.idle()
      world.mails.length = 0
      world.audited.length = 0
      return result
    },
    /** A login that waits for its code. */
    async challenge(name = 'alice') {
      const outcome = await login(name)
      if (outcome.outcome !== 'challenge') throw new Error(`no challenge: ${outcome.outcome}`)
      return { challengeState: outcome.challengeState, userKey: outcome.userKey }
    },
    async end() {
      await background.idle()
      await state.close()
      await rm(folder, { recursive: true })
    },
  })
}

export type MailedWorld = Awaited<ReturnType<typeof createMailedWorld>>

export async function withWorld(
  use: (world: MailedWorld) => Promise<void>,
  policy: Partial<PolicyConfig> = {},
  publicUrl?: string | null,
): Promise<void> {
  const world = await createMailedWorld(policy, publicUrl)
  try {
    await use(world)
  } finally {
    await world.end()
  }
}

/** The message of the latest mail, which is of this kind. */
export function lastMail<K extends Message['kind']>(
  world: MailedWorld,
  kind: K,
): Extract<Message, { kind: K }> {
  const message = world.mails.at(-1)?.message
  if (message?.kind !== kind) throw new Error(`the last mail is ${message?.kind ?? 'none'}, not ${kind}`)
  return message as Extract<Message, { kind: K }>
}

export function tokenIn(link: string): string {
  return new URL(link).searchParams.get('token') ?? ''
}

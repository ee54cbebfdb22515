import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PasswordVerdict, User, UserStore } from '../../../adapters/user-store.ts'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import { createAuthenticate } from '../../../server/authentication/authenticate.ts'
import type { LoginPolicy } from '../../../server/authentication/load-login-facts.ts'
import type { LoginAttempt, LoginOutcome, LoginRule } from '../../../server/authentication/login-attempt.ts'
import type { LoginObserver } from '../../../server/authentication/login-observer.ts'
import { createEnrolments } from '../../../server/enrolment/create-enrolments.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import type { StateStore } from '../../../server/state/contract/state-store.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'
import { createTotpKeys } from '../../../server/state/keys/totp-keys.ts'
import { openLowdbStateStore } from '../../../server/state/lowdb/open-lowdb.ts'
import { createUserDirectory } from '../../../server/users/directory.ts'
import { ordinary } from '../../adapters/ordinary-user.ts'

export const aliceSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
export const password = 'correct horse'
export const emailCodeHashKey = Buffer.alloc(32, 9)
export const totp = { algorithm: 'SHA1', digits: 6, period: 30, stepOffset: 0 } as const

export const append: LoginRule = { secondFactor: 'append', separator: '', allow: { groups: [], roles: [] } }

const someone: User = {
  id: '',
  name: '',
  ...ordinary,
}
const users: readonly User[] = [
  { ...someone, id: '1', name: 'alice', groups: ['admins'], role: 'admin' },
  { ...someone, id: '2', name: 'bob' },
  { ...someone, id: '3', name: 'carol', enabled: false },
]

/** Everything behind the listeners, with a clock that the test moves and a user store that the test can break. */
export async function createLoginWorld(
  options: { policy?: Partial<LoginPolicy>; observer?: LoginObserver } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-login-'))
  const sealing = createSealing(Buffer.alloc(32, 7))
  const world = {
    now: 1_700_000_000_000,
    policy: {
      secondFactor: 'optional',
      groups: {},
      gracePeriod: 0,
      driftWindow: 1,
      trustedDevice: 7 * 24 * 3_600_000,
      emailCode: true,
      ...options.policy,
    } as LoginPolicy,
    /** Asked in place of the stored password when set. */
    verify: null as null | ((typed: string) => Promise<PasswordVerdict>),
    find: null as null | (() => Promise<User | 'ambiguous' | null>),
    auditFault: null as Error | null,
    audited: [] as AuditEvent[],
    faults: [] as unknown[],
    verifications: 0,
    /** Users who were asked to set up a second factor. */
    invited: [] as string[],
  }
  const clock = () => world.now
  let lowdb = await openLowdbStateStore({
    dataDir: folder,
    now: world.now,
    restoreMargin: 0,
    onNotice: () => {},
  })
  /** The store, with single operations replaced by the test. */
  const broken: Partial<StateStore> = {}
  const state = new Proxy({} as StateStore, {
    get: (_, name: keyof StateStore) =>
      broken[name] ?? (name === 'beginClaim' ? broken.claimTimeStep : undefined) ?? lowdb[name],
  })
  const store: UserStore = {
    name: 'local',
    find: async (login) =>
      world.find === null ? (users.find(({ name }) => name === login) ?? null) : world.find(),
    get: async (wanted) => users.find(({ id }) => id === wanted) ?? null,
    async verifyPassword(user, typed) {
      world.verifications++
      if (world.verify !== null) return world.verify(typed)
      return user !== null && typed === password ? 'ok' : 'wrong'
    },
    list: async () => ({ users, nextCursor: null }),
    close: async () => {},
  }
  const audit = {
    async record(event: AuditEvent) {
      if (world.auditFault !== null) throw world.auditFault
      // As the audit log writes it: what is undefined is not there.
      world.audited.push(JSON.parse(JSON.stringify(event)))
    },
    close: async () => {},
  }
  const directory = createUserDirectory([store])
  const enrolments = createEnrolments({
    state,
    sealing,
    audit,
    clock,
    issuerFor: () => 'Ringlock',
    policy: () => ({
      driftWindow: world.policy.driftWindow,
      enrolmentCodes: { app: 1, hardware: 2 },
      requireEmail: false,
    }),
    guard: (_user, _step, change) => change(),
    onChanged: () => {},
    onNotice: () => {},
  })
  const judge = createAuthenticate({
    users: directory,
    state,
    totpKeys: createTotpKeys(sealing),
    sealing: { ...sealing, emailCodeHashKeys: [emailCodeHashKey] },
    onLogin: (login) => login.what === 'enrolment-due' && world.invited.push(login.found.userKey),
    audit,
    clock,
    policy: () => world.policy,
    onFault: (fault) => world.faults.push(fault),
    ...(options.observer && { observer: options.observer }),
  })

  return Object.assign(world, {
    state,
    broken,
    enrolments,
    userOf(name: string): User {
      const user = users.find((each) => each.name === name)
      if (user === undefined) throw new Error(`no ${name}`)
      return user
    },
    /** The code of a base32 secret, `steps` time-steps from now. */
    code(steps = 0, secret = aliceSecret): string {
      const bytes = parseTotpSecret(secret)
      if (bytes === null) throw new Error('not base32')
      return codeAt(totpKey(bytes, totp.algorithm), timeStepAt(world.now, totp.period) + steps, totp)
    },
    async enrol(userKey = 'local:1') {
      const request = {
        userKey,
        account: 'alice',
        kind: 'app',
        totpSecret: aliceSecret,
        another: false,
        ...totp,
      } as const
      const result = await enrolments.bindAtOnce(request, { door: 'cli' })
      if (result.result !== 'bound') throw new Error(result.reason)
      world.audited.length = 0
      return result
    },
    attempt(typed: string, change: Partial<LoginAttempt> = {}): Promise<LoginOutcome> {
      return judge({
        login: 'alice',
        typed,
        challengeState: null,
        codeFactor: null,
        trustedDevice: null,
        trustAs: null,
        rule: append,
        door: 'radius',
        askedBy: 'office-pbx',
        from: '192.0.2.1:4711',
        source: null,
        place: 'caller',
        packet: null,
        authentic: true,
        deadline: world.now + 4000,
        ...change,
      })
    },
    async restart() {
      await lowdb.close()
      lowdb = await openLowdbStateStore({
        dataDir: folder,
        now: world.now,
        restoreMargin: 0,
        onNotice: () => {},
      })
    },
    async end() {
      await lowdb.close()
      await rm(folder, { recursive: true })
    },
  })
}

export type LoginWorld = Awaited<ReturnType<typeof createLoginWorld>>

/** `accept`, `challenge`, `unavailable:backend`, `password-wrong`, ...: an outcome in one word. */
export function inOneWord(outcome: LoginOutcome): string {
  if (outcome.outcome === 'reject') return outcome.reason
  if (outcome.outcome === 'unavailable') return `unavailable:${outcome.reason}`
  return outcome.outcome === 'challenge' && outcome.retry !== null
    ? `challenge:${outcome.retry}`
    : outcome.outcome
}

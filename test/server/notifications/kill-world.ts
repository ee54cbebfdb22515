import { openAuditFile } from '../../../server/audit/audit-file.ts'
import { openTrailMemory } from '../../../server/audit/trail-memory.ts'
import { createTrustedDevices } from '../../../server/authentication/trusted-devices.ts'
import { createEnrolments } from '../../../server/enrolment/create-enrolments.ts'
import { createLastAdminGuard } from '../../../server/enrolment/last-admin-guard.ts'
import { recoverChanges } from '../../../server/enrolment/recorded-changes.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import { createResetByMail } from '../../../server/notifications/reset-by-mail.ts'
import { auditKeySealing } from '../../../server/state/keys/renew-seals.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'
import { openLowdbStateStore } from '../../../server/state/lowdb/open-lowdb.ts'
import { createUserDirectory } from '../../../server/users/directory.ts'
import { nobodysMail, policy, storeOfAlice } from './kill-samples.ts'

export const start = 1_700_000_000_000
export const alice = 'local:1'
export const actor = { door: 'http', login: 'alice' } as const
export const app = {
  userKey: alice,
  account: 'alice',
  email: null,
  kind: 'app',
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
  totpSecret: null,
  serial: null,
} as const

/** @param beforeEach - called before each operation of the state store and each line of the audit log */
export async function openKillWorld(dataDir: string, beforeEach: () => void = () => {}) {
  const clock = () => start
  const stepping = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(from, name) {
        const member = Reflect.get(from, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          beforeEach()
          return member.apply(from, args)
        }
      },
    })
  const onNotice = (message: string) => {
    throw new Error(message)
  }
  const store = await openLowdbStateStore({ dataDir, now: start, restoreMargin: 0, onNotice })
  const sealing = createSealing(Buffer.alloc(32, 7))
  const memory = await openTrailMemory({
    state: store,
    sealing: auditKeySealing(sealing),
    place: 'here',
    clock,
  })
  const trail = await openAuditFile({ folder: dataDir, clock: Date.now, memory, onNotice })
  await recoverChanges({ state: store, audit: trail, clock, writer: 'here', folder: dataDir })
  const users = createUserDirectory([storeOfAlice])
  const parts = {
    state: stepping(store),
    audit: stepping(trail),
    sealing,
    users,
    mailer: nobodysMail,
    clock,
    policy: () => policy,
    publicUrl: 'https://pbx.test',
    issuerFor: () => 'Ringlock',
    guard: createLastAdminGuard({ users, state: stepping(store), clock, policy: () => policy }),
    onChanged: () => {},
    onNotice: () => {},
  }
  const enrolments = createEnrolments(parts)
  return {
    store,
    enrolments,
    resets: createResetByMail({ ...parts, enrolments }),
    trustedDevices: createTrustedDevices(store),
    async close() {
      await trail.close()
      await store.close()
    },
  }
}

export function codeOf(totpSecret: string, steps = 0): string {
  const bytes = parseTotpSecret(totpSecret)
  if (bytes === null) throw new Error('not base32')
  return codeAt(totpKey(bytes, 'SHA1'), timeStepAt(start, 30) + steps, { digits: 6 })
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent } from '../../../server/audit/audit-trail.ts'
import type { Step } from '../../../server/enrolment/authenticators.ts'
import type { EnrolmentChanged } from '../../../server/enrolment/change.ts'
import { createEnrolments } from '../../../server/enrolment/create-enrolments.ts'
import type { EnrolmentPolicy } from '../../../server/enrolment/deps.ts'
import type { Actor, GuardRefusal, OfferRequest, OfferResult } from '../../../server/enrolment/enrolments.ts'
import { codeAt, parseTotpSecret, timeStepAt, totpKey } from '../../../server/login/totp.ts'
import type { StateStore, TotpAuthenticator } from '../../../server/state/contract/state-store.ts'
import { createSealing } from '../../../server/state/keys/sealing.ts'
import { openLowdbStateStore } from '../../../server/state/lowdb/open-lowdb.ts'

export const alice = 'local:1'
export const bob = 'local:2'
export const actor: Actor = { door: 'http', login: 'alice', askedBy: 'portal', from: '192.0.2.1' }
export const usual = { algorithm: 'SHA1', digits: 6, period: 30 } as const
export const anApp: OfferRequest = {
  userKey: alice,
  account: 'alice',
  email: null,
  kind: 'app',
  totpSecret: null,
  serial: null,
  ...usual,
}
/** 160 bits, as vendors print them: the same in both. */
export const deviceInHex = '3132 3334 3536 3738 3930 3132 3334 3536 3738 3930'
export const deviceInBase32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
export const aDevice = { kind: 'hardware', totpSecret: deviceInHex, serial: 'C200-1' } as const

export const minute = 60_000
/** A moment at which a time-step of 30 and one of 60 seconds begin. */
export const start = 1_700_000_040_000

type Parameters = Pick<TotpAuthenticator, 'algorithm' | 'digits' | 'period'>

/** Enrolments on a real store, with a clock that the test moves. */
export async function createEnrolmentWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'ringlock-enrolment-'))
  const sealing = createSealing(Buffer.alloc(32, 7))
  const open = (now: number) =>
    openLowdbStateStore({ dataDir: folder, now, restoreMargin: 0, onNotice: () => {} })
  let lowdb = await open(start)
  const world = {
    now: start,
    policy: {
      driftWindow: 1,
      enrolmentCodes: { app: 1, hardware: 2 },
      requireEmail: false,
    } as EnrolmentPolicy,
    audited: [] as AuditEvent[],
    notices: [] as string[],
    changed: [] as EnrolmentChanged[],
    /** What the last-admin guard has against a step; null: nothing. */
    guard: (_userKey: string, _step: Step<string>): Promise<GuardRefusal> | null => null,
    /** Called before each operation of the store; may throw in its place. */
    onOperation: (_name: keyof StateStore): void => {},
  }
  const state = new Proxy({} as StateStore, {
    get(_, name: keyof StateStore) {
      const operation = lowdb[name] as ((...given: unknown[]) => unknown) | undefined
      if (operation === undefined) return undefined
      return (...given: unknown[]) => {
        world.onOperation(name)
        return operation(...given)
      }
    },
  })
  const audit = {
    async record({ id: _, ...event }: AuditEvent) {
      world.audited.push(JSON.parse(JSON.stringify(event)))
    },
    close: async () => {},
  }
  const enrolments = createEnrolments({
    state,
    sealing,
    audit,
    clock: () => world.now,
    issuerFor: () => 'Ringlock',
    policy: () => world.policy,
    guard: (userKey, step, change) => world.guard(userKey, step) ?? change(),
    onChanged: (changed) => world.changed.push(changed),
    onNotice: (message) => world.notices.push(message),
  })

  /** The code of a base32 secret, `steps` time-steps from now. */
  function code(totpSecret: string, steps = 0, parameters: Parameters = usual): string {
    const bytes = parseTotpSecret(totpSecret) ?? new Uint8Array()
    const timeStep = timeStepAt(world.now, parameters.period) + steps
    return codeAt(totpKey(bytes, parameters.algorithm), timeStep, parameters)
  }

  /** Offers alice an app, or whatever is asked for; the offer is not refused. */
  async function offer(
    change: Partial<OfferRequest> = {},
  ): Promise<Extract<OfferResult, { result: 'offered' }>> {
    const offered = await enrolments.offer({ ...anApp, ...change }, actor)
    if (offered.result !== 'offered') throw new Error(offered.reason)
    return offered
  }

  const confirm = (id: string, codes: readonly string[], userKey = alice) =>
    enrolments.confirm({ userKey, id, codes }, actor)

  /** Offers and confirms an app of alice, or what is asked for, and forgets what the audit log says of it. */
  async function enrol(change: Partial<OfferRequest> = {}) {
    const request = { ...anApp, ...change }
    const { id, totpSecret, codes } = await offer(request)
    const typed = Array.from({ length: codes }, (_, i) => code(totpSecret, i + 1 - codes, request))
    const result = await confirm(id, typed, request.userKey)
    if (result.result !== 'confirmed') throw new Error(result.reason)
    world.audited.length = 0
    return { id, totpSecret, recoveryCodes: result.recoveryCodes }
  }

  return Object.assign(world, {
    folder,
    state,
    sealing,
    enrolments,
    code,
    offer,
    confirm,
    enrol,
    async reopen() {
      await lowdb.close()
      lowdb = await open(world.now)
    },
    async end() {
      await lowdb.close()
      await rm(folder, { recursive: true })
    },
  })
}

export type EnrolmentWorld = Awaited<ReturnType<typeof createEnrolmentWorld>>

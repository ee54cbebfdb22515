import { join } from 'node:path'
import { z } from 'zod'
import { type JsonDatabase, openJsonDatabase } from '../../../adapters/lowdb/json-database.ts'
import { asIs, parserOf, storedHeader } from '../../../adapters/lowdb/stored-json.ts'
import { requirements } from '../../login/policy.ts'
import type { StoredMasterKey } from '../contract/keys.ts'
import type { Enrolment, StoredEvent, TotpAuthenticator, UserKey } from '../contract/state-store.ts'
import { secretPrints } from '../store-rules.ts'

/** The content of enrolments.json, which rarely changes. */
export interface EnrolmentsFile {
  readonly kind: 'ringlock-enrolments'
  readonly version: 1
  /** In the same file as the text sealed with it, so that both are restored together. null if the key was never rotated. */
  readonly masterKey: StoredMasterKey | null
  /** Increases with each change, so that an older file is recognised. */
  readonly revision: number
  readonly enrolments: Readonly<Record<UserKey, Enrolment>>
  /** Absent if there are none. */
  readonly events?: readonly StoredEvent[]
}

const authenticator = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['app', 'hardware']),
  algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
  digits: z.literal([6, 8]),
  period: z.literal([30, 60]),
  sealedTotpSecret: z.string(),
  stepOffset: z.int(),
  enabled: z.boolean(),
  enrolledAt: z.number(),
  serial: z.string().nullable().exactOptional(),
  secretPrint: z.string().nullable().exactOptional(),
  claimKey: z.string().nullable().exactOptional(),
})

const enrolment = z.strictObject({
  authenticators: z.array(authenticator),
  recoveryCodeHashes: z.array(z.string()),
  pending: z.strictObject({ authenticator, expiresAt: z.number() }).nullable().exactOptional(),
  requirement: z.enum(requirements).nullable().exactOptional(),
})

const text = z.string().exactOptional()
const auditEvent = z.strictObject({
  event: z.string(),
  outcome: z.enum(['accept', 'challenge', 'reject', 'unavailable', 'done', 'refused']),
  reason: text,
  login: text,
  userKey: text,
  by: text,
  door: z.enum(['radius', 'http', 'cli']),
  askedBy: text,
  from: text,
  source: text,
})
const storedEvent = z.strictObject({
  id: z.string(),
  writer: z.string(),
  at: z.number(),
  event: auditEvent,
})

const enrolmentsFile = z.strictObject({
  ...storedHeader('ringlock-enrolments'),
  // Missing in files of the first versions.
  masterKey: z
    .strictObject({ keyId: z.string(), formerKeyId: z.string().nullable(), carried: z.string().nullable() })
    .nullable()
    .default(null),
  revision: z.int().min(0).default(0),
  enrolments: z.record(z.string(), asIs(enrolment).transform(completed)),
  events: z.array(storedEvent).exactOptional(),
})

/** Adds the fields that files of the first versions lack. */
function completed(stored: z.infer<typeof enrolment>): Enrolment {
  const { authenticators, pending = null, requirement = null } = stored
  const all = pending === null ? authenticators : [...authenticators, pending.authenticator]
  const isComplete = stored.requirement !== undefined && all.every(({ claimKey }) => claimKey !== undefined)
  if (isComplete) return stored as Enrolment
  return {
    ...stored,
    authenticators: authenticators.map(completedAuthenticator),
    pending: pending && { ...pending, authenticator: completedAuthenticator(pending.authenticator) },
    requirement,
  }
}

function completedAuthenticator(stored: z.infer<typeof authenticator>): TotpAuthenticator {
  return { serial: null, secretPrint: null, claimKey: null, ...stored }
}

/** @param mayBeMissing - true while the folder is initialised; later, a missing file is lost */
export function openEnrolmentsFile(
  dataDir: string,
  mayBeMissing: boolean,
): Promise<JsonDatabase<EnrolmentsFile>> {
  const empty: EnrolmentsFile = {
    kind: 'ringlock-enrolments',
    version: 1,
    revision: 0,
    masterKey: null,
    enrolments: {},
  }
  return openJsonDatabase<EnrolmentsFile>(join(dataDir, 'enrolments.json'), {
    parse: parserOf(enrolmentsFile),
    initial: mayBeMissing ? empty : null,
  })
}

export function enrolmentOf({ enrolments }: EnrolmentsFile, userKey: UserKey): Enrolment | null {
  return Object.hasOwn(enrolments, userKey) ? (enrolments[userKey] ?? null) : null
}

export function withEnrolments(
  file: EnrolmentsFile,
  changed: Iterable<readonly [UserKey, Enrolment | null]>,
): EnrolmentsFile {
  const enrolments: Record<UserKey, Enrolment> = { ...file.enrolments }
  for (const [userKey, enrolment] of changed) {
    if (enrolment === null) delete enrolments[userKey]
    else enrolments[userKey] = enrolment
  }
  return { ...file, revision: file.revision + 1, enrolments }
}

/** Whether any of these users has a hardware device whose TOTP secret another user's device has too. */
export function sharesSecret(file: EnrolmentsFile, userKeys: Iterable<UserKey>): boolean {
  const holders = new Map<string, UserKey>()
  for (const userKey of userKeys) {
    for (const print of secretPrints(enrolmentOf(file, userKey))) {
      if ((holders.get(print) ?? userKey) !== userKey) return true
      holders.set(print, userKey)
    }
  }
  if (holders.size === 0) return false
  return Object.entries(file.enrolments).some(([userKey, enrolment]) =>
    secretPrints(enrolment).some((print) => (holders.get(print) ?? userKey) !== userKey),
  )
}

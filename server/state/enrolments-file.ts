import { join } from 'node:path'
import { z } from 'zod'
import { type JsonDatabase, openJsonDatabase } from '../../adapters/json-database.ts'
import { asIs, parserOf, storedHeader } from '../../adapters/stored-json.ts'
import type { Enrolment, UserKey } from './state-store.ts'

/** enrolments.json: what rarely changes. */
export interface EnrolmentsFile {
  readonly kind: 'ringlock-enrolments'
  readonly version: 1
  readonly enrolments: Readonly<Record<UserKey, Enrolment>>
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
})

const enrolment = z.strictObject({
  authenticators: z.array(authenticator),
  recoveryCodeHashes: z.array(z.string()),
})

const enrolmentsFile = z.strictObject({
  ...storedHeader('ringlock-enrolments'),
  enrolments: z.record(z.string(), asIs(enrolment)),
})

/** @param mayBeMissing - the folder is being initialised; otherwise a missing file is a lost one */
export function openEnrolmentsFile(
  dataDir: string,
  mayBeMissing: boolean,
): Promise<JsonDatabase<EnrolmentsFile>> {
  const empty: EnrolmentsFile = { kind: 'ringlock-enrolments', version: 1, enrolments: {} }
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
  return { ...file, enrolments }
}

export function authenticatorIds(enrolment: Enrolment | null): string[] {
  return enrolment?.authenticators.map(({ id }) => id) ?? []
}

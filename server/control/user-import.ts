import type { User } from '../../adapters/user-store.ts'
import type { AuditEvent } from '../audit/audit-trail.ts'
import type { ImportedAuthenticator, SecretFault } from '../enrolment/enrolments.ts'
import { readTotpSecret } from '../enrolment/totp-secret-text.ts'
import { counted } from '../lib/counted.ts'
import { totpDefaults } from '../login/totp.ts'
import { userKeyOf } from '../users/directory.ts'
import { withFileUsers } from './file-users.ts'
import { done, door, type Operation, refused } from './operation.ts'
import { createTeller } from './progress.ts'

export interface ImportUsersRequest {
  /** One JSON object per line (adapters/file/user-import.ts), each with an optional `totpSecret` (base32 or hex). */
  readonly lines: readonly string[]
}

export interface ImportedUsers {
  readonly users: number
  readonly authenticators: number
}

interface Line {
  /** The row for the user store; null: the line cannot be read. */
  readonly row: unknown
  readonly totpSecret: Uint8Array | null
  readonly fault: string | null
}

const actor = { door } as const
/**
 * Adds all users with their authenticators, or none. The authenticators are written first, under ids that no user has
 * yet, so that a crash in between leaves no user without their second factor.
 */
export const importUsers: Operation<ImportUsersRequest, ImportedUsers> = (service, request, tell) =>
  withFileUsers(service, async (fileUsers) => {
    const told = createTeller('Hashing passwords', tell)
    const lines = request.lines.map(readLine)
    const ownFaults = lines.flatMap(({ fault }, index) =>
      fault === null ? [] : [{ row: index + 1, message: fault }],
    )
    const rows = lines.map(({ row }) => row)
    // An unreadable last row makes the store report its own faults without hashing passwords in vain.
    const prepared = await fileUsers.prepareImport(ownFaults.length > 0 ? [...rows, null] : rows, (done) =>
      told(done, rows.length),
    )
    if (prepared.outcome === 'refused') {
      const storeFaults = prepared.faults.filter(({ row }) => isObject(lines[row - 1]?.row))
      const faults = [...ownFaults, ...storeFaults].toSorted((a, b) => a.row - b.row)
      const list = faults.map(({ row, message }) => `line ${row}: ${message}`)
      return refused('invalid-lines', [...list, 'No user was imported.'].join('\n'))
    }

    const imported = prepared.users.flatMap((user, index): ImportedAuthenticator[] => {
      const totpSecret = lines[index]?.totpSecret ?? null
      return totpSecret === null ? [] : [{ userKey: userKeyOf(fileUsers, user), totpSecret, ...totpDefaults }]
    })
    if (imported.length > 0 && (await service.enrolments.importAll(imported, actor)) === 'device-taken') {
      throw new Error('an app was taken for a device')
    }
    // The audit lines are written first: a crash in between leaves lines without users, never users without lines.
    await recordUsers(prepared.users, { outcome: 'done', reason: 'import' })
    if ((await prepared.commit()) === 'name-taken') {
      await recordUsers(prepared.users, { outcome: 'refused', reason: 'name-taken' })
      for (const { userKey } of imported) await service.enrolments.reset(userKey, actor)
      return refused('name-taken', 'One of the names was taken meanwhile. No user was imported; try again.')
    }
    const counts = { users: prepared.users.length, authenticators: imported.length }
    const who = counted(counts.users, 'user is', 'users are')
    return done(`${who} imported, ${counts.authenticators} with an authenticator.`, counts)

    async function recordUsers(
      users: readonly User[],
      outcome: Pick<AuditEvent, 'outcome' | 'reason'>,
    ): Promise<void> {
      await Promise.all(
        users.map((user) =>
          service.audit.record({
            event: 'user.added',
            ...outcome,
            login: user.name,
            userKey: userKeyOf(fileUsers, user),
            door,
          }),
        ),
      )
    }
  })

function readLine(text: string): Line {
  const nothing = { row: null, totpSecret: null }
  const json = parseJson(text)
  if (!isObject(json)) return { ...nothing, fault: 'is no JSON object' }
  const { totpSecret, ...row } = json
  if (totpSecret === undefined || totpSecret === null) return { row, totpSecret: null, fault: null }
  const bytes = typeof totpSecret === 'string' ? readTotpSecret(totpSecret) : 'unreadable'
  if (typeof bytes === 'string') return { row, totpSecret: null, fault: `totpSecret: ${secretFaults[bytes]}` }
  return { row, totpSecret: bytes, fault: null }
}

const secretFaults: Readonly<Record<SecretFault, string>> = {
  unreadable: 'is neither base32 nor hex',
  'too-short': 'is too short, 112 bits are the least',
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

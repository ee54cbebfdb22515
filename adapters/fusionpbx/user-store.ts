import type { DatabaseConnection, Row, SqlValue } from '../database/database.ts'
import { noPage, pageOf, parseCursor } from '../database/pages.ts'
import { openPostgres } from '../database/postgres.ts'
import { passwordsOf } from '../database/stored-passwords.ts'
import { containing, isStorable } from '../database/text.ts'
import type { HashingQueue } from '../passwords/hashing-queue.ts'
import { tallyHashes } from '../passwords/tally-hashes.ts'
import type { UserStore } from '../user-store.ts'
import {
  hashOf,
  hasRole,
  isFound,
  selectCandidates,
  selectHashes,
  selectUsers,
  unusedId,
  userOf,
} from './users.ts'

export interface FusionpbxUserStoreOptions {
  readonly name: string
  readonly connection: DatabaseConnection
  /** The only domain whose users may log in; null: all domains. */
  readonly domain: string | null
  readonly queue: HashingQueue
}

const sampleSize = 500
const totpSecret = 'u.user_totp_secret AS totp_secret'

/**
 * The users of FusionPBX in PostgreSQL. `name@domain` means a user of that domain; any other login is a name in any
 * domain, or else a mail address. Names are compared in the database's lower case, and a name that several users share
 * is ambiguous. A user is disabled on their own, with their domain, or by a user type that does not log in.
 */
export async function createFusionpbxUserStore(options: FusionpbxUserStoreOptions): Promise<UserStore> {
  const { name, domain, queue } = options
  const database = await openPostgres(options.connection)

  function ask(text: string, values: readonly SqlValue[], deadline?: number): Promise<readonly Row[]> {
    return database.query(text, [domain, ...values], deadline)
  }

  return {
    name,
    knowsTenants: true,
    async find(login) {
      if (!isStorable(login)) return null
      const at = login.lastIndexOf('@')
      const [local, realm] = at === -1 ? [null, null] : [login.slice(0, at), login.slice(at + 1)]
      const [best, next] = await ask(selectCandidates, [login, realm, local])
      if (best === undefined) return null
      return next?.fit === best.fit ? 'ambiguous' : userOf(best)
    },
    async get(id) {
      const [row] = await ask(selectUsers('u.user_uuid = $2::uuid', '1'), [uuidOf(id)])
      return row === undefined ? null : userOf(row)
    },
    verifyPassword: passwordsOf({
      queue,
      async fetchHash(id, deadline) {
        const [row] = await ask(selectHashes('u.user_uuid = $2::uuid'), [uuidOf(id)], deadline)
        return row === undefined ? null : hashOf(row)
      },
      async sampleHashes(deadline) {
        const rows = await ask(selectHashes(`true LIMIT ${sampleSize}`), [], deadline)
        return new Map(rows.map((row) => [String(row.id), hashOf(row)]))
      },
    }),
    async list({ search, role, tenant = null, cursor, limit }) {
      const after = cursor === null ? { name: '', id: unusedId } : parseCursor(cursor)
      if (
        after === null ||
        (search !== '' && !isStorable(search)) ||
        (tenant !== null && !isStorable(tenant))
      )
        return noPage
      const rows = await ask(
        selectUsers(
          `${isFound} AND (u.username, u.user_uuid) > ($3, $4::uuid) AND ${role === null ? 'true' : hasRole(role)}
           AND ($6::text IS NULL OR lower(d.domain_name) = lower($6)) ORDER BY u.username, u.user_uuid LIMIT $5`,
          'username, user_uuid',
        ),
        [containing(search), after.name, uuidOf(after.id), limit + 1, tenant],
      )
      return pageOf(rows.map(userOf), limit)
    },
    async examine() {
      const rows = await ask(selectHashes('true'), [])
      return { users: rows.length, hashes: tallyHashes(rows.map(hashOf)), warnings: [] }
    },
    async totpSecrets() {
      const rows = await ask(selectUsers("u.user_totp_secret <> ''", 'username, user_uuid', totpSecret), [])
      return rows.map((row) => ({ user: userOf(row), totpSecret: String(row.totp_secret) }))
    },
    close: () => database.close(),
  }
}

function uuidOf(id: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : unusedId
}

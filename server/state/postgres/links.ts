import type { LinkOperations, MailedLink } from '../contract/links.ts'
import type { Database } from './database.ts'
import type { Floor } from './floor.ts'

export const linkColumns = 'purpose, hash, user_key AS "userKey", expires_at AS "expiresAt"'

export function createLinkOperations({ query }: Database, floor: Floor): LinkOperations {
  return {
    async putLink({ purpose, hash, userKey, expiresAt }, now) {
      await floor.raise(now)
      await query(
        `INSERT INTO links (purpose, user_key, hash, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (purpose, user_key) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at`,
        [purpose, userKey, hash, expiresAt],
      )
    },

    async readLink(purpose, hash, now) {
      const [link] = await query<MailedLink>(
        `SELECT ${linkColumns} FROM links WHERE purpose = $1 AND hash = $2 AND expires_at > $3`,
        [purpose, hash, now],
      )
      return link ?? null
    },

    async takeLink(purpose, hash, now) {
      await floor.raise(now)
      const [link] = await query<MailedLink>(
        `DELETE FROM links WHERE purpose = $1 AND hash = $2 AND expires_at > $3 RETURNING ${linkColumns}`,
        [purpose, hash, now],
      )
      return link ?? null
    },

    async deleteLinks(userKey) {
      await query('DELETE FROM links WHERE user_key = $1', [userKey])
    },

    async claimMail(key, interval, now) {
      await floor.raise(now)
      // The same rule as isMailClaimed of store-rules.ts.
      const claimed = await query(
        `INSERT INTO mail_claims AS known (key, until) VALUES ($1, $2::bigint + $3::bigint)
         ON CONFLICT (key) DO UPDATE SET until = excluded.until
         WHERE known.until <= $3 OR known.until >= $3 + 2 * $2
         RETURNING 1`,
        [key, interval, now],
      )
      return claimed.length > 0
    },
  }
}

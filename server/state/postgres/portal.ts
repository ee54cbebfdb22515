import type { PortalOperations } from '../lowdb/portal.ts'
import { trustedDevicesKept } from '../store-rules.ts'
import type { Database } from './database.ts'
import type { Floor } from './floor.ts'
import {
  type AssertionKeyRow,
  assertionKeyColumns,
  type DeviceRow,
  deviceColumns,
  type LinkRow,
  linkColumns,
} from './rows.ts'

/** What portals and mail need: links, trusted devices, fresh proof, assertion keys. */
export function createPortalOperations({ query }: Database, floor: Floor): PortalOperations {
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
      const [link] = await query<LinkRow>(
        `SELECT ${linkColumns} FROM links WHERE purpose = $1 AND hash = $2 AND expires_at > $3`,
        [purpose, hash, now],
      )
      return link ?? null
    },

    async takeLink(purpose, hash, now) {
      await floor.raise(now)
      const [link] = await query<LinkRow>(
        `DELETE FROM links WHERE purpose = $1 AND hash = $2 AND expires_at > $3 RETURNING ${linkColumns}`,
        [purpose, hash, now],
      )
      return link ?? null
    },

    async deleteLinks(userKey) {
      await query('DELETE FROM links WHERE user_key = $1', [userKey])
    },

    async putTrustedDevice(device, now) {
      await floor.raise(now)
      const { id, userKey, secretHash, authenticatorId, name, trustedAt, lastUsedAt, expiresAt } = device
      await query(
        `WITH room AS (
           DELETE FROM trusted_devices WHERE user_key = $2 AND id IN (
             SELECT id FROM trusted_devices WHERE user_key = $2 AND id <> $1
             ORDER BY expires_at > $9 DESC, trusted_at DESC, id DESC OFFSET ${trustedDevicesKept - 1}))
         INSERT INTO trusted_devices
           (id, user_key, secret_hash, authenticator_id, name, trusted_at, last_used_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET user_key = excluded.user_key, secret_hash = excluded.secret_hash,
           authenticator_id = excluded.authenticator_id, name = excluded.name, trusted_at = excluded.trusted_at,
           last_used_at = excluded.last_used_at, expires_at = excluded.expires_at`,
        [id, userKey, secretHash, authenticatorId, name, trustedAt, lastUsedAt, expiresAt, now],
      )
    },

    listTrustedDevices: (userKey, now) =>
      query<DeviceRow>(
        `SELECT ${deviceColumns} FROM trusted_devices WHERE user_key = $1 AND expires_at > $2
         ORDER BY trusted_at, id`,
        [userKey, now],
      ),

    async rotateTrustedDevice({ id, userKey, secretHash, nextSecretHash }, now) {
      await floor.raise(now)
      const rotated = await query(
        `UPDATE trusted_devices SET secret_hash = $4, last_used_at = $5
         WHERE id = $1 AND user_key = $2 AND secret_hash = $3 AND expires_at > $5 RETURNING 1`,
        [id, userKey, secretHash, nextSecretHash, now],
      )
      if (rotated.length > 0) return 'rotated'
      const revoked = await query(
        `DELETE FROM trusted_devices
         WHERE id = $1 AND user_key = $2 AND secret_hash <> $3 AND expires_at > $4 RETURNING 1`,
        [id, userKey, secretHash, now],
      )
      return revoked.length > 0 ? 'reused' : 'unknown'
    },

    async deleteTrustedDevice(userKey, id) {
      const deleted = await query('DELETE FROM trusted_devices WHERE user_key = $1 AND id = $2 RETURNING 1', [
        userKey,
        id,
      ])
      return deleted.length > 0
    },

    async deleteTrustedDevices(userKey) {
      await query('DELETE FROM trusted_devices WHERE user_key = $1', [userKey])
    },

    async putProof(tokenId, expiresAt, now) {
      await floor.raise(now)
      await query(
        `INSERT INTO proofs (token_id, expires_at) VALUES ($1, $2)
         ON CONFLICT (token_id) DO UPDATE SET expires_at = excluded.expires_at`,
        [tokenId, expiresAt],
      )
    },

    async readProof(tokenId, now) {
      const [proof] = await query<{ expiresAt: number }>(
        'SELECT expires_at AS "expiresAt" FROM proofs WHERE token_id = $1 AND expires_at > $2',
        [tokenId, now],
      )
      return proof?.expiresAt ?? null
    },

    async claimMail(key, interval, now) {
      await floor.raise(now)
      // As isMailClaimed of store-rules.ts has it.
      const claimed = await query(
        `INSERT INTO mail_claims AS known (key, until) VALUES ($1, $2::bigint + $3::bigint)
         ON CONFLICT (key) DO UPDATE SET until = excluded.until
         WHERE known.until <= $3 OR known.until >= $3 + 2 * $2
         RETURNING 1`,
        [key, interval, now],
      )
      return claimed.length > 0
    },

    listAssertionKeys: (now) =>
      query<AssertionKeyRow>(
        `SELECT ${assertionKeyColumns} FROM assertion_keys WHERE expires_at IS NULL OR expires_at > $1
         ORDER BY expires_at IS NULL DESC, made_at DESC`,
        [now],
      ),

    async putAssertionKey({ id, x, sealedD, madeAt }, former, now) {
      await floor.raise(now)
      // The index lets one key sign at a time.
      const put = await query(
        `WITH replaced AS (
           UPDATE assertion_keys SET expires_at = $6 WHERE id = $5 AND expires_at IS NULL RETURNING 1)
         INSERT INTO assertion_keys (id, x, sealed_d, made_at)
         SELECT $1, $2, $3, $4 WHERE $5::text IS NULL OR EXISTS (SELECT FROM replaced)
         ON CONFLICT DO NOTHING RETURNING 1`,
        [id, x, sealedD, madeAt, former?.id ?? null, former?.expiresAt ?? null],
      )
      return put.length > 0
    },
  }
}

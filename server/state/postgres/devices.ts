import type { DeviceOperations, TrustedDevice } from '../contract/devices.ts'
import { trustedDevicesKept } from '../store-rules.ts'
import type { Database } from './database.ts'
import type { Floor } from './floor.ts'

export const deviceColumns = `
  id, user_key AS "userKey", secret_hash AS "secretHash", authenticator_id AS "authenticatorId", name,
  trusted_at AS "trustedAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt"`

export function createDeviceOperations({ query }: Database, floor: Floor): DeviceOperations {
  return {
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
      query<TrustedDevice>(
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
  }
}

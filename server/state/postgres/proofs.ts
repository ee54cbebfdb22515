import type { ProofOperations } from '../contract/proofs.ts'
import type { Database } from './database.ts'
import type { Floor } from './floor.ts'

export function createProofOperations({ query }: Database, floor: Floor): ProofOperations {
  return {
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

    async redeemAssertion(id, until, now) {
      await floor.raise(now)
      const redeemed = await query(
        `INSERT INTO redeemed_assertions (id, until) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING 1`,
        [id, until],
      )
      return redeemed.length > 0
    },
  }
}

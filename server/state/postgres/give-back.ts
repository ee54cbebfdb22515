import type { EnrolmentOperations } from '../contract/enrolments.ts'
import type { GiveBackOperations } from '../contract/give-back.ts'
import { withRecoveryCode } from '../store-rules.ts'
import { challengeValues, insertingChallenge } from './code-claims.ts'
import type { Database } from './database.ts'

/** Each is one statement, which changes nothing unless the row is still as its consumer left it. */
export function createGiveBack(
  { query }: Database,
  { changeEnrolment }: Pick<EnrolmentOperations, 'changeEnrolment'>,
): GiveBackOperations['giveBack'] {
  return async (spent, now) => {
    switch (spent.kind) {
      case 'time-step':
        await query(
          `UPDATE time_steps SET time_step = time_step - 1, spent = unspend_step(spent, time_step)
           WHERE claim_key = $1 AND time_step = $2`,
          [spent.claimKey, spent.timeStep],
        )
        return
      case 'recovery-code':
        await changeEnrolment(spent.userKey, (current) => withRecoveryCode(current, spent.hash))
        return
      case 'challenge': {
        const { challenge } = spent
        await query(`${insertingChallenge} ON CONFLICT DO NOTHING`, challengeValues(challenge))
        return
      }
      case 'device': {
        const { id, userKey, secretHash, nextSecretHash } = spent.rotation
        await query(
          `UPDATE trusted_devices SET secret_hash = $4
           WHERE id = $1 AND user_key = $2 AND secret_hash = $3 AND expires_at > $5`,
          [id, userKey, nextSecretHash, secretHash, now],
        )
        return
      }
      case 'link': {
        const { purpose, userKey, hash, expiresAt } = spent.link
        await query(
          `INSERT INTO links (purpose, user_key, hash, expires_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT DO NOTHING`,
          [purpose, userKey, hash, expiresAt],
        )
        return
      }
    }
  }
}

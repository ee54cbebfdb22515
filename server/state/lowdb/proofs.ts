import type { ProofOperations } from '../contract/proofs.ts'
import { type DurableLogins, makeRoom } from './durable-logins.ts'

const proofsKept = 10_000

export function createProofOperations(logins: DurableLogins): ProofOperations {
  return {
    async putProof(tokenId, expiresAt, now) {
      logins.raiseFloor(now)
      const written = logins.put('proofs', tokenId, expiresAt)
      makeRoom(logins, 'proofs', proofsKept, (until) => until <= now)
      await written
    },

    async readProof(tokenId, now) {
      const expiresAt = logins.tables.proofs.get(tokenId)
      return expiresAt === undefined || expiresAt <= now ? null : expiresAt
    },

    async redeemAssertion(id, until, now) {
      logins.raiseFloor(now)
      if (logins.tables.redeemedAssertions.has(id)) {
        await logins.settled()
        return false
      }
      await logins.put('redeemedAssertions', id, until)
      return true
    },
  }
}

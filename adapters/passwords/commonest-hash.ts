import { hashOfNobody } from './argon2.ts'
import { formatOf } from './verify.ts'

/** A hash in use, of the kind that takes as long as most others; among none, one as new users get. */
export function commonestHash(hashes: Iterable<string>): string {
  const users = new Map<string, number>()
  let commonest = hashOfNobody
  let most = 0
  for (const hash of hashes) {
    const cost = formatOf(hash)?.costOf(hash)
    if (cost === undefined) continue
    const count = (users.get(cost) ?? 0) + 1
    users.set(cost, count)
    if (count > most) {
      most = count
      commonest = hash
    }
  }
  return commonest
}

import type { HashTally } from '../../../adapters/user-store.ts'
import type { ExaminedUserStore } from '../../service.ts'
import { type Finding, fault, ok, warning } from './finding.ts'

const check = 'user stores'

/** Which stores can be asked, how many users they have, and whose passwords can be verified. */
export function checkUserStores(stores: readonly ExaminedUserStore[]): Finding[] {
  return stores.flatMap(checkUserStore)
}

function checkUserStore({ name, found }: ExaminedUserStore): Finding[] {
  if (typeof found === 'string') return [fault(check, `${name} cannot be asked: ${found}`)]
  const supported = found.hashes.filter(({ isSupported }) => isSupported)
  const others = found.hashes.filter(({ isSupported }) => !isSupported)
  const hashes = supported.length === 0 ? '' : `; hashes: ${listed(supported)}`
  const findings = [
    ok(check, `${name} answers: ${found.users} ${found.users === 1 ? 'user' : 'users'}${hashes}`),
  ]
  if (others.length > 0) {
    findings.push(
      warning(
        check,
        `${name} has hashes that are not supported, who has one cannot log in: ${listed(others)}`,
      ),
    )
  }
  return [
    ...findings,
    ...(found.faults ?? []).map((text) => fault(check, `${name}: ${text}`)),
    ...found.warnings.map((text) => warning(check, `${name}: ${text}`)),
  ]
}

function listed(hashes: readonly HashTally[]): string {
  return hashes.map(({ format, users }) => `${format} (${users})`).join(', ')
}

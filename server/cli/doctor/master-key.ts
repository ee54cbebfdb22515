import type { MasterKeyStatus } from '../../state/keys/master-keys.ts'
import { type Finding, ok, warning } from './finding.ts'

const check = 'master key'

/** Which one is in use, and what a rotation waits for. */
export function checkMasterKey({
  keyId,
  source,
  nextKeyId,
  formerKeyId,
  waitingFor,
}: MasterKeyStatus): Finding[] {
  const where = source === 'file' ? 'master.key' : 'the environment'
  const findings = [ok(check, `${keyId}, from ${where}: back it up apart from the rest`)]
  const places = waitingFor.map((place) => place ?? 'a service of an earlier version').join(', ')
  if (formerKeyId !== null) {
    const until =
      waitingFor.length > 0
        ? `it ends when the new key is in use here too: ${places}`
        : 'ringlock master-key rotate ends it'
    findings.push(
      warning(check, `a rotation is under way, and the former key ${formerKeyId} still needed: ${until}`),
    )
  } else if (nextKeyId !== null) {
    const then =
      waitingFor.length > 0 ? `bring it here too: ${places}` : 'ringlock master-key rotate takes it into use'
    findings.push(warning(check, `${nextKeyId} is staged as the next one: ${then}`))
  }
  return findings
}

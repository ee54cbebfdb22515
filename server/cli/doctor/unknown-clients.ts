import { duration } from '../../authentication/user-messages.ts'
import type { Inspection } from '../../control/inspect.ts'
import { counted } from '../../lib/counted.ts'
import { type Finding, warning } from './finding.ts'

/** A scanner may send from any number of addresses. */
const mostShown = 20

/** Addresses that send RADIUS packets and get no answer, one by one, because one of them may be a PBX. */
export function checkUnknownClients(
  { unknownClients }: Pick<Inspection, 'unknownClients'>,
  now: number,
): Finding[] {
  const findings = unknownClients.slice(0, mostShown).map(({ address, packets, lastAt }) => {
    const sent = `${counted(packets, 'packet')}, the last ${duration(Math.max(0, now - lastAt))} ago`
    return warning(
      'RADIUS clients',
      `${address} is none and sent ${sent}: add it to radius.clients, or leave it; it gets no answer`,
    )
  })
  const others = unknownClients.length - findings.length
  if (others > 0) {
    findings.push(warning('RADIUS clients', `${others} more addresses sent packets before these`))
  }
  return findings
}

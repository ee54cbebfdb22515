import { readAuditLine } from '../audit/audit-line.ts'
import type { RecordedEvent } from '../audit/audit-trail.ts'
import type { ShipConfig } from '../config/load-config.ts'
import { cefLine } from './cef.ts'

/** Security and authorization messages (RFC 5424 section 6.2.1). */
const authpriv = 10
const warning = 4
const notice = 5
const informational = 6

const severityOf: Readonly<Record<RecordedEvent['outcome'], number>> = {
  accept: informational,
  challenge: informational,
  done: notice,
  reject: warning,
  refused: warning,
  unavailable: warning,
}

/**
 * A line of the audit log as a message of RFC 5424. With `json` it is the line as it stands, with its MAC, so that what was
 * collected can be verified.
 */
export function syslogMessage(
  line: string,
  format: ShipConfig['format'],
  { host, version }: { readonly host: string; readonly version: string },
): string {
  const event = readAuditLine(line)
  const severity = event === null ? notice : severityOf[event.outcome]
  const priority = authpriv * 8 + severity
  const header = `<${priority}>1 ${event?.at ?? '-'} ${inHeader(host, 255)} ringlock - ${inHeader(event?.event ?? '', 32)} -`
  return `${header} ${format === 'cef' && event !== null ? cefLine(event, version) : line}`
}

/** Printable ASCII without spaces (PRINTUSASCII); `-` stands for nothing. */
function inHeader(text: string, longest: number): string {
  return text.replace(/[^!-~]/g, '').slice(0, longest) || '-'
}

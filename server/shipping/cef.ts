import type { RecordedEvent } from '../audit/audit-trail.ts'

const severityOf: Readonly<Record<RecordedEvent['outcome'], number>> = {
  accept: 1,
  challenge: 1,
  done: 3,
  unavailable: 5,
  reject: 6,
  refused: 6,
}

/** ArcSight's Common Event Format, version 0 (Implementing ArcSight CEF, revision 25). */
export function cefLine(event: RecordedEvent, version: string): string {
  const header = ['CEF:0', 'Ringlock', 'Ringlock', version, event.event, `${event.event} ${event.outcome}`]
  const { seq } = event as RecordedEvent & { readonly seq?: number }
  const [address, port] = addressOf(event.from)
  const fields: Readonly<Record<string, string | number | undefined>> = {
    rt: Date.parse(event.at),
    externalId: seq,
    outcome: event.outcome,
    reason: event.reason,
    suser: event.login,
    suid: event.userKey,
    src: address,
    spt: port,
    app: event.door,
    cnt: event.count,
    cs1Label: 'client',
    cs1: event.askedBy,
    cs2Label: 'source',
    cs2: event.source,
    cs3Label: 'tenant',
    cs3: event.tenant,
    cs4Label: 'by',
    cs4: event.by,
    cs5Label: 'factors',
    cs5: event.factors?.join(' '),
  }
  const extension = Object.entries(fields)
    .filter(([name, value]) => value !== undefined && fields[name.replace('Label', '')] !== undefined)
    .map(([name, value]) => `${name}=${inExtension(String(value))}`)
  return `${[...header.map(inHeader), severityOf[event.outcome], extension.join(' ')].join('|')}`
}

/** A pipe would begin the next field. */
function inHeader(text: string): string {
  return oneLine(text).replace(/[\\|]/g, '\\$&')
}

/** An equals sign would begin another value. */
function inExtension(text: string): string {
  return oneLine(text.replace(/[\\=]/g, '\\$&'))
}

function oneLine(text: string): string {
  return text.replace(/\r\n|[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
}

/** `192.0.2.1:4711`, `[2001:db8::1]:4711` or an address alone. */
function addressOf(from: string | undefined): [address: string | undefined, port: string | undefined] {
  const [, inBrackets, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d+))?$/i.exec(from ?? '') ?? []
  return [inBrackets ?? plain, port]
}

import type { Proof } from './protocol/message-authenticator.ts'
import { attributeValue, findAttribute, type RadiusPacket } from './protocol/packet.ts'
import { md5 } from './protocol/shared-secret.ts'
import { attributeType, authenticatorAt, headerLength } from './protocol/wire.ts'

/** One request that is being answered, or has been. */
export interface RequestRecord {
  readonly source: string
  /** Port and Identifier. */
  readonly slot: number
  readonly fingerprint: string
  /** null while there is no answer. */
  reply: Buffer | null
  /** It ended without an answer, and a retransmission is a new try. */
  abandoned: boolean
  /** When its latest copy came, on the clock that `now` is read from. */
  seenAt: number
  /** On the clock that `now` is read from. */
  expiresAt: number
  previous: RequestRecord | null
  next: RequestRecord | null
}

export type Seen =
  /** `sinceLastCopy`: milliseconds since the copy before, which was not answered; null: this is the first. */
  | { readonly seen: 'never'; readonly record: RequestRecord; readonly sinceLastCopy: number | null }
  | { readonly seen: 'in-flight' }
  | { readonly seen: 'answered'; readonly reply: Buffer }

/**
 * What was asked and answered lately, so that a retransmission gets the same bytes again (RFC 5080 section 2.2.2).
 * Every `now` is in milliseconds and comes from one clock that is never set back.
 */
export interface Duplicates {
  /** Another packet with the same source, port and Identifier is a new request and replaces the old one. */
  begin(source: string, port: number, identifier: number, fingerprint: string, now: number): Seen
  /** Keeps the reply. False: the request was replaced, or answered before, and this reply must not be sent. */
  answer(record: RequestRecord, reply: Buffer, now: number): boolean
  /** Nothing was answered: a retransmission is to be tried anew. */
  forget(record: RequestRecord, now: number): void
  size(): number
}

/**
 * Sixteen characters that two packets share only if they are the same packet. RFC 5080 section 2.2.2 goes by the Request
 * Authenticator, which is part of it; alone it would answer one user's login with another's wherever a NAS has a
 * Request Authenticator that is not random.
 */
export function packetFingerprint(packet: RadiusPacket, proof: Proof): string {
  if (proof !== 'valid') return md5(packet)
  const at = findAttribute(packet, attributeType.messageAuthenticator)
  return packet.toString('latin1', at + 2, at + 18)
}

/**
 * What a request is known by when it is sent again much later. For one that is not signed it covers what cannot be changed
 * without the shared secret: the hidden password, and the Request Authenticator that hides it.
 */
export function lastingFingerprint(packet: RadiusPacket, proof: Proof, fingerprint: string): string {
  const at = findAttribute(packet, attributeType.userPassword)
  if (proof === 'valid' || at < 0) return fingerprint
  return md5(Buffer.concat([packet.subarray(authenticatorAt, headerLength), attributeValue(packet, at)]))
}

export interface DuplicatesOptions {
  /** Milliseconds that a reply is kept; RFC 5080 asks for 5 to 30 seconds. */
  readonly keepFor?: number
  /** Requests remembered at most; the oldest answered one goes first. */
  readonly limit?: number
}

/** A login that is still being judged after this many milliseconds is not waited for. */
const longestFlight = 30_000

export function createDuplicates({ keepFor = 10_000, limit = 65_536 }: DuplicatesOptions = {}): Duplicates {
  const sources = new Map<string, Map<number, RequestRecord>>()
  // Each list is in the order of expiry, because within a list everything is kept equally long.
  const inFlight = createList()
  const answered = createList()
  const abandoned = createList()
  let size = 0

  function insert(record: RequestRecord): void {
    let slots = sources.get(record.source)
    if (slots === undefined) {
      slots = new Map()
      sources.set(record.source, slots)
    }
    slots.set(record.slot, record)
    inFlight.append(record)
    size++
  }

  /** Not replaced by another request meanwhile. */
  function isKept(record: RequestRecord): boolean {
    return sources.get(record.source)?.get(record.slot) === record
  }

  function remove(record: RequestRecord): void {
    const slots = sources.get(record.source)
    if (slots?.get(record.slot) !== record) return
    slots.delete(record.slot)
    if (slots.size === 0) sources.delete(record.source)
    listOf(record).remove(record)
    size--
  }

  function listOf(record: RequestRecord): RecordList {
    if (record.abandoned) return abandoned
    return record.reply === null ? inFlight : answered
  }

  function removeExpired(list: RecordList, now: number): void {
    for (let first = list.first(); first !== null && first.expiresAt <= now; first = list.first())
      remove(first)
  }

  function makeRoom(): void {
    const oldest = size < limit ? null : (abandoned.first() ?? answered.first() ?? inFlight.first())
    if (oldest !== null) remove(oldest)
  }

  return {
    begin(source, port, identifier, fingerprint, now) {
      removeExpired(answered, now)
      removeExpired(inFlight, now)
      removeExpired(abandoned, now)
      const slot = port * 256 + identifier
      const earlier = sources.get(source)?.get(slot)
      let sinceLastCopy: number | null = null
      if (earlier !== undefined) {
        if (earlier.fingerprint === fingerprint) {
          if (earlier.reply !== null) return { seen: 'answered', reply: earlier.reply }
          sinceLastCopy = now - earlier.seenAt
          earlier.seenAt = now
          if (!earlier.abandoned) return { seen: 'in-flight' }
        }
        remove(earlier)
      }
      makeRoom()
      const expiresAt = now + longestFlight
      const record = {
        source,
        slot,
        fingerprint,
        reply: null,
        abandoned: false,
        seenAt: now,
        expiresAt,
        previous: null,
        next: null,
      }
      insert(record)
      return { seen: 'never', record, sinceLastCopy }
    },

    answer(record, reply, now) {
      if (record.reply !== null || record.abandoned || !isKept(record)) return false
      inFlight.remove(record)
      record.reply = reply
      record.expiresAt = now + keepFor
      answered.append(record)
      return true
    },

    forget(record, now) {
      if (record.reply !== null || record.abandoned || !isKept(record)) return
      inFlight.remove(record)
      record.abandoned = true
      record.expiresAt = now + keepFor
      abandoned.append(record)
    },

    size: () => size,
  }
}

interface RecordList {
  first(): RequestRecord | null
  append(record: RequestRecord): void
  remove(record: RequestRecord): void
}

/** Doubly linked: a Map would have to walk over its deleted entries to find its oldest one. */
function createList(): RecordList {
  let first: RequestRecord | null = null
  let last: RequestRecord | null = null

  return {
    first: () => first,
    append(record) {
      record.previous = last
      record.next = null
      if (last === null) first = record
      else last.next = record
      last = record
    },
    remove(record) {
      if (record.previous === null) first = record.next
      else record.previous.next = record.next
      if (record.next === null) last = record.previous
      else record.next.previous = record.previous
      record.previous = null
      record.next = null
    },
  }
}

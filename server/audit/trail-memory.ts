import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { type AuditTail, emptyTrail } from './audit-line.ts'
import type { AuditHead, AuditKey, AuditKeySealing, AuditStore } from './audit-store.ts'
import { createTrailKey, type TrailKey, trailKeyBytes } from './trail-key.ts'

/**
 * The keys and the head of the audit log that the state store keeps. Without the master key no valid line or head can
 * be made. The stored head is never ahead of what is on the disk, so that a killed process does not look like
 * tampering.
 */
export interface TrailMemory {
  /** null: the key is unknown, or sealed with another master key. */
  keyOf(id: string): TrailKey | null
  /** The last known position of the log; null: none is known. */
  head(): AuditTail | null
  /** Compares the end of the log with the stored head. Must be called first. */
  recall(found: FoundEnd): RecallFault | null
  /** Makes the key for the lines after `tail`, and a new log where this one is unknown. */
  beginEpoch(tail: AuditTail): Promise<TrailKey>
  /** The key of the current epoch; null: {@link beginEpoch} must be called. */
  presentKey(): TrailKey | null
  /** @param tail - already on the disk */
  anchor(tail: AuditTail): Promise<void>
}

export interface FoundEnd {
  readonly tail: AuditTail
  /** Key id of the last line; null: the line has no key, or there is no line. */
  readonly keyId: string | null
}

export type RecallFault =
  /** The log has no lines, and it had some. */
  | 'gone'
  /** The last lines are missing. */
  | 'cut'
  /** The last known line number has another line. */
  | 'replaced'
  /** The last line has an unknown key. */
  | 'foreign'
  /** The lines have a key, but the stored head is missing or was altered. */
  | 'anchor missing'

export interface TrailMemoryDeps {
  readonly state: AuditStore
  readonly sealing: AuditKeySealing
  /** Where the log is, in words that no other service on the same store uses. */
  readonly place: string
  readonly clock: Clock
}

interface KnownKey {
  readonly trail: string
  readonly key: TrailKey
}

const trailKeyIdBytes = 6

export async function openTrailMemory({
  state,
  sealing,
  place,
  clock,
}: TrailMemoryDeps): Promise<TrailMemory> {
  const keys = new Map<string, KnownKey>()
  for (const { id, trail, sealedKey } of await state.listAuditKeys()) {
    const secret = sealing.open(id, sealedKey)
    if (secret !== null) keys.set(id, { trail, key: createTrailKey(id, secret) })
  }
  const heads = new Map((await state.listAuditHeads()).map((head) => [head.trail, head]))
  let trail: string | null = null
  let present: TrailKey | null = null
  let head: AuditTail | null = null

  function proofOf({ trail, place, seq, hash }: Omit<AuditHead, 'proof'>, key: TrailKey): string {
    return key.mac(emptyTrail.hash, `head ${trail} ${seq} ${hash} ${place}`)
  }

  function isGenuine(known: AuditHead): boolean {
    const key = keys.get(known.keyId)
    return key?.trail === known.trail && proofOf(known, key.key) === known.proof
  }

  function headOf(tail: AuditTail, of: string, key: TrailKey): AuditHead {
    const fields = { trail: of, place, seq: tail.seq, hash: tail.hash, keyId: key.id }
    return { ...fields, proof: proofOf(fields, key) }
  }

  return {
    keyOf: (id) => keys.get(id)?.key ?? null,
    head: () => head,
    presentKey: () => present,

    recall({ tail, keyId }) {
      const known = keyId === null ? undefined : keys.get(keyId)
      const ofKey = known === undefined ? undefined : heads.get(known.trail)
      const ofPlace = [...heads.values()].filter((each) => each.place === place)
      // A log that was moved may have been copied: both copies go on, each under its own place.
      const own = farthest(ofPlace.filter(isGenuine))
      if (own !== null) {
        trail = own.trail
        present = [...keys.values()].findLast((each) => each.trail === trail)?.key ?? null
      }
      // The stored head of this place is not enough: lines could be cut off down to one from before the log was moved
      // here.
      const genuine = farthest([ofKey ?? [], own ?? []].flat().filter(isGenuine))
      if (genuine !== null) head = { seq: genuine.seq, hash: genuine.hash }
      if (keyId !== null && known === undefined) return 'foreign'
      const isMissing = keyId === null ? ofPlace.length > 0 && own === null : !ofKey || !isGenuine(ofKey)
      if (isMissing) return 'anchor missing'
      if (genuine === null) return null
      if (tail.seq < genuine.seq) return tail.seq === 0 ? 'gone' : 'cut'
      return tail.seq === genuine.seq && tail.hash !== genuine.hash ? 'replaced' : null
    },

    async beginEpoch(tail) {
      const secret = randomBytes(trailKeyBytes)
      const key = createTrailKey(randomBytes(trailKeyIdBytes).toString('base64url'), secret)
      const itsTrail = trail ?? randomUUID()
      const sealedKey = sealing.seal(key.id, secret)
      const stored: AuditKey = { id: key.id, trail: itsTrail, sealedKey, madeAt: clock() }
      await state.putAuditKey(stored, headOf(tail, itsTrail, key))
      keys.set(key.id, { trail: itsTrail, key })
      trail = itsTrail
      present = key
      head = tail
      return key
    },

    async anchor(tail) {
      if (trail === null || present === null) throw new Error('no epoch was begun')
      await state.putAuditHead(headOf(tail, trail, present))
      head = tail
    },
  }
}

function farthest(heads: readonly AuditHead[]): AuditHead | null {
  return heads.reduce<AuditHead | null>(
    (far, each) => (far === null || each.seq > far.seq ? each : far),
    null,
  )
}

import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { type AuditTail, emptyTrail } from './audit-line.ts'
import type { AuditHead, AuditKey, AuditKeySealing, AuditStore } from './audit-store.ts'
import { createTrailKey, type TrailKey, trailKeyBytes } from './trail-key.ts'

/**
 * What the state store knows of a trail. Without the master key nobody makes a line or a head that fits, and the head is
 * never ahead of what was synced, so that a killed process leaves nothing that looks like tampering.
 */
export interface TrailMemory {
  /** null: this key is not known, or sealed with another master key. */
  keyOf(id: string): TrailKey | null
  /** How far the trail is known to reach; null: not known. */
  head(): AuditTail | null
  /** Finds the trail that ends thus, and compares. To be called first. */
  recall(found: FoundEnd): RecallFault | null
  /** Makes the key for the lines after `tail`, of a new trail where this one is not known here. */
  beginEpoch(tail: AuditTail): Promise<TrailKey>
  /** The key of the present epoch; null: {@link beginEpoch} is due. */
  presentKey(): TrailKey | null
  /** @param tail - on the disk already */
  anchor(tail: AuditTail): Promise<void>
}

export interface FoundEnd {
  readonly tail: AuditTail
  /** Of the last line; null: it has none, or there is no line. */
  readonly keyId: string | null
}

export type RecallFault =
  /** There is no line at all, and there were. */
  | 'gone'
  /** The last lines are missing. */
  | 'cut'
  /** Another line has the number of the last known one. */
  | 'replaced'
  /** The lines have a key that is not known here. */
  | 'foreign'
  /** The lines have a key, and what the state store knew of their end is gone or was altered. */
  | 'anchor missing'

export interface TrailMemoryDeps {
  readonly state: AuditStore
  readonly sealing: AuditKeySealing
  /** Where the trail lies, as no other service that shares the store would say. */
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
      // A trail that lies elsewhere now may have been copied, and both go on.
      const own = farthest(ofPlace.filter(isGenuine))
      if (own !== null) {
        trail = own.trail
        present = [...keys.values()].findLast((each) => each.trail === trail)?.key ?? null
      }
      // Lines may be cut off down to one that was written before the trail came here: its own head is not enough.
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

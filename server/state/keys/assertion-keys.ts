import { createPrivateKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Clock } from '../../lib/clock.ts'
import type { AssertionKey, StateStore } from '../contract/state-store.ts'
import { assertionKeyContext } from './renew-seals.ts'
import { SealError, type Sealing } from './sealing.ts'

/**
 * The Ed25519 keys of assertions (RFC 8037): one signs, and earlier ones only verify. They are in the state store, so that all
 * services sharing it sign with and publish the same keys.
 */
export interface AssertionKeys {
  current(): Promise<SigningKey>
  /** The public keys, newest first; a retired one is removed a day after its retirement. */
  published(): Promise<JWK[]>
  /**
   * Makes a new key and retires the previous one; resolves when that is on the disk.
   *
   * @param beforeUse - gets the new key's id; awaited before the key is stored
   */
  rotate(beforeUse?: (id: string) => Promise<void>): Promise<SigningKey>
}

export interface SigningKey {
  /** The `kid`: its JWK thumbprint (RFC 7638). */
  readonly id: string
  readonly privateKey: KeyObject
}

export interface AssertionKeyDeps {
  readonly state: Pick<StateStore, 'listAssertionKeys' | 'putAssertionKey'>
  readonly sealing: Pick<Sealing, 'sealText' | 'unsealText'>
  readonly clock: Clock
  /** Gets messages for the operator. */
  readonly onNotice: (message: string) => void
}

/** Milliseconds: much longer than an assertion is valid, and than portals should cache a JWKS. */
const publishedAfterRetirement = 24 * 3_600_000
const algorithm = 'EdDSA'

/** Makes a key if there is none, or if the master key does not open the present one. */
export async function openAssertionKeys(deps: AssertionKeyDeps): Promise<AssertionKeys> {
  const { state, sealing, clock, onNotice } = deps
  let opened = await openStored(await signing())

  /** The key that signs, which another service may have made. */
  async function signing(): Promise<AssertionKey> {
    const [newest] = await state.listAssertionKeys(clock())
    if (newest?.expiresAt === null) return newest
    await replace(null)
    return signing()
  }

  /** False if another service replaced it first. */
  async function replace(
    former: AssertionKey | null,
    beforeUse: (id: string) => Promise<void> = async () => {},
  ): Promise<boolean> {
    const now = clock()
    const retired = former === null ? null : { id: former.id, expiresAt: now + publishedAfterRetirement }
    const key = await makeKey(sealing, now)
    await beforeUse(key.id)
    return state.putAssertionKey(key, retired, now)
  }

  async function openStored(stored: AssertionKey): Promise<SigningKey> {
    try {
      return openKey(stored, sealing)
    } catch (error) {
      if (!(error instanceof SealError)) throw error
      onNotice(`a new key signs assertions: the master key does not open ${stored.id} (${error.message})`)
      await replace(stored)
      return openKey(await signing(), sealing)
    }
  }

  async function current(): Promise<SigningKey> {
    const stored = await signing()
    if (stored.id !== opened.id) opened = await openStored(stored)
    return opened
  }

  return {
    current,
    async published() {
      const keys = await state.listAssertionKeys(clock())
      return keys.map(({ id, x }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid: id, alg: algorithm, use: 'sig' }))
    },
    async rotate(beforeUse) {
      while (!(await replace(await signing(), beforeUse)));
      return current()
    },
  }
}

async function makeKey(sealing: Pick<Sealing, 'sealText'>, madeAt: number): Promise<AssertionKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const { x, d, ...jwk } = await exportJWK(privateKey)
  if (x === undefined || d === undefined) throw new RangeError('not an Ed25519 key')
  const id = await calculateJwkThumbprint({ ...jwk, x })
  return { id, x, sealedD: sealing.sealText(d, assertionKeyContext(id)), madeAt, expiresAt: null }
}

/** @throws SealError if the key was sealed with another master key, or for another context */
function openKey({ id, x, sealedD }: AssertionKey, sealing: Pick<Sealing, 'unsealText'>): SigningKey {
  const d = sealing.unsealText(sealedD, assertionKeyContext(id))
  const jwk = { kty: 'OKP', crv: 'Ed25519', x, d }
  return { id, privateKey: createPrivateKey({ key: jwk, format: 'jwk' }) }
}

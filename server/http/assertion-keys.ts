import { join } from 'node:path'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { z } from 'zod'
import { openJsonDatabase } from '../../adapters/json-database.ts'
import { parserOf, storedHeader } from '../../adapters/stored-json.ts'
import type { Clock } from '../clock.ts'
import { MasterKeyError } from '../state/master-key.ts'
import { SealError, type Sealing } from '../state/sealing.ts'

/** The Ed25519 keys that assertions are signed with (RFC 8037): one that signs, and those before it, which still check. */
export interface AssertionKeys {
  current(): SigningKey
  /** The public halves, the newest first; a retired one goes a day after it was retired. */
  published(): JWK[]
  /** Makes a new key and retires the one before; resolves when that is on the disk. */
  rotate(): Promise<SigningKey>
}

export interface SigningKey {
  /** The `kid`: its JWK thumbprint (RFC 7638). */
  readonly id: string
  readonly privateKey: CryptoKey
}

/** Milliseconds: far longer than an assertion lives, and than portals should keep a JWKS. */
const publishedAfterRetirement = 24 * 3_600_000

const storedKey = z.strictObject({
  id: z.string(),
  /** The public coordinate, as in a JWK. */
  x: z.string(),
  /** The private one, sealed with the master key. */
  sealedD: z.string(),
  /** Milliseconds since the epoch; null: it signs. */
  retiredAt: z.number().nullable(),
})
const storedKeys = z.strictObject({
  ...storedHeader('ringlock-assertion-keys'),
  /** The newest first. */
  keys: z.array(storedKey).min(1),
})
type StoredKey = z.output<typeof storedKey>
const header = { kind: 'ringlock-assertion-keys', version: 1 } as const
const algorithm = 'EdDSA'

/**
 * From `assertion-keys.json` in the data folder, which is made with a first key when it is not there.
 *
 * @throws MasterKeyError when the keys were sealed with another master key; DamagedFileError
 */
export async function openAssertionKeys(
  dataDir: string,
  sealing: Pick<Sealing, 'sealText' | 'unsealText'>,
  clock: Clock,
): Promise<AssertionKeys> {
  const database = await openJsonDatabase(join(dataDir, 'assertion-keys.json'), {
    parse: parserOf(storedKeys),
    initial: { ...header, keys: [await makeKey(sealing)] },
  })
  let signing = await open(newestOf(database.data.keys), sealing)

  return {
    current: () => signing,
    published: () =>
      database.data.keys
        .filter(({ retiredAt }) => isPublished(retiredAt, clock()))
        .map(({ id, x }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid: id, alg: algorithm, use: 'sig' })),
    async rotate() {
      const made = await makeKey(sealing)
      const now = clock()
      await database.update(({ keys }) => ({
        ...header,
        keys: [
          made,
          ...keys
            .map((key) => ({ ...key, retiredAt: key.retiredAt ?? now }))
            .filter(({ retiredAt }) => isPublished(retiredAt, now)),
        ],
      }))
      signing = await open(made, sealing)
      return signing
    },
  }
}

function newestOf(keys: readonly StoredKey[]): StoredKey {
  const [newest] = keys
  if (newest === undefined) throw new RangeError('no assertion key')
  return newest
}

function isPublished(retiredAt: number | null, now: number): boolean {
  return retiredAt === null || now < retiredAt + publishedAfterRetirement
}

async function makeKey(sealing: Pick<Sealing, 'sealText'>): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const { x, d, ...jwk } = await exportJWK(privateKey)
  if (x === undefined || d === undefined) throw new RangeError('not an Ed25519 key')
  const id = await calculateJwkThumbprint({ ...jwk, x })
  return { id, x, sealedD: sealing.sealText(d, contextOf(id)), retiredAt: null }
}

async function open(
  { id, x, sealedD }: StoredKey,
  sealing: Pick<Sealing, 'unsealText'>,
): Promise<SigningKey> {
  try {
    const d = sealing.unsealText(sealedD, contextOf(id))
    const privateKey = await importJWK({ kty: 'OKP', crv: 'Ed25519', x, d }, algorithm)
    return { id, privateKey }
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause
    throw new MasterKeyError(
      `The master key does not open assertion-keys.json: ${cause.message}. Put the master key back that it was made ` +
        'with, or delete the file: a new key is made, and portals fetch it from /.well-known/jwks.json.',
      { cause },
    )
  }
}

function contextOf(id: string): string {
  return `assertion key ${id}`
}

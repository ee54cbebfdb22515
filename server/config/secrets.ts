import { resolve } from 'node:path'
import type { StoreSecret } from '../../adapters/user-store-kind.ts'
import { type Complaint, characters, type Remark } from './complaint.ts'
import { entriesAt, type Path, pathText, valueAt } from './path.ts'
import { readTextFile } from './text-file.ts'
import { userStoreSecrets } from './user-stores.ts'

export interface SecretDeps {
  /** Relative paths start here. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Secrets {
  /** Keyed by the `pathText` of the mapping that names the secret. */
  readonly values: ReadonlyMap<string, string>
  /** Whether the document itself contains one of them. */
  readonly areInFile: boolean
  readonly complaints: readonly Complaint[]
  readonly remarks: readonly Remark[]
}

/** A place in the document where a secret may be named. */
type SecretSlot = StoreSecret & { readonly owner: Path }

type SlotReading =
  | { readonly secret: string; readonly isInFile: boolean; readonly remarks: readonly Remark[] }
  | { readonly complaint: Complaint }
type Fetched = { readonly secret: string; readonly remark?: string } | Omit<Complaint, 'path'>

const largestSecretFile = 64 * 1024
const advisedLength = 16

/** Reads all secrets of the document, from the file itself, other files or the environment. */
export async function readSecrets(root: unknown, deps: SecretDeps): Promise<Secrets> {
  const values = new Map<string, string>()
  const complaints: Complaint[] = []
  const remarks: Remark[] = []
  let areInFile = false
  for (const slot of slotsIn(root)) {
    const reading = await readSlot(root, slot, deps)
    if (reading === null) continue
    if ('complaint' in reading) {
      complaints.push(reading.complaint)
      continue
    }
    values.set(pathText(slot.owner), reading.secret)
    areInFile ||= reading.isInFile
    remarks.push(...reading.remarks)
  }
  return { values, areInFile, complaints, remarks }
}

function slotsIn(root: unknown): SecretSlot[] {
  const each = (list: Path, slot: Omit<SecretSlot, 'owner'>) =>
    entriesAt(root, list).map((_, index) => ({ owner: [...list, index], ...slot }))
  return [
    ...each(['radius', 'clients'], { name: 'secret', what: 'the shared secret', required: true }),
    ...each(['http', 'portals'], { name: 'key', what: "the portal's key", required: true }),
    ...each(['audit', 'ship'], { name: 'key', what: "the webhook's key", required: false }),
    { owner: ['alerts', 'webhook'], name: 'key', what: "the webhook's key", required: true },
    { owner: ['mail', 'smtp'], name: 'password', what: 'the password', required: false },
    ...userStoreSecrets(root),
    {
      owner: ['stateStore'],
      name: 'url',
      what: 'postgres://USER:PASSWORD@HOST/DATABASE',
      required: false,
      isRight: (url) => /^postgres(ql)?:\/\/./.test(url) && URL.canParse(url),
    },
  ]
}

/** null: no secret is named, or the schema reports what is there. */
async function readSlot(root: unknown, slot: SecretSlot, deps: SecretDeps): Promise<SlotReading | null> {
  const { owner, name, what } = slot
  const holder = valueAt(root, owner)
  if (typeof holder !== 'object' || holder === null) return null
  const keys = [name, `${name}File`, `${name}Env`]
  const [key, second] = keys.filter((candidate) => Object.hasOwn(holder, candidate))
  if (key === undefined) {
    if (!slot.required) return null
    return { complaint: { path: [...owner, name], found: 'nothing', expected: keys.join(' or ') } }
  }
  if (second !== undefined) {
    const expected = `one of ${keys.join(', ')}`
    return { complaint: { path: [...owner, second], found: `${second} beside ${key}`, expected } }
  }

  const path = [...owner, key]
  const written = valueAt(root, path)
  if (typeof written !== 'string') return null
  const fetched = await fetchSecret(key.slice(name.length), written, deps)
  if ('found' in fetched) return { complaint: { path, ...fetched } }
  const { secret, remark } = fetched
  if (secret === '') return { complaint: { path, found: 'nothing in it', expected: what } }
  if (slot.isRight?.(secret) === false)
    return { complaint: { path, found: characters(secret), expected: what } }
  const remarks = remark === undefined ? [] : [{ path, message: remark }]
  if (slot.required && secret.length < advisedLength) {
    const message = `${what} has ${characters(secret)}; ${advisedLength} random ones or more are advised`
    remarks.push({ path, message })
  }
  return { secret, isInFile: key === name && holdsPassword(secret, name), remarks }
}

/** A URL can come without a password. */
function holdsPassword(secret: string, name: string): boolean {
  return name !== 'url' || /\/\/[^/@]*:[^@]*@|[?&]password=/i.test(secret)
}

async function fetchSecret(from: string, written: string, { folder, env }: SecretDeps): Promise<Fetched> {
  if (from === '') return { secret: written }
  if (from === 'Env') {
    const secret = Object.hasOwn(env, written) ? env[written] : undefined
    return secret === undefined
      ? { found: 'the name of a variable that is not set', expected: 'an environment variable' }
      : { secret }
  }
  const read = await readTextFile(resolve(folder, written), largestSecretFile)
  if ('problem' in read) return { found: read.problem, expected: 'a file (relative to the configuration)' }
  const secret = read.text.replace(/\r?\n$/, '')
  return read.readableByOthers
    ? { secret, remark: 'others may read this file; give it mode 0600' }
    : { secret }
}

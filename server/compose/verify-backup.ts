import { type BackupHeader, isMacOf } from '../backup/format.ts'
import { type BackupReading, readBackup } from '../backup/read-backup.ts'
import type { RestoreRequest, RestoreResult } from '../service.ts'
import { createKeyring, type Keyring } from '../state/keys/keyring.ts'
import { MasterKeyError, settleMasterKey } from '../state/keys/master-key.ts'
import { masterKeysOf, masterKeyVariable } from '../state/keys/master-key-source.ts'
import { createSealing } from '../state/keys/sealing.ts'
import { surveyOf } from '../state/keys/survey-enrolments.ts'
import { createSnapshotBuilder, type StateSnapshot } from '../state/snapshot.ts'

/** A backup that is as it was made, and opens. */
export interface VerifiedBackup {
  readonly header: BackupHeader
  readonly sha256: string
  readonly snapshot: StateSnapshot
  /** Names of the files in it. */
  readonly files: ReadonlySet<string>
  /** What the data folder needs: the key to begin with, and the next one of an unfinished rotation. null: the environment has them. */
  readonly keys: { readonly masterKey: Uint8Array; readonly next: Uint8Array | null } | null
}

type Verification =
  | ({ readonly result: 'verified' } & VerifiedBackup)
  | Extract<
      RestoreResult,
      { readonly result: 'altered' | 'no-key' | 'wrong-key' | 'damaged' | 'other-version' }
    >

/** Reads the whole backup, and changes nothing. */
export async function verifyBackup(
  dataDir: string,
  { file, keys }: Pick<RestoreRequest, 'file' | 'keys'>,
): Promise<Verification> {
  const builder = createSnapshotBuilder()
  const files = new Set<string>()
  const read: BackupReading = await readBackup(file, (line) => {
    if (line[0] === 'file') files.add(line[1])
    else builder.add(line)
  })
  if (read.result !== 'whole') return read
  const { header, end } = read
  const snapshot = builder.build()
  if (snapshot === null) return { result: 'damaged', why: 'it has no state' }

  const here = await masterKeysOf(dataDir, process.env)
  const known = new Map([...keys, ...here].map((key) => [createSealing(key).keyId, key]))
  const { keyId } = header
  const former = snapshot.masterKey?.formerKeyId ?? null
  const [key, formerKey = null] = [keyId, former].map((id) => (id === null ? null : known.get(id)))
  if (!key) return { result: 'no-key', keyId }
  if (former !== null && formerKey === null) return { result: 'no-key', keyId: former }
  if (!isMacOf(end, createSealing(key).backupKey)) return { result: 'altered' }
  const needed = formerKey === null ? { masterKey: key, next: null } : { masterKey: formerKey, next: key }
  const why = await whyNotOpened(snapshot, needed)
  if (why !== null) return { result: 'wrong-key', why }
  const verified = { header, sha256: end.sha256, snapshot, files }
  if (process.env[masterKeyVariable] === undefined) return { result: 'verified', ...verified, keys: needed }
  const isInEnvironment = here.some((each) => createSealing(each).keyId === keyId)
  return isInEnvironment
    ? { result: 'verified', ...verified, keys: null }
    : { result: 'wrong-key', why: `${masterKeyVariable} is set to another key than ${keyId}` }
}

/** As the start would find it. null: the keys open everything. */
async function whyNotOpened(
  { masterKey: stored, enrolments }: StateSnapshot,
  { masterKey, next }: NonNullable<VerifiedBackup['keys']>,
): Promise<string | null> {
  const keyring: Keyring = createKeyring(masterKey)
  const state = {
    surveyEnrolments: () => surveyOf(enrolments),
    firstMasterKey: async (keyId: string) => stored ?? { keyId, formerKeyId: null, carried: null },
  }
  try {
    const source = { readNext: async () => next }
    await settleMasterKey(keyring, state, { source, place: 'a backup' })
    return null
  } catch (error) {
    if (error instanceof MasterKeyError) return error.message
    throw error
  }
}

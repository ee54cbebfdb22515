import { setTimeout as pause } from 'node:timers/promises'
import type { AuditFile } from '../../audit/audit-file.ts'
import type { AuditEvent, AuditTrail } from '../../audit/audit-trail.ts'
import type { StoredMasterKey } from '../contract/keys.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { Keyring } from './keyring.ts'
import type { KeySource, MadeKey } from './master-key-source.ts'
import { findBrokenSeals } from './renew-seals.ts'

/** The rotation of a service's master key. */
export interface MasterKeys {
  status(): Promise<MasterKeyStatus>
  /** Makes the next key without using it. */
  stage(): Promise<StageResult>
  /** Uses the next key and seals everything with it, or finishes a rotation that was begun. */
  rotate(): Promise<RotateResult>
  close(): Promise<void>
}

/** Services that share the store, by host and data folder; null for one that does not report. */
export type Places = readonly (string | null)[]

export interface MasterKeyStatus {
  readonly keyId: string
  readonly source: KeySource['kind']
  /** The key staged for the next rotation; null if none is. */
  readonly nextKeyId: string | null
  /** Some of the store may still be sealed with it; null if nothing is. */
  readonly formerKeyId: string | null
  /** Services that lack the next key, or do not use the current one yet. */
  readonly waitingFor: Places
}

/** `already`: a key was staged before, and its `text` is not shown again. */
export type StageResult = Omit<MadeKey, 'masterKey'> & { readonly result: 'staged' | 'already' }

export type RotateResult =
  | { readonly result: 'rotated'; readonly keyId: string; readonly formerKeyId: string | null }
  /** The new key is in use; the rotation finishes by itself once these services use it too. */
  | { readonly result: 'unfinished'; readonly keyId: string; readonly places: Places }
  | { readonly result: 'not-staged' }
  /** These services lack the next key. Nothing was changed; the same holds for the results below. */
  | { readonly result: 'lacking'; readonly keyId: string; readonly places: Places }
  /** Another service has just rotated the key. */
  | { readonly result: 'other-key' }
  /** The key in use does not open the authenticators of these users. */
  | { readonly result: 'broken'; readonly userKeys: readonly string[] }

export interface MasterKeyDeps {
  /** Has the key in use and, if there is one, the next. */
  readonly keyring: Keyring
  readonly source: KeySource
  /** What the store says at the start. */
  readonly stored: StoredMasterKey
  /** Host and data folder, for operators of other machines to read. */
  readonly place: string
  readonly state: StateStore
  readonly audit: AuditTrail & Partial<Pick<AuditFile, 'beginEpoch'>>
  /** Seals the files in the data folder again. */
  readonly renewFiles: () => Promise<void>
  /** Gets messages for the operator. */
  readonly onNotice: (message: string) => void
}

/** Milliseconds between checks of the other services, and between our own reports. */
const lookEvery = 2000
const reportEvery = 20_000
/** Milliseconds that a command waits for other services. */
const longestWait = 30_000
const pauseBetween = 200
/** Milliseconds in which text sealed just before a rotation may still be stored; it is sealed again after them. */
const lateWrites = 60_000
/** The `=` keeps it apart from every account's key. */
const renewalTurn = '=master key'

/** Finishes a rotation begun before the start, and follows rotations that other services begin. */
export async function openMasterKeys(deps: MasterKeyDeps): Promise<MasterKeys> {
  const { keyring, source, place, state, audit, renewFiles, onNotice } = deps
  const { keyHolders } = state
  let { formerKeyId: former } = deps.stored
  let isSettled = false
  let isSwitched = false
  let forgetting: NodeJS.Timeout | undefined
  let isRecorded = former === null && source.kind === 'environment'
  let isLooking = false
  let reportedAt = 0
  let told: string | null = null
  let last: Promise<unknown> = Promise.resolve()

  const others = async () => (await keyHolders?.others()) ?? []
  const placesOf = async (isMeant: (other: Awaited<ReturnType<typeof others>>[number]) => boolean) =>
    (await others()).filter(isMeant).map((other) => other?.place ?? null)
  const lacking = (keyId: string) => placesOf((other) => !other?.keyIds.includes(keyId))
  const lagging = (keyId: string) => placesOf((other) => other?.keyInUse !== keyId)

  /** Runs steps one at a time, so that two never seal again at once. */
  function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  async function report(): Promise<void> {
    await keyHolders?.report({ place, keyIds: keyring.keyIds, keyInUse: keyring.keyId })
    reportedAt = performance.now()
  }

  /** Reads a key that was put into the data folder. null if there is none, or it is in use already. */
  async function findStaged(): Promise<string | null> {
    const next = await source.readNext()
    if (next === null) return null
    const known = keyring.keyIds.length
    const keyId = keyring.hold(next)
    if (keyring.keyIds.length > known) await report()
    return keyId === keyring.keyId ? null : keyId
  }

  /** Does this service's part of a rotation. False if some service does not use the key yet. */
  async function follow({ keyId, formerKeyId, carried }: StoredMasterKey): Promise<boolean> {
    if (keyId !== keyring.keyId) {
      former = keyring.keyId
      keyring.use(keyId, carried)
      isSettled = isRecorded = false
      isSwitched = true
      // The previous key may be needed for longer now.
      clearTimeout(forgetting)
      await report()
    }
    if (formerKeyId !== null) {
      if ((await lagging(keyId)).length > 0) return false
      if (!(await renewSeals())) return false
    }
    if (!isSettled) await settle()
    return true
  }

  /** False if another service is doing it. */
  async function renewSeals(): Promise<boolean> {
    const renew = () => state.renewSeals(keyring.renewal).then(() => true)
    return state.runExclusively === undefined
      ? renew()
      : ((await state.runExclusively(renewalTurn, renew)) ?? false)
  }

  /** The store has nothing sealed with the former key any more. The key is removed when this folder has nothing either. */
  async function settle(): Promise<void> {
    await renewFiles()
    const given = source.givenKeyId()
    if (!isRecorded && (source.kind === 'environment' || given !== keyring.keyId)) {
      await audit.record(rotated(former ?? given, keyring.keyId))
      // A thief of the old key may have opened the audit keys, so later lines need new ones.
      await audit.beginEpoch?.()
      isRecorded = true
    }
    const advice = await source.give(keyring.masterKey(keyring.keyId))
    if (advice !== null) onNotice(advice)
    if (isSwitched)
      forgetting = setTimeout(() => void oneAtATime(() => reportingFaults(forgetOthers)), lateWrites).unref()
    else await forgetOthers()
    isSettled = true
    await report()
  }

  /** Keeps only the key in use and the staged one. */
  async function forgetOthers(): Promise<void> {
    const staged = await source.readNext()
    keyring.keepOnly(staged === null ? [] : [keyring.hold(staged)])
  }

  async function look(): Promise<void> {
    await findStaged()
    const stored = await state.readMasterKey()
    if (stored !== null && !keyring.keyIds.includes(stored.keyId)) {
      throw new Error(
        `what is stored is sealed with the master key ${stored.keyId} now, which is not here: put it in and restart`,
      )
    }
    if (stored !== null && !(isSettled && stored.keyId === keyring.keyId && stored.formerKeyId === null)) {
      await follow(stored)
    }
    if (performance.now() - reportedAt > reportEvery) await report()
  }

  /** Reports a fault once and leaves the repetition to the next check. */
  async function reportingFaults(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      told = null
    } catch (error) {
      const { message } = error as Error
      if (message !== told) onNotice(`The master key: ${message}`)
      told = message
    }
  }

  function lookAgain(): void {
    if (isLooking) return
    isLooking = true
    void oneAtATime(() => reportingFaults(look)).finally(() => {
      isLooking = false
    })
  }

  /** The rotation for {@link MasterKeys.rotate} to begin, or why it cannot begin. */
  async function begin(): Promise<StoredMasterKey | RotateResult> {
    const staged = await findStaged()
    if (staged === null && (source.kind === 'environment' || (await others()).length > 0)) {
      return { result: 'not-staged' }
    }
    const broken = await findBrokenSeals(state, keyring)
    if (broken.length > 0) return { result: 'broken', userKeys: broken }
    const keyId = staged ?? keyring.hold((await source.makeNext()).masterKey)
    const next = { keyId, formerKeyId: keyring.keyId, carried: keyring.carriedTo(keyId) }
    const change = await state.changeMasterKey(next)
    if (change === 'lacking') return { result: 'lacking', keyId, places: await lacking(keyId) }
    return change === 'changed' ? next : { result: 'other-key' }
  }

  async function finish(begun: StoredMasterKey): Promise<RotateResult> {
    const { keyId, formerKeyId } = begun
    const deadline = performance.now() + longestWait
    for (let stored = begun; ; stored = (await state.readMasterKey()) ?? begun) {
      if (await follow(stored)) return { result: 'rotated', keyId, formerKeyId }
      if (performance.now() > deadline) return { result: 'unfinished', keyId, places: await lagging(keyId) }
      await pause(pauseBetween)
    }
  }

  await oneAtATime(() =>
    reportingFaults(async () => {
      await findStaged()
      await follow(deps.stored)
    }),
  )
  const looking = keyHolders === undefined ? undefined : setInterval(lookAgain, lookEvery).unref()

  return {
    status: () =>
      oneAtATime(async () => {
        const staged = await findStaged()
        const formerKeyId = (await state.readMasterKey())?.formerKeyId ?? null
        const { keyId } = keyring
        const waitingFor =
          formerKeyId !== null ? await lagging(keyId) : staged !== null ? await lacking(staged) : []
        return { keyId, source: source.kind, nextKeyId: staged, formerKeyId, waitingFor }
      }),

    stage: () =>
      oneAtATime(async () => {
        const staged = await findStaged()
        if (staged !== null) return { result: 'already', keyId: staged, file: null, text: null }
        const { masterKey, ...made } = await source.makeNext()
        if (made.file !== null) {
          keyring.hold(masterKey)
          await report()
        }
        return { result: 'staged', ...made }
      }),

    rotate: () =>
      oneAtATime(async () => {
        const stored = await state.firstMasterKey(keyring.keyId)
        const isUnderWay = stored.formerKeyId !== null || stored.keyId !== keyring.keyId || !isSettled
        const begun = isUnderWay ? stored : await begin()
        return 'result' in begun ? begun : finish(begun)
      }),

    async close() {
      clearInterval(looking)
      clearTimeout(forgetting)
      await last
    },
  }
}

function rotated(former: string | null, keyId: string): AuditEvent {
  return { event: 'master-key.rotated', outcome: 'done', reason: `${former} to ${keyId}`, door: 'cli' }
}

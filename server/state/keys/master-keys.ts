import { setTimeout as pause } from 'node:timers/promises'
import type { AuditFile } from '../../audit/audit-file.ts'
import type { AuditEvent, AuditTrail } from '../../audit/audit-trail.ts'
import type { StoredMasterKey } from '../contract/keys.ts'
import type { StateStore } from '../contract/state-store.ts'
import type { Keyring } from './keyring.ts'
import type { KeySource, MadeKey } from './master-key-source.ts'
import { findBrokenSeals } from './renew-seals.ts'

/** The master key of a service, and its rotation. */
export interface MasterKeys {
  status(): Promise<MasterKeyStatus>
  /** Makes the next key, which is used for nothing yet. */
  stage(): Promise<StageResult>
  /** Takes the next key into use and seals everything anew, or finishes what was begun. */
  rotate(): Promise<RotateResult>
  close(): Promise<void>
}

/** Services that share the store, by host and data folder; null: one that does not say who it is. */
export type Places = readonly (string | null)[]

export interface MasterKeyStatus {
  readonly keyId: string
  readonly source: KeySource['kind']
  /** The one that is to take its place; null: none is staged. */
  readonly nextKeyId: string | null
  /** Something may be sealed with it still; null: nothing is. */
  readonly formerKeyId: string | null
  /** Who has not the next key, or does not use the one in use. */
  readonly waitingFor: Places
}

/** `already`: one was staged before, and `text` is not told again. */
export type StageResult = Omit<MadeKey, 'masterKey'> & { readonly result: 'staged' | 'already' }

export type RotateResult =
  | { readonly result: 'rotated'; readonly keyId: string; readonly formerKeyId: string | null }
  /** The new key is in use, and the rotation ends by itself when these services use it too. */
  | { readonly result: 'unfinished'; readonly keyId: string; readonly places: Places }
  | { readonly result: 'not-staged' }
  /** These services have not the next key. Nothing was changed, as with what follows. */
  | { readonly result: 'lacking'; readonly keyId: string; readonly places: Places }
  /** Another service has rotated it just now. */
  | { readonly result: 'other-key' }
  /** The authenticators of these users do not open with the key in use. */
  | { readonly result: 'broken'; readonly userKeys: readonly string[] }

export interface MasterKeyParts {
  /** It has the key in use and, if there is one, the next. */
  readonly keyring: Keyring
  readonly source: KeySource
  /** As it is at the start. */
  readonly stored: StoredMasterKey
  /** Host and data folder, for a person at another machine. */
  readonly place: string
  readonly state: StateStore
  readonly audit: AuditTrail & Partial<Pick<AuditFile, 'beginEpoch'>>
  /** Seals anew what lies in the data folder beside the state. */
  readonly renewFiles: () => Promise<void>
  /** Told to the operator. */
  readonly onNotice: (message: string) => void
}

/** Milliseconds between two looks at what services that share the store do, and between two words of ours to them. */
const lookEvery = 2000
const reportEvery = 20_000
/** Milliseconds that a command waits for the others. */
const longestWait = 30_000
const pauseBetween = 200
/** Milliseconds for which what was sealed just before a rotation may still come to be stored, and is sealed anew then. */
const lateWrites = 60_000
/** As no account's key is spelt. */
const renewalTurn = '=master key'

/** Finishes a rotation that was begun before the start, and follows those that other services begin. */
export async function openMasterKeys(parts: MasterKeyParts): Promise<MasterKeys> {
  const { keyring, source, place, state, audit, renewFiles, onNotice } = parts
  const { keyHolders } = state
  let { formerKeyId: former } = parts.stored
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

  /** One step at a time, so that two never seal anew at once. */
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  async function report(): Promise<void> {
    await keyHolders?.report({ place, keyIds: keyring.keyIds, keyInUse: keyring.keyId })
    reportedAt = performance.now()
  }

  /** Takes in a key that was put into the data folder. null: there is none that is not in use. */
  async function findStaged(): Promise<string | null> {
    const next = await source.readNext()
    if (next === null) return null
    const known = keyring.keyIds.length
    const keyId = keyring.hold(next)
    if (keyring.keyIds.length > known) await report()
    return keyId === keyring.keyId ? null : keyId
  }

  /** Does what a rotation needs here. False: not every service uses the key yet. */
  async function follow({ keyId, formerKeyId, carried }: StoredMasterKey): Promise<boolean> {
    if (keyId !== keyring.keyId) {
      former = keyring.keyId
      keyring.use(keyId, carried)
      isSettled = isRecorded = false
      isSwitched = true
      // The key before may be needed for longer now.
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

  /** False: another service does it just now. */
  async function renewSeals(): Promise<boolean> {
    const renew = () => state.renewSeals(keyring.renewal).then(() => true)
    return state.inTurn === undefined ? renew() : ((await state.inTurn(renewalTurn, renew)) ?? false)
  }

  /** Nothing in the store is sealed with another key any more. The old one goes when nothing here is either. */
  async function settle(): Promise<void> {
    await renewFiles()
    const given = source.givenKeyId()
    if (!isRecorded && (source.kind === 'environment' || given !== keyring.keyId)) {
      await audit.record(rotated(former ?? given, keyring.keyId))
      // What a thief of the old key may have opened authenticates no later line.
      await audit.beginEpoch?.()
      isRecorded = true
    }
    const advice = await source.give(keyring.masterKey(keyring.keyId))
    if (advice !== null) onNotice(advice)
    if (isSwitched) forgetting = setTimeout(() => void alone(() => telling(forgetOthers)), lateWrites).unref()
    else await forgetOthers()
    isSettled = true
    await report()
  }

  /** Keeps the key in use and the staged one. */
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

  /** What goes wrong is told once, and tried again with the next look. */
  async function telling(work: () => Promise<unknown>): Promise<void> {
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
    void alone(() => telling(look)).finally(() => {
      isLooking = false
    })
  }

  /** The rotation that {@link MasterKeys.rotate} is to begin; or why it cannot. */
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

  await alone(() =>
    telling(async () => {
      await findStaged()
      await follow(parts.stored)
    }),
  )
  const looking = keyHolders === undefined ? undefined : setInterval(lookAgain, lookEvery).unref()

  return {
    status: () =>
      alone(async () => {
        const staged = await findStaged()
        const formerKeyId = (await state.readMasterKey())?.formerKeyId ?? null
        const { keyId } = keyring
        const waitingFor =
          formerKeyId !== null ? await lagging(keyId) : staged !== null ? await lacking(staged) : []
        return { keyId, source: source.kind, nextKeyId: staged, formerKeyId, waitingFor }
      }),

    stage: () =>
      alone(async () => {
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
      alone(async () => {
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

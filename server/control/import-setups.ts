import type { UserStore } from '../../adapters/user-store.ts'
import type { ImportedAuthenticator } from '../enrolment/enrolments.ts'
import { readBase32Secret } from '../enrolment/import/hardware-files/device-values.ts'
import { isFault } from '../enrolment/import/hardware-files/hardware-file.ts'
import { shortestExistingSecretBytes, shortestSecretBytes } from '../enrolment/totp-secret-text.ts'
import { counted } from '../lib/counted.ts'
import { totpDefaults } from '../login/totp.ts'
import type { Service } from '../service.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { type Answer, done, door, type Operation, refused } from './operation.ts'
import { createTeller } from './progress.ts'

export interface ImportSetupsRequest {
  readonly source:
    | { readonly rows: readonly ImportedRow[] }
    /** The second factors that the PBX behind a user store keeps. */
    | { readonly kind: 'fusionpbx' | 'issabel'; readonly store: string | null }
  /** false: only reports what would happen. */
  readonly write: boolean
  /** Leaves faulty rows out instead of refusing all. */
  readonly goodRowsOnly: boolean
  /** Takes existing secrets of 80 bits and more; otherwise 112 are the least. */
  readonly allowShortSecrets: boolean
}

/** A row of a file that the command has read, as plain JSON. */
export interface ImportedRow {
  readonly at: string
  readonly user: string | null
  readonly serial?: string | null
  readonly note?: string
  readonly setup:
    | (Omit<ImportedAuthenticator, 'userKey' | 'totpSecret'> & { readonly totpSecret: string })
    | { readonly fault: string }
}

export interface ImportSummary {
  readonly rows: readonly {
    readonly at: string
    readonly user: string | null
    /** `enrolled`: the user already has a second factor here, and keeps it. `faulty`: left out. */
    readonly outcome: 'new' | 'enrolled' | 'faulty'
    /** What is wrong with a faulty row, or is not taken over of a good one. */
    readonly remark?: string
  }[]
  readonly taken: number
}

/** A row after its user was looked up. */
interface LookedUpRow {
  readonly at: string
  readonly user: string | null
  readonly note?: string
  /** The user and the set-up, or what is wrong with the row. */
  readonly found: FoundSetup | string
}

interface FoundSetup {
  readonly userKey: UserKey
  readonly setup: Omit<ImportedAuthenticator, 'userKey'>
}

const actor = { door } as const

/**
 * Imports second factors that users have in another system, all or none, so that they need not enrol again. Without
 * `write` it is a dry run.
 */
export const importSetups: Operation<ImportSetupsRequest, ImportSummary> = async (
  service,
  { source, write, goodRowsOnly, allowShortSecrets },
  tell,
) => {
  const least = allowShortSecrets ? shortestExistingSecretBytes : shortestSecretBytes
  const lookedUp =
    'rows' in source
      ? await lookUp(service, source.rows, least, createTeller('Looking up users', tell))
      : await storedRows(service, source, least)
  if (!Array.isArray(lookedUp)) return lookedUp
  if (lookedUp.length === 0) return done('There is no second factor to import.', { rows: [], taken: 0 })
  const judged = withoutTwins(lookedUp)
  const faults = judged.filter(({ found }) => typeof found === 'string')
  if (faults.length > 0 && !goodRowsOnly) {
    return refused('invalid-rows', [...faults.map(faultLine), 'No user was imported.'].join('\n'))
  }

  const setups = judged.flatMap(({ found }) => (typeof found === 'string' ? [] : [found]))
  const fresh = await notEnrolled(service, setups)
  // Some users may have enrolled since they were looked up.
  const taken = write && fresh.length > 0 ? await service.enrolments.importAll(fresh, actor) : []
  if (taken === 'device-taken') {
    return refused(
      'device-taken',
      'A hardware device of the file belongs to another user here. No user was imported.',
    )
  }
  const isNew = new Set(write ? taken : fresh.map(({ userKey }) => userKey))
  const rows = judged.map(({ at, user, note, found }): ImportSummary['rows'][number] => {
    if (typeof found === 'string') return { at, user, outcome: 'faulty', remark: found }
    const outcome = isNew.has(found.userKey) ? 'new' : 'enrolled'
    return { at, user, outcome, ...(note === undefined || outcome !== 'new' ? {} : { remark: note }) }
  })
  const kept = setups.length - isNew.size
  const others = kept === 0 ? '' : ` ${kept} with a second factor here already keep it.`
  const left =
    faults.length === 0
      ? ''
      : ` ${faults.length === 1 ? '1 faulty row is' : `${faults.length} faulty rows are`} left out.`
  const line = write
    ? `${counted(isNew.size, 'user')} imported.${others}${left}`
    : `${counted(isNew.size, 'user')} would be imported.${others}${left} Nothing was written; --write does it.`
  return done(line, { rows, taken: taken.length })
}

/** Of two rows of one user the second is faulty. */
function withoutTwins(rows: readonly LookedUpRow[]): LookedUpRow[] {
  const seen = new Set<UserKey>()
  return rows.map((row) => {
    if (typeof row.found === 'string') return row
    if (seen.has(row.found.userKey)) return { ...row, found: 'This user is there twice.' }
    seen.add(row.found.userKey)
    return row
  })
}

function faultLine({ at, user, found }: LookedUpRow): string {
  return `${at}${user === null ? '' : ` (${user})`}: ${typeof found === 'string' ? found : ''}`
}

async function notEnrolled(
  { state }: Service,
  setups: readonly FoundSetup[],
): Promise<ImportedAuthenticator[]> {
  const records = await state.readUsers(setups.map(({ userKey }) => userKey))
  const fresh = setups.filter((_, i) => (records[i]?.enrolment?.authenticators.length ?? 0) === 0)
  return fresh.map(({ userKey, setup }) => ({ userKey, ...setup }))
}

async function lookUp(
  { users }: Service,
  rows: readonly ImportedRow[],
  least: number,
  told: (done: number, of: number) => void,
): Promise<LookedUpRow[]> {
  const lookedUp: LookedUpRow[] = []
  for (const { serial, setup, ...row } of rows) {
    lookedUp.push({ ...row, found: await findUser(row.user, setup) })
    told(lookedUp.length, rows.length)
  }
  return lookedUp

  async function findUser(user: string | null, setup: ImportedRow['setup']): Promise<LookedUpRow['found']> {
    if (isFault(setup)) return setup.fault
    const totpSecret = readBase32Secret(setup.totpSecret, least)
    if (isFault(totpSecret)) return totpSecret.fault
    if (user === null) return 'The file does not say whose it is.'
    const found = await users.find(user)
    if (found === null) return 'No user store knows this user.'
    if (found === 'ambiguous') return 'More than one user goes by this name.'
    return { userKey: found.userKey, setup: { ...setup, totpSecret } }
  }
}

async function storedRows(
  { users, config }: Service,
  { kind, store: name }: { readonly kind: string; readonly store: string | null },
  least: number,
): Promise<LookedUpRow[] | Answer<never>> {
  const names = config.userStores.filter((store) => store.kind === kind).map((store) => store.name)
  const [only, another] = name === null ? names : names.filter((each) => each === name)
  const store = users.stores.find((each) => each.name === only)
  if (store?.totpSecrets === undefined) {
    return refused(
      'no-store',
      `There is no user store of kind ${kind}${name === null ? '' : ` called ${name}`}.`,
    )
  }
  if (another !== undefined) {
    return refused('several-stores', `Say which one with --store: ${names.join(', ')}.`)
  }
  return secretsOf(store, store.totpSecrets, least)
}

async function secretsOf(
  store: UserStore,
  totpSecrets: NonNullable<UserStore['totpSecrets']>,
  least: number,
): Promise<LookedUpRow[]> {
  return (await totpSecrets()).map(({ user, totpSecret: text }) => {
    const totpSecret = readBase32Secret(text, least)
    const found = isFault(totpSecret)
      ? totpSecret.fault
      : { userKey: `${store.name}:${user.id}`, setup: { totpSecret, ...totpDefaults } }
    return { at: `user ${user.id}`, user: user.name, found }
  })
}

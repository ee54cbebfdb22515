import type { UserStore } from '../../adapters/user-store.ts'
import type { ImportedAuthenticator } from '../enrolment/enrolments.ts'
import { readSecret } from '../enrolment/import/hardware-files/device-values.ts'
import { isFault } from '../enrolment/import/hardware-files/hardware-file.ts'
import { totpDefaults } from '../login/totp.ts'
import type { Service } from '../service.ts'
import type { UserKey } from '../state/contract/state-store.ts'
import { type Answer, done, door, type Operation, refused } from './operation.ts'

export interface ImportSetupsRequest {
  readonly source:
    | { readonly rows: readonly ImportedRow[] }
    /** The second factors that the PBX behind a user store keeps. */
    | { readonly kind: 'fusionpbx' | 'issabel'; readonly store: string | null }
  /** false: only reports what would happen. */
  readonly write: boolean
}

/** A row of a file that the command has read, as plain JSON. */
export interface ImportedRow {
  readonly at: string
  readonly user: string | null
  readonly setup:
    | (Omit<ImportedAuthenticator, 'userKey' | 'totpSecret'> & { readonly totpSecret: string })
    | { readonly fault: string }
}

export interface ImportSummary {
  readonly rows: readonly {
    readonly at: string
    readonly user: string | null
    /** `enrolled`: the user already has a second factor here, and keeps it. */
    readonly outcome: 'new' | 'enrolled'
  }[]
  readonly taken: number
}

/** A row after its user was looked up. */
interface LookedUpRow {
  readonly at: string
  readonly user: string | null
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
  { source, write },
) => {
  const lookedUp = 'rows' in source ? await lookUp(service, source.rows) : await storedRows(service, source)
  if (!Array.isArray(lookedUp)) return lookedUp
  if (lookedUp.length === 0) return done('There is no second factor to import.', { rows: [], taken: 0 })
  const faults = faultsOf(lookedUp)
  if (faults.length > 0) return refused('invalid-rows', [...faults, 'No user was imported.'].join('\n'))

  const setups = lookedUp.flatMap(({ found }) => (typeof found === 'string' ? [] : [found]))
  const fresh = await notEnrolled(service, setups)
  // Some users may have enrolled since they were looked up.
  const taken = write && fresh.length > 0 ? await service.enrolments.importAll(fresh, actor) : []
  const isNew = new Set(write ? taken : fresh.map(({ userKey }) => userKey))
  const rows = lookedUp.map(({ at, user }, i) => {
    const outcome = isNew.has(setups[i]?.userKey ?? '') ? ('new' as const) : ('enrolled' as const)
    return { at, user, outcome }
  })
  const kept = rows.length - isNew.size
  const others = kept === 0 ? '' : ` ${kept} with a second factor here already keep it.`
  const line = write
    ? `${counted(isNew.size)} imported.${others}`
    : `${counted(isNew.size)} would be imported.${others} Nothing was written; --write does it.`
  return done(line, { rows, taken: taken.length })
}

function faultsOf(rows: readonly LookedUpRow[]): string[] {
  const seen = new Set<UserKey>()
  return rows.flatMap(({ at, user, found }) => {
    const isTwice = typeof found !== 'string' && seen.has(found.userKey)
    if (typeof found !== 'string') seen.add(found.userKey)
    const fault = typeof found === 'string' ? found : isTwice ? 'This user is there twice.' : null
    return fault === null ? [] : [`${at}${user === null ? '' : ` (${user})`}: ${fault}`]
  })
}

async function notEnrolled(
  { state }: Service,
  setups: readonly FoundSetup[],
): Promise<ImportedAuthenticator[]> {
  const records = await state.readUsers(setups.map(({ userKey }) => userKey))
  const fresh = setups.filter((_, i) => (records[i]?.enrolment?.authenticators.length ?? 0) === 0)
  return fresh.map(({ userKey, setup }) => ({ userKey, ...setup }))
}

async function lookUp({ users }: Service, rows: readonly ImportedRow[]): Promise<LookedUpRow[]> {
  const lookedUp: LookedUpRow[] = []
  for (const { at, user, setup } of rows) lookedUp.push({ at, user, found: await findUser(user, setup) })
  return lookedUp

  async function findUser(user: string | null, setup: ImportedRow['setup']): Promise<LookedUpRow['found']> {
    if (isFault(setup)) return setup.fault
    const totpSecret = readSecret(setup.totpSecret)
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
  return secretsOf(store, store.totpSecrets)
}

async function secretsOf(
  store: UserStore,
  totpSecrets: NonNullable<UserStore['totpSecrets']>,
): Promise<LookedUpRow[]> {
  return (await totpSecrets()).map(({ user, totpSecret: text }) => {
    const totpSecret = readSecret(text)
    const found = isFault(totpSecret)
      ? totpSecret.fault
      : { userKey: `${store.name}:${user.id}`, setup: { totpSecret, ...totpDefaults } }
    return { at: `user ${user.id}`, user: user.name, found }
  })
}

function counted(users: number): string {
  return users === 1 ? '1 user' : `${users} users`
}

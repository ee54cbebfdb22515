import type { UserStore } from '../../../adapters/user-store.ts'
import type { ImportedAuthenticator } from '../../enrolment/enrolments.ts'
import { readSecret } from '../../enrolment/hardware-files/device-values.ts'
import { isFault } from '../../enrolment/hardware-files/hardware-file.ts'
import type { Service } from '../../service.ts'
import type { UserKey } from '../../state/state-store.ts'
import { type Answer, done, refused } from '../answer.ts'
import { door, type Operation } from './operation.ts'

export interface ImportSetupsRequest {
  readonly source:
    | { readonly rows: readonly ImportedRow[] }
    /** What the PBX behind a user store keeps of its own second factor. */
    | { readonly kind: 'fusionpbx' | 'issabel'; readonly store: string | null }
  /** Otherwise it is only said what would happen. */
  readonly write: boolean
}

/** A row of a file (enrolment/setup-files/), as plain JSON. */
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
    /** `enrolled`: has a second factor here already, and keeps it. */
    readonly outcome: 'new' | 'enrolled' | 'fault'
    readonly fault: string | null
  }[]
  readonly taken: number
}

/** A row whose user is known. */
interface KnownRow {
  readonly at: string
  readonly user: string | null
  readonly found:
    | { readonly userKey: UserKey; readonly setup: Omit<ImportedAuthenticator, 'userKey'> }
    | string
}

const actor = { door } as const

/** Takes over second factors that users have elsewhere, all or none, so that nobody enrols again. Without `write` a dry run. */
export const importSetups: Operation<ImportSetupsRequest, ImportSummary> = async (
  service,
  { source, write },
) => {
  const known = 'rows' in source ? await knownRows(service, source.rows) : await storedRows(service, source)
  if (!Array.isArray(known)) return known
  if (known.length === 0) return done('There is no second factor to import.', { rows: [], taken: 0 })

  const fresh: ImportedAuthenticator[] = []
  const rows: ImportSummary['rows'][number][] = []
  const seen = new Set<UserKey>()
  for (const { at, user, found } of known) {
    const fault =
      typeof found === 'string' ? found : seen.has(found.userKey) ? 'This user is there twice.' : null
    if (fault !== null || typeof found === 'string') {
      rows.push({ at, user, outcome: 'fault', fault })
      continue
    }
    seen.add(found.userKey)
    const enrolment = await service.state.readEnrolment(found.userKey)
    const isEnrolled = enrolment !== null && enrolment.authenticators.length > 0
    if (!isEnrolled) fresh.push({ userKey: found.userKey, ...found.setup })
    rows.push({ at, user, outcome: isEnrolled ? 'enrolled' : 'new', fault: null })
  }

  const faults = rows.filter(({ outcome }) => outcome === 'fault')
  if (faults.length > 0) {
    const list = faults.map(({ at, user, fault }) => `${at}${user === null ? '' : ` (${user})`}: ${fault}`)
    return refused('invalid-rows', [...list, 'Nobody was imported.'].join('\n'))
  }
  const kept = rows.length - fresh.length
  const others = kept === 0 ? '' : ` ${kept} with a second factor here already keep it.`
  if (!write) {
    const line = `${counted(fresh.length)} would be imported.${others} Nothing was written; --write does it.`
    return done(line, { rows, taken: 0 })
  }
  if (fresh.length > 0) await service.enrolments.importAll(fresh, actor)
  return done(`${counted(fresh.length)} imported.${others}`, { rows, taken: fresh.length })
}

async function knownRows({ users }: Service, rows: readonly ImportedRow[]): Promise<KnownRow[]> {
  const known: KnownRow[] = []
  for (const { at, user, setup } of rows) known.push({ at, user, found: await findUser(user, setup) })
  return known

  async function findUser(user: string | null, setup: ImportedRow['setup']): Promise<KnownRow['found']> {
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
): Promise<KnownRow[] | Answer<never>> {
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

/** As the PBXs make their codes. */
const usualCodes = { algorithm: 'SHA1', digits: 6, period: 30 } as const

async function secretsOf(
  store: UserStore,
  totpSecrets: NonNullable<UserStore['totpSecrets']>,
): Promise<KnownRow[]> {
  return (await totpSecrets()).map(({ user, totpSecret: text }) => {
    const totpSecret = readSecret(text)
    const found = isFault(totpSecret)
      ? totpSecret.fault
      : { userKey: `${store.name}:${user.id}`, setup: { totpSecret, ...usualCodes } }
    return { at: `user ${user.id}`, user: user.name, found }
  })
}

function counted(users: number): string {
  return users === 1 ? '1 user' : `${users} users`
}

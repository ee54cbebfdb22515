import { availableParallelism } from 'node:os'
import type { UserStore } from '../../../adapters/user-store.ts'
import type { FixtureUser } from '../../adapters/user-store-contract.ts'
import { isPresent, type Peer } from '../../peers/peers.ts'
import { sshaBytes } from '../population.ts'
import { password } from '../raw-bcrypt.ts'

/** A user store that holds {@link people}, whose passwords all are {@link password}. */
export interface MeasuredStore {
  readonly label: string
  readonly store: UserStore
  /** What a whole service would open it with. Not there where no whole service is measured. */
  readonly yaml?: Readonly<Record<string, unknown>>
  /** The least that proves a password there. */
  readonly bare: {
    readonly what: string
    /** How often at a time: slow hashes as often as there are cores, where more would only wait. */
    readonly lanes: number
    /** Throws when the password is wrong. @param lane - below `lanes`: who else asks at the same time has another */
    verify(lane: number): Promise<unknown>
  }
}

/** Stores of one kind of server, open for as long as `use` takes. */
export interface StorePlace {
  readonly kind: string
  readonly needs: readonly Peer[]
  open(use: (stores: readonly MeasuredStore[]) => Promise<string>): Promise<string>
}

/** Logins at a time; as many connections has a pool by default. */
export const inFlight = 8

export const slowHashesAtOnce = availableParallelism()

export { password }

const nobodySpecial = { displayName: null, email: null, groups: [], role: 'user', language: null } as const
/** Enough for everyone to fail but once in a measurement. */
const numbers = Array.from({ length: 1500 }, (_, i) => String(i).padStart(4, '0'))

export const enabledNames = numbers.map((number) => `on-${number}`)
export const disabledNames = numbers.map((number) => `off-${number}`)
export const people: readonly FixtureUser[] = [
  ...enabledNames.map((name) => ({ ...nobodySpecial, name, enabled: true, password })),
  ...disabledNames.map((name) => ({ ...nobodySpecial, name, enabled: false, password })),
]

/** Of {@link password}. */
export const sshaHash = `{SSHA}${sshaBytes({ name: 'everybody', password }).toString('base64')}`

/** Opens all places whose peers are installed, and names the others. */
export function withStores(
  places: readonly StorePlace[],
  use: (stores: readonly MeasuredStore[], missing: readonly string[]) => Promise<string>,
): Promise<string> {
  const isThere = ({ needs }: StorePlace) => needs.every(isPresent)
  const missing = places.filter((place) => !isThere(place)).map(({ kind }) => kind)
  const openFrom = (
    [first, ...others]: readonly StorePlace[],
    opened: readonly MeasuredStore[],
  ): Promise<string> =>
    first === undefined
      ? use(opened, missing)
      : first.open((stores) => openFrom(others, [...opened, ...stores]))
  return openFrom(places.filter(isThere), [])
}

/** What is printed below a table; '' where nothing is missing. */
export function leftOut(missing: readonly string[]): string {
  return missing.length === 0 ? '' : `\n  left out, because it is not installed: ${missing.join(', ')}`
}

export function proven(isRight: boolean): void {
  if (!isRight) throw new Error('the right password was refused')
}

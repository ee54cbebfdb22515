import { type UserStore, UserStoreError } from '../../adapters/user-store.ts'
import { counted } from '../lib/counted.ts'
import type { ExaminedUserStore, Service } from '../service.ts'
import type { ClockMoves, Hold } from '../state/contract/state-store.ts'
import type { MasterKeyStatus } from '../state/keys/master-keys.ts'
import { examineStore } from '../users/examine-store.ts'
import { done, type Operation } from './operation.ts'
import { nameOf, type ShownStatus, statusOfStore } from './status.ts'

export interface InspectRequest {
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface Inspection {
  /** Milliseconds since the epoch. */
  readonly floor: number
  readonly masterKey: MasterKeyStatus
  readonly hold: Hold | null
  readonly clockMoves: ClockMoves
  /** Users whose recovery codes are older than a restored backup. */
  readonly recoveryCodesHeld: readonly string[]
  /** Users in the stores that answered; the same for `enrolled` and `missing`. */
  readonly users: number
  readonly enrolled: number
  /** Users who must have a second factor and have none. */
  readonly missing: readonly { readonly name: string; readonly overdue: boolean }[]
  readonly userStores: readonly ExaminedUserStore[]
  /** Senders of RADIUS packets that are not configured, the latest first. */
  readonly unknownClients: ReturnType<Service['unknownClients']['list']>
}

/** What `doctor` checks in an open store. */
export const inspect: Operation<InspectRequest, Inspection> = async (service, { now }) => {
  const looks = await Promise.all(service.users.stores.map((store) => lookInto(service, store, now)))
  const all = looks.flatMap(({ statuses }) => statuses)
  const missing = all.filter((user) => user.requirement === 'required' && user.secondFactor !== 'enabled')
  const { hold, clock } = service.state.standing()
  return done(counted(all.length, 'user'), {
    floor: service.state.floor(),
    masterKey: await service.masterKeys.status(),
    hold,
    clockMoves: clock,
    recoveryCodesHeld: all.filter((user) => user.recoveryCodesHeld > 0).map(nameOf),
    users: all.length,
    enrolled: all.filter(({ secondFactor }) => secondFactor === 'enabled').length,
    missing: missing.map((user) => ({ name: nameOf(user), overdue: user.overdue })),
    userStores: looks.map(({ name, found }) => ({ name, found })),
    unknownClients: service.unknownClients.list(),
  })
}

async function lookInto(
  service: Service,
  store: UserStore,
  now: number,
): Promise<ExaminedUserStore & { readonly statuses: readonly ShownStatus[] }> {
  const { name } = store
  try {
    const statuses = await statusOfStore(service, store, now)
    return { name, found: await examineStore(store, statuses), statuses }
  } catch (error) {
    if (error instanceof UserStoreError) return { name, found: error.message, statuses: [] }
    throw error
  }
}

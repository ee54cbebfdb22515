import { UserStoreError } from '../../adapters/user-store.ts'
import type { Sealing } from '../state/sealing.ts'
import type { StateStore, UserKey } from '../state/state-store.ts'
import type { FoundUser, UserDirectory } from '../user-directory.ts'
import type { ImportedDevice } from './enrolments.ts'
import { type DeviceRow, type Fault, isFault } from './hardware-files/hardware-file.ts'

export interface HardwareImportParts {
  readonly users: UserDirectory
  readonly state: StateStore
  readonly sealing: Sealing
}

export interface HardwareImportRequest {
  readonly rows: readonly DeviceRow[]
  /** Login name by serial number, for rows that do not say whose they are. */
  readonly owners: ReadonlyMap<string, string>
  /** Whether whoever imports may give a device to this user. */
  readonly mayManage: (user: FoundUser) => boolean
}

/** What an import would do; nothing is changed yet. */
export interface HardwareImportPlan {
  readonly rows: readonly PlannedRow[]
  /** Of the rows without a fault, for Enrolments.importHardware. */
  readonly devices: readonly ImportedDevice[]
}

export interface PlannedRow {
  readonly row: number
  readonly serial: string | null
  /** Login name; null: nobody is named. */
  readonly user: string | null
  /** In sentences; null: the row is good. */
  readonly fault: string | null
}

/** Finds the users of a file's devices, and everything that is wrong with its rows. */
export async function planHardwareImport(
  { rows, owners, mayManage }: HardwareImportRequest,
  { users, state, sealing }: HardwareImportParts,
): Promise<HardwareImportPlan> {
  const holders = await holdersOfDevices(state)
  const rowOfPrint = new Map<string, number>()
  const devices: ImportedDevice[] = []
  const planned: PlannedRow[] = []
  for (const each of rows) {
    const user = each.user ?? owners.get(each.serial ?? '') ?? null
    const judged = await judge(each, user)
    planned.push({ row: each.row, serial: each.serial, user, fault: isFault(judged) ? judged.fault : null })
    if (!isFault(judged)) devices.push(judged)
  }
  return { rows: planned, devices }

  async function judge({ row, device }: DeviceRow, login: string | null): Promise<ImportedDevice | Fault> {
    if (isFault(device)) return device
    if (login === null) return { fault: 'Nobody is named for this device.' }
    const owner = await findOwner(login)
    if (isFault(owner)) return owner

    const print = sealing.secretPrint(device.totpSecret)
    const earlier = rowOfPrint.get(print)
    if (earlier !== undefined) return { fault: `Row ${earlier} has the same secret.` }
    rowOfPrint.set(print, row)
    if ((holders.get(print) ?? owner.userKey) !== owner.userKey)
      return { fault: 'Another user has this device.' }
    return { ...device, userKey: owner.userKey }
  }

  async function findOwner(login: string): Promise<FoundUser | Fault> {
    try {
      const found = await users.find(login)
      if (found === null) return { fault: 'There is no such user.' }
      if (found === 'ambiguous') return { fault: 'More than one user goes by this name.' }
      return mayManage(found) ? found : { fault: 'This user is not yours to manage.' }
    } catch (error) {
      if (error instanceof UserStoreError) return { fault: 'The user store cannot be asked just now.' }
      throw error
    }
  }
}

/** Who has which hardware device, by its secret's print. */
async function holdersOfDevices(state: StateStore): Promise<ReadonlyMap<string, UserKey>> {
  const holders = new Map<string, UserKey>()
  for await (const [userKey, { authenticators }] of state.listEnrolments()) {
    for (const { secretPrint } of authenticators) if (secretPrint !== null) holders.set(secretPrint, userKey)
  }
  return holders
}

import type { ImportedDevice } from '../../enrolment/enrolments.ts'
import { type DeviceRow, isFault } from '../../enrolment/import/hardware-files/hardware-file.ts'
import { readHardwareFile } from '../../enrolment/import/hardware-files/read-hardware-file.ts'
import type { UserKey } from '../../state/contract/state-store.ts'
import { isKnown, type KnownUser, type NoUser } from '../../users/directory.ts'
import { reaches, tenantReached } from '../../users/tenants.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { WidgetCaller } from '../api/request-context.ts'
import { implement, type Route } from '../api/route.ts'
import { calls, type ImportRow, type ParsedBody } from '../contract/index.ts'
import { answer, refuse } from '../transport/reply.ts'
import { mayManage } from './may-manage.ts'

/** Imports many hardware devices at once. It reports the faults of all rows, and imports the good ones in one change. */
export function hardwareImportRoutes(deps: HttpDeps): readonly Route[] {
  return [
    implement(calls.importHardware, async ({ body }, { caller, actor }) => {
      const { format, content, presharedKey } = body
      const key = presharedKey === undefined ? null : Buffer.from(presharedKey, 'hex')
      const file = readHardwareFile(format, content, key)
      if (file.result === 'unreadable') return refuse('import-refused', { message: file.fault, rows: [] })

      const judged = await judgeRows(file.rows, body, caller, deps)
      const rows = judged.map(({ told }) => told)
      if (body.dryRun) return answer({ rows, taken: 0 })
      const devices = judged.flatMap(({ device }) => device ?? [])
      if (devices.length < rows.length && !body.goodRowsOnly) return refuse('import-refused', { rows })
      if (devices.length === 0) return answer({ rows, taken: 0 })

      const change = await deps.enrolments.importHardware(devices, { ...actor, by: caller.userKey })
      if (change === 'changed') return answer({ rows, taken: judged.filter(({ isNew }) => isNew).length })
      return refuse('import-refused', { message: 'A device was given to another user meanwhile.', rows })
    }),
  ]
}

interface JudgedRow {
  /** The row as reported to the caller. */
  readonly told: ImportRow
  /** null if the row has a fault. */
  readonly device: ImportedDevice | null
  /** Whether the user does not have it yet, from an earlier row or import. */
  readonly isNew: boolean
}

type JudgeDeps = Pick<HttpDeps, 'users' | 'state' | 'sealing' | 'policy'>

/**
 * Determines the user of each device. A device of another user is refused without naming that user.
 *
 * @param named - login name or userKey by serial number, for devices whose user the file does not name
 */
async function judgeRows(
  rows: readonly DeviceRow[],
  named: Pick<ParsedBody<'importHardware'>, 'users' | 'userKeys'>,
  caller: WidgetCaller,
  { users, state, sealing, policy }: JudgeDeps,
): Promise<readonly JudgedRow[]> {
  const owners = new Map<string, UserKey>()
  for await (const [userKey, { authenticators }] of state.listEnrolments()) {
    for (const { secretPrint } of authenticators) if (secretPrint !== null) owners.set(secretPrint, userKey)
  }
  const found = new Map<string, KnownUser | NoUser>()

  async function find(login: string): Promise<KnownUser | NoUser> {
    const known = found.get(login)
    if (known !== undefined) return known
    const user = await findReached(login)
    found.set(login, user)
    return user
  }

  /** A name may be that of users of many tenants: the caller's own is meant, and no other is found. */
  async function findReached(login: string): Promise<KnownUser | NoUser> {
    const tenant = tenantReached(caller)
    const own = tenant ? await users.find(`${login}@${tenant}`) : null
    if (own === 'ambiguous' || (own !== null && reaches(caller, own.user))) return own
    const user = await users.find(login)
    if (isKnown(user)) return reaches(caller, user.user) ? user : null
    return tenant ? null : user
  }

  async function getReached(userKey: UserKey): Promise<KnownUser | null> {
    const user = await users.get(userKey)
    return user !== null && reaches(caller, user.user) ? user : null
  }

  async function judge(
    { device, serial }: DeviceRow,
    login: string | null,
  ): Promise<Pick<JudgedRow, 'device' | 'isNew'> | string> {
    if (isFault(device)) return device.fault
    const userKey = login === null ? ofSerial(serial, named.userKeys) : null
    if (login === null && userKey === null) return 'No user is named for this device.'
    const user = await (userKey === null ? find(login ?? '') : getReached(userKey))
    if (user === null) return `There is no user of this ${userKey === null ? 'name' : 'key'}.`
    if (user === 'ambiguous') return 'More than one user goes by this name.'
    if (!mayManage(caller, user, policy())) return 'You may not manage this user.'
    const print = sealing.secretPrint(device.totpSecret)
    const owner = owners.get(print)
    if ((owner ?? user.userKey) !== user.userKey) return 'This device belongs to another user.'
    owners.set(print, user.userKey)
    return { device: { ...device, userKey: user.userKey }, isNew: owner === undefined }
  }

  const judged: JudgedRow[] = []
  for (const row of rows) {
    const login = row.user ?? ofSerial(row.serial, named.users)
    const verdict = await judge(row, login)
    const told = { row: row.row, serial: row.serial, user: login ?? ofSerial(row.serial, named.userKeys) }
    judged.push(
      typeof verdict === 'string'
        ? { told: { ...told, fault: verdict }, device: null, isNew: false }
        : { told: { ...told, fault: null }, ...verdict },
    )
  }
  return judged
}

function ofSerial(serial: string | null, named: Readonly<Record<string, string>>): string | null {
  return serial !== null && Object.hasOwn(named, serial) ? (named[serial] ?? null) : null
}

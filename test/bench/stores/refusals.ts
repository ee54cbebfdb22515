import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UserStore } from '../../../adapters/user-store.ts'
import { openService } from '../../../server/compose/app.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { withTemporaryFolder } from '../../temporary-folder.ts'
import {
  disabledNames,
  enabledNames,
  type MeasuredStore,
  password,
  people,
  sshaHash,
} from './measured-store.ts'

/** Why a login is refused; the caller must not learn which of these it was. A disabled user types the right password. */
export const refusals = ['unknown', 'disabled', 'wrong'] as const
export type Refusal = (typeof refusals)[number]

/** Where logins are refused. */
export interface RefusingPlace {
  readonly label: string
  readonly kinds: readonly Refusal[]
  /** Most of each kind that may be asked for. */
  readonly most: number
  /** One login that ends in this way. Throws when it does not. */
  refuse(kind: Refusal, i: number): Promise<void>
}

const patience = 30_000
/** As long as the right one. */
const wrongPassword = `${password.slice(0, -1)}!`
/** As long as the others. */
const unknownNames = enabledNames.map((name) => name.replace('on-', 'un-'))
const namesOf = { unknown: unknownNames, disabled: disabledNames, wrong: enabledNames } as const

/** The store alone. */
export function storeThatRefuses(label: string, store: UserStore, kinds: readonly Refusal[]): RefusingPlace {
  return {
    label,
    kinds,
    most: Infinity,
    async refuse(kind) {
      const names = namesOf[kind]
      const user = await store.find(names[randomInt(names.length)] ?? '')
      if (user === 'ambiguous') throw new Error(`${label}: ambiguous`)
      const typed = kind === 'disabled' ? password : wrongPassword
      const verdict = await store.verifyPassword(user, typed, Date.now() + patience)
      if (verdict !== (kind === 'disabled' ? 'ok' : 'wrong'))
        throw new Error(`${label}: ${kind} is ${verdict}`)
    },
  }
}

const reasons = { unknown: 'unknown-user', disabled: 'disabled-user', wrong: 'password-wrong' } as const
const rule = { secondFactor: 'append', separator: '', allow: { groups: [], roles: [] } } as const

/**
 * The whole way of a login: throttle, decision and audit log included. Everyone fails once.
 *
 * @param userStore - as in ringlock.yaml; null: a file with {@link people} in it
 */
export function withServiceThatRefuses<T>(
  label: string,
  userStore: MeasuredStore['yaml'] | null,
  use: (place: RefusingPlace) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const configFile = join(folder, 'ringlock.yaml')
    const userStores = [userStore ?? { name: 'local', kind: 'file', path: './data/users.json' }]
    await writeFile(configFile, JSON.stringify({ ...configuration, userStores }), { mode: 0o600 })
    const service = await openService(await loadConfig(configFile, { env: {} }))
    try {
      const prepared = await service.fileUsers?.prepareImport(
        people.map(({ name, enabled }) => ({ name, enabled, passwordHash: sshaHash })),
      )
      if (prepared?.outcome === 'prepared') await prepared.commit()
      return await use({
        label,
        kinds: refusals,
        most: enabledNames.length,
        async refuse(kind, i) {
          const outcome = await service.authenticate({
            login: namesOf[kind][i] ?? '',
            typed: kind === 'disabled' ? password : wrongPassword,
            challengeState: null,
            codeFactor: null,
            trustedDevice: null,
            trustAs: null,
            rule,
            door: 'radius',
            askedBy: 'bench',
            from: '192.0.2.1:4711',
            source: null,
            place: 'caller',
            packet: null,
            authentic: true,
            deadline: Date.now() + patience,
          })
          const reason = outcome.outcome === 'reject' ? outcome.reason : outcome.outcome
          if (reason !== reasons[kind]) throw new Error(`${label}: ${kind} is ${reason}`)
        },
      })
    } finally {
      await service.close()
    }
  })
}

const configuration = {
  dataDir: './data',
  logLevel: 'silent',
  radius: {
    listen: ['127.0.0.1:0'],
    clients: [{ name: 'bench', address: '127.0.0.1', secret: 'sixteen-or-more-random' }],
  },
}

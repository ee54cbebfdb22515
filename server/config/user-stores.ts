import { resolve } from 'node:path'
import { findUserStoreKind } from '../../adapters/registry.ts'
import type { StoreSecret, WrittenOptions } from '../../adapters/user-store-kind.ts'
import { type Complaint, foundAt, type Remark } from './complaint.ts'
import type { UserStoreConfig } from './model.ts'
import { entriesAt, type Path, valueAt } from './path.ts'
import type { ConfigValues } from './schema.ts'

interface UserStoreDeps {
  readonly folder: string
  secretOf(owner: Path): string
}

const list = ['userStores']

/** The options common to all stores, and those of the store's kind. */
export function userStoreConfig(
  values: ConfigValues['userStores'][number],
  entry: Path,
  { folder, secretOf }: UserStoreDeps,
): UserStoreConfig {
  const { kind, name, realm, tenant } = values
  const settings = findUserStoreKind(kind)?.settings(values, {
    secret: (owner = []) => secretOf([...entry, ...owner]),
    absolute: (path) => resolve(folder, path),
  })
  const realms: Pick<UserStoreConfig, 'realms'> = realm === undefined ? {} : { realms: [realm].flat() }
  return { kind, name, ...settings, ...realms, ...(tenant !== undefined && { tenant }) } as UserStoreConfig
}

/** Where user stores can name secrets, according to their kinds. */
export function userStoreSecrets(root: unknown): (StoreSecret & { readonly owner: Path })[] {
  return writtenStores(root).flatMap(({ kind, written, entry }) =>
    (kind?.secrets?.(written) ?? []).map((secret) => ({
      ...secret,
      owner: [...entry, ...(secret.owner ?? [])],
    })),
  )
}

/** Faults that several keys of one store show together, according to its kind. */
export function userStoreFaults(root: unknown): Complaint[] {
  return writtenStores(root).flatMap(({ kind, written, entry }) =>
    (kind?.faults?.(written) ?? []).map(({ key, found, expected }) => {
      const path = [...entry, key]
      return { path, found: found ?? foundAt(root, path), expected }
    }),
  )
}

/** What the kinds say of their own stores, and stores that no login reaches. */
export function userStoreRemarks(root: unknown): Remark[] {
  const ofKinds = writtenStores(root).flatMap(({ kind, written, entry }) =>
    (kind?.remarks?.(written) ?? []).map(({ key, message }) => ({ path: [...entry, key], message })),
  )
  return [...ofKinds, ...unreachedStores(root)]
}

/** Warns about stores that no login reaches, because a store before them claims every name. */
function unreachedStores(root: unknown): Remark[] {
  const stores = entriesAt(root, list)
  const realmsOf = (store: unknown) =>
    [valueAt(store, ['realm']) ?? []].flat().map((realm) => String(realm).toLowerCase())
  return stores.flatMap((store, index) => {
    if (!findUserStoreKind(valueAt(store, ['kind']))?.takesEveryName) return []
    const behind = stores.slice(index + 1)
    const isNeverAsked = (other: unknown) => realmsOf(other).every((realm) => realmsOf(store).includes(realm))
    if (!behind.some(isNeverAsked)) return []
    const message = 'takes every name for one of its users: put it last, or give each store behind it a realm'
    return [{ path: [...list, index], message }]
  })
}

function writtenStores(root: unknown) {
  return entriesAt(root, list).flatMap((store, index) =>
    isMapping(store)
      ? [{ kind: findUserStoreKind(valueAt(store, ['kind'])), written: store, entry: [...list, index] }]
      : [],
  )
}

function isMapping(value: unknown): value is WrittenOptions {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import { fileStore } from './file/kind.ts'
import { freepbx } from './freepbx/kind.ts'
import { fusionpbx } from './fusionpbx/kind.ts'
import { issabel } from './issabel/kind.ts'
import { ldap } from './ldap/kind.ts'
import { radius } from './radius/kind.ts'
import { sql } from './sql/kind.ts'
import type { UserStoreKind } from './user-store-kind.ts'

/** Every kind of user store. A further one is a folder and its place in this list. */
export const userStoreKinds = [fileStore, freepbx, fusionpbx, issabel, ldap, radius, sql] as const

const byName = new Map<unknown, UserStoreKind>(
  userStoreKinds.map((kind) => [kind.options.shape.kind.value, kind]),
)

/** What goes by this name in ringlock.yaml; null: nothing. */
export function findUserStoreKind(kind: unknown): UserStoreKind | null {
  return byName.get(kind) ?? null
}

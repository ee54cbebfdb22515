import { fileStore } from './file/kind.ts'
import { freepbx } from './freepbx/kind.ts'
import { fusionpbx } from './fusionpbx/kind.ts'
import { issabel } from './issabel/kind.ts'
import { ldap } from './ldap/kind.ts'
import { radius } from './radius/kind.ts'
import { sql } from './sql/kind.ts'
import type { UserStoreKind } from './user-store-kind.ts'

/** All kinds of user stores. A new kind is a folder and an entry here. */
export const userStoreKinds = [fileStore, freepbx, fusionpbx, issabel, ldap, radius, sql] as const

const byName = new Map<unknown, UserStoreKind>(
  userStoreKinds.map((kind) => [kind.options.shape.kind.value, kind]),
)

/** The kind with this name in ringlock.yaml; null: there is none. */
export function findUserStoreKind(kind: unknown): UserStoreKind | null {
  return byName.get(kind) ?? null
}

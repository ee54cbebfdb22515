import { resolve } from 'node:path'
import type { UserStoreConfig } from './model.ts'
import type { Path } from './path.ts'
import { freepbxOptions } from './schema/user-stores/freepbx.ts'
import { fusionpbxOptions } from './schema/user-stores/fusionpbx.ts'
import { ldapOptions } from './schema/user-stores/ldap.ts'
import { radiusOptions } from './schema/user-stores/radius.ts'
import { sqlOptions } from './schema/user-stores/sql.ts'
import type { ConfigValues } from './schema.ts'

type StoreValues = ConfigValues['userStores'][number]
interface Around {
  readonly folder: string
  secretOf(owner: Path): string
}

/** What every store is given, and what the factory of its kind takes. */
export function userStoreConfig(values: StoreValues, owner: Path, around: Around): UserStoreConfig {
  const { realm } = values
  const config = configOfKind(values, owner, around)
  return realm === undefined ? config : { ...config, realm }
}

function configOfKind(values: StoreValues, owner: Path, { folder, secretOf }: Around): UserStoreConfig {
  const { name } = values
  const absolute = (path: string) => resolve(folder, path)
  const secret = () => secretOf(owner)
  switch (values.kind) {
    case 'file':
    case 'issabel':
      return { kind: values.kind, name, path: absolute(values.path) }
    case 'freepbx':
      return { kind: values.kind, name, ...freepbxOptions(values, { secret, absolute }) }
    case 'fusionpbx':
      return { kind: values.kind, name, ...fusionpbxOptions(values, { secret, absolute }) }
    case 'sql':
      return { kind: values.kind, name, ...sqlOptions(values, { secret, absolute }) }
    case 'ldap':
      return { kind: values.kind, name, ...ldapOptions(values, secret, absolute) }
    case 'radius':
      return {
        kind: values.kind,
        name,
        ...radiusOptions(values, (index) => secretOf([...owner, 'servers', index])),
      }
  }
}

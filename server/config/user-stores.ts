import { resolve } from 'node:path'
import type { UserStoreConfig } from './model.ts'
import type { Path } from './path.ts'
import { freepbxOptions } from './schema/user-stores/freepbx.ts'
import { fusionpbxOptions } from './schema/user-stores/fusionpbx.ts'
import { ldapOptions } from './schema/user-stores/ldap.ts'
import { radiusOptions } from './schema/user-stores/radius.ts'
import { sqlOptions } from './schema/user-stores/sql.ts'
import type { ConfigValues } from './schema.ts'

/** What the factory of each kind takes. */
export function userStoreConfig(
  values: ConfigValues['userStores'][number],
  owner: Path,
  { folder, secretOf }: { readonly folder: string; secretOf(owner: Path): string },
): UserStoreConfig {
  const { name } = values
  const absolute = (path: string) => resolve(folder, path)
  const secret = () => secretOf(owner)
  switch (values.kind) {
    case 'file':
    case 'issabel':
      return { ...values, path: absolute(values.path) }
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

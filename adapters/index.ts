import type { FileUserStore, FileUserStoreOptions } from './file.ts'
import type { FreepbxUserStoreOptions } from './freepbx.ts'
import type { FusionpbxUserStoreOptions } from './fusionpbx.ts'
import type { IssabelUserStoreOptions } from './issabel.ts'
import type { LdapUserStoreOptions } from './ldap.ts'
import type { RadiusUserStoreOptions } from './radius.ts'
import type { SqlUserStoreOptions } from './sql.ts'
import type { UserStore } from './user-store.ts'

/** Opens a store of each kind. Its code and its driver are loaded when it is configured, and not before. */
export const openUserStore = {
  async file(options: FileUserStoreOptions): Promise<FileUserStore> {
    const { createFileUserStore } = await import('./file.ts')
    return createFileUserStore(options)
  },
  async freepbx(options: FreepbxUserStoreOptions): Promise<UserStore> {
    const { createFreepbxUserStore } = await import('./freepbx.ts')
    return createFreepbxUserStore(options)
  },
  async fusionpbx(options: FusionpbxUserStoreOptions): Promise<UserStore> {
    const { createFusionpbxUserStore } = await import('./fusionpbx.ts')
    return createFusionpbxUserStore(options)
  },
  async issabel(options: IssabelUserStoreOptions): Promise<UserStore> {
    const { createIssabelUserStore } = await import('./issabel.ts')
    return createIssabelUserStore(options)
  },
  async ldap(options: LdapUserStoreOptions): Promise<UserStore> {
    const { createLdapUserStore } = await import('./ldap.ts')
    return createLdapUserStore(options)
  },
  async radius(options: RadiusUserStoreOptions): Promise<UserStore> {
    const { createRadiusUserStore } = await import('./radius.ts')
    return createRadiusUserStore(options)
  },
  async sql(options: SqlUserStoreOptions): Promise<UserStore> {
    const { createSqlUserStore } = await import('./sql.ts')
    return createSqlUserStore(options)
  },
}

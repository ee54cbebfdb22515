import type { Role, User, UserStore } from '../../adapters/user-store.ts'

type Tenanted = { readonly tenant?: string | undefined }

/** Whose user it is; null: of a PBX without tenants. */
export function tenantOf({ tenant }: Tenanted): string | null {
  return tenant ?? null
}

/** What tells a user from namesakes of other tenants. */
export function labelOf({ name, tenant }: Pick<User, 'name'> & Tenanted): string {
  const isIn = tenant === undefined || name.toLowerCase().endsWith(`@${tenant.toLowerCase()}`)
  return isIn ? name : `${name}@${tenant}`
}

/** Whom an admin sees and manages: a superadmin all users, every other those of the own tenant. */
export interface Reach {
  /** With the role that counts here. */
  readonly role: Role
  readonly user: Tenanted
}

/** As a query of users, or of the audit log, asks for it: undefined: whatever the tenant. */
export function tenantReached({ role, user }: Reach): string | null | undefined {
  return role === 'superadmin' ? undefined : tenantOf(user)
}

export function reaches(admin: Reach, user: Tenanted): boolean {
  const tenant = tenantReached(admin)
  return tenant === undefined || tenant === tenantOf(user)
}

/** The tenant that a list is limited to, where an admin asks for one; null: it is another one than the admin's. */
export function tenantShown(
  admin: Reach,
  asked: string | undefined,
): { readonly tenant: string | null | undefined } | null {
  const reached = tenantReached(admin)
  if (asked === undefined) return { tenant: reached }
  const tenant = asked.toLowerCase()
  return reached === undefined || reached === tenant ? { tenant } : null
}

/** A store whose users do not say a tenant, with the one that is configured for all of them. */
export function withTenant<Store extends UserStore>(store: Store, tenant: string): Store {
  /** A store may know its users by the very objects that it gave out. */
  const given = new WeakMap<User, User>()
  const inTenant = (user: User): User => {
    const told = { ...user, tenant }
    given.set(told, user)
    return told
  }
  return {
    ...store,
    async find(login) {
      const user = await store.find(login)
      return user === null || user === 'ambiguous' ? user : inTenant(user)
    },
    async get(id) {
      const user = await store.get(id)
      return user === null ? null : inTenant(user)
    },
    verifyPassword: (user, password, deadline, draw) =>
      store.verifyPassword(user && (given.get(user) ?? user), password, deadline, draw),
    async list(query) {
      const { users, nextCursor } = await store.list(query)
      return { users: users.map(inTenant), nextCursor }
    },
  }
}

import type { User } from '../../adapters/user-store.ts'

/** What tests do not care about in a user. */
export const ordinary: Omit<User, 'id' | 'name'> = {
  displayName: null,
  email: null,
  groups: [],
  role: 'user',
  enabled: true,
  language: null,
}

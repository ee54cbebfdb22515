import { comparable } from '../../../adapters/comparable.ts'
import { roles, type User, type UserStore } from '../../../adapters/user-store.ts'

export interface ToyUser extends Partial<Omit<User, 'id' | 'name'>> {
  readonly name: string
  readonly password: string
}

/** The least that keeps the contract of a user store. Names and mail addresses compare by their NFC form in small letters. */
export async function createToyUserStore({
  name,
  users,
}: {
  readonly name: string
  readonly users: readonly ToyUser[]
}): Promise<UserStore> {
  const idOf = (i: number) => `toy-${i + 1}`
  const passwords = new Map(users.map(({ password }, i) => [idOf(i), password]))
  const all = users.map(({ password: _, ...user }, i) => ({ ...ordinary, ...user, id: idOf(i) }))
  const isCalled = (text: string | null, login: string) => comparable(text ?? '') === comparable(login)

  return {
    name,
    async find(login) {
      const named = all.find((user) => isCalled(user.name, login))
      const [mailed = null, another] = login.includes('@')
        ? all.filter(({ email }) => isCalled(email, login))
        : []
      return named ?? (another === undefined ? mailed : 'ambiguous')
    },
    get: async (id) => all.find((user) => user.id === id) ?? null,
    async verifyPassword(user, password) {
      return user !== null && password !== '' && passwords.get(user.id) === password ? 'ok' : 'wrong'
    },
    async list({ search, role, cursor, limit }) {
      const found = all
        .filter((user) => role === null || user.role === role)
        .filter(({ name, displayName, email }) =>
          [name, displayName, email].some((text) => comparable(text ?? '').includes(comparable(search))),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .filter((user) => cursor === null || user.name > cursor)
      const page = found.slice(0, limit)
      return { users: page, nextCursor: found.length > limit ? (page.at(-1)?.name ?? null) : null }
    },
    async close() {},
  }
}

const ordinary = {
  displayName: null,
  email: null,
  groups: [],
  role: roles[0],
  enabled: true,
  language: null,
} as const

import { text } from '../option-schemas.ts'
import { userStoreKind, userStoreOptions } from '../user-store-kind.ts'

export const issabel = userStoreKind({
  options: userStoreOptions('issabel', "Issabel's users, in SQLite.", {
    path: text('the path of a file').default('/var/www/db/acl.db').describe('The database; it is only read.'),
  }),
  settings: ({ path }, { absolute }) => ({ path: absolute(path) }),
  async create({ name, path }, { queue }) {
    const { createIssabelUserStore } = await import('./user-store.ts')
    return createIssabelUserStore({ name, path, queue })
  },
})

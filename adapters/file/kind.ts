import { text } from '../option-schemas.ts'
import { userStoreKind, userStoreOptions } from '../user-store-kind.ts'

export const fileStore = userStoreKind({
  options: userStoreOptions('file', 'users that `ringlock user` manages.', {
    path: text('the path of a file').describe('The file that holds the users.'),
  }),
  settings: ({ path }, { absolute }) => ({ path: absolute(path) }),
  async create({ name, path }, { queue, createIfMissing }) {
    const { createFileUserStore } = await import('./user-store.ts')
    return createFileUserStore({ name, path, queue, createIfMissing })
  },
  isOwnFile: true,
})

import { z } from 'zod'
import { secretKeys, text } from '../../../adapters/option-schemas.ts'
import { userStoreKind, userStoreOptions } from '../../../adapters/user-store-kind.ts'

export const toy = userStoreKind({
  options: userStoreOptions('toy', 'users who share a word.', {
    users: z.array(text('a name')).min(1).describe('Their names.'),
    ...secretKeys('word', 'Their password'),
    loud: z.boolean().default(false).describe('Whether the word is in capital letters.'),
    quiet: z.boolean().default(true).describe('Whether the word is in small letters.'),
  }),
  secrets: () => [{ name: 'word', what: 'the word', required: true }],
  faults: ({ loud, quiet }) =>
    loud === true && quiet === true ? [{ key: 'quiet', expected: 'nothing: loud says it' }] : [],
  settings: ({ users, loud }, { secret }) => ({
    users: users.map((name) => ({ name, password: loud ? secret().toUpperCase() : secret() })),
  }),
  async create(store) {
    const { createToyUserStore } = await import('./user-store.ts')
    return createToyUserStore(store)
  },
})

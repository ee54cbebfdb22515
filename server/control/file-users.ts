import type { FileUserStore } from '../../adapters/file/user-store.ts'
import type { Service } from '../service.ts'
import { type Answer, refused } from './answer.ts'

/** Does something to the users that Ringlock keeps itself; refuses when it keeps none. */
export async function withFileUsers<Data>(
  { fileUsers }: Service,
  task: (fileUsers: FileUserStore) => Promise<Answer<Data>>,
): Promise<Answer<Data>> {
  if (fileUsers !== null) return task(fileUsers)
  return refused(
    'no-file-store',
    'Users are kept elsewhere: no store of kind file is configured under userStores.',
  )
}

import type { FileUserStore, FileUserStoreOptions } from './file.ts'

/** Opens a store of each kind. Its code and its driver are loaded when it is configured, and not before. */
export const openUserStore = {
  async file(options: FileUserStoreOptions): Promise<FileUserStore> {
    const { createFileUserStore } = await import('./file.ts')
    return createFileUserStore(options)
  },
}

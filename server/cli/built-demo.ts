import { fileURLToPath } from 'node:url'

/** Pages of the demo portal. The relative path is the same for this source file and for the built service. */
export const builtDemo = fileURLToPath(new URL('../../dist/demo/', import.meta.url))

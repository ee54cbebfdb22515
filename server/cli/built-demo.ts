import { fileURLToPath } from 'node:url'

/** Pages of the demo portal: the same place seen from a source file and from the built service. */
export const builtDemo = fileURLToPath(new URL('../../dist/demo/', import.meta.url))

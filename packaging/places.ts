import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const project = fileURLToPath(new URL('..', import.meta.url))
/** What `npm run package` makes; its folder `work` holds what goes into it. */
export const output = join(project, 'dist/packages')
export const work = join(output, 'work')

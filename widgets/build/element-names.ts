import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const widgets = fileURLToPath(new URL('..', import.meta.url))

/** Names of the public elements without `ringlock-`: folders that contain a file of the same name. */
export const elementNames: readonly string[] = readdirSync(widgets)
  .filter((name) => existsSync(`${widgets}${name}/${name}.ts`))
  .sort()

import { dirname, resolve } from 'node:path'
import { buildConfig } from './build.ts'
import { crossCheck, crossRemarks } from './cross-checks.ts'
import { withoutEmptyValues } from './empty-values.ts'
import { ConfigError } from './faults.ts'
import type { Config } from './model.ts'
import { type Path, pathText } from './path.ts'
import { applySchema } from './schema-faults.ts'
import { readSecrets } from './secrets.ts'
import { readYamlFile } from './yaml-file.ts'

export {
  ConfigError,
  type ConfigFault,
  type ConfigPlace,
  type ConfigWarning,
  placeText,
} from './faults.ts'
export type * from './model.ts'

export interface ConfigDeps {
  /** Environment variables for `secretEnv` and the like. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Whether the file itself contains a secret, key or password. Rejects with ConfigError for a file that is no
 * configuration.
 */
export async function holdsSecrets(file: string, { env }: ConfigDeps): Promise<boolean> {
  const { value } = await readYamlFile(file)
  return (await readSecrets(value, { folder: dirname(resolve(file)), env })).areInFile
}

/** Reads ringlock.yaml. Rejects with ConfigError, which lists every fault of the file at once. */
export async function loadConfig(file: string, { env }: ConfigDeps): Promise<Config> {
  const folder = dirname(resolve(file))
  const { value, place, isEmpty } = await readYamlFile(file)
  const root = withoutEmptyValues(value, isEmpty)
  const verdict = applySchema(root)
  const secrets = await readSecrets(root, { folder, env })

  const complaints = [...verdict.complaints, ...crossCheck(root), ...secrets.complaints]
  if (verdict.values === null || complaints.length > 0) {
    throw new ConfigError(complaints.map(({ path, ...words }) => ({ ...place(path), ...words })))
  }
  const secretOf = (owner: Path) => {
    const secret = secrets.values.get(pathText(owner))
    if (secret === undefined) throw new RangeError(`no secret was read at ${pathText(owner)}`)
    return secret
  }
  const warnings = [...crossRemarks(root), ...secrets.remarks].map(({ path, message }) => ({
    ...place(path),
    message,
  }))
  return buildConfig(verdict.values, { folder, secretOf, place, warnings })
}

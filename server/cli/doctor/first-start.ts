import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '../../config/load-config.ts'
import { findMasterKey, MasterKeyError } from '../../state/keys/master-key.ts'
import { masterKeyVariable } from '../../state/keys/master-key-source.ts'
import type { CommandContext } from '../context.ts'
import { type Finding, fault, ok } from './finding.ts'

const check = 'store'

/** Reasons why the first start would fail, where there is no data folder yet. Creates nothing. */
export async function checkFirstStart(
  { dataDir, stateStore }: Config,
  { env, examineStateStore }: Pick<CommandContext, 'env' | 'examineStateStore'>,
): Promise<Finding[]> {
  const faults = [
    await whyNoFolder(dataDir),
    await whyNoKey(dataDir, env),
    await examineStateStore(stateStore),
  ].filter((found) => found !== null)
  if (faults.length > 0) return faults.map((found) => fault(check, found))
  return [ok(check, `${dataDir} is not there yet; the first command that needs it makes it`)]
}

/** null: the folder can be created. */
async function whyNoFolder(dataDir: string): Promise<string | null> {
  for (let folder = dirname(dataDir); ; folder = dirname(folder)) {
    const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error)
    if (found instanceof Error) {
      if (found.code === 'ENOENT' && folder !== dirname(folder)) continue
      return `${dataDir} cannot be made: ${found.message}`
    }
    if (!found.isDirectory()) return `${dataDir} cannot be made: ${folder} is no folder`
    const isWritable = await access(folder, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    )
    return isWritable ? null : `${dataDir} cannot be made: this account may not write to ${folder}`
  }
}

/** null: the key is valid, or will be generated. */
async function whyNoKey(dataDir: string, environment: CommandContext['env']): Promise<string | null> {
  if (environment[masterKeyVariable] === undefined) return null
  try {
    await findMasterKey({ dataDir, environment, hasEnrolments: false })
    return null
  } catch (error) {
    if (error instanceof MasterKeyError) return error.message
    throw error
  }
}

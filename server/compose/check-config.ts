import { type Config, ConfigError, type ConfigFault } from '../config/load-config.ts'
import { readMailFiles } from '../mail/settings.ts'
import { configuredNasTable } from '../radius/nas-config.ts'

/**
 * What a configuration still gets wrong when its file is read: reply attributes that no dictionary has, templates and
 * certificates of mail. `serve` asks before it opens anything, SIGHUP before it changes anything, and so does `doctor`.
 */
export async function checkConfig({ radius, mail }: Config): Promise<readonly ConfigFault[]> {
  const found = await Promise.all([
    faultsOf(() => configuredNasTable(radius?.clients ?? [])),
    faultsOf(() => (mail === null ? null : readMailFiles(mail))),
  ])
  return found.flat()
}

async function faultsOf(use: () => unknown): Promise<readonly ConfigFault[]> {
  try {
    await use()
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

import { type Config, ConfigError, type ConfigFault } from '../config/load-config.ts'
import { readMailFiles } from '../mail/settings.ts'
import { configuredNasTable } from '../radius/nas-config.ts'

/**
 * Faults of a configuration that its file alone does not show: unknown reply attributes, mail templates and
 * certificates. `serve` calls it before it opens anything, SIGHUP before it changes anything, and `doctor` too.
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

import { openBranding } from '../branding/branding.ts'
import { type Config, ConfigError, type ConfigFault } from '../config/load-config.ts'
import { readTlsKeys } from '../config/tls-files.ts'
import { readMailFiles } from '../mail/settings.ts'
import { configuredNasTable } from '../radius/nas-config.ts'

/**
 * Faults of a configuration that its file alone does not show: unknown reply attributes, mail templates,
 * certificates, keys and logos. `serve` calls it before it opens anything, SIGHUP before it changes anything, and `doctor` too.
 */
export async function checkConfig({ radius, http, mail, branding }: Config): Promise<readonly ConfigFault[]> {
  const found = await Promise.all([
    faultsOf(() => configuredNasTable(radius?.clients ?? [])),
    faultsOf(() => (http === null || http.tls === null ? null : readTlsKeys(http.tls))),
    faultsOf(() => (mail === null ? null : readMailFiles(mail))),
    faultsOf(() => openBranding(branding)),
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

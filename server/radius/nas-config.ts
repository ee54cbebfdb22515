import { ConfigError, type ConfigFault, type NasConfig } from '../config/load-config.ts'
import { createNasTable, type NasOptions, type NasTable } from './nas-table.ts'
import { compileReplyRules } from './reply-attributes.ts'

/**
 * The table of the configured NASes, their reply attributes encoded.
 *
 * @throws ConfigError with every attribute that the dictionaries do not know or a packet cannot carry
 */
export function configuredNasTable(configured: readonly NasConfig[]): NasTable {
  const faults: ConfigFault[] = []
  const encoded: NasOptions[] = []
  for (const { reply, ...nas } of configured) {
    const compiled = compileReplyRules(reply)
    if (compiled.faults === null) encoded.push({ ...nas, replies: compiled.value })
    for (const { path, found, expected } of compiled.faults ?? []) {
      const [index, , ...names] = path
      const at = reply[Number(index)]?.at
      if (at !== undefined) faults.push({ ...at, path: [at.path, ...names].join('.'), found, expected })
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return createNasTable(encoded)
}

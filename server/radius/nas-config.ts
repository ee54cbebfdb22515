import { ConfigError, type ConfigFault, type RadiusClientConfig } from '../config/load-config.ts'
import { type ClientTable, createClientTable, type RadiusClientSettings } from './nas-table.ts'
import { compileReplyRules } from './reply-attributes.ts'

/**
 * The RadiusClients of a configuration, their reply attributes encoded.
 *
 * @throws ConfigError with every attribute that the dictionaries do not know or a packet cannot carry
 */
export function configuredClients(configured: readonly RadiusClientConfig[]): ClientTable {
  const faults: ConfigFault[] = []
  const settings: RadiusClientSettings[] = []
  for (const { reply, ...client } of configured) {
    const compiled = compileReplyRules(reply)
    if (compiled.faults === null) settings.push({ ...client, replies: compiled.value })
    for (const { path, found, expected } of compiled.faults ?? []) {
      const [index, , ...names] = path
      const at = reply[Number(index)]?.at
      if (at !== undefined) faults.push({ ...at, path: [at.path, ...names].join('.'), found, expected })
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return createClientTable(settings)
}

import type { Config, ListenAddress } from '../config/load-config.ts'
import { readTlsKeys, type TlsKeys } from '../config/tls-files.ts'
import type { HttpListener } from '../http/listen.ts'
import type { ModuleWatch } from '../modules/watch-modules.ts'
import { createDuplicates } from '../radius/duplicates.ts'
import { openRadiusListener, type RadiusListener } from '../radius/listener.ts'
import { configuredNasTable } from '../radius/nas-config.ts'
import type { Listeners, Service } from '../service.ts'

/**
 * Opens all configured listeners, or none. Rejects with ConfigError for reply attributes that cannot be sent, and when
 * an address is in use.
 */
export async function openListeners(service: Service): Promise<Listeners> {
  const radius = await startRadius(service)
  let http: HttpListener | null
  try {
    http = await loadHttp(service)
  } catch (error) {
    await radius?.close()
    throw error
  }
  const modules = await watchModulesOf(service)
  return {
    radius: radius?.addresses.map(inUrlForm) ?? [],
    http: http?.url ?? null,
    async reload({ radius: configured, http: next, policy }) {
      const table = configuredNasTable(configured?.clients ?? [])
      const tls = await tlsKeysOf(next)
      service.usePolicy(policy)
      radius?.replaceNasTable(table)
      if (tls !== null) http?.useTls(tls)
    },
    async close() {
      modules?.close()
      await Promise.all([radius?.close(), http?.close()])
    },
  }
}

async function startRadius(service: Service): Promise<RadiusListener | null> {
  const { config, authenticate, onDecided, metrics, log, clock, unknownClients } = service
  if (config.radius === null) return null
  const { listen, clients, deadline, whenUnavailable } = config.radius
  return openRadiusListener({
    listen,
    nasTable: configuredNasTable(clients),
    authenticate,
    duplicates: createDuplicates(),
    metrics: metrics.radius,
    log,
    onDecided,
    clock,
    unknownClients,
    deadline,
    whenUnavailable,
  })
}

function inUrlForm({ family, host, port }: ListenAddress): string {
  return family === 6 ? `[${host}]:${port}` : `${host}:${port}`
}

/** Loaded only where HTTP is configured: the service then starts sooner and takes less memory without it. */
async function loadHttp(service: Service): Promise<HttpListener | null> {
  if (service.config.http === null) return null
  const http = await import('../http/listen.ts')
  return http.startHttp(service, await tlsKeysOf(service.config.http))
}

/** Loaded only where a module can be asked. */
async function watchModulesOf({ config, metrics, log, clock }: Service): Promise<ModuleWatch | null> {
  const portals = config.http?.portals ?? []
  if (portals.every(({ probe }) => probe === undefined)) return null
  const [{ askModule, probedPortals }, { watchModules }] = await Promise.all([
    import('../modules/ask-module.ts'),
    import('../modules/watch-modules.ts'),
  ])
  const watch = watchModules(probedPortals(portals), {
    ask: (portal) => askModule(portal, { clock }),
    onNotice: (text) => log.warn(text),
  })
  metrics.watchModules(watch.standings)
  return watch
}

async function tlsKeysOf(http: Config['http']): Promise<TlsKeys | null> {
  return http === null || http.tls === null ? null : readTlsKeys(http.tls)
}

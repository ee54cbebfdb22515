import type { Config, StateStoreConfig, UserStoreConfig } from '../../config/load-config.ts'
import { type Finding, warning } from './finding.ts'
import { isLoopback } from './loopback.ts'

const check = 'connections'

/** Secrets that travel to other hosts unprotected. What mail sends, the check of mail tells. */
export function checkConnections({ userStores, stateStore }: Config): Finding[] {
  return [...userStores.flatMap(checkUserStore), ...checkStateStore(stateStore)]
}

function checkUserStore(store: UserStoreConfig): Finding[] {
  const { name, kind } = store
  switch (kind) {
    case 'file':
    case 'issabel':
      return []
    case 'ldap': {
      const { host, security } = store.server
      if (security !== 'none' || isLoopback(host)) return []
      return [warning(check, `${name}: passwords go to ${host} unencrypted: set security to starttls or tls`)]
    }
    case 'radius': {
      const elsewhere = store.servers.map(({ host }) => host).filter((host) => !isLoopback(host))
      if (elsewhere.length === 0) return []
      const message = 'with no more protection than RADIUS has (MD5 and the shared secret)'
      const advice = 'keep it in a network of its own, or in a tunnel'
      return [warning(check, `${name}: passwords go to ${elsewhere.join(', ')} ${message}: ${advice}`)]
    }
    default: {
      const { host, socket, tls } = store.connection
      if (socket !== null || tls !== null || isLoopback(host)) return []
      return [
        warning(
          check,
          `${name}: its password and users' hashes come from ${host} unencrypted: set tls: true`,
        ),
      ]
    }
  }
}

/** How a URL of PostgreSQL says that the connection is encrypted, and with whom. */
const encrypted = ['prefer', 'require', 'verify-ca', 'verify-full']
const unchecked = 'no-verify'

function checkStateStore(stateStore: StateStoreConfig): Finding[] {
  if (stateStore.kind === 'lowdb') return []
  const { hostname, searchParams } = new URL(stateStore.url)
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  if (host === '' || host.startsWith('/') || isLoopback(host)) return []
  const mode = searchParams.get('sslmode')
  if (mode === unchecked)
    return [
      warning(check, `the state store ${host} is not asked for its certificate: set sslmode=verify-full`),
    ]
  const isEncrypted = mode === null ? isOn(searchParams.get('ssl')) : encrypted.includes(mode)
  if (isEncrypted) return []
  const message = `the state store's password and all of the state go to ${host} unencrypted`
  return [warning(check, `${message}: add ?sslmode=verify-full to its URL`)]
}

function isOn(value: string | null): boolean {
  return value === 'true' || value === '1'
}

import {
  type Config,
  ConfigError,
  type ConfigFault,
  placeText,
  type StateStoreConfig,
  type UserStoreConfig,
} from '../../config/load-config.ts'
import { isLoopback } from '../../lib/loopback.ts'
import { configurationFault, type Finding, ok, warning } from './finding.ts'

/** @param faults - those that `serve` would refuse to start with; faults of mail are reported by the check of mail */
export function checkConfiguration(
  configFile: string,
  config: Config,
  faults: readonly ConfigFault[],
): Finding[] {
  const others = faults.filter(({ path }) => !path.startsWith('mail'))
  if (others.length > 0) return reportConfigError(new ConfigError(others))
  if (config.warnings.length === 0) return [ok('configuration', `${configFile} is valid`)]
  return config.warnings.map((found) => warning('configuration', `${placeText(found)} ${found.message}`))
}

export function reportConfigError({ message }: ConfigError): Finding[] {
  return message.split('\n').map((line) => configurationFault('configuration', line))
}

/**
 * RADIUS depends on secrets that cannot be guessed and that no two places share. Their length is checked with the
 * configuration.
 */
export function checkSharedSecrets({ radius }: Config): Finding[] {
  const namesBySecret = new Map<string, string[]>()
  for (const { name, sharedSecret } of radius?.clients ?? []) {
    namesBySecret.set(sharedSecret, [...(namesBySecret.get(sharedSecret) ?? []), name])
  }
  const repeated = [...namesBySecret.values()].filter(({ length }) => length > 1)
  const monotonous = (radius?.clients ?? []).filter(({ sharedSecret }) => new Set(sharedSecret).size < 6)
  const findings = [
    ...repeated.map((names) =>
      warning(
        'shared secrets',
        `${names.join(', ')} share one: give each client its own, so that none can pose as another`,
      ),
    ),
    ...monotonous.map(({ name }) =>
      warning('shared secrets', `that of ${name} is easily guessed: make one with openssl rand -hex 16`),
    ),
  ]
  return findings.length > 0 ? findings : [ok('shared secrets', 'each client has its own')]
}

/** Secrets that are sent to other hosts unprotected. The check of mail covers mail. */
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
      return [
        warning(
          'connections',
          `${name}: passwords go to ${host} unencrypted: set security to starttls or tls`,
        ),
      ]
    }
    case 'radius': {
      const elsewhere = store.servers.map(({ host }) => host).filter((host) => !isLoopback(host))
      if (elsewhere.length === 0) return []
      const message = 'with no more protection than RADIUS has (MD5 and the shared secret)'
      const advice = 'keep it in a network of its own, or in a tunnel'
      return [
        warning('connections', `${name}: passwords go to ${elsewhere.join(', ')} ${message}: ${advice}`),
      ]
    }
    default: {
      const { host, socket, tls } = store.connection
      if (socket !== null || tls !== null || isLoopback(host)) return []
      return [
        warning(
          'connections',
          `${name}: its password and users' hashes come from ${host} unencrypted: set tls: true`,
        ),
      ]
    }
  }
}

/** Values of `sslmode` in PostgreSQL URLs that encrypt the connection. */
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
      warning(
        'connections',
        `the state store ${host} is not asked for its certificate: set sslmode=verify-full`,
      ),
    ]
  const isEncrypted = mode === null ? isOn(searchParams.get('ssl')) : encrypted.includes(mode)
  if (isEncrypted) return []
  const message = `the state store's password and all of the state go to ${host} unencrypted`
  return [warning('connections', `${message}: add ?sslmode=verify-full to its URL`)]
}

function isOn(value: string | null): boolean {
  return value === 'true' || value === '1'
}

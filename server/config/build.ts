import { resolve } from 'node:path'
import { brandingConfig } from './build-branding.ts'
import type { ConfigPlace, ConfigWarning } from './faults.ts'
import type {
  AlertsConfig,
  Config,
  FileAt,
  HttpConfig,
  MailConfig,
  NasConfig,
  PolicyConfig,
  ProbeConfig,
  RadiusConfig,
  ShipConfig,
  StateStoreConfig,
} from './model.ts'
import type { Path } from './path.ts'
import type { ConfigValues } from './schema.ts'
import { userStoreConfig } from './user-stores.ts'

export interface BuildDeps {
  /** Relative paths start here. */
  readonly folder: string
  /** The secret named in the mapping at this path; throws where none was read. */
  secretOf(owner: Path): string
  place(path: Path): ConfigPlace
  readonly warnings: readonly ConfigWarning[]
}

/** Turns validated values into the configuration that the service works with. */
export function buildConfig(values: ConfigValues, deps: BuildDeps): Config {
  const absolute = (path: string) => resolve(deps.folder, path)
  const [store, ...otherStores] = values.userStores.map((each, i) =>
    userStoreConfig(each, ['userStores', i], deps),
  )
  if (store === undefined) throw new RangeError('no user store')
  return {
    dataDir: absolute(values.dataDir),
    logLevel: values.logLevel,
    log: values.log,
    radius: values.radius === undefined ? null : radiusConfig(values.radius, deps),
    http: values.http === undefined ? null : httpConfig(values.http, deps),
    userStores: [store, ...otherStores],
    stateStore: stateStoreConfig(values.stateStore, deps),
    mail: values.mail === undefined ? null : mailConfig(values.mail, deps),
    policy: policyConfig(values.policy),
    ...brandingConfig(values, deps),
    audit: { keep: values.audit.keep, maxSize: values.audit.maxSize },
    alerts: values.alerts === undefined ? null : alertsConfig(values.alerts, deps),
    ship: values.audit.ship.map((each, i) => shipConfig(each, ['audit', 'ship', i], deps)),
    warnings: deps.warnings,
  }
}

function policyConfig({ tenants, ...policy }: ConfigValues['policy']): PolicyConfig {
  const others = Object.entries(tenants).map(([name, own]) => {
    const given = Object.entries(own).filter(([key, value]) => key !== 'branding' && value !== undefined)
    return [name.toLowerCase(), { ...policy, ...Object.fromEntries(given), tenants: {} }] as const
  })
  return { ...policy, tenants: Object.fromEntries(others) }
}

type RadiusValues = NonNullable<ConfigValues['radius']>

function radiusConfig({ clients, ...radius }: RadiusValues, deps: BuildDeps): RadiusConfig {
  return {
    ...radius,
    clients: clients.map((nas, i) => nasConfig(nas, ['radius', 'clients', i], deps)),
  }
}

function nasConfig(
  nas: RadiusValues['clients'][number],
  path: Path,
  { secretOf, place }: BuildDeps,
): NasConfig {
  const { name, address, secondFactor, separator, allow } = nas
  const { requireMessageAuthenticator, limitProxyState, passwordEncoding } = nas
  return {
    name,
    address,
    sharedSecret: secretOf(path),
    rule: { secondFactor, separator, allow },
    requireMessageAuthenticator,
    limitProxyState,
    passwordEncoding,
    reply: nas.reply.map(({ when, attributes }, i) => ({
      when: when === undefined ? null : { roles: when.role ?? [], groups: when.group ?? [] },
      attributes,
      at: place([...path, 'reply', i, 'attributes']),
    })),
  }
}

function httpConfig(http: NonNullable<ConfigValues['http']>, deps: BuildDeps): HttpConfig {
  const portals = http.portals.map(({ name, origins, maySetRole, maySkipPassword, probe }, i) => ({
    name,
    key: deps.secretOf(['http', 'portals', i]),
    origins,
    maySetRole,
    maySkipPassword,
    ...(probe !== undefined && { probe: probeConfig(probe, ['http', 'portals', i, 'probe'], deps) }),
  }))
  const file = (name: 'cert' | 'key', written: string) => fileAt(written, ['http', 'tls', name], deps)
  const tls =
    http.tls === undefined ? null : { cert: file('cert', http.tls.cert), key: file('key', http.tls.key) }
  return { ...http, tls, portals }
}

function probeConfig(
  { url, ca }: { readonly url: string; readonly ca?: string | undefined },
  path: Path,
  deps: BuildDeps,
): ProbeConfig {
  return { url, ca: ca === undefined ? null : fileAt(ca, [...path, 'ca'], deps) }
}

function stateStoreConfig(
  { kind, pool = 10, timeout = 2000 }: ConfigValues['stateStore'],
  { secretOf }: BuildDeps,
): StateStoreConfig {
  return kind === 'lowdb' ? { kind } : { kind, url: secretOf(['stateStore']), pool, timeout }
}

function mailConfig(
  { from, language, templates, appLink, smtp }: NonNullable<ConfigValues['mail']>,
  deps: BuildDeps,
): MailConfig {
  const { host, port, security, ca, user } = smtp
  const file = (written: string | undefined, path: Path) =>
    written === undefined ? null : fileAt(written, path, deps)
  return {
    from,
    language,
    templates: file(templates, ['mail', 'templates']),
    ...(appLink && { appLink }),
    smtp: {
      host,
      port,
      security,
      ca: file(ca, ['mail', 'smtp', 'ca']),
      login: user === undefined ? null : { user, password: deps.secretOf(['mail', 'smtp']) },
    },
  }
}

function shipConfig(
  { name, to, format, ca }: ConfigValues['audit']['ship'][number],
  path: Path,
  deps: BuildDeps,
): ShipConfig {
  return {
    name,
    to,
    format,
    key: to.startsWith('http') ? deps.secretOf(path) : null,
    ca: ca === undefined ? null : fileAt(ca, [...path, 'ca'], deps),
  }
}

function alertsConfig(
  { mail = [], webhook, on }: NonNullable<ConfigValues['alerts']>,
  deps: BuildDeps,
): AlertsConfig {
  const path = ['alerts', 'webhook']
  const caAt = (ca: string | undefined) => (ca === undefined ? null : fileAt(ca, [...path, 'ca'], deps))
  return {
    mail,
    webhook:
      webhook === undefined ? null : { url: webhook.url, key: deps.secretOf(path), ca: caAt(webhook.ca) },
    kinds: on,
  }
}

function fileAt(written: string, path: Path, { folder, place }: BuildDeps): FileAt {
  return { path: resolve(folder, written), at: place(path) }
}

import type { userStoreKinds } from '../../adapters/registry.ts'
import type { Role } from '../../adapters/user-store.ts'
import type { UserStoreKind } from '../../adapters/user-store-kind.ts'
import type { AlertKind } from '../alerts/alert.ts'
import type { AuditRetention } from '../audit/audit-trail.ts'
import type { LoginRule } from '../authentication/login-attempt.ts'
import type { Language } from '../locales/languages.ts'
import type { Requirement, SecondFactorPolicy } from '../login/policy.ts'
import type { ConfigPlace, ConfigWarning } from './faults.ts'

/** ringlock.yaml, validated, with all defaults. Durations are milliseconds, paths absolute. */
export interface Config {
  readonly dataDir: string
  readonly logLevel: LogLevel
  readonly log: { readonly format: LogFormat }
  /** null: RADIUS is off. */
  readonly radius: RadiusConfig | null
  /** null: HTTP is off. */
  readonly http: HttpConfig | null
  /** In the order in which they are queried. */
  readonly userStores: readonly [UserStoreConfig, ...UserStoreConfig[]]
  readonly stateStore: StateStoreConfig
  /** null: no mail is sent. */
  readonly mail: MailConfig | null
  readonly policy: PolicyConfig
  readonly audit: AuditRetention
  /** Absent: everything is called Ringlock and looks like it. */
  readonly branding?: BrandingConfig
  /** Where lines of the audit log are sent, too. */
  readonly ship: readonly ShipConfig[]
  /** null: no one is told. */
  readonly alerts: AlertsConfig | null
  /** About values that work but probably cause trouble. */
  readonly warnings: readonly ConfigWarning[]
}

/** A tenant's values stand in place of a portal's, and those in place of the general ones. */
export interface BrandingConfig {
  /** The name that authenticator apps show. */
  readonly issuer: string
  readonly general: BrandValues
  readonly portals: Readonly<Record<string, BrandValues>>
  /** By tenant, in lower case. */
  readonly tenants: Readonly<Record<string, BrandValues>>
}

export interface BrandValues {
  readonly name?: string
  readonly logo?: FileAt
  readonly accent?: `#${string}`
  readonly support?: string
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]
export const logFormats = ['json', 'text'] as const
export type LogFormat = (typeof logFormats)[number]

export interface ListenAddress {
  /** An IP address in its shortest form, without brackets. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly family: 4 | 6
}

export interface RadiusConfig {
  readonly listen: readonly ListenAddress[]
  readonly clients: readonly NasConfig[]
  /** Time limit of a request, ms, after which the NAS no longer waits for the answer. */
  readonly deadline: number
  /**
   * The answer to a NAS when a login can be neither accepted nor refused: no reply, so that it tries its next server,
   * or a reject.
   */
  readonly whenUnavailable: 'silence' | 'reject'
}

export interface NasConfig {
  readonly name: string
  /** A CIDR in its shortest form, always with a prefix length; IPv4-mapped IPv6 is written as IPv4. */
  readonly address: string
  readonly sharedSecret: string
  readonly rule: LoginRule
  /** Discard requests without Message-Authenticator (CVE-2024-3596). */
  readonly requireMessageAuthenticator: boolean
  /** Discard requests with Proxy-State and without Message-Authenticator (CVE-2024-3596). */
  readonly limitProxyState: boolean
  /** How it writes passwords. */
  readonly passwordEncoding: 'utf-8' | 'latin-1'
  /** The first matching rule applies. */
  readonly reply: readonly ReplyRule[]
}

export interface ReplyRule {
  /** null: everybody. */
  readonly when: ReplyCondition | null
  /** By dictionary name; the values are not checked here. */
  readonly attributes: Readonly<Record<string, AttributeValue | readonly AttributeValue[]>>
  /** Where `attributes` is in the file, for messages about faults in it. */
  readonly at: ConfigPlace
}

export type AttributeValue = string | number

/**
 * Roles and groups are never both empty: attributes grant privileges on devices, and what was left empty by mistake would
 * grant them to all users. A rule with roles and groups requires one of each.
 */
export interface ReplyCondition {
  /** Compared exactly: `admin` does not match a superadmin. Empty: any role. */
  readonly roles: readonly Role[]
  /** Any of these; empty: any group or none. */
  readonly groups: readonly string[]
}

export interface HttpConfig {
  readonly listen: ListenAddress
  /** null: a proxy in front ends TLS, or there is none. */
  readonly tls: TlsConfig | null
  /** http or https, without a trailing slash; the only source of links in mail. */
  readonly publicUrl: string
  readonly portals: readonly PortalConfig[]
  /** Reverse proxies and portal servers whose X-Forwarded-For is trusted, as CIDRs. */
  readonly trustedProxies: readonly string[]
  /** Who may read /metrics, as CIDRs. */
  readonly metrics: { readonly allow: readonly string[] }
}

/** PEM files of a listener that speaks TLS itself. */
export interface TlsConfig {
  readonly cert: FileAt
  readonly key: FileAt
}

export interface PortalConfig {
  readonly name: string
  readonly key: string
  /** As browsers send them in `Origin`. */
  readonly origins: readonly string[]
  /** Whether the portal may give its users a higher role than the user store does. */
  readonly maySetRole: boolean
  /** Whether the portal may log in its users with the code alone, because it has already checked who they are. */
  readonly maySkipPassword: boolean
  /** Where its module says how it stands; absent: it has none, or it is not watched. */
  readonly probe?: ProbeConfig
}

export interface ProbeConfig {
  readonly url: string
  /** Certificates to trust there; null: the usual authorities. */
  readonly ca: FileAt | null
}

/** The options of each kind's factory that come from the configuration. `name` is the first half of every userKey. */
export type UserStoreConfig = {
  /** `name@realm` and `REALM\\name` query only the stores of that realm, in any of its spellings; absent: this store has no such logins. */
  readonly realms?: readonly string[]
  /** The tenant of all users of this store, where the store itself has none. */
  readonly tenant?: string
} & EachKind<(typeof userStoreKinds)[number]>

type EachKind<Kind> =
  Kind extends UserStoreKind<infer Options, infer Settings>
    ? { readonly kind: Options['shape']['kind']['value']; readonly name: string } & Settings
    : never

export type StateStoreConfig = LowdbConfig | PostgresConfig

export interface LowdbConfig {
  readonly kind: 'lowdb'
}

export interface PostgresConfig {
  readonly kind: 'postgres'
  readonly url: string
  /** Most connections at once. */
  readonly pool: number
  readonly timeout: number
}

export const shipFormats = ['json', 'cef'] as const

/** A receiver of the audit log. */
export interface ShipConfig {
  readonly name: string
  /** `udp://HOST:PORT`, `tcp://`, `tls://`, or the URL of a webhook. */
  readonly to: string
  readonly format: (typeof shipFormats)[number]
  /** null for syslog. */
  readonly key: string | null
  /** Certificates to trust there; null: the usual authorities. */
  readonly ca: FileAt | null
}

export interface AlertsConfig {
  /** Addresses. */
  readonly mail: readonly string[]
  readonly webhook: { readonly url: string; readonly key: string; readonly ca: FileAt | null } | null
  readonly kinds: readonly AlertKind[]
}

export interface MailConfig {
  readonly from: string
  /** For users whose user store has no language. */
  readonly language: Language
  /** A folder; null: the built-in texts. */
  readonly templates: FileAt | null
  /** Whether mail with a QR code has its otpauth URI as a link, too; absent: it has not. */
  readonly appLink?: true
  readonly smtp: {
    readonly host: string
    readonly port: number
    readonly security: 'none' | 'starttls' | 'tls'
    /** Certificates to trust; null: the system's certificate authorities. */
    readonly ca: FileAt | null
    /** null: no login at the mail server. */
    readonly login: { readonly user: string; readonly password: string } | null
  }
}

/**
 * A file or folder that is read at the start, and where the configuration names it, for messages about faults in it.
 */
export interface FileAt {
  readonly path: string
  readonly at: ConfigPlace
}

export interface PolicyConfig extends SecondFactorPolicy {
  readonly groups: Readonly<Record<string, Requirement>>
  /** Time-steps accepted before and after the current one. */
  readonly driftWindow: number
  /** Number of consecutive codes asked for at enrolment. */
  readonly enrolmentCodes: { readonly app: number; readonly hardware: number }
  /** Whether only users with a mail address may set up an authenticator. */
  readonly requireEmail: boolean
  readonly enrolmentMail: 'off' | 'link' | 'qr'
  /** Whether a second factor can be set up in the middle of a login: `grace`, while the password alone is enough; `on`, also after. */
  readonly enrolAtLogin: 'off' | 'grace' | 'on'
  readonly emailCode: boolean
  /** How long a device stays trusted; null: never. */
  readonly trustedDevice: number | null
  readonly resetLink: number
  readonly selfReset: readonly Role[]
  readonly adminControl: 'self-only' | 'lower-roles'
  /** By tenant, in lower case: the whole policy that holds for its users. */
  readonly tenants: Readonly<Record<string, PolicyConfig>>
}

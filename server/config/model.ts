import type { userStoreKinds } from '../../adapters/registry.ts'
import type { Role } from '../../adapters/user-store.ts'
import type { UserStoreKind } from '../../adapters/user-store-kind.ts'
import type { AuditRetention } from '../audit/audit-trail.ts'
import type { LoginRule } from '../authentication/login-attempt.ts'
import type { Language } from '../locales/languages.ts'
import type { Requirement, SecondFactorPolicy } from '../login/policy.ts'
import type { ConfigPlace, ConfigWarning } from './faults.ts'

/** ringlock.yaml, validated, with every default filled in. Durations are milliseconds, paths absolute. */
export interface Config {
  readonly dataDir: string
  readonly logLevel: LogLevel
  /** null: no RADIUS door. */
  readonly radius: RadiusConfig | null
  /** null: no HTTP door. */
  readonly http: HttpConfig | null
  /** Asked in this order. */
  readonly userStores: readonly [UserStoreConfig, ...UserStoreConfig[]]
  readonly stateStore: StateStoreConfig
  /** null: no mail is sent. */
  readonly mail: MailConfig | null
  readonly policy: PolicyConfig
  readonly audit: AuditRetention
  /** What works, and still deserves a look. */
  readonly warnings: readonly ConfigWarning[]
}

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

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
  /** How long a request may take before nobody waits for its answer. */
  readonly deadline: number
  /** What a NAS hears when a login can be neither accepted nor refused: nothing, so that it asks its next server, or no. */
  readonly whenUnavailable: 'silence' | 'reject'
}

export interface NasConfig {
  readonly name: string
  /** A CIDR in its shortest form, always with its prefix length; IPv4-mapped IPv6 is written as IPv4. */
  readonly address: string
  readonly sharedSecret: string
  readonly rule: LoginRule
  /** Discard what is not signed (CVE-2024-3596). */
  readonly requireMessageAuthenticator: boolean
  /** Discard what carries a Proxy-State and is not signed (CVE-2024-3596). */
  readonly limitProxyState: boolean
  /** The first that matches wins. */
  readonly reply: readonly ReplyRule[]
}

export interface ReplyRule {
  readonly when: ReplyCondition
  /** By dictionary name; values are not looked at here. */
  readonly attributes: Readonly<Record<string, AttributeValue | readonly AttributeValue[]>>
  /** Where `attributes` stands, for whoever finds a fault in them. */
  readonly at: ConfigPlace
}

export type AttributeValue = string | number

/**
 * Never both empty: attributes give privileges on devices, and a rule that names nobody would give them to everybody.
 * A rule that names roles and groups asks for one of each.
 */
export interface ReplyCondition {
  /** Compared as they are: `admin` does not match a superadmin. Empty: whatever the role. */
  readonly roles: readonly Role[]
  /** One of these; empty: whatever the groups. */
  readonly groups: readonly string[]
}

export interface HttpConfig {
  readonly listen: ListenAddress
  /** http or https, without a slash at its end; the only source of links in mail. */
  readonly publicUrl: string
  readonly portals: readonly PortalConfig[]
  /** Reverse proxies, and servers of portals, whose X-Forwarded-For counts, as CIDRs. */
  readonly trustedProxies: readonly string[]
  /** Who may read /metrics, as CIDRs. */
  readonly metrics: { readonly allow: readonly string[] }
}

export interface PortalConfig {
  readonly name: string
  readonly key: string
  /** As browsers send them in `Origin`. */
  readonly origins: readonly string[]
  /** Whether it may give its users a higher role than the user store says. */
  readonly maySetRole: boolean
  /** Whether it may log its users in by the code alone, because it has proven who they are. */
  readonly maySkipPassword: boolean
}

/** What the factory of each kind is given, but for what every one is given. `name` is the first half of every userKey. */
export type UserStoreConfig = {
  /** `name@realm` asks the stores of that realm alone; absent: there is no such login. */
  readonly realm?: string
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

export interface MailConfig {
  readonly from: string
  /** Of users whose user store does not say one. */
  readonly language: Language
  /** A folder; null: our own texts. */
  readonly templates: FileAt | null
  readonly smtp: {
    readonly host: string
    readonly port: number
    readonly security: 'none' | 'starttls' | 'tls'
    /** Certificates to trust; null: the well-known authorities. */
    readonly ca: FileAt | null
    /** null: without logging in. */
    readonly login: { readonly user: string; readonly password: string } | null
  }
}

/** A file or folder that is read at the start, and where it is named, for whoever finds a fault in it. */
export interface FileAt {
  readonly path: string
  readonly at: ConfigPlace
}

export interface PolicyConfig extends SecondFactorPolicy {
  readonly groups: Readonly<Record<string, Requirement>>
  /** Time-steps accepted on each side of now. */
  readonly driftWindow: number
  /** Consecutive codes asked for at enrolment. */
  readonly enrolmentCodes: { readonly app: number; readonly hardware: number }
  /** Whether only users with a mail address may set up an authenticator. */
  readonly requireEmail: boolean
  readonly enrolmentMail: 'off' | 'link' | 'qr'
  readonly emailCode: boolean
  /** How long a device may be trusted; null: never. */
  readonly trustedDevice: number | null
  readonly resetLink: number
  readonly selfReset: readonly Role[]
  readonly adminControl: 'self-only' | 'lower-roles'
}

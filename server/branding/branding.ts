import {
  type BrandingConfig,
  type BrandValues,
  ConfigError,
  type ConfigFault,
} from '../config/load-config.ts'
import { type Accent, accentOf, defaultAccent } from './accent.ts'
import { type Logo, readLogo } from './logo.ts'

/** Whose service users see. */
export interface Brand {
  readonly name: string
  readonly logo: Logo | null
  readonly accent: Accent
  /** Whom users ask for help; null: nothing is said. */
  readonly support: string | null
}

/** Where a user stands; null or absent: not known. */
export interface Viewer {
  readonly tenant?: string | null | undefined
  readonly portal?: string | null | undefined
}

export interface Branding {
  /** A tenant's values stand in place of a portal's, and those in place of the general ones. */
  of(viewer: Viewer): Brand
  /** The name that authenticator apps show: that of the user's tenant, if it has one. */
  issuerFor(tenant: string | null | undefined): string
  /** The logo at this path; null: there is none. */
  logoAt(path: string): Logo | null
}

/** Reads the logos. Rejects with ConfigError, which names every one that cannot be used. */
export async function openBranding(config: BrandingConfig | undefined): Promise<Branding> {
  if (config === undefined) return usualBranding
  const { general, portals, tenants } = config
  const files = [general, ...Object.values(portals), ...Object.values(tenants)].flatMap(
    ({ logo }) => logo ?? [],
  )
  const faults: ConfigFault[] = []
  const logos = new Map<string, Logo>()
  for (const file of files) {
    try {
      logos.set(file.path, await readLogo(file))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      faults.push(...error.faults)
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return createBranding(config, logos)
}

/** @param logos - by the path of the file that was configured */
function createBranding(
  { issuer, general, portals, tenants }: BrandingConfig,
  logos: ReadonlyMap<string, Logo>,
): Branding {
  const byPath = new Map([...logos.values()].map((logo) => [logo.path, logo]))
  const ownOf = (all: Readonly<Record<string, BrandValues>>, name: string | null | undefined): BrandValues =>
    name != null && Object.hasOwn(all, name) ? (all[name] ?? {}) : {}

  return {
    of({ tenant, portal }) {
      const own = ownOf(tenants, tenant?.toLowerCase())
      const { name, logo, accent, support } = { ...general, ...ownOf(portals, portal), ...own }
      return {
        name: name ?? issuer,
        logo: logo === undefined ? null : (logos.get(logo.path) ?? null),
        accent: accentOf(accent ?? defaultAccent),
        support: support ?? null,
      }
    },
    issuerFor: (tenant) => ownOf(tenants, tenant?.toLowerCase()).name ?? issuer,
    logoAt: (path) => byPath.get(path) ?? null,
  }
}

/** Where nothing is configured. */
export const usualBranding = createBranding(
  { issuer: 'Ringlock', general: {}, portals: {}, tenants: {} },
  new Map(),
)

import { resolve } from 'node:path'
import type { ConfigPlace } from './faults.ts'
import type { BrandingConfig, BrandValues } from './model.ts'
import type { Path } from './path.ts'
import type { ConfigValues } from './schema.ts'

interface Places {
  /** Relative paths start here. */
  readonly folder: string
  place(path: Path): ConfigPlace
}

/** Empty where nothing is configured. */
export function brandingConfig(
  { issuer, branding, http, policy }: ConfigValues,
  deps: Places,
): { readonly branding?: BrandingConfig } {
  const general = brandValues(branding, ['branding'], deps)
  const portals = (http?.portals ?? []).map(({ name, branding }, i) => {
    return [name, brandValues(branding, ['http', 'portals', i, 'branding'], deps)] as const
  })
  const tenants = Object.entries(policy.tenants).map(([name, { branding }]) => {
    const values = brandValues(branding, ['policy', 'tenants', name, 'branding'], deps)
    return [name.toLowerCase(), values] as const
  })
  const given = [general, ...[...portals, ...tenants].map(([, values]) => values)]
  if (issuer === 'Ringlock' && given.every((values) => Object.keys(values).length === 0)) return {}
  return {
    branding: {
      issuer,
      general,
      portals: Object.fromEntries(portals),
      tenants: Object.fromEntries(tenants),
    },
  }
}

function brandValues(values: ConfigValues['branding'], path: Path, { folder, place }: Places): BrandValues {
  const { logo, name, accent, support } = values ?? {}
  return {
    ...(name !== undefined && { name }),
    ...(logo !== undefined && { logo: { path: resolve(folder, logo), at: place([...path, 'logo']) } }),
    ...(accent !== undefined && { accent }),
    ...(support !== undefined && { support }),
  }
}

/** The parts of a CycloneDX document, version 1.5, that are looked at here. */
export interface Sbom {
  readonly bomFormat: string
  readonly components: readonly SbomComponent[]
  /** What the list is of. */
  readonly metadata?: { readonly component?: { readonly name: string } }
}

export interface SbomComponent {
  readonly name: string
  readonly version: string
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
  readonly licenses?: readonly SbomLicense[]
}

type SbomLicense =
  | { readonly license: { readonly id?: string; readonly name?: string } }
  | { readonly expression: string }

/** SPDX identifiers of licences that let us pass a package on as part of Ringlock, with its notice. */
const allowedLicenses = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'])

/** Of packages that name no licence where npm looks; read in the package's own LICENSE, for this very version. */
const readByHand: Readonly<Record<string, string>> = { 'radius@1.1.4': 'BSD-3-Clause' }

/**
 * The document with the licences that were read by hand.
 *
 * @param name - of the program: npm takes that of its folder
 */
export function completed<Document extends Sbom>(sbom: Document, name: string): Document {
  const components = sbom.components.map((component) => {
    const id = readByHand[nameOf(component)]
    return id === undefined || licensesOf(component).length > 0
      ? component
      : { ...component, licenses: [{ license: { id } }] }
  })
  const { metadata } = sbom
  return { ...sbom, components, metadata: { ...metadata, component: { ...metadata?.component, name } } }
}

/** What keeps a package from being shipped, a sentence each. */
export function faultsOf({ bomFormat, components }: Sbom): string[] {
  if (bomFormat !== 'CycloneDX') return [`${bomFormat} is not CycloneDX`]
  if (components.length === 0) return ['there are no packages in it']
  return components.flatMap((component) => {
    const licenses = licensesOf(component)
    const refused = licenses.filter((license) => !allowedLicenses.has(license))
    return [
      ...(isPinned(component) ? [] : [`${nameOf(component)} has no SHA-512 to check it by`]),
      ...(licenses.length === 0 ? [`${nameOf(component)} names no licence`] : []),
      ...refused.map((license) => `${nameOf(component)} is under ${license}, which is not on the list`),
    ]
  })
}

/** `N MIT, M ISC`, the commonest first. */
export function licenseCounts({ components }: Sbom): string {
  const counts = new Map<string, number>()
  for (const license of components.flatMap(licensesOf)) counts.set(license, (counts.get(license) ?? 0) + 1)
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([license, count]) => `${count} ${license}`)
    .join(', ')
}

function nameOf({ name, version }: SbomComponent): string {
  return `${name}@${version}`
}

/** An expression stands for itself: whether `MIT OR GPL-2.0` suits is for a person to say. */
function licensesOf({ licenses = [] }: SbomComponent): string[] {
  return licenses.flatMap((entry) => {
    const text = 'expression' in entry ? entry.expression : (entry.license.id ?? entry.license.name)
    return text === undefined || text === '' ? [] : [text]
  })
}

function isPinned({ hashes = [] }: SbomComponent): boolean {
  return hashes.some(({ alg, content }) => alg === 'SHA-512' && /^[0-9a-f]{128}$/.test(content))
}

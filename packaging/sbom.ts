/** The fields of a CycloneDX 1.5 document that are used here. */
export interface Sbom {
  readonly bomFormat: string
  readonly components: readonly SbomComponent[]
  /** Describes the program that the document is about. */
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

/** SPDX identifiers of licences under which a package may be distributed as part of Ringlock, with its notice. */
const allowedLicenses = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'])

/** Licences of packages that declare none to npm, read in their LICENSE file, for exactly this version. */
const readByHand: Readonly<Record<string, string>> = { 'radius@1.1.4': 'BSD-3-Clause' }

/**
 * Adds the licences that were read by hand.
 *
 * @param name - of the program; npm uses the name of its folder
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

/** Reasons against shipping a package, one sentence each. */
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

/** `N MIT, M ISC`, the most frequent first. */
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

/** Expressions are kept as they are: whether `MIT OR GPL-2.0` is acceptable needs a person's decision. */
function licensesOf({ licenses = [] }: SbomComponent): string[] {
  return licenses.flatMap((entry) => {
    const text = 'expression' in entry ? entry.expression : (entry.license.id ?? entry.license.name)
    return text === undefined || text === '' ? [] : [text]
  })
}

function isPinned({ hashes = [] }: SbomComponent): boolean {
  return hashes.some(({ alg, content }) => alg === 'SHA-512' && /^[0-9a-f]{128}$/.test(content))
}

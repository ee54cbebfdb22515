import { parseDocument, stringify } from 'yaml'

export interface PortalEntry {
  readonly name: string
  readonly keyFile: string
  readonly origins: readonly string[]
  readonly maySkipPassword?: true
  readonly probe: { readonly url: string }
}

export interface HttpEntry {
  readonly listen: string
  readonly publicUrl: string
  readonly trustedProxies: readonly string[]
}

/** Such a portal alone, for a person to copy. */
export function portalYaml(portal: PortalEntry, http: HttpEntry): string {
  return stringify({ http: { ...http, portals: [portal] } })
}

/**
 * The text of a configuration with a further portal, its comments kept. Of `http` only `publicUrl` is changed where
 * it is written already.
 *
 * @param yaml - of a configuration that loads
 */
export function withPortal(yaml: string, portal: PortalEntry, http: HttpEntry): string {
  const document = parseDocument(yaml, { stringKeys: true, resolveKnownTags: false })
  const { http: written } = document.toJS() as { readonly http?: Readonly<Record<string, unknown>> | null }
  if (written === undefined || written === null) document.set('http', document.createNode({}))
  for (const [key, value] of Object.entries(http)) {
    if (written?.[key] === undefined || key === 'publicUrl')
      document.setIn(['http', key], document.createNode(value))
  }
  if (!Array.isArray(written?.portals)) document.setIn(['http', 'portals'], document.createNode([]))
  document.addIn(['http', 'portals'], document.createNode(portal))
  return document.toString({ lineWidth: 0 })
}

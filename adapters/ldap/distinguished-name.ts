interface NamePart {
  readonly attribute: string
  readonly value: string
}

/**
 * One text for all spellings of a distinguished name (RFC 4514): lower case, NFC, no spaces around `,`, `+` and `=`,
 * escapes decoded. null: this is no DN.
 */
export function comparableDn(dn: string): string | null {
  const parts = partsOf(dn)
  if (parts === null) return null
  return parts
    .map((rdn) =>
      rdn
        .map(({ attribute, value }) => JSON.stringify([attribute.toLowerCase(), comparableValue(value)]))
        .sort()
        .join('+'),
    )
    .join(',')
}

/** Whether a name is below a base, both in the form of {@link comparableDn}. */
export function isBelow(dn: string, base: string): boolean {
  return dn === base || dn.endsWith(`,${base}`)
}

/** `sales` of `cn=sales,ou=groups,dc=example`; null: this is no DN. */
export function firstValueOf(dn: string): string | null {
  return partsOf(dn)?.[0]?.[0]?.value ?? null
}

function comparableValue(value: string): string {
  return value.normalize('NFC').toLowerCase()
}

const part =
  /\s*([A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)\s*=\s*((?:\\[0-9A-Fa-f]{2}|\\[^0-9A-Fa-f]|[^\\,+;"<>])*)([,+;]|$)/y

function partsOf(dn: string): NamePart[][] | null {
  const rdns: NamePart[][] = [[]]
  part.lastIndex = 0
  for (let end = 0; ; end = part.lastIndex) {
    part.lastIndex = end
    const [, attribute, value, separator] = part.exec(dn) ?? []
    if (attribute === undefined || value === undefined) return null
    rdns.at(-1)?.push({ attribute, value: unescapeValue(value) })
    if (separator === '') return rdns
    if (separator !== '+') rdns.push([])
  }
}

/** A trailing space is part of the value only if it is escaped. */
function unescapeValue(value: string): string {
  const tokens = value.match(/\\[0-9A-Fa-f]{2}|\\.|[^\\]/gsu) ?? []
  while (tokens.at(-1)?.trim() === '') tokens.pop()
  return Buffer.concat(tokens.map(bytesOf)).toString()
}

function bytesOf(token: string): Buffer {
  if (!token.startsWith('\\')) return Buffer.from(token)
  return token.length === 3 ? Buffer.from(token.slice(1), 'hex') : Buffer.from(token.slice(1))
}

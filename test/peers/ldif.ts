/** An entry of a directory; attributes that are left undefined are not there. */
export interface Entry {
  readonly dn: string
  readonly [attribute: string]: string | Buffer | readonly string[] | undefined
}

/** RFC 2849, every value in base64. */
export function ldifOf(entries: readonly Entry[]): string {
  return entries.map(recordOf).join('\n')
}

function recordOf(entry: Entry): string {
  return Object.entries(entry)
    .flatMap(([attribute, values]) => [values ?? []].flat().map((value) => line(attribute, value)))
    .join('')
}

function line(attribute: string, value: string | Buffer): string {
  return `${attribute}:: ${Buffer.from(value).toString('base64')}\n`
}

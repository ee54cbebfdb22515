/** An id in the shape of a UUID, whether the server keeps it as text (entryUUID) or as 16 bytes (objectGUID). */
const guid = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/

/** Other attributes of an id are text. */
export function isBinaryId(attribute: string): boolean {
  return attribute === 'objectGUID'
}

/** null: no id that could be told from another. */
export function formatId(value: string | Buffer): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return value.length === 16 ? formatGuid(value) : null
}

/** What a filter compares the attribute with; null: nobody can have this id. */
export function filterValueOfId(attribute: string, id: string): string | Buffer | null {
  if (!isBinaryId(attribute)) return id
  return guid.test(id) ? parseGuid(id) : null
}

/** As Active Directory's tools write it: the first three fields are little-endian (MS-DTYP section 2.3.4). */
function formatGuid(bytes: Buffer): string {
  const hex = swapped(bytes).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function parseGuid(id: string): Buffer {
  return swapped(Buffer.from(id.replaceAll('-', ''), 'hex'))
}

function swapped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.subarray(0, 4).reverse()
  copy.subarray(4, 6).reverse()
  copy.subarray(6, 8).reverse()
  return copy
}

/** A UUID, which servers store as text (entryUUID) or as 16 bytes (objectGUID). */
const guid = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/

/** Id attributes of other names are text. */
export function isBinaryId(attribute: string): boolean {
  return attribute === 'objectGUID'
}

/** null: the value is no usable id. */
export function formatId(value: string | Buffer): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return value.length === 16 ? formatGuid(value) : null
}

/** The value for a filter on the attribute; null: no user can have this id. */
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

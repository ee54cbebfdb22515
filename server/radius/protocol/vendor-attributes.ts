export interface VendorAttribute {
  /** IANA private enterprise number. */
  readonly vendor: number
  readonly type: number
  readonly kind: 'text' | 'integer' | 'octets'
  /** Names that may stand for an integer. */
  readonly values?: Readonly<Record<string, number>>
}

/** What phone systems and gateways read from an admin's Access-Accept, by the names of their vendors' dictionaries. */
const vendorAttributes: Readonly<Record<string, VendorAttribute>> = {
  'Cisco-AVPair': { vendor: 9, type: 1, kind: 'text' },
  'ACL-Auth-Level': {
    vendor: 5003,
    type: 35,
    kind: 'integer',
    values: { 'ACL-Auth-UserLevel': 50, 'ACL-Auth-AdminLevel': 100, 'ACL-Auth-SecurityAdminLevel': 200 },
  },
  'Acme-User-Class': { vendor: 9148, type: 254, kind: 'text' },
}

const byNumber = /^Vendor-([1-9]\d{0,7})-Attr-([1-9]\d{0,2})$/
const largestVendor = 0xff_ffff
const largestType = 255

/** `Vendor-9-Attr-1` names any attribute of any vendor; a number makes it an integer. null: no such attribute. */
export function findVendorAttribute(name: string, value: string | number): VendorAttribute | null {
  if (Object.hasOwn(vendorAttributes, name)) return vendorAttributes[name] ?? null
  const numbers = byNumber.exec(name)
  if (numbers === null) return null
  const vendor = Number(numbers[1])
  const type = Number(numbers[2])
  if (vendor > largestVendor || type > largestType) return null
  return { vendor, type, kind: typeof value === 'number' ? 'integer' : 'octets' }
}

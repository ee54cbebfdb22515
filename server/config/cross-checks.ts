import { parseCidr, parseListen } from './addresses.ts'
import { type Complaint, foundAt, quoted, type Remark } from './complaint.ts'
import { entriesAt, type Path, valueAt } from './path.ts'
import { userStoreFaults, userStoreRemarks } from './user-stores.ts'

/**
 * Faults that only several values together show. Works on the document as written, so that it reports even when other
 * values are invalid; malformed values are left to the schema.
 */
export function crossCheck(root: unknown): Complaint[] {
  return [
    ...listeners(root),
    ...repeated(root, ['radius', 'clients'], ['name'], 'a name that no other client has'),
    ...repeated(root, ['radius', 'clients'], ['address'], 'an address that no other client has', parseCidr),
    ...repeated(root, ['radius', 'listen'], [], 'each address once', boundAddress),
    ...repeated(root, ['http', 'portals'], ['name'], 'a name that no other portal has'),
    ...repeated(root, ['userStores'], ['name'], 'a name that no other user store has'),
    ...repeated(root, ['userStores'], ['path'], 'a file that no other user store has'),
    ...repeated(root, ['audit', 'ship'], ['name'], 'a name that no other receiver has'),
    ...alertsByMail(root),
    ...userStoreFaults(root),
  ]
}

function alertsByMail(root: unknown): Complaint[] {
  const path = ['alerts', 'mail']
  if (valueAt(root, path) === undefined || valueAt(root, ['mail']) !== undefined) return []
  return [{ path, found: 'no mail section', expected: 'a mail section, which says how mail is sent' }]
}

function listeners(root: unknown): Complaint[] {
  const path = ['radius', 'clients']
  const radius = valueAt(root, ['radius'])
  const isElsewhereWrong = radius !== undefined && typeof radius !== 'object'
  const clients = valueAt(root, path)
  const hasNone = clients === undefined || (Array.isArray(clients) && clients.length === 0)
  if (isElsewhereWrong || !hasNone || valueAt(root, ['http']) !== undefined) return []
  return [{ path, found: foundAt(root, path), expected: 'at least one RADIUS client, or an http section' }]
}

/** List entries that repeat an earlier one. `same` normalises an entry; null: the entry is not compared. */
function repeated(
  root: unknown,
  list: Path,
  key: Path,
  expected: string,
  same: (text: string) => string | null = (text) => text,
): Complaint[] {
  const seen = new Set<string>()
  return entriesAt(root, list).flatMap((entry, index) => {
    const value = valueAt(entry, key)
    const spelling = typeof value === 'string' ? same(value) : null
    if (typeof value !== 'string' || spelling === null) return []
    if (!seen.has(spelling)) {
      seen.add(spelling)
      return []
    }
    return [{ path: [...list, index, ...key], found: `${quoted(value)} again`, expected }]
  })
}

/** null for port 0: any number of listeners may use a free port. */
function boundAddress(text: string): string | null {
  const address = parseListen(text)
  return address === null || address.port === 0 ? null : `${address.host} ${address.port}`
}

/** Warnings about valid combinations of values that cause trouble. */
export function crossRemarks(root: unknown): Remark[] {
  return [...separatorRemarks(root), ...replyRemarks(root), ...userStoreRemarks(root)]
}

function separatorRemarks(root: unknown): Remark[] {
  const list = ['radius', 'clients']
  return entriesAt(root, list).flatMap((client, index) => {
    const separator = valueAt(client, ['separator'])
    if (typeof separator !== 'string' || !/[\s\p{Pd}]/u.test(separator)) return []
    const message = 'codes must then be typed without the spaces and dashes they are shown with'
    return [{ path: [...list, index, 'separator'], message }]
  })
}

/** The first entry that matches wins, so that none behind an entry for everybody ever does. */
function replyRemarks(root: unknown): Remark[] {
  return entriesAt(root, ['radius', 'clients']).flatMap((client, index) => {
    const rules = entriesAt(client, ['reply'])
    const forEverybody = rules.findIndex((rule) => valueAt(rule, ['when']) === undefined)
    if (forEverybody < 0 || forEverybody === rules.length - 1) return []
    const message = 'is for everybody, and the entries behind it never apply: put it last'
    return [{ path: ['radius', 'clients', index, 'reply', forEverybody], message }]
  })
}

import type { Entry } from 'ldapts'
import { comparable } from '../comparable.ts'
import type { Role, User } from '../user-store.ts'
import { formatId, isBinaryId } from './object-id.ts'
import type { LdapAttributes } from './schema.ts'

/** Only Active Directory has this attribute. Without it, every user is enabled. */
const accountControl = 'userAccountControl'
/** ADS_UF_ACCOUNTDISABLE. */
const accountDisabled = 2

const languageTag = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

/** The attributes to request for a user. */
export function attributesAskedFor(attributes: LdapAttributes): {
  readonly attributes: string[]
  readonly explicitBufferAttributes: string[]
} {
  const { id, names, displayName, email, language, memberOf } = attributes
  return {
    attributes: [id, ...names, displayName, email, language, memberOf, accountControl],
    explicitBufferAttributes: isBinaryId(id) ? [id] : [],
  }
}

/** null: the entry has no id or no name, so it is no user. */
export function toUser(
  entry: Entry,
  attributes: LdapAttributes,
  { groups, role }: { readonly groups: readonly string[]; readonly role: Role },
): User | null {
  const [rawId] = rawValues(entry, attributes.id)
  const name = textOf(entry, attributes.names[0])
  const id = rawId === undefined ? null : formatId(rawId)
  if (id === null || name === null) return null
  const language = textOf(entry, attributes.language)
  return {
    id,
    name,
    displayName: textOf(entry, attributes.displayName),
    email: textOf(entry, attributes.email),
    groups,
    role,
    enabled: isEnabled(entry),
    language: language !== null && languageTag.test(language) ? language : null,
  }
}

/**
 * Whether one of the attributes has exactly this value, ignoring case. The server's own matching finds more: it folds
 * spaces, drops invisible characters, and in Active Directory ignores accents.
 */
export function says(entry: Entry, attributes: readonly string[], wanted: string): boolean {
  const spelling = comparable(wanted)
  return attributes.some((attribute) =>
    textsOf(entry, attribute).some((value) => comparable(value) === spelling),
  )
}

/** Text values; empty where the attribute is missing. */
export function textsOf(entry: Entry, attribute: string): string[] {
  return rawValues(entry, attribute).filter((value): value is string => typeof value === 'string')
}

function textOf(entry: Entry, attribute: string): string | null {
  return textsOf(entry, attribute).find((value) => value !== '') ?? null
}

function isEnabled(entry: Entry): boolean {
  const [control] = textsOf(entry, accountControl)
  return control === undefined || (Number(control) & accountDisabled) === 0
}

/** The server may spell the attribute's name differently. */
function rawValues(entry: Entry, attribute: string): (string | Buffer)[] {
  const wanted = attribute.toLowerCase()
  const key = Object.keys(entry).find((each) => each.toLowerCase() === wanted)
  const value = key === undefined ? [] : entry[key]
  return value === undefined ? [] : [value].flat()
}

/** UTF-8 bytes; the longest User-Name of RADIUS is shorter (RFC 2865 section 5.1). */
const longest = 1024

/** Whether a text can be stored in a database at all. Databases treat other texts differently. */
export function isStorable(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= longest && !/[\p{Cc}\p{Surrogate}]/u.test(text)
}

/**
 * A LIKE pattern that finds the text anywhere, with its own wildcards escaped.
 *
 * @param escapeSign - as in `LIKE ... ESCAPE '!'`
 */
export function containing(search: string, escapeSign: '!' | '\\' = '!'): string {
  const literal = search.replace(/[!\\%_]/g, (sign) =>
    sign === escapeSign || sign === '%' || sign === '_' ? escapeSign + sign : sign,
  )
  return `%${literal}%`
}

/** null for missing or empty text, which many columns do not distinguish. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The BCP 47 tag of a locale such as `de_DE` or `en-us`; null: it is none. */
export function languageTag(locale: unknown): string | null {
  const [, language, region] = /^([a-z]{2,3})(?:[_-]([a-z]{2}))?\b/i.exec(String(locale ?? '')) ?? []
  if (language === undefined) return null
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`
}

/** UTF-8 bytes; the longest User-Name that a RADIUS attribute holds is shorter (RFC 2865 section 5.1). */
const longest = 1024

/** Whether a text can be in a database at all; databases differ in what they do with any other. */
export function isStorable(text: string): boolean {
  return text !== '' && Buffer.byteLength(text) <= longest && !/[\p{Cc}\p{Surrogate}]/u.test(text)
}

/**
 * A pattern for LIKE: the text anywhere, its own wildcards taken literally.
 *
 * @param escapeSign - as in `LIKE ... ESCAPE '!'`
 */
export function containing(search: string, escapeSign: '!' | '\\' = '!'): string {
  const literal = search.replace(/[!\\%_]/g, (sign) =>
    sign === escapeSign || sign === '%' || sign === '_' ? escapeSign + sign : sign,
  )
  return `%${literal}%`
}

/** null for text that is missing or empty, which many columns cannot tell apart. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A BCP 47 tag of a locale such as `de_DE` or `en-us`; null for what is none. */
export function languageTag(locale: unknown): string | null {
  const [, language, region] = /^([a-z]{2,3})(?:[_-]([a-z]{2}))?\b/i.exec(String(locale ?? '')) ?? []
  if (language === undefined) return null
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`
}

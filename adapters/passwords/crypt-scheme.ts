import type { SlowFormat } from './password-format.ts'

const prefix = /^\{crypt\}/i
const prefixLength = '{CRYPT}'.length

/** LDAP's {CRYPT} scheme (RFC 2307 section 5.3): the scheme name, then a hash of crypt(3). */
export function inCryptScheme(format: SlowFormat): SlowFormat {
  const inner = (hash: string) => hash.slice(prefixLength)
  return {
    ...format,
    accepts: (hash) => prefix.test(hash) && format.accepts(inner(hash)),
    costOf: (hash) => format.costOf(inner(hash)),
    matches: (password, hash) => format.matches(password, inner(hash)),
  }
}

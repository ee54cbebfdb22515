import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { type Language, languageFor, languages } from '../../locales/languages.ts'

/** Of ours, the language that the browser likes best (RFC 9110 section 12.5.4). */
export function browserLanguage(c: Context, otherwise: Language): Language {
  const liked = accepts(c, {
    header: 'Accept-Language',
    supports: [...languages],
    default: otherwise,
    match: (accepted) => {
      const inOrder = accepted.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q)
      return inOrder.map(({ type }) => languageFor(type, '')).find((language) => language !== '') ?? otherwise
    },
  })
  return languageFor(liked, otherwise)
}

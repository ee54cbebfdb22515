import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { type Language, languageFor, languages } from '../../locales/languages.ts'
import type { HttpDeps } from '../api/deps.ts'
import type { HttpEnv } from '../transport/http-env.ts'
import type { View } from './page.ts'

/** As a reader who is not known yet sees a page. */
export function viewOf(
  c: Context<HttpEnv>,
  { config, branding }: Pick<HttpDeps, 'config' | 'branding'>,
): View {
  return { language: browserLanguage(c, config.mail?.language ?? 'en'), brand: branding.of({}) }
}

/** The browser's preferred language among ours (RFC 9110 section 12.5.4). */
function browserLanguage(c: Context, otherwise: Language): Language {
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

import { loaders } from './loaders.ts'
import type { Locale } from './texts.ts'

/**
 * Loads the texts of a language. `modules`: 1 for elements without a widget token, 2 for those with one, which need
 * more texts. Falls back to English for an unknown language or a failed download; null: English could not be loaded
 * either.
 */
export async function loadLocale(tag: string, modules: 1 | 2): Promise<Locale | null> {
  const wanted = tag.toLowerCase().split('-')[0] ?? ''
  for (const code of [wanted, 'en']) {
    if (!Object.hasOwn(loaders, code)) continue
    const loading = loaders[code as keyof typeof loaders].slice(0, modules).map((load) => load())
    const loaded = await Promise.all(loading).catch(() => null)
    if (loaded !== null) return Object.assign({}, ...loaded.map(({ locale }) => locale))
  }
  return null
}

import { common } from './en/common.ts'
import { loaders } from './loaders.ts'
import type { AllTexts } from './texts.ts'

/** A language as a whole: the texts of all elements. */
export interface Locale extends AllTexts {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
}

/** Grows with every element that is loaded: a page pays for the texts of its own elements alone. */
export const english = { lang: 'en', dir: 'ltr', ...common } as Locale

const loading = new Map<string, Promise<Locale>>()

export function registerEnglish(texts: Partial<AllTexts>): void {
  Object.assign(english, texts)
}

/** English where a language is not ours, or cannot be fetched (an old cache, a strict policy). */
export function loadLocale(tag: string): Promise<Locale> {
  const code = tag.toLowerCase().split('-')[0] ?? ''
  if (!Object.hasOwn(loaders, code)) return Promise.resolve(english)
  const locale =
    loading.get(code) ??
    loaders[code as keyof typeof loaders]().then(
      ({ locale }) => locale,
      () => english,
    )
  loading.set(code, locale)
  return locale
}

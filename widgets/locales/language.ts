import { registerTranslation, type Translation } from '@shoelace-style/localize'
import { common } from './en/common.ts'
import { type Language, loaders } from './loaders.ts'
import type { AllTexts, Texts } from './texts.ts'

/** A language as a whole: the texts of all elements. */
export type Locale = Translation & AllTexts

/** Grows with every element that is loaded: a page pays for the texts of its own elements alone. */
const english: Translation & Texts = { $code: 'en', $name: 'English', $dir: 'ltr', ...common }
const fetched = new Map<Language, Promise<void>>()
const inForce = new Map<Language, Locale>()

export function registerEnglish(texts: Texts): void {
  registerTranslation(Object.assign(english, texts))
}

/** Fetches the texts for a language tag, once. Where that fails (an old cache, a strict policy) English stays. */
export async function loadLanguage(tag: string): Promise<void> {
  const language = languageOf(tag)
  if (language === null) return
  const fetching = fetched.get(language) ?? fetchLanguage(language)
  fetched.set(language, fetching)
  await fetching
}

/** What the texts really are in, for `lang` and `dir` around them; English where a language is not ours or not there. */
export function textLanguage(tag: string): { readonly lang: string; readonly dir: 'ltr' | 'rtl' } {
  const language = languageOf(tag)
  const locale = (language === null ? undefined : inForce.get(language)) ?? english
  return { lang: locale.$code, dir: locale.$dir }
}

function languageOf(tag: string): Language | null {
  const code = tag.toLowerCase().split(/[-_]/)[0] ?? ''
  return Object.hasOwn(loaders, code) ? (code as Language) : null
}

async function fetchLanguage(language: Language): Promise<void> {
  try {
    const { locale } = await loaders[language]()
    registerTranslation(locale)
    inForce.set(language, locale)
  } catch {
    fetched.delete(language)
  }
}

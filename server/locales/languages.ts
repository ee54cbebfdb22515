/** What mail and the pages behind its links are written in. */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'ar', 'zh', 'ja'] as const
export type Language = (typeof languages)[number]

/**
 * The language of ours that a BCP 47 tag asks for: `pt-BR` is written in pt, `zh-Hant` in zh.
 *
 * @param otherwise - for null, and for tags of languages we have no words in
 */
export function languageFor<Otherwise>(tag: string | null, otherwise: Otherwise): Language | Otherwise {
  const wanted = tag?.trim().split(/[-_]/, 1)[0]?.toLowerCase()
  return languages.find((language) => language === wanted) ?? otherwise
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** Latin digits everywhere: they stand beside codes and links, and must read the same. */
const localeOf = (language: Language) => `${language}-u-nu-latn`

/** `10 minutes`, in words of the language. */
export function durationText(count: number, unit: 'second' | 'minute' | 'day', language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

/** Day and time with the name of the time zone, because the reader's may be another. */
export function timeText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    ...{ year: 'numeric', month: 'long', day: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  }).format(at)
}

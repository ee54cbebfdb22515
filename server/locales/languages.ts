/** The languages of mails and of the pages that mailed links lead to. */
export const languages = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'ar', 'zh', 'ja'] as const
export type Language = (typeof languages)[number]

/**
 * The language for a BCP 47 tag: pt for `pt-BR`, zh for `zh-Hant`.
 *
 * @param otherwise - returned for null and for languages without translation
 */
export function languageFor<Otherwise>(tag: string | null, otherwise: Otherwise): Language | Otherwise {
  const wanted = tag?.trim().split(/[-_]/, 1)[0]?.toLowerCase()
  return languages.find((language) => language === wanted) ?? otherwise
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** Latin digits in all languages: the numbers stand beside codes and links, and must look the same. */
const localeOf = (language: Language) => `${language}-u-nu-latn`

/** `10 minutes`, in the given language. */
export function durationText(count: number, unit: 'second' | 'minute' | 'day', language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

/** As {@link timeText}, for the display of a phone: short, and without the narrow spaces that such a display may lack. */
export function shortTimeText(at: number, language: Language): string {
  const text = new Intl.DateTimeFormat(localeOf(language), {
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  }).format(at)
  return text.replace(/\p{Zs}/gu, ' ')
}

/** Date and time with the time zone, because the reader's may be another. */
export function timeText(at: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    ...{ year: 'numeric', month: 'long', day: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  }).format(at)
}

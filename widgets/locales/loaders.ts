/** One module for each language, fetched when a page is in it. English comes with the elements. */
export const loaders = {
  ar: () => import('./ar.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  it: () => import('./it.ts'),
  ja: () => import('./ja.ts'),
  nl: () => import('./nl.ts'),
  pt: () => import('./pt.ts'),
  zh: () => import('./zh.ts'),
}

export type Language = keyof typeof loaders

/** The modules of each language: texts of all elements, and further texts of elements with a widget token. */
export const loaders = {
  ar: [() => import('./ar.ts'), () => import('./ar-self.ts')],
  de: [() => import('./de.ts'), () => import('./de-self.ts')],
  en: [() => import('./en.ts'), () => import('./en-self.ts')],
  es: [() => import('./es.ts'), () => import('./es-self.ts')],
  fr: [() => import('./fr.ts'), () => import('./fr-self.ts')],
  it: [() => import('./it.ts'), () => import('./it-self.ts')],
  ja: [() => import('./ja.ts'), () => import('./ja-self.ts')],
  nl: [() => import('./nl.ts'), () => import('./nl-self.ts')],
  pt: [() => import('./pt.ts'), () => import('./pt-self.ts')],
  zh: [() => import('./zh.ts'), () => import('./zh-self.ts')],
} as const

export type Language = keyof typeof loaders

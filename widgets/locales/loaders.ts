/** One module for each language, fetched when a page is in it. English comes with the elements. */
export const loaders = {
  de: () => import('./de.ts'),
}

export type Language = keyof typeof loaders

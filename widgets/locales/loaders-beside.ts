import type { Language, loaders as modules } from './loaders.ts'

/** Where this script came from: the languages lie beside it, in `locales/`. */
const here = import.meta.url

const languages: readonly Language[] = ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pt', 'zh']

/** Stands in for `loaders.ts` in the single files, which no bundler follows any more. */
export const loaders = Object.fromEntries(
  languages.map((code) => [
    code,
    ['', '-self'].map(
      (more) => () => import(/* @vite-ignore */ new URL(`locales/${code}${more}.js`, here).href),
    ),
  ]),
) as unknown as typeof modules

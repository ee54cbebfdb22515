import type { Language, loaders as modules } from './loaders.ts'

/** The URL of this script; the languages are in `locales/` beside it. */
const here = import.meta.url

const languages: readonly Language[] = ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pt', 'zh']

/** Replaces `loaders.ts` in the single-file bundles, which no bundler processes again. */
export const loaders = Object.fromEntries(
  languages.map((code) => [
    code,
    ['', '-self'].map(
      (more) => () => import(/* @vite-ignore */ new URL(`locales/${code}${more}.js`, here).href),
    ),
  ]),
) as unknown as typeof modules
